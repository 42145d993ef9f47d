package desk_test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

const goodTree = `language: cs
start: vitejte
nodes:
  vitejte:
    queue: Doprava
`

const badTree = `language: cs
start: vitejte
nodes:
  vitejte:
    queue: Doprav
`

// furnishTrees gives the site a tree that works and one that was broken by
// hand.
func (s *stand) furnishTrees() {
	s.write(func(tx *sqlite.Tx) error {
		if err := tx.SetSetting("tree.hlavni", goodTree); err != nil {
			return err
		}
		return tx.SetSetting("tree.stary", badTree)
	})
}

// publishTree changes the tree that works as a person would, twice, and leaves
// a draft.
func (s *stand) publishTree() {
	admin := s.plain("tomas")
	for i, queue := range []string{"Zwroty", "Doprava", "Zwroty"} {
		do, text := "publish", strings.Replace(goodTree, "Doprava", queue, 1)
		if i == 2 {
			do, text = "draft", text+"    after: konec\n  konec: {hangup: }\n"
		}
		if status, _ := admin.post("/admin/trees/hlavni", s.tree("hlavni", text, do)...); status != http.StatusOK {
			s.t.Fatalf("publish a tree: got %d", status)
		}
	}
}

// furnishTrunk gives the site a trunk of which much is set, as a person would,
// unless it has it.
func (s *stand) furnishTrunk() {
	admin := s.plain("tomas")
	if status, _ := admin.get("/admin/trunk?name=pbx"); status == http.StatusOK {
		return
	}
	if status, page := admin.post("/admin/trunk", "name", "pbx", "sources", "192.0.2.10", "transport", "tls", "identity", "pai", "calls", "30", "rate", "0",
		"certified-name", "pbx.hobla.example", "srtp", "required", "in-country", "CZ", "outside", "0", "home", "on", "codecs", "g722\npcma"); status != http.StatusOK {
		s.t.Fatalf("save a trunk: got %d: %s", status, page)
	}
}

// breakDraft leaves a draft that cannot be read.
func (s *stand) breakDraft() {
	if status, _ := s.plain("tomas").post("/admin/trees/hlavni", s.tree("hlavni", "language: cs\nnodes:\n  vitejte: {queue: [Doprava}\n", "draft")...); status != http.StatusOK {
		s.t.Fatalf("break a draft: got %d", status)
	}
}

// changeSettings changes the site's name and language, each for itself.
func (s *stand) changeSettings() {
	for _, change := range []func(*site.Settings){func(all *site.Settings) { all.Name += "Hobla" }, func(all *site.Settings) { all.LoginIdle += time.Hour; all.ReserveBrackets = !all.ReserveBrackets }} {
		all, err := s.site.Settings(s.t.Context())
		if err == nil {
			change(&all)
			err = s.site.SaveSettings(s.t.Context(), s.tomas.ID, all)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// furnishPrompts has the box speak a greeting, twice, and lets a tree want one
// that nobody recorded.
func (s *stand) furnishPrompts() {
	admin := s.plain("tomas")
	for _, words := range []string{"Dobrý den, tady Hobla.", "Dobrý den, dovolali jste se do firmy Hobla, nářadí z Brna a Krakova."} {
		if status, page := admin.post("/admin/prompt", "do", "speak", "name", "uvitani", "language", "cs", "words", words); status != http.StatusOK {
			s.t.Fatalf("speak a prompt: got %d: %s", status, page)
		}
	}
	s.write(func(tx *sqlite.Tx) error {
		return tx.SetSetting("tree.hlasky", "language: cs\nnodes:\n  dobry-den: {play: [uvitani, kdo-jsme], then: konec}\n  konec: {hangup: }\n")
	})
}

// tree is the form of a tree whose writer has read what is stored.
func (s *stand) tree(name, text, do string) []string {
	w, err := s.site.Work(s.t.Context(), name)
	if err != nil {
		s.t.Fatal(err)
	}
	return []string{"edition", w.Edition(), "over", strconv.Itoa(w.Live.Number), "text", text, "do", do, "note", "Do jara"}
}

func (s *stand) treeText(name string) (text string) {
	err := s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		text, _, err = v.Setting("tree." + name)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

func TestTreeThatDoesNotCheckNeverReplacesOneThatWorks(t *testing.T) {
	s := newStand(t, appliance.English)
	s.furnishTrees()
	admin := s.plain("tomas")
	status, page := admin.post("/admin/trees/hlavni", s.tree("hlavni", badTree, "publish")...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "5:12") || !strings.Contains(page, "Doprav\n") {
		t.Errorf("got %d, place named: %v, text kept: %v", status, strings.Contains(page, "5:12"), strings.Contains(page, "Doprav\n"))
	}
	if got := s.treeText("hlavni"); got != goodTree {
		t.Errorf("the tree is now %q", got)
	}
	better := strings.Replace(goodTree, "Doprava", "Zwroty", 1)
	if status, _ = admin.post("/admin/trees/hlavni", s.tree("hlavni", better, "draft")...); status != http.StatusOK || s.treeText("hlavni") != goodTree {
		t.Errorf("a draft: got %d, and the tree is now %q", status, s.treeText("hlavni"))
	}
	if status, _ = admin.post("/admin/trees/hlavni", s.tree("hlavni", better, "publish")...); status != http.StatusOK || s.treeText("hlavni") != better {
		t.Errorf("saving: got %d, and the tree is now %q", status, s.treeText("hlavni"))
	}
}

func TestMailServerIsCheckedAndItsPasswordNeverShown(t *testing.T) {
	s := newStand(t, appliance.English)
	admin := s.plain("tomas")
	form := []string{"name", "Hobla", "language", "cs", "brackets", "on", "preview", "on", "host", "mail.hobla.example", "port", "587", "tls", "starttls", "from", "box@hobla.example", "login", "box", "password", "secret-of-the-mail", "region", "CZ", "zone", "Europe/Prague", "all-away", "busy", "login-idle", "720", "login-lasts", "168", "invitation-lasts", "15", "owed-tries", "3", "owed-pause", "10", "file-limit", "10", "revise-within", "15", "silence", "15", "returns-within", "2", "waits-after", "0", "unattended", "5", "away-after", "0"}
	status, page := admin.post("/admin/settings", form...)
	if status != http.StatusOK || !strings.Contains(page, "mail.hobla.example") || strings.Contains(page, "secret-of-the-mail") {
		t.Errorf("got %d, server shown %v, password shown %v", status, strings.Contains(page, "mail.hobla.example"), strings.Contains(page, "secret-of-the-mail"))
	}
	form[slices.Index(form, "password")+1] = ""
	form[slices.Index(form, "host")+1] = "no good/host"
	status, page = admin.post("/admin/settings", form...)
	if status != http.StatusUnprocessableEntity || !strings.Contains(page, "no good/host") {
		t.Errorf("a bad server: got %d", status)
	}
	if _, page = admin.get("/admin/settings"); !strings.Contains(page, "mail.hobla.example") {
		t.Error("the bad server replaced the good one")
	}
}

func TestAdministrationIsForAdministrators(t *testing.T) {
	s := newStand(t, appliance.English)
	for _, path := range []string{"/admin", "/admin/operators", "/admin/queues", "/admin/trees", "/admin/trees/x", "/admin/settings"} {
		if got, _ := s.plain("jana").get(path); got != http.StatusForbidden {
			t.Errorf("%s for an operator: got %d, want 403", path, got)
		}
		if got, _ := s.plain("tomas").get(path); got != http.StatusOK {
			t.Errorf("%s for an administrator: got %d, want 200", path, got)
		}
	}
}

func TestTicketIsSeenAndClosed(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.ticket()
	jana := s.plain("jana")
	if _, page := jana.get("/tickets"); !strings.Contains(page, "Pila nejede") {
		t.Error("the ticket is not in the list")
	}
	if got, page := jana.post("/tickets/" + id.String() + "/close"); got != http.StatusOK || strings.Contains(page, "Pila nejede") {
		t.Errorf("closing it: got %d", got)
	}
	if got, _ := jana.post("/tickets/77/close"); got != http.StatusNotFound {
		t.Errorf("closing one that is not there: got %d, want 404", got)
	}
}

func TestTicketSaysNothingTwice(t *testing.T) {
	s := newStand(t, appliance.English)
	long := strings.Repeat("word ", 30)
	s.write(func(tx *sqlite.Tx) error {
		for subject, body := range map[string]string{
			"Where is it": "Where is  it", "Saw broken": "Saw broken\nSince yesterday.", long[:79]: long, "Given by hand": "Quite other words",
		} {
			if _, err := tx.AddTicket(appliance.Ticket{
				Subject: subject, Body: body, State: appliance.TicketOpen, Origin: appliance.FromOfflineForm, EntryPoint: s.entries["webchat"].ID,
				Queue: s.queues["Reklamace"].ID, Mail: "eva@post.example", Language: appliance.Czech, Created: s.ago(1, 0), Changed: s.ago(1, 0),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	_, page := s.plain("jana").get("/tickets")
	page = regexp.MustCompile(` value="[^"]*"`).ReplaceAllString(page, "") // of the field that changes the subject
	for text, want := range map[string]int{"Where is": 1, "Saw broken": 1, "Since yesterday.": 1, long[:79]: 1, "Given by hand": 1, "Quite other words": 1, `class="ticket-body"`: 3} {
		if got := strings.Count(page, text); got != want {
			t.Errorf("%q stands on the page %d times, want %d", text, got, want)
		}
	}
	if _, page = s.plain("jana").get("/desk"); !strings.Contains(page, `<nav class="top-lists"`) {
		t.Error("the top bar does not lead to them")
	}
}

func (s *stand) ticket() (id appliance.TicketID) {
	s.write(func(tx *sqlite.Tx) error {
		k, err := tx.AddTicket(appliance.Ticket{
			Subject: "Pila nejede po výměně listu", Body: "Dobrý den,\nod včera nejde zapnout. Kdy se můžu zastavit na prodejně?",
			State: appliance.TicketOpen, Origin: appliance.FromOfflineForm, EntryPoint: s.entries["webchat"].ID, Queue: s.queues["Reklamace"].ID,
			Name: "Ivana Procházková", Mail: "ivana@post.example", Phone: "+420 602 111 222", Language: appliance.Czech, Page: "/reklamace/pily", Created: s.ago(75, 0), Changed: s.ago(75, 0),
		})
		id = k.ID
		return err
	})
	return id
}

func TestOperatorChoosesHisLanguageAndPassword(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	if status, page := jana.post("/profile", "language", "pl", "enter", "breaks"); status != http.StatusOK || !strings.Contains(page, "Zapisano.") {
		t.Errorf("settings: got %d, saved in Polish: %v", status, strings.Contains(page, "Zapisano."))
	}
	if status, page := jana.post("/profile/password", "old", "x", "new", "short"); status != http.StatusUnprocessableEntity || !strings.Contains(page, `role="alert"`) {
		t.Errorf("a short password: got %d", status)
	}
}

func TestLineThatEmbedsTheWidgetIsCopiedByAButton(t *testing.T) {
	s := newStand(t, appliance.English)
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1440, Height: 900})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/entry-points/1")
	tab.Wait(`document.querySelector('[data-copies]')?.checkVisibility()`)
	tab.Eval(`{ const taken = []; navigator.clipboard.writeText = async (text) => { taken.push(text); }; window.taken = taken; document.querySelector('[data-copies]').click() }`, nil)
	tab.Wait(`document.querySelector('[data-said]').textContent === 'Copied'`)
	var copied string
	if tab.Eval(`taken[0]`, &copied); !strings.HasPrefix(copied, `<script src="http://localhost:8081/w/`) || !strings.HasSuffix(copied, `.js" async></script>`) {
		t.Errorf("copied %q", copied)
	}
}

func TestFormThatIsRefusedHasTheFocusOnItsFirstFlaw(t *testing.T) {
	s := newStand(t, appliance.English)
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1440, Height: 900})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trunk")
	tab.Eval(`{ const form = document.querySelector('.admin-main form'); form.elements.name.value = 'pbx'; form.elements.rate.value = 'many'; form.submit() }`, nil)
	tab.Wait(`document.activeElement.name === 'sources' && document.querySelectorAll('.field-flaw').length === 2`)
}

// TestPlaceOfThePageIsSeenOnATelephone: the places stand in one row that is wider
// than the screen, and it begins where the reader is.
func TestPlaceOfThePageIsSeenOnATelephone(t *testing.T) {
	s := newStand(t, appliance.Polish)
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 390, Height: 844, Phone: true, Still: true})
	s.signInAs(tab, "tomas")
	for _, path := range []string{"/admin", "/admin/queues", "/admin/settings"} {
		tab.Go(s.url + path)
		tab.Wait(`(() => {
			const row = document.querySelector('.admin-nav'), here = row.querySelector('[aria-current]').getBoundingClientRect();
			return row.scrollWidth > row.clientWidth && here.left >= 0 && here.right <= innerWidth;
		})()`)
	}
}
