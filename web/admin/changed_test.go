package admin_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// versionIn finds what a form is filled in over.
var versionIn = regexp.MustCompile(`name="version" value="([0-9a-f]+)"`)

// TestWhatSomebodyElseChangedMeanwhileIsNotReplacedUnseen has two
// administrators open one form. The one who saves last is told, keeps what he
// typed, and may insist.
func TestWhatSomebodyElseChangedMeanwhileIsNotReplacedUnseen(t *testing.T) {
	o := newOffice(t)
	queue := []string{"groups", "1", "target", "60", "offer", "30", "wrap-up", "45"}
	entry := []string{"channel", "phone", "number", "100", "queue", "1", "language", "cs", "answer", "at-once"}
	operator := []string{"login", "jana", "role", "1", "language", "cs", "chats", "1"}
	settings := []string{"language", "cs", "region", "CZ", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "port", "587", "tls", "starttls"}
	voices := []string{"speed-cs", "150", "voice-pl", "pl", "speed-pl", "150", "voice-en", "en", "speed-en", "150"}
	shop := []string{"was", "Shop", "holidays", "CZ"}
	pbx := []string{"was", "pbx", "name", "pbx", "transport", "tcp", "identity", "from", "calls", "0", "rate", "0"}
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", append([]string{"name", "Orders"}, queue...)...)
	o.save("/admin/entry-points/new", append([]string{"name", "Main line"}, entry...)...)
	o.save("/admin/operators/new", append([]string{"name", "Jana"}, operator...)...)
	o.save("/admin/calendar", "name", "Shop", "zone", "Europe/Prague")
	o.save("/admin/trunk", append([]string{"sources", "192.0.2.10"}, pbx[2:]...)...)
	for _, c := range []struct {
		path, list, field string
		rest              []string
		first, second     string
	}{
		{"/admin/groups/1", "/admin/groups", "name", nil, "Sales by Eva", "Sales by Nora"},
		{"/admin/queues/1", "/admin/queues", "name", queue, "Orders by Eva", "Orders by Nora"},
		{"/admin/entry-points/1", "/admin/entry-points", "name", entry, "Line by Eva", "Line by Nora"},
		{"/admin/operators/2", "/admin/operators", "name", operator, "Jana by Eva", "Jana by Nora"},
		{"/admin/settings", "/admin/settings", "name", settings, "Hobla by Eva", "Hobla by Nora"},
		{"/admin/voices", "/admin/voices", "voice-cs", voices, "cs+f2", "cs+m3"},
		{"/admin/calendar?name=Shop", "/admin/hours", "zone", shop, "Europe/Warsaw", "Europe/London"},
		{"/admin/trunk?name=pbx", "/admin/trunks", "sources", pbx, "192.0.2.11", "192.0.2.12"},
	} {
		form := func(typed, version string) []string {
			return append(slices.Clone(c.rest), c.field, typed, "version", version)
		}
		version := func(page string) string {
			if found := versionIn.FindStringSubmatch(page); found != nil {
				return found[1]
			}
			t.Errorf("%s: the form does not say what it is filled in over", c.path)
			return ""
		}
		path, _, _ := strings.Cut(c.path, "?")
		_, page := o.get(c.path)
		seen := version(page)
		o.save(path, form(c.first, seen)...)
		o.save(path, form(c.first, seen)...) // pressed twice: it is what he wants
		status, page := o.post(path, form(c.second, seen)...)
		if status != http.StatusConflict || !strings.Contains(page, `id="form-problem"`) || !strings.Contains(page, c.second) {
			t.Errorf("%s: got %d, want it refused with what was typed", path, status)
			continue
		}
		if _, list := o.get(c.list); !strings.Contains(list, c.first) || strings.Contains(list, c.second) {
			t.Errorf("%s: what the first one saved is lost", path)
		}
		o.save(path, form(c.second, version(page))...)
		if _, list := o.get(c.list); !strings.Contains(list, c.second) {
			t.Errorf("%s: he cannot insist", path)
		}
	}
}
