package admin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestTimeInStateIsShownByDay of an operator who worked over midnight, as a day's row
// with what his hours went to, of nobody who was not there, and of no day to come.
func TestTimeInStateIsShownByDay(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/settings", "name", "Hobla", "language", "cs", "region", "cz", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "port", "587", "tls", "starttls")
	zone, err := time.LoadLocation("Europe/Prague")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, zone) }
	o.now = at(29, 7, 0) // summer time began on this day: from midnight on six hours went by
	jana, err := o.accounts.AddOperator(t.Context(), appliance.Operator{Login: "jana", Name: "Jana <b>", Role: appliance.RoleOperator, Language: appliance.Czech}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		at     time.Time
		state  appliance.PresenceState
		reason string
		absent bool
	}{
		{at(28, 8, 0), appliance.Available, "", false},
		{at(28, 9, 10), appliance.Busy, "", false},
		{at(28, 9, 25), appliance.WrapUp, "", false},
		{at(28, 9, 26), appliance.Away, "lunch", false},
		{at(28, 10, 6), appliance.Away, appliance.Idle, false},
		{at(28, 10, 8), appliance.RONA, "", false},
		{at(28, 10, 18), appliance.Offline, "", false},
		{at(28, 22, 0), appliance.Available, "", false},
		{at(28, 22, 30), appliance.Available, "", true},
		{at(28, 23, 30), appliance.Available, "", false},
	} {
		err := o.store.Write(t.Context(), func(tx *sqlite.Tx) error {
			return tx.SavePresence(appliance.Presence{Operator: jana.ID, State: step.state, Reason: step.reason, Absent: step.absent, Since: step.at}, step.at)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	row := func(path string) string {
		t.Helper()
		status, page := o.get(path)
		if status != http.StatusOK {
			t.Fatalf("%s: got %d", path, status)
		}
		_, body, _ := strings.Cut(page, "<tbody>")
		body, _, _ = strings.Cut(body, "</tbody>")
		return strings.Join(strings.Fields(strings.ReplaceAll(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " "), "\u00a0", "")), " ")
	}
	for path, want := range map[string]string{
		"/admin/operators/time?day=2026-03-28": "Jana &lt;b&gt; 4h18min 2h10min 15min 1min 42min Nobody at the desk 2min Lunch 40min 10min 1h",
		"/admin/operators/time":                "Jana &lt;b&gt; 6h 6h – – – – –",
		"/admin/operators/time?day=2026-03-30": "Jana &lt;b&gt; 6h 6h – – – – –", // has not come yet
		"/admin/operators/time?day=soon":       "Jana &lt;b&gt; 6h 6h – – – – –",
		"/admin/operators/time?day=2026-03-27": "",
	} {
		if got := row(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	_, page := o.get("/admin/operators/time")
	if !strings.Contains(page, `href="/admin/operators/time?day=2026-03-28"`) || strings.Contains(page, "2026-03-30") {
		t.Error("the day before is not linked, or the next is")
	}
	if _, page := o.get("/admin/operators/time?day=2026-03-28"); strings.Contains(page, "2026-03-27") || !strings.Contains(page, `day=2026-03-29"`) {
		t.Error("the first day that is kept leads on to those before it, or not to the next")
	}
	if _, page := o.get("/admin/operators/time?day=2026-03-27"); !strings.Contains(page, "nobody was signed in") || !strings.Contains(page, `day=2026-03-28"`) {
		t.Error("an empty day says nothing, or leads nowhere")
	}
}
