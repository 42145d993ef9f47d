package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"cordboard/appliance/hours"
	"cordboard/web"
	"cordboard/web/i18n"
)

// TestTimesOfAPageAreByOneZone, the site's: also when opening hours of another end.
func TestTimesOfAPageAreByOneZone(t *testing.T) {
	kiritimati := time.FixedZone("far", 14*3600)
	now := time.Date(2026, 3, 2, 11, 30, 0, 0, time.UTC) // a Monday
	everyDay := []hours.Day{0, 1, 2, 3, 4, 5, 6}
	london := hours.Calendar{Name: "Shop", Zone: "Europe/London", Week: []hours.Range{{Days: everyDay, Span: hours.Span{From: 8 * 60, To: 12 * 60}}}}
	page := func(w http.ResponseWriter, r *http.Request) error {
		_, closing := web.OpenHours(r.Context(), london, now)
		_, err := w.Write([]byte(i18n.From(r.Context()).Time(now) + " " + i18n.From(r.Context()).Language() + ", " + closing))
		return err
	}
	zone := func(context.Context) *time.Location { return kiritimati }
	for _, door := range []web.Door{web.Desk, web.Public} {
		s := web.NewServer(web.Config{Zone: zone, Accounts: badge{}}, []web.Route{{Door: door, Method: "GET", Path: "/now", Who: web.Anyone, Handle: page}})
		r := httptest.NewRequest(http.MethodGet, "http://box.example/now", nil)
		r.Header.Set("Accept-Language", "en")
		w := httptest.NewRecorder()
		s.Handler(door).ServeHTTP(w, r)
		if got, want := w.Body.String(), "01:30 en, "+i18n.Localizer("en").Text("hours.open-until", "when", "02:00"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
