package i18n

import (
	"testing"
	"time"
)

func TestNumbersDatesAndDurationsFollowTheLanguage(t *testing.T) {
	at := time.Date(2026, 3, 2, 14, 5, 9, 0, time.Local)
	now := at.AddDate(0, 1, 0)
	for _, c := range []struct{ lang, what, got, want string }{
		{"en", "number", Localizer("en").Number(12345), "12,345"},
		{"cs", "number", Localizer("cs").Number(12345), "12\u00a0345"},
		{"pl", "number", Localizer("pl").Number(-1234567), "−1\u00a0234\u00a0567"},
		{"en", "small number", Localizer("en").Number(7), "7"},
		{"en", "decimal", Localizer("en").Decimal(-23.04), "−23.0"},
		{"pl", "decimal", Localizer("pl").Decimal(-23.04), "−23,0"},
		{"en", "date", Localizer("en").Date(at, now), "2\u00a0Mar"},
		{"cs", "date", Localizer("cs").Date(at, now), "2.\u00a03."},
		{"pl", "date", Localizer("pl").Date(at, now.AddDate(1, 0, 0)), "2\u00a0mar\u00a02026"},
		{"cs", "time today", Localizer("cs").When(at, at.Add(time.Hour)), "14:05"},
		{"cs", "time before", Localizer("cs").When(at, now), "2.\u00a03."},
		{"en", "clock", Localizer("en").Clock(252 * time.Second), "4:12"},
		{"en", "long clock", Localizer("en").Clock(6750 * time.Second), "1:52:30"},
		{"en", "negative clock", Localizer("en").Clock(-time.Second), "0:00"},
		{"pl", "duration", Localizer("pl").Duration(3900 * time.Second), "1\u00a0h\u00a05\u00a0min"},
	} {
		if c.got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.what, c.lang, c.got, c.want)
		}
	}
}

func TestUnknownLanguageSpeaksEnglishAndUnknownKeyShowsItself(t *testing.T) {
	if got := Localizer("fr").Language(); got != "en" {
		t.Errorf("got %q, want en", got)
	}
	if got := Localizer("cs").Text("no.such.key"); got != "no.such.key" {
		t.Errorf("got %q", got)
	}
}

func TestPlacesAreFilledAndFormsChosenByTheLanguage(t *testing.T) {
	for _, c := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"cs", "desk.unread", []any{"count", 1}, "1 nepřečtená zpráva"},
		{"cs", "desk.unread", []any{"count", 3}, "3 nepřečtené zprávy"},
		{"cs", "desk.unread", []any{"count", 5}, "5 nepřečtených zpráv"},
		{"pl", "desk.unread", []any{"count", 22}, "22 nieprzeczytane wiadomości"},
		{"pl", "desk.unread", []any{"count", 25}, "25 nieprzeczytanych wiadomości"},
		{"en", "desk.unread", []any{"count", 1}, "1 unread message"},
		{"cs", "desk.all", []any{"count", 4}, "Ukázat všechny (4)"},
		{"en", "desk.all", []any{"count", 1200}, "Show all 1,200"},
		{"en", "desk.all", nil, "Show all {count}"},
	} {
		if got := Localizer(c.lang).Text(c.key, c.args...); got != c.want {
			t.Errorf("%s in %s with %v: got %q, want %q", c.key, c.lang, c.args, got, c.want)
		}
	}
}
