package admin_test

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/outbox"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web/embed"
)

// TestNewBoxIsSetUpThroughItsPages goes the way of the overview's list: after
// its last step nothing is missing and a caller would be answered.
func TestNewBoxIsSetUpThroughItsPages(t *testing.T) {
	o := newOffice(t)
	steps := []struct {
		missing, path string
		form          []string
	}{
		{"/admin/groups/new", "/admin/groups/new", []string{"name", "Sales"}},
		{"/admin/operators/new", "/admin/operators/new", []string{
			"name", "Jana Nová", "login", "jana", "password", "modrý vlak jede do kopce", "role", "1",
			"language", "cs", "groups", "1", "chats", "3", "calls", "on", "reach", "inland",
		}},
		{"/admin/queues/new", "/admin/queues/new", []string{"name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45"}},
		{"/admin/entry-points/new", "/admin/entry-points/new", []string{
			"channel", "phone", "name", "Main line", "number", "100", "queue", "1", "language", "cs", "answer", "at-once",
		}},
		{"/admin/trunk", "/admin/trunk", []string{
			"name", "pbx", "sources", "192.0.2.10\r\n192.0.2.128/25\r\n", "transport", "udp", "identity", "asserted", "calls", "0", "rate", "0",
			"exchange", "192.0.2.10:5060", "rules", "+420\r\next\r\n", "outside", "0", "international", "00", "home", "on", "national", "",
		}},
	}
	link := func(path string) string { return `<li><a href="` + path + `">` }
	for i, s := range steps {
		if _, page := o.get("/admin"); strings.Count(page, `<li class="done">`) != i {
			t.Errorf("%d of %d steps are done, and the overview ticks %d", i, len(steps), strings.Count(page, `<li class="done">`))
		}
		if _, page := o.get("/admin"); !strings.Contains(page, link(s.missing)) {
			t.Errorf("the overview does not lead to %s", s.missing)
		}
		o.save(s.path, s.form...)
		if _, page := o.get("/admin"); strings.Contains(page, link(s.missing)) {
			t.Errorf("the overview still leads to %s", s.missing)
		}
	}
	if _, jana, err := o.accounts.SignIn(t.Context(), "jana", "modrý vlak jede do kopce", netip.MustParseAddr("192.0.2.1")); err != nil || jana.Calls != 1 || len(jana.Groups) != 1 {
		t.Errorf("jana signs in as %+v, %v", jana, err)
	}
	entry, release, err := o.trunks.Admit(t.Context(), "100", netip.MustParseAddr("192.0.2.200"))
	if err != nil || entry.Name != "Main line" {
		t.Fatalf("a call from the exchange: %+v, %v", entry, err)
	}
	release()
	if ways, err := o.trunks.Ways(t.Context(), 2, "541 230 800", "CZ", entry); err != nil || len(ways) != 1 || ways[0].Number != "0541230800" {
		t.Errorf("a call out: %+v, %v", ways, err)
	}
	for _, path := range []string{"/admin/operators/2", "/admin/groups/1", "/admin/queues/1", "/admin/entry-points/1", "/admin/trunk?name=pbx"} {
		if status, _ := o.get(path); status != http.StatusOK {
			t.Errorf("%s: got %d", path, status)
		}
	}
}

func TestWhatNobodyServesIsSavedAndSaysWhatFollows(t *testing.T) {
	o := newOffice(t)
	for path, empty := range map[string]string{"/admin/groups": "No group yet", "/admin/queues": "No queue yet", "/admin/entry-points": "Nobody can reach you yet"} {
		if _, page := o.get(path); !strings.Contains(page, empty) || strings.Contains(page, "<table") {
			t.Errorf("%s does not say that it is empty", path)
		}
	}
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "target", "60", "offer", "30", "wrap-up", "45")
	for path, warning := range map[string]string{"/admin/groups": "Nobody is in it", "/admin/queues": "No group serves it"} {
		if _, page := o.get(path); !strings.Contains(page, warning) {
			t.Errorf("%s does not say what follows", path)
		}
	}
}

func TestEverythingRefusedIsSaidAtItsFieldAndWhatWasTypedStays(t *testing.T) {
	o := newOffice(t)
	for path, c := range map[string]struct {
		form   []string
		flaws  []string // fields
		typed  string
		secret string
	}{
		"/admin/operators/new":    {[]string{"name", "Jana <b>", "login", "No Good", "password", "short-sec", "mail", "nobody", "role", "king", "language", "cs", "reach", "the moon"}, []string{"login", "password", "mail", "role", "chats", "reach"}, "Jana &lt;b&gt;", "short-sec"},
		"/admin/queues/new":       {[]string{"name", "", "offer", "1", "target", "soon", "wrap-up", "1:17"}, []string{"name", "offer", "target"}, "Write a time, such as 90 s", ""},
		"/admin/groups/new":       {[]string{"name", " "}, []string{"name"}, "", ""},
		"/admin/entry-points/new": {[]string{"channel", "webchat", "language", "xx", "sites", "https://shop.example/\nshop", "accent", "red"}, []string{"name", "language", "sites", "accent", "queue"}, "https://shop.example/\nshop", ""},
		"/admin/trunk":            {[]string{"name", "", "sources", "everybody", "transport", "udp", "identity", "from", "calls", "many", "rate", "0", "exchange", "192.0.2.10:5060"}, []string{"name", "sources", "calls"}, "everybody", ""},
		"/admin/trunk?out":        {[]string{"name", "pbx", "sources", "192.0.2.10", "transport", "udp", "identity", "from", "calls", "0", "rate", "0", "exchange", "the pbx", "rules", "abroad", "outside", "nine", "international", "00x"}, []string{"exchange", "rules", "outside", "international"}, "the pbx", ""},
		"/admin/trunk?kind":       {[]string{"kind", "registered", "name", "pbx", "transport", "pigeon", "identity", "from", "calls", "0", "rate", "0", "codecs", "mp3", "head", "541", "in-country", "Bohemia"}, []string{"exchange", "username", "password", "transport", "codecs", "head", "in-country"}, "mp3", ""},
		"/admin/caps":             {[]string{"hour", "-1", "day", "many", "all", "3000", "abroad", "100001"}, []string{"hour", "day", "abroad"}, `value="3000"`, ""},
		"/admin/calendar":         {[]string{"name", "", "zone", "Europe/Brno", "mon", "8 to 12", "exceptions", "Christmas"}, []string{"name", "mon", "exceptions", "zone"}, "8 to 12", ""},
		"/admin/settings":         {[]string{"name", "Hobla", "language", "cs", "region", "Bohemia", "zone", "Europe/Prague", "all-away", "closed", "login-idle", "4", "login-lasts", "745", "invitation-lasts", "0", "revise-within", "1500", "silence", "1", "away-after", "1", "returns-within", "61", "waits-after", "9", "unattended", "0:10", "networks", "10.0.0.0/8", "owed-tries", "11", "owed-pause", "0", "file-limit", "0", "studio", "one nine nine", "host", "no good/host", "port", "0", "tls", "none", "login", "box", "from", "nobody", "password", "mail-secret"}, []string{"region", "all-away", "login-idle", "login-lasts", "invitation-lasts", "revise-within", "silence", "away-after", "returns-within", "waits-after", "unattended", "networks", "owed-tries", "owed-pause", "file-limit", "studio", "host", "port", "tls", "from"}, "no good/host", "mail-secret"},
	} {
		status, page := o.post(path, c.form...)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", path, status)
		}
		for _, field := range c.flaws {
			if !strings.Contains(page, `id="`+field+`-flaw"`) {
				t.Errorf("%s: nothing is said at the field %s", path, field)
			}
		}
		if got := strings.Count(page, `class="field-flaw"`); got != len(c.flaws) {
			t.Errorf("%s: %d fields are refused, want %d", path, got, len(c.flaws))
		}
		if marked := regexp.MustCompile(`(?s) autofocus[^>]*>.*`).FindAllString(page, -1); len(marked) != 1 || strings.Count(marked[0], `class="field-flaw"`) != len(c.flaws) {
			t.Errorf("%s: the focus is not on the first of the fields that are refused", path)
		}
		if !strings.Contains(page, c.typed) {
			t.Errorf("%s: what was typed is gone", path)
		}
		if c.secret != "" && strings.Contains(page, c.secret) {
			t.Errorf("%s: the page shows a password", path)
		}
	}
}

// TestTakenNamesAreSaidAtTheirField: with all else that is wrong with what was
// filled in, and alone.
func TestTakenNamesAreSaidAtTheirField(t *testing.T) {
	o := newOffice(t)
	trunk := func(name string, more ...string) []string {
		return append([]string{"name", name, "sources", "192.0.2." + strconv.Itoa(len(name)), "transport", "udp", "identity", "from", "calls", "0"}, more...)
	}
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "offer", "30", "target", "60", "wrap-up", "60")
	o.save("/admin/entry-points/new", "channel", "phone", "name", "Main", "number", "100", "language", "cs", "queue", "1", "answer", "at-once")
	o.save("/admin/trunk", trunk("pbx", "rate", "0")...)
	o.save("/admin/trunk", trunk("operator", "rate", "0")...)
	for name, c := range map[string]struct {
		path  string
		form  []string
		flaws []string
	}{
		"a group":                        {"/admin/groups/new", []string{"name", "Sales"}, []string{"name"}},
		"an operator":                    {"/admin/operators/new", []string{"name", "N", "login", "nora", "role", "1", "language", "cs", "chats", "1"}, []string{"login"}},
		"an operator with other flaws":   {"/admin/operators/new", []string{"name", "", "login", "nora", "mail", "nobody", "role", "1", "language", "cs", "chats", "1"}, []string{"name", "login", "mail"}},
		"a queue":                        {"/admin/queues/new", []string{"name", "Orders", "offer", "30", "target", "60", "wrap-up", "60"}, []string{"name"}},
		"a queue with other flaws":       {"/admin/queues/new", []string{"name", "Orders", "offer", "1", "target", "60", "wrap-up", "60"}, []string{"name", "offer"}},
		"an entry point":                 {"/admin/entry-points/new", []string{"channel", "phone", "name", "Second", "number", "100", "language", "cs", "queue", "1", "answer", "at-once"}, []string{"number"}},
		"an entry point with flaws":      {"/admin/entry-points/new", []string{"channel", "phone", "name", "", "number", "100", "language", "xx", "answer", "at-once"}, []string{"name", "number", "language", "queue"}},
		"a trunk with other flaws":       {"/admin/trunk", trunk("pbx", "rate", "-1"), []string{"name", "rate", "sources"}},
		"the first of two, with a flaw":  {"/admin/trunk", trunk("operator", "was", "pbx", "rate", "-1"), []string{"name", "rate", "sources"}},
		"the second of two, with a flaw": {"/admin/trunk", trunk("pbx", "was", "operator", "rate", "-1"), []string{"name", "rate", "sources"}},
	} {
		status, page := o.post(c.path, c.form...)
		if status != http.StatusConflict && status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d", name, status)
		}
		if got := strings.Count(page, `class="field-flaw"`); got != len(c.flaws) {
			t.Errorf("%s: %d fields are refused, want %q", name, got, c.flaws)
		}
		for _, field := range c.flaws {
			if !strings.Contains(page, `id="`+field+`-flaw"`) {
				t.Errorf("%s: nothing is said at the field %s", name, field)
			}
		}
	}
	_, page := o.get("/admin/groups/1")
	o.save("/admin/groups/1", "version", versionIn.FindStringSubmatch(page)[1], "name", "Sales") // his own is not taken
}

func TestBoxKeepsItsLastAdministratorAndSaysSo(t *testing.T) {
	o := newOffice(t)
	status, page := o.post("/admin/operators/1", "name", "Nora", "login", "nora", "role", "1", "language", "en", "chats", "0")
	if status != http.StatusConflict || !strings.Contains(page, `id="form-problem"`) {
		t.Errorf("got %d", status)
	}
}

func TestWhatThePagesChangeIsKeptWithWhoDidIt(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/operators/new", "name", "Jana", "login", "jana", "password", "modrý vlak jede do kopce", "role", "1", "language", "cs", "chats", "1")
	o.save("/admin/trunk", "name", "pbx", "sources", "192.0.2.10", "transport", "tcp", "identity", "from", "calls", "0", "rate", "0")
	o.save("/admin/trunk", "was", "pbx", "remove", "on")
	if got := o.trunks.Config().Trunks; len(got) != 0 {
		t.Errorf("the trunk that was removed: %v", got)
	}
	for what, want := range map[string]int{"operator/2": 1, "trunks": 2} {
		kept, err := o.site.History(t.Context(), what)
		if err != nil || len(kept) != want {
			t.Errorf("%s: %d changes are kept, %v, want %d", what, len(kept), err, want)
			continue
		}
		if kept[0].By != o.nora.ID {
			t.Errorf("%s: changed by %s, want %s", what, kept[0].By, o.nora.ID)
		}
		if text, _ := json.Marshal(kept); strings.Contains(string(text), "vlak") {
			t.Errorf("%s: the history holds the password", what)
		}
	}
}

func TestEveryAdministrationPageLeadsOutAndToTheDesk(t *testing.T) {
	o := newOffice(t)
	for _, path := range []string{"/admin", "/admin/operators", "/admin/operators/new", "/admin/groups", "/admin/queues", "/admin/entry-points", "/admin/trunks", "/admin/caps", "/admin/hours", "/admin/calendar", "/admin/trees", "/admin/settings"} {
		status, page := o.get(path)
		if status != http.StatusOK || !strings.Contains(page, `action="/sign-out"`) || !strings.Contains(page, `href="/desk"`) {
			t.Errorf("%s: got %d, sign-out %v, desk %v", path, status, strings.Contains(page, `action="/sign-out"`), strings.Contains(page, `href="/desk"`))
		}
	}
}

func TestSettingsSayHowMailGoesAndTryIt(t *testing.T) {
	o := newOffice(t)
	if status, _ := o.post("/admin/settings/test-mail", "to", "nora@example.com"); status != http.StatusNotFound {
		t.Errorf("without a server: got %d, want 404", status)
	}
	o.save("/admin/settings", "name", "Hobla", "language", "cs", "region", "cz", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "host", "mail.example.com", "port", "587", "tls", "starttls", "from", "box@example.com")
	if s, err := o.site.Settings(t.Context()); err != nil || s.Region != "CZ" || s.AllAway != site.Offline || s.LoginIdle != 30*time.Minute || s.LoginLasts != 24*time.Hour {
		t.Errorf("got %+v, %v, want all that was typed", s, err)
	}
	o.mail.state = outbox.State{Waiting: 3}
	if _, page := o.get("/admin/settings"); !strings.Contains(page, "3 mails wait") || strings.Contains(page, "cannot be reached") {
		t.Error("the page does not say that three mails wait")
	}
	o.mail.state = outbox.State{Waiting: 3, Failing: time.Now(), Again: time.Now().Add(time.Minute), Error: "connection refused"}
	if _, page := o.get("/admin/settings"); !strings.Contains(page, "cannot be reached") || !strings.Contains(page, "connection refused") {
		t.Error("the page does not say that the server is down")
	}
	if status, page := o.post("/admin/settings/test-mail", "to", "nora@example.com"); status != http.StatusOK || !strings.Contains(page, "took the test mail") || len(o.mail.taken) != 1 {
		t.Errorf("a test mail: got %d, taken %v", status, o.mail.taken)
	}
	o.mail.refusal = errors.New("550 No such mailbox")
	if status, page := o.post("/admin/settings/test-mail", "to", "nora@example.com"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "No such mailbox") {
		t.Errorf("one that is refused: got %d", status)
	}
	if status, _ := o.post("/admin/settings/test-mail", "to", "nobody"); status != http.StatusUnprocessableEntity || len(o.mail.taken) != 2 {
		t.Errorf("to no address: got %d, taken %v", status, o.mail.taken)
	}
}

func TestChangesOfTheSettingsArePutBack(t *testing.T) {
	o := newOffice(t)
	if _, page := o.get("/admin/settings"); strings.Contains(page, "/admin/settings/revert") {
		t.Error("there is something to put back before anything was changed")
	}
	form := []string{"name", "Hobla", "language", "cs", "region", "CZ", "zone", "Europe/Prague", "all-away", "offline", "login-idle", "30", "login-lasts", "24", "invitation-lasts", "15", "revise-within", "15", "silence", "15", "away-after", "0", "returns-within", "2", "waits-after", "0", "unattended", "5", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "host", "mail.example.com", "port", "587", "tls", "starttls", "from", "box@example.com", "password", "first"}
	save := func(values ...string) {
		_, page := o.get("/admin/settings")
		o.save("/admin/settings", append([]string{"version", versionIn.FindStringSubmatch(page)[1]}, values...)...)
	}
	save(form...)
	form[1], form[len(form)-1] = "Alboh", "second"
	save(form...)
	_, page := o.get("/admin/settings")
	if rows := strings.Count(page, `action="/admin/settings/revert"`); rows != 2 || strings.Contains(page, "second") {
		t.Errorf("%d changes are listed, or the password is", rows)
	}
	for _, want := range []string{"Company name: (empty) → “Hobla”", "Company name: “Hobla” → “Alboh”", "A sign-in that is not used ends after: 12 h → 30 min", "Keep &lt; and &gt; for the parameters of templates: Yes → No", "Mail server · Sender’s address: (empty) → “box@example.com”"} {
		if !strings.Contains(page, "<div>"+want+"</div>") {
			t.Errorf("the list of changes lacks %q", want)
		}
	}
	if said := strings.Count(page, "<div>Mail server · Password: changed</div>"); said != 2 {
		t.Errorf("that the password changed is said %d times, want twice", said)
	}
	o.save("/admin/settings/revert", "change", "2")
	if s, err := o.site.Settings(t.Context()); err != nil || s.Name != "Hobla" || s.Mail.Password != "second" || s.LoginIdle != 30*time.Minute {
		t.Errorf("got %+v, %v, want the name of before and the password of now", s, err)
	}
	marks := func(puts, undone, ways int) {
		t.Helper()
		_, page := o.get("/admin/settings")
		for text, want := range map[string]int{"Put back earlier settings</span>": puts, "Was put back</span>": undone, `action="/admin/settings/revert"`: ways} {
			if got := strings.Count(page, text); got != want {
				t.Errorf("%q stands there %d times, want %d", text, got, want)
			}
		}
	}
	marks(1, 1, 2)
	o.save("/admin/settings/revert", "change", "3")
	marks(2, 1, 3) // what was put back counts again
	o.save("/admin/settings/revert", "change", "4")
	if kept, err := o.site.History(t.Context(), "settings"); err != nil || len(kept) != 5 || kept[0].By != o.nora.ID {
		t.Errorf("putting back is kept as %v, %v", kept, err)
	}
	if status, _ := o.post("/admin/settings/revert", "change", "9"); status != http.StatusNotFound {
		t.Errorf("a change that never was: got %d", status)
	}
}

// TestNewOperatorIsNotToldWhatOneKnowsWhoHasAPassword: he has none yet, and his
// user name is kept in small letters however it was typed.
func TestNewOperatorIsNotToldWhatOneKnowsWhoHasAPassword(t *testing.T) {
	o := newOffice(t)
	if _, page := o.get("/admin/operators/new"); !strings.Contains(page, "At least 12 characters") || strings.Contains(page, "everywhere") {
		t.Error("the password of a new operator is not explained, or as one's own is")
	}
	typed := []string{"name", "Jana", "login", "Jana", "password", "nine green bottles", "role", "1", "language", "cs", "chats", "3"}
	o.save("/admin/operators/new", typed...)
	if _, page := o.get("/admin/operators"); !strings.Contains(page, "jana") {
		t.Error("the operators lack jana")
	}
	if status, page := o.post("/admin/operators/new", append(typed, "password", "short")...); status != http.StatusUnprocessableEntity && status != http.StatusConflict || !strings.Contains(page, `id="login-flaw"`) || strings.Contains(page, "letters without accents") {
		t.Errorf("the same again: got %d, or it is not said that she is there", status)
	}
}

func TestOpeningHoursAreSetAndSaidWhereTheyCount(t *testing.T) {
	o := newOffice(t)
	o.now = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC) // Monday, ten o'clock in Prague; the 17th is a holiday
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	o.save("/admin/calendar", "name", "Shop", "zone", "Europe/Prague", "holidays", "CZ",
		"mon", "08:00–12:00, 12:30–17:00", "tue", "08:00–17:00", "wed", "9:00-17:00", "exceptions", "2026-11-18 10:00–12:00 inventory")
	o.save("/admin/entry-points/new", "channel", "phone", "name", "Main line", "number", "100", "queue", "1", "language", "cs", "answer", "at-once", "hours", "Shop")
	for _, c := range []struct {
		hour int
		want string
	}{{9, "Open now, until 12:00"}, {11, "Closed now, opens 12:30"}, {17, "Closed now, opens Wed\u00a018\u00a0Nov, 10:00"}} {
		o.now = time.Date(2026, 11, 16, c.hour, 10, 0, 0, time.UTC)
		for _, path := range []string{"/admin/hours", "/admin/calendar?name=Shop", "/admin/entry-points", "/admin/queues", "/admin"} {
			if _, page := o.get(path); !strings.Contains(page, c.want) {
				t.Errorf("%s at %v lacks %q", path, o.now, c.want)
			}
		}
	}
	if _, page := o.get("/admin/calendar?name=Shop"); !strings.Contains(page, "2026-11-18 10:00–12:00 inventory") || !strings.Contains(page, "Štědrý den") {
		t.Error("the form lacks the exception or the holidays")
	}
	if kept, err := o.site.History(t.Context(), "hours/Shop"); err != nil || len(kept) != 1 || kept[0].By != o.nora.ID {
		t.Errorf("kept: %v, %v", kept, err)
	}
}

func TestWayInThatDoesNotAnswerSaysWhy(t *testing.T) {
	o := newOffice(t)
	o.now = time.Date(2026, 11, 16, 20, 0, 0, 0, time.UTC) // Monday night
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	o.save("/admin/calendar", "name", "Shop", "zone", "Europe/Prague", "mon", "08:00–12:00")
	entry := []string{"channel", "phone", "name", "Main line", "number", "100", "queue", "1", "language", "cs", "answer", "at-once"}
	o.save("/admin/entry-points/new", entry...)
	says := func(state, hours string) {
		t.Helper()
		for _, path := range []string{"/admin", "/admin/entry-points"} {
			_, page := o.get(path)
			row := regexp.MustCompile(`(?s)<span class="chip[^"]*">([^<]*)</span> <span class="beside">([^<]*)</span>`).FindStringSubmatch(page)
			if len(row) != 3 || row[1] != state || !strings.HasPrefix(row[2], hours) {
				t.Errorf("%s says %q, want %q and %q", path, row, state, hours)
			}
		}
	}
	says("No operator", "Open at all times")
	change := func(more ...string) {
		_, page := o.get("/admin/entry-points/1")
		o.save("/admin/entry-points/1", append(append([]string{"version", versionIn.FindStringSubmatch(page)[1]}, entry...), more...)...)
	}
	change("hours", "Shop")
	says("Closed", "Closed now, opens")
	change("off", "on")
	says("Switched off", "Open at all times")
}

func TestKindsOfNodesAndNamesOfPeopleAreSaidInTheReadersLanguage(t *testing.T) {
	o := newOffice(t)
	o.nora.Language = appliance.Czech
	if err := o.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		return tx.SetSetting("tree.main", "language: cs\nnodes:\n  a: {play: ask, then: b}\n  b: {hangup: goodbye}\n")
	}); err != nil {
		t.Fatal(err)
	}
	_, page := o.get("/admin/trees/main")
	for _, want := range []string{">Přehrát</text>", ">Zavěsit</text>", "<li>a, Přehrát."} {
		if !strings.Contains(page, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	for _, path := range []string{"/admin/operators", "/admin/operators/new"} {
		if _, page := o.get(path); !strings.Contains(page, ">Jméno<") || strings.Contains(page, ">Název<") {
			t.Errorf("%s calls people's names as it does those of things", path)
		}
	}
}

func TestWidgetIsEmbeddedByALineThatIsReadyToCopy(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	form := []string{"channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no"}
	if _, page := o.get("/admin/entry-points/new?channel=webchat"); strings.Contains(page, "embedding") {
		t.Error("what has no key yet is embedded")
	}
	o.save("/admin/entry-points/new", form...)
	var key string
	if err := o.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.EntryPoints()
		key = all[0].Widget.Key
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ host, want string }{
		{"box.example", "http://box.example:8081/w/"}, {"192.0.2.1:8080", "http://192.0.2.1:8081/w/"}, {"[2001:db8::1]:8080", "http://[2001:db8::1]:8081/w/"}, {"[2001:db8::1]", "http://[2001:db8::1]:8081/w/"},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://box.example/admin/entry-points/1", nil)
		r.Host = c.host
		_, page := o.ask(r)
		if tag := html.EscapeString(`<script src="` + c.want + key + `.js" async></script>`); !strings.Contains(page, tag) || !strings.Contains(page, "data-copies") {
			t.Errorf("reached as %s the page lacks %s", c.host, tag)
		}
	}
}

// TestWidgetsSecretIsShownOnceAndItsRenewalIsTold: no page shows it again, and the history,
// which tells that it was renewed, brings nothing back.
func TestWidgetsSecretIsShownOnceAndItsRenewalIsTold(t *testing.T) {
	o := newOffice(t)
	o.save("/admin/groups/new", "name", "Sales")
	o.save("/admin/queues/new", "name", "Orders", "groups", "1", "target", "60", "offer", "30", "wrap-up", "45")
	form := []string{"channel", "webchat", "name", "Shop", "queue", "1", "language", "cs", "ask-name", "no", "ask-mail", "no", "ask-phone", "no", "ask-topic", "no"}
	o.save("/admin/entry-points/new", form...)
	shown := regexp.MustCompile(`id="secret"[^>]*>([0-9a-f]{64})<`)
	var secrets []string
	for range 2 {
		status, page := o.post("/admin/entry-points/1/secret")
		secret := shown.FindStringSubmatch(page)
		if status != http.StatusOK || secret == nil {
			t.Fatalf("got %d, and no secret", status)
		}
		secrets = append(secrets, secret[1])
	}
	_, page := o.get("/admin/entry-points/1")
	if strings.Contains(page, secrets[0]) || strings.Contains(page, secrets[1]) || secrets[0] == secrets[1] {
		t.Error("a secret is shown again")
	}
	if n := strings.Count(page, "Secret: changed"); n != 2 || strings.Contains(page, `name="change"`) {
		t.Errorf("the history tells of it %d times, and would bring something back: %v", n, strings.Contains(page, `name="change"`))
	}
	if !strings.Contains(page, "Renew the secret") || !strings.Contains(page, html.EscapeString(embed.Servers()[0].Code)) {
		t.Error("the page does not say how to vouch")
	}
	if yes, err := o.site.Vouched(t.Context(), 1, "customer-17", site.Proof(secrets[1], "customer-17", time.Now().Add(time.Hour))); err != nil || !yes {
		t.Errorf("the secret that was shown is none: %v", err)
	}
	if status, _ := o.post("/admin/entry-points/9/secret"); status != http.StatusNotFound {
		t.Errorf("of no entry point: got %d", status)
	}
}

func TestStepsToAPageEndInALink(t *testing.T) {
	o := newOffice(t)
	o.keep("main", "language: cs\nnodes:\n  a: {hangup: bye}\n")
	steps := regexp.MustCompile(`(?s)<p class="crumbs">(.*?)</p>`)
	for path, want := range map[string]int{
		"/admin/queues/new": 1, "/admin/prompt": 1, "/admin/trees/main": 1, "/admin/trees/main/try": 2,
		"/admin/trees/main/nodes": 2, "/admin/trees/main/nodes/a": 3,
	} {
		_, page := o.get(path)
		found := steps.FindStringSubmatch(page)
		if found == nil {
			t.Errorf("%s has no steps", path)
			continue
		}
		if links := strings.Count(found[1], "<a "); links != want || strings.Count(found[1], ">/<") != want-1 || !strings.HasSuffix(strings.TrimSpace(found[1]), "</a>") {
			t.Errorf("%s: got %s, want %d links", path, found[1], want)
		}
	}
}
