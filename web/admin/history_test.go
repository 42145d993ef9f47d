package admin_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance/trunk"
)

// changesOn reads the history of a page: what each change says, the newest
// first, with the number that puts it back in front, if it can be.
func (o *office) changesOn(path string) (all []string) {
	o.t.Helper()
	_, page := o.get(path)
	_, history, _ := strings.Cut(page, "<h2>What was changed</h2>")
	for row := range strings.SplitSeq(history, "<tr>") {
		var said []string
		if found := regexp.MustCompile(`name="change" value="(\d+)"`).FindStringSubmatch(row); found != nil {
			said = append(said, found[1])
		}
		for _, what := range regexp.MustCompile(`<(?:div|span class="chip")>([^<]*)</`).FindAllStringSubmatch(row, -1) {
			said = append(said, html.UnescapeString(what[1]))
		}
		if len(said) > 0 {
			all = append(all, strings.Join(said, "; "))
		}
	}
	return all
}

// version is what the form of a page is filled in over.
func (o *office) version(path string) string {
	o.t.Helper()
	_, page := o.get(path)
	return versionIn.FindStringSubmatch(page)[1]
}

func TestChangesOfATrunkAreToldAndPutBackWithoutThoseOfOthers(t *testing.T) {
	o := newOffice(t)
	pbx := func(was, name, source, password, rules string) {
		o.t.Helper()
		version := ""
		if was != "" {
			version = o.version("/admin/trunk?name=" + was)
		}
		o.save("/admin/trunk", "was", was, "version", version, "name", name, "sources", source, "transport", "udp", "identity", "from", "calls", "0", "rate", "0",
			"exchange", source+":5060", "username", "200", "password", password, "rules", rules)
	}
	pbx("", "brno", "192.0.2.10", "hush-one", "+420")
	pbx("", "praha", "192.0.2.20", "hush-two", "+420")
	pbx("brno", "brno", "192.0.2.10", "hush-three", "+420\n-+42090")
	pbx("brno", "brno-2", "192.0.2.10", "", "+420\n-+42090")
	pbx("praha", "praha", "192.0.2.20", "", "+420\next")
	want := []string{
		"4; Name: “brno” → “brno-2”",
		"3; What may be called: “+420” → “+420, -+42090”; Password: changed",
		"Made",
	}
	if got := o.changesOn("/admin/trunk?name=brno-2"); !slices.Equal(got, want) {
		t.Errorf("of one trunk: %q, want %q", got, want)
	}
	all := o.changesOn("/admin/trunks")
	if len(all) != 5 || all[0] != "5; praha · What may be called: “+420” → “+420, ext”" || all[4] != "brno · Made" {
		t.Errorf("of all trunks: %q", all)
	}
	if _, page := o.get("/admin/trunks"); strings.Contains(page, "hush") || strings.Contains(page, "sealed.") {
		t.Error("the history shows a password")
	}

	old := o.trunks.Config()
	o.save("/admin/trunks/revert", "change", "3")
	now := o.trunks.Config()
	if b := now.Trunks[0]; b.Name != "brno" || len(b.Out.Rules) != 1 || b.Login.Password == old.Trunks[0].Login.Password {
		t.Errorf("put back: %+v", b)
	}
	if p := now.Trunks[1]; len(p.Out.Rules) != 2 {
		t.Errorf("what came later of another trunk is lost: %+v", p)
	}
	if got := o.changesOn("/admin/trunk?name=brno"); len(got) != 4 || !strings.Contains(got[2], "Was put back") || !strings.HasPrefix(got[0], "6; Put back earlier settings; ") {
		t.Errorf("afterwards: %q", got)
	}
	if status, page := o.post("/admin/trunks/revert", "change", "1"); status != http.StatusConflict || !strings.Contains(page, `id="form-problem"`) {
		t.Errorf("what made a trunk: got %d, want it refused in a sentence", status)
	}
	if status, _ := o.post("/admin/trunks/revert", "change", "77"); status != http.StatusNotFound {
		t.Errorf("a change that is none: got %d", status)
	}
}

func TestTrunkThatWasRemovedComesBackUnlessItsAddressIsTaken(t *testing.T) {
	o := newOffice(t)
	form := []string{"name", "brno", "sources", "192.0.2.10", "transport", "udp", "identity", "from", "calls", "0", "rate", "0"}
	o.save("/admin/trunk", form...)
	o.save("/admin/trunk", append(form, "was", "brno", "version", o.version("/admin/trunk?name=brno"), "remove", "on")...)
	if got := o.changesOn("/admin/trunks"); len(got) != 2 || got[0] != "2; brno · Removed" {
		t.Errorf("got %q", got)
	}
	form[1] = "praha"
	o.save("/admin/trunk", form...)
	if status, page := o.post("/admin/trunks/revert", "change", "2"); status != http.StatusUnprocessableEntity || !strings.Contains(page, " stands in brno and in praha.") && !strings.Contains(page, " stands in praha and in brno.") {
		t.Errorf("its address is another's: got %d: %s", status, page)
	}
	form[3] = "192.0.2.20"
	o.save("/admin/trunk", append(form, "was", "praha", "version", o.version("/admin/trunk?name=praha"))...)
	o.save("/admin/trunks/revert", "change", "2")
	if got := o.trunks.Config().Trunks; len(got) != 2 || got[0].Name != "brno" {
		t.Errorf("got %+v, want it in its place", got)
	}
}

func TestListOfTrunksSaysWhatWasRemovedAndHasTheWayBackBesideIt(t *testing.T) {
	o := newOffice(t)
	form := []string{"name", "brno & co", "sources", "192.0.2.10", "transport", "udp", "identity", "from", "calls", "0", "rate", "0"}
	o.save("/admin/trunk", form...)
	path := "/admin/trunk?name=" + url.QueryEscape("brno & co")
	answer := o.answer("/admin/trunk", append(form, "was", "brno & co", "version", o.version(path), "remove", "on")...)
	list := answer.Header().Get("Location")
	_, page := o.get(list)
	_, said, _ := strings.Cut(page, `class="saved removed"`)
	said, _, _ = strings.Cut(said, "</form>")
	if !strings.Contains(html.UnescapeString(said), "“brno & co” was removed.") || strings.Contains(page, ">Saved.<") {
		t.Fatalf("%s does not say it: %s", list, said)
	}
	change := regexp.MustCompile(`name="change" value="(\d+)"`).FindStringSubmatch(said)
	if change == nil {
		t.Fatalf("no way back: %s", said)
	}
	o.save("/admin/trunks/revert", "change", change[1])
	if got := o.trunks.Config().Trunks; len(got) != 1 || got[0].Name != "brno & co" {
		t.Errorf("got %+v, want it back", got)
	}
	for _, path := range []string{list, "/admin/trunks?removed=never", "/admin/trunks"} {
		if status, page := o.get(path); status != http.StatusOK || strings.Contains(page, "was removed") {
			t.Errorf("%s: got %d, or something is called removed that is not", path, status)
		}
	}
}

func TestCapsArePutBackFromTheirPage(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/caps", "version", o.version("/admin/caps"), "hour", "1", "day", "300", "all", "3000", "abroad", "50")
	got := o.changesOn("/admin/caps")
	if len(got) != 1 || !strings.HasSuffix(got[0], ": 60 → 1") {
		t.Fatalf("got %q", got)
	}
	o.save("/admin/trunks/revert", "change", "1")
	if now := o.trunks.Config().Bounds(); now != trunk.UsualCaps {
		t.Errorf("got %+v, want what it was", now)
	}
}

func TestChangesOfAQueueAreToldAndPutBack(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "target", "60", "offer", "30", "wrap-up", "45", "recorded", "on")
	form := []string{"name", "Bestellungen", "target", "90", "offer", "30", "wrap-up", "45", "groups", "1", "ticket-subject", "Order to be put right"}
	if status, page := o.post("/admin/queues/1", append(slices.Clone(form[:len(form)-1]), strings.Repeat("ř", 81), "version", o.version("/admin/queues/1"))...); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="ticket-subject-flaw"`) {
		t.Errorf("a subject of a ticket that is too long: got %d, want it refused at its field", status)
	}
	o.save("/admin/queues/1", append(form, "version", o.version("/admin/queues/1"))...)
	got := o.changesOn("/admin/queues/1")
	if len(got) != 2 || got[1] != "Made" || !strings.HasPrefix(got[0], "2; Name: “Orders” → “Bestellungen”; ") || !strings.Contains(got[0], ": (empty) → Sales") || !strings.Contains(got[0], ": 1 min → 1 min 30 s") || !strings.Contains(got[0], ": Yes → No") || !strings.Contains(got[0], "Subject of its tickets: (empty) → “Order to be put right”") {
		t.Fatalf("got %q", got)
	}
	o.save("/admin/queues/1/revert", "change", "2")
	if q, err := o.site.QueueByID(t.Context(), 1); err != nil || q.Name != "Orders" || len(q.Groups) != 0 || q.Recording.Off {
		t.Errorf("put back: %+v, %v", q, err)
	}
	if got = o.changesOn("/admin/queues/1"); len(got) != 3 || got[1] == "" || !strings.HasPrefix(got[1], "Name: ") || !strings.HasSuffix(got[1], "Was put back") {
		t.Errorf("afterwards: %q", got)
	}
	o.save("/admin/queues/new", "name", "Bestellungen", "target", "60", "offer", "30", "wrap-up", "45")
	if status, page := o.post("/admin/queues/1/revert", "change", "3"); status != http.StatusConflict || !strings.Contains(page, `id="name-flaw"`) {
		t.Errorf("its name is another's: got %d, want it refused at its field", status)
	}
	if status, _ := o.post("/admin/queues/1/revert", "change", "1"); status != http.StatusConflict {
		t.Errorf("what made it: got %d, want it refused", status)
	}
}

func TestChangesOfGroupsEntryPointsAndHoursAreToldAndPutBack(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	entry := []string{"channel", "phone", "name", "Main line", "number", "100", "queue", "1", "language", "cs", "answer", "at-once"}
	o.save("/admin/entry-points/new", entry...)
	o.save("/admin/calendar", "name", "Day & night", "zone", "Europe/Prague", "mon", "08:00-16:00")
	for _, c := range []struct {
		path, form, revert, list string
		values                   []string
		told, field, before      string
	}{
		{"/admin/groups/1", "/admin/groups/1", "/admin/groups/1/revert", "/admin/groups", []string{"name", "Shop"}, "2; Name: “Sales” → “Shop”", "name", "Sales"},
		{"/admin/entry-points/1", "/admin/entry-points/1", "/admin/entry-points/1/revert", "/admin/entry-points", append([]string{"off", "on"}, append(slices.Clone(entry[:5]), append([]string{"200"}, entry[6:]...)...)...), "2; Called number: “100” → “200”; Switched off: No → Yes", "number", "100"},
		{"/admin/calendar?name=Day+%26+night", "/admin/calendar", "/admin/calendar/revert?name=Day+%26+night", "/admin/hours", []string{"was", "Day & night", "zone", "Europe/Prague", "mon", "09:00-16:00"}, "2; Monday: “08:00–16:00” → “09:00–16:00”", "mon", "08:00–16:00"},
	} {
		if got := o.changesOn(c.path); len(got) != 1 || got[0] != "Made" {
			t.Errorf("%s: when it was made: %q", c.path, got)
		}
		o.save(c.form, append(c.values, "version", o.version(c.path))...)
		if got := o.changesOn(c.path); len(got) != 2 || got[0] != c.told {
			t.Fatalf("%s: got %q, want %q first", c.path, got, c.told)
		}
		if page := o.led(c.revert, "change", "2"); !strings.Contains(page, "Saved") {
			t.Errorf("%s: the list does not say that it was put back", c.path)
		}
		if _, page := o.get(c.path); !strings.Contains(page, `name="`+c.field+`" value="`+c.before+`"`) {
			t.Errorf("%s: %s is not what it was", c.path, c.field)
		}
		if got := o.changesOn(c.path); len(got) != 3 || !strings.HasPrefix(got[0], "3; Put back earlier settings") || !strings.HasSuffix(got[1], "Was put back") {
			t.Errorf("%s: afterwards: %q", c.path, got)
		}
		for change, want := range map[string]int{"1": http.StatusConflict, "9": http.StatusNotFound} {
			if status, _ := o.post(c.revert, "change", change); status != want {
				t.Errorf("%s: putting change %s back: got %d, want %d", c.path, change, status, want)
			}
		}
	}
	o.save("/admin/groups/new", "name", "Shop")
	if status, page := o.post("/admin/groups/1/revert", "change", "3"); status != http.StatusConflict || !strings.Contains(page, `id="name-flaw"`) {
		t.Errorf("its name is another's: got %d, want it refused at its field", status)
	}
	for _, path := range []string{"/admin/groups/9/revert", "/admin/entry-points/9/revert", "/admin/calendar/revert?name=none"} {
		if status, _ := o.post(path, "change", "1"); status != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, status)
		}
	}
}
