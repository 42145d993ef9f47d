package desk_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// reader is a browser without script.
type reader struct {
	t testing.TB
	*http.Client
	base string
}

// plain signs somebody in with nothing but forms. Cookies of __Host- names
// want a secure origin, which Go's jar does not see in localhost; so the
// token is carried by hand.
func (s *stand) plain(login string) *reader {
	s.t.Helper()
	r := &reader{t: s.t, base: s.url}
	jar, _ := cookiejar.New(nil)
	r.Client = &http.Client{Jar: jar, Transport: bearer{login + ".token"}}
	return r
}

type bearer struct{ token string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Cookie", "__Host-cordboard="+b.token)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return http.DefaultTransport.RoundTrip(r)
}

func (r *reader) get(path string, header ...string) (int, string) {
	r.t.Helper()
	q, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	return r.do(q)
}

func (r *reader) do(q *http.Request) (int, string) {
	r.t.Helper()
	answer, err := r.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// post sends a form and follows where it leads.
func (r *reader) post(path string, fields ...string) (int, string) {
	r.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	q, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.do(q)
}

func TestDeskWorksWithFormsAlone(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	id := sc.waiting[2]
	step := func(what string, status int, page, want string) {
		t.Helper()
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Fatalf("%s: got %d, page holds %q: %v", what, status, want, strings.Contains(page, want))
		}
	}
	status, page := jana.get("/")
	step("the desk", status, page, fmt.Sprintf(`action="/desk/%d/accept"`, id))
	status, page = jana.post(fmt.Sprintf("/desk/%d/accept", id))
	step("accept", status, page, fmt.Sprintf(`action="/desk/%d/message"`, id))
	jana.post(fmt.Sprintf("/desk/%d/message", id), "text", "Řidič dorazí v 17 hodin.", "key", "one")
	jana.post(fmt.Sprintf("/desk/%d/message", id), "text", "Řidič dorazí v 17 hodin.", "key", "one")
	if n := s.messages(id, "Řidič dorazí v 17 hodin."); n != 1 {
		t.Errorf("the message of one key stands %d times in the log", n)
	}
	status, page = jana.post(fmt.Sprintf("/desk/%d/end", id))
	step("end", status, page, fmt.Sprintf(`action="/desk/%d/wrap-up"`, id))
	status, _ = jana.post(fmt.Sprintf("/desk/%d/wrap-up", id), "note", "nothing chosen")
	if status != http.StatusUnprocessableEntity {
		t.Errorf("wrap-up without a reason: got %d, want 422", status)
	}
	status, page = jana.post(fmt.Sprintf("/desk/%d/wrap-up", id), "reason", s.reasons["Question answered"].ID.String(), "note", "ok")
	step("wrap-up", status, page, `id="list"`)
	status, page = jana.get("/desk?tab=finished")
	step("Finished", status, page, fmt.Sprintf(`id="row-%d"`, id))
	status, page = jana.get(fmt.Sprintf("/desk/%d?tab=finished", id))
	step("the finished conversation", status, page, "Question answered")
}

func TestChatOrVoicemailIsGivenBackToItsQueueOrPassedOnToAnother(t *testing.T) {
	s := newStand(t, appliance.English)
	chat := s.seed().waiting[2]
	jana := s.plain("jana")
	stands := func(id appliance.ConversationID) (c appliance.Conversation) {
		c, err := s.talks.Conversation(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	jana.post(fmt.Sprintf("/desk/%d/accept", chat))
	for what, id := range map[string]appliance.ConversationID{"chat": chat, "voicemail": s.voicemail()} {
		was := stands(id)
		_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", id))
		if leave := fmt.Sprintf(`formaction="/desk/%d/leave"`, id); !strings.Contains(page, leave) || was.State != appliance.Active {
			t.Fatalf("a %s that she serves is %s, and can be left: %v", what, was.State, strings.Contains(page, leave))
		}
		status, page := jana.post(fmt.Sprintf("/desk/%d/leave", id))
		if status != http.StatusOK || stands(id).State != appliance.Waiting || stands(id).Queue != was.Queue {
			t.Errorf("%s: got %d, and it is %s, want it to wait again", what, status, stands(id).State)
		}
		for folder, want := range map[string]bool{"active": what == "chat", "waiting": what == "voicemail"} {
			_, list, _ := strings.Cut(second(jana.get("/desk?tab="+folder)), `id="list"`)
			list, _, _ = strings.Cut(list, `id="below"`)
			if got := strings.Contains(list, fmt.Sprintf(`id="row-%d"`, id)); got != want {
				t.Errorf("%s: it stands in the folder %s: %t, want %t", what, folder, got, want)
			}
		}
		wrapUp := fmt.Sprintf("/desk/%d/wrap-up", id)
		if asks := strings.Contains(page, wrapUp); asks != (what == "chat") {
			t.Errorf("%s: she is asked what it was: %t", what, asks)
		}
		if what == "chat" {
			jana.post(wrapUp, "reason", s.reasons["Wrong number"].ID.String())
		}
		jana.post(fmt.Sprintf("/desk/%d/accept", id))
		other := s.queues["Reklamace"].ID
		if status, _ := jana.post(fmt.Sprintf("/desk/%d/pass", id), "queue", other.String()); status != http.StatusOK || stands(id).State != appliance.Waiting || stands(id).Queue != other {
			t.Errorf("%s: got %d, and it is %s in queue %s, want it to wait in the other", what, status, stands(id).State, stands(id).Queue)
		}
	}
	call := s.activeCall()
	if _, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", call)); strings.Contains(page, `/leave"`) {
		t.Error("a call can be left")
	}
}

// rowOf is the markup of one row of a page.
func rowOf(page string, id appliance.ConversationID) string {
	_, after, _ := strings.Cut(page, fmt.Sprintf(`id="row-%d"`, id))
	row, _, _ := strings.Cut(after, "</li>")
	return row
}

func TestWaitingRowShowsWhoWaitsAndHow(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	_, page := s.plain("jana").get("/desk")
	for id, wanted := range map[appliance.ConversationID][]string{
		sc.waiting[0]: {"#phone", "+48 601 555 774", "Zwroty", "Calls +420 541 230 800", "pl · Hlavní linka", `class="pie late"`},
		sc.waiting[1]: {"#message-square", "Ivana Procházková", "Reklamace", "Vrtačka z balíku", "cs · Firefox · Windows · CZ · E-shop hobla.example", `class="pie warn"`, "1 unread message"},
		sc.waiting[2]: {"Visitor " + sc.waiting[2].String(), "Doprava", "cs · Chrome · Android · CZ", `aria-label="Accept Visitor`},
	} {
		row := rowOf(page, id)
		for _, w := range wanted {
			if !strings.Contains(row, w) {
				t.Errorf("row %d lacks %q: %s", id, w, row)
			}
		}
	}
	if !strings.Contains(page, "<title>(4) Desk</title>") {
		t.Error("the title does not count who waits")
	}
}

// TestDeskSaysWhatProposedAChat in its row and where it is looked at (F122).
func TestDeskSaysWhatProposedAChat(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.seed().waiting[1]
	jana := s.plain("jana")
	if _, page := jana.get("/desk"); strings.Contains(page, "#proactive") {
		t.Fatal("a chat is marked that nothing proposed")
	}
	if err := s.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		c, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		c.Proposal = "Cart"
		tx.Emit(appliance.ConversationChanged{Conversation: c})
		return tx.SaveConversation(c)
	}); err != nil {
		t.Fatal(err)
	}
	_, page := jana.get(fmt.Sprintf("/desk/%d", id))
	row := rowOf(page, id)
	if !strings.Contains(row, "#proactive") || !strings.Contains(row, "proposed by Cart") {
		t.Errorf("the row does not say it: %s", row)
	}
	if strings.Count(page, "proposed by Cart") <= strings.Count(row, "proposed by Cart") {
		t.Error("what is looked at does not say it")
	}
}

func TestCallSaysHowItStands(t *testing.T) {
	s := newStand(t, appliance.English)
	call := s.activeCall()
	jana := s.plain("jana")
	look := func() (row, page string) {
		_, page = jana.get(fmt.Sprintf("/desk/%d?tab=active", call))
		return rowOf(page, call), page
	}
	for _, c := range []struct {
		held, muted    bool
		row, mute, rec string
	}{
		{false, false, "On the line", "<span>Mute</span>", "REC"},
		{false, true, "On the line", "<span>Unmute</span>", "REC"},
		{true, false, "On hold", "<span>Mute</span>", ""},
	} {
		s.held, s.muted = c.held, c.muted
		row, page := look()
		if !strings.Contains(row, c.row) || !strings.Contains(page, c.mute) || strings.Contains(page, "bad rec") != (c.rec != "") {
			t.Errorf("held %t, muted %t: want %q, %q, %q in row %s", c.held, c.muted, c.row, c.mute, c.rec, row)
		}
	}
	s.held = false
	s.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddEntry(appliance.Entry{Conversation: call, At: s.now, Kind: appliance.EntryUnrecorded, By: appliance.BySystem})
		return err
	})
	if _, page := look(); strings.Contains(page, "bad rec") || !strings.Contains(page, "The recording ends here") {
		t.Error("a recording that failed is shown as going on, or nobody is told")
	}
}

func TestRowNamesWhoWroteAndForgetsWhatIsRead(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	if row := rowOf(second(jana.get("/desk?tab=active")), sc.aleksandra); !strings.Contains(row, "1 unread message") {
		t.Errorf("a row that is not open lacks its badge: %s", row)
	}
	if row := rowOf(second(jana.get(fmt.Sprintf("/desk/%d?tab=active", sc.aleksandra))), sc.aleksandra); strings.Contains(row, "unread") {
		t.Errorf("the open row counts what its reader sees: %s", row)
	}
	c := s.chat("Petr Havlík", "Doprava", appliance.Browser{}, appliance.Czech)
	c.State, c.Began, c.Joined, c.Ended, c.EndedBy = appliance.Finished, s.ago(9, 0), s.ago(8, 0), s.ago(5, 0), appliance.ByContact
	c.Operators, c.Served = []appliance.OperatorID{s.jana.ID}, []appliance.OperatorID{s.jana.ID}
	c.LastBy, c.LastText, c.LastAt = appliance.ByOperator, "Na shledanou", s.ago(5, 0)
	var id appliance.ConversationID
	s.write(func(tx *sqlite.Tx) error {
		added, err := tx.AddConversation(c)
		id = added.ID
		return err
	})
	for login, want := range map[string]string{"jana": "You:", "tomas": "Jana Dvořáková:"} {
		if row := rowOf(second(s.plain(login).get("/desk?tab=finished")), id); !strings.Contains(row, want) {
			t.Errorf("%s: the row lacks %q: %s", login, want, row)
		}
	}
}

func TestVisitorIsCalledAsHeSaysWhoeversMailHeGave(t *testing.T) {
	s := newStand(t, appliance.English)
	known := s.contact("Veronika Malá", "v.mala@seznam.example", "")
	add := func(c appliance.Conversation) (row, page string) {
		c = s.activeSince(c, s.ago(1, 0))
		c.Contact, c.Mail = known.ID, "v.mala@seznam.example"
		id := s.add(c)
		_, page = s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", id))
		return rowOf(page, id), page[strings.Index(page, `id="card"`):]
	}
	row, card := add(s.chat("Petr Novák", "Doprava", appliance.Browser{}, appliance.Czech))
	if !strings.Contains(row, "Petr Novák") || strings.Contains(row, "Veronika") {
		t.Errorf("the row of who says that he is Petr: %s", row)
	}
	if !strings.Contains(card, `id="card-name" tabindex="-1">Veronika Malá`) || !strings.Contains(card, "Name given") || !strings.Contains(card, "Petr Novák") {
		t.Error("the card does not say whose mail it is and who says that it is his")
	}
	row, card = add(s.chat("veronika malá", "Doprava", appliance.Browser{}, appliance.Czech))
	if !strings.Contains(row, "veronika malá") || strings.Contains(card, "Name given") {
		t.Errorf("the same name is told twice; row %s", row)
	}
	row, _ = add(s.call("EXCHANGE 7", "+48 601 234 567", "Zwroty", appliance.Polish))
	if !strings.Contains(row, "Veronika Malá") {
		t.Errorf("a caller whose number is known is called as the exchange does: %s", row)
	}
}

func TestRowOfWhatIsOverStandsStill(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	if row := rowOf(second(jana.get("/desk?tab=active")), sc.veronika); !strings.Contains(row, "data-since") {
		t.Errorf("the row of one who is served has no timer: %s", row)
	}
	if row := rowOf(second(jana.get("/desk?tab=active")), sc.zofia); strings.Contains(row, "data-since") || !strings.Contains(row, "wrap it up") {
		t.Errorf("a timer runs on, or there is no wrap-up: %s", row)
	}
}

// TestDeskOfWhoIsAwayOffersToBeAvailable: where he missed an offer, the notice does.
func TestDeskOfWhoIsAwayOffersToBeAvailable(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	for state, offered := range map[appliance.PresenceState]bool{
		appliance.Available: false, appliance.Busy: false, appliance.WrapUp: false,
		appliance.Away: true, appliance.Offline: true, appliance.RONA: false,
	} {
		_ = s.SetPresence(t.Context(), s.jana.ID, state, "")
		if page := second(jana.get("/desk")); strings.Contains(page, "Set me to Available") != offered {
			t.Errorf("%s: the button is there: %t", state, !offered)
		}
	}
}

// TestOperatorGoesAwayForWhatTheAdministratorSays: with a new reason, and not any
// more with one that is switched off, which stays the reason of who is away.
func TestOperatorGoesAwayForWhatTheAdministratorSays(t *testing.T) {
	s := newStand(t, appliance.English)
	jana, tomas := s.plain("jana"), s.plain("tomas")
	jana.post("/desk/presence", "state", "away:lunch")
	if status, page := tomas.post("/admin/absences/new", "name-cs", "Školení", "name-en", "Training", "on", "on"); status != http.StatusOK {
		t.Fatalf("a new reason: got %d, %s", status, page)
	}
	if status, page := tomas.post("/admin/absences/new", "on", "on"); status != http.StatusUnprocessableEntity || !strings.Contains(page, `id="name-cs-flaw"`) {
		t.Errorf("a reason without a name: got %d", status)
	}
	_, page := tomas.get("/admin/absences/2")
	version := regexp.MustCompile(`name="version" value="([0-9a-f]+)"`).FindStringSubmatch(page)
	if version == nil {
		t.Fatalf("the form of a reason: %s", page)
	}
	if status, _ := tomas.post("/admin/absences/2", "name-en", "Lunch", "version", version[1]); status != http.StatusOK {
		t.Fatalf("switched off: got %d", status)
	}
	if page := second(jana.get("/desk")); !strings.Contains(page, ">Lunch</span>") || strings.Contains(page, `value="away:lunch"`) || !strings.Contains(page, "Training") {
		t.Error("who is away for what nobody chooses any more reads otherwise, or it is offered, or the new reason is not")
	}
}

func TestOperatorGoesAwayWithAReasonAndComesBack(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	now := func() (p appliance.Presence) {
		err := s.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			p, err = v.Presence(s.jana.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	jana.post("/desk/presence", "state", "away:lunch")
	if p := now(); p.State != appliance.Away || p.Reason != "lunch" {
		t.Errorf("after going to lunch: %s, %q", p.State, p.Reason)
	}
	jana.post("/desk/presence", "state", "available")
	if p := now(); p.State != appliance.Available || p.Reason != "" {
		t.Errorf("after coming back: %s, %q", p.State, p.Reason)
	}
}

func second(_ int, page string) string { return page }

// stranger is an operator of another group.
func (s *stand) stranger() *reader {
	s.write(func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Jiní"})
		if err != nil {
			return err
		}
		_, err = tx.AddOperator(appliance.Operator{Login: "petr", Name: "Petr Cizí", Role: appliance.RoleOperator, Language: appliance.English, Groups: []appliance.GroupID{g.ID}, Chats: 2})
		return err
	})
	return s.plain("petr")
}

func TestOperatorSeesOnlyHisQueues(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	petr := s.stranger()
	for _, path := range []string{fmt.Sprintf("/desk/%d", sc.veronika), fmt.Sprintf("/desk/%d", sc.waiting[0]), "/desk/recordings/1"} {
		if got, _ := petr.get(path); got != http.StatusForbidden {
			t.Errorf("%s for an operator of another group: got %d, want 403", path, got)
		}
		if got, _ := s.plain("jana").get(path); got != http.StatusOK {
			t.Errorf("%s for its operator: got %d, want 200", path, got)
		}
		if got, _ := s.plain("tomas").get(path); got != http.StatusOK {
			t.Errorf("%s for the administrator: got %d, want 200", path, got)
		}
	}
	if _, page := s.plain("jana").get("/desk"); !strings.Contains(page, `class="row`) {
		t.Error("their operator sees no rows")
	}
	if _, page := petr.get("/desk"); strings.Contains(page, `class="row`) {
		t.Error("an operator of another group sees rows")
	}
}

func TestRecordingIsSentInTheRangesThatArePlayed(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	jana := s.plain("jana")
	status, part := jana.get("/desk/recordings/1", "Range", "bytes=44-143")
	if status != http.StatusPartialContent || len(part) != 100 {
		t.Errorf("got %d with %d bytes, want 206 with 100", status, len(part))
	}
	status, whole := jana.get("/desk/recordings/1")
	if status != http.StatusOK || !strings.HasPrefix(whole, "RIFF") || whole[44:144] != part {
		t.Errorf("got %d with %d bytes", status, len(whole))
	}
}

func TestRecordingThatDoesNotPlayIsSaidAndHasNoPlayer(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	page := func() string {
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d", sc.zofia))
		return page
	}
	const sentence = "cannot be played"
	if whole := page(); !strings.Contains(whole, "<audio controls") || strings.Contains(whole, sentence) {
		t.Fatal("the whole recording has no player")
	}
	s.write(func(tx *sqlite.Tx) error {
		r, err := tx.RecordingOf(sc.zofia)
		if err != nil {
			return err
		}
		r.Broken = true
		return tx.SaveRecording(r)
	})
	if broken := page(); strings.Contains(broken, "<audio controls") || !strings.Contains(broken, sentence) {
		t.Errorf("a broken recording has a player: %v, and its sentence: %v", strings.Contains(broken, "<audio controls"), strings.Contains(broken, sentence))
	}
}

func TestUnknownAddressesAreRefusedAndNotShown(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	for _, path := range []string{"/desk/0", "/desk/-1", "/desk/abc", "/desk/99999999999999999999", "/desk/77", "/desk/recordings/77", "/desk/recordings/x"} {
		if got, _ := jana.get(path); got != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, got)
		}
	}
}

func TestLookingChangesNothing(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.furnishTrees()
	admin := s.plain("tomas")
	before := s.feed.Last()
	for _, path := range []string{
		"/", "/desk", "/desk?tab=active", "/desk?tab=finished", fmt.Sprintf("/desk/%d", sc.veronika), fmt.Sprintf("/desk/%d?view=card", sc.zofia),
		"/desk/recordings/1", "/tickets", "/profile", "/admin", "/admin/operators", "/admin/queues", "/admin/trees", "/admin/trees/hlavni", "/admin/settings",
	} {
		if got, _ := admin.get(path); got != http.StatusOK {
			t.Errorf("%s: got %d", path, got)
		}
	}
	if after := s.feed.Last(); after != before {
		t.Errorf("looking around was told as facts %v to %v", before, after)
	}
	if s.SetPresence(t.Context(), s.tomas.ID, appliance.Away, "") != nil || s.feed.Last() == before {
		t.Error("a change would not have been seen")
	}
}

// BenchmarkPage writes the desk with sixty who wait and one open conversation.
func BenchmarkPage(b *testing.B) {
	s := newStand(b, appliance.Polish)
	sc := s.seed()
	for range 60 {
		s.add(waitingSince(s.chat("Ivana Procházková", "Reklamace", appliance.Browser{Name: "Firefox", System: "Windows"}, appliance.Czech), s.ago(1, 0)))
	}
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d?tab=waiting", sc.veronika)
	for b.Loop() {
		if status, _ := jana.get(path); status != http.StatusOK {
			b.Fatal(status)
		}
	}
}

// TestWhoIsOfflineIsOfferedTheWayBackInPlaceOfAccept, which would be refused, in the
// list and below what waits.
func TestWhoIsOfflineIsOfferedTheWayBackInPlaceOfAccept(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.add(waitingSince(s.call("", "+420602881450", "Doprava", appliance.Czech), s.ago(2, 0)))
	jana := s.plain("jana")
	accept, back := fmt.Sprintf(`action="/desk/%d/accept"`, id), "Go Available to accept"
	for _, path := range []string{"/desk?tab=waiting", fmt.Sprintf("/desk/%d?tab=waiting", id)} {
		if _, page := jana.get(path); !strings.Contains(page, accept) || strings.Contains(page, back) {
			t.Errorf("available, %s: accept is not offered, or going Available is", path)
		}
	}
	jana.post("/desk/presence", "state", "offline")
	for path, way := range map[string]string{"/desk?tab=waiting": "Set me to Available", fmt.Sprintf("/desk/%d?tab=waiting", id): back} {
		if _, page := jana.get(path); strings.Contains(page, accept) || !strings.Contains(page, way) {
			t.Errorf("offline, %s: accept is offered, or %q is not", path, way)
		}
	}
}

// TestWhoMissedAnOfferIsShownOneWayBack: the notice says why, and brings him back.
func TestWhoMissedAnOfferIsShownOneWayBack(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	for _, state := range []appliance.PresenceState{appliance.RONA, appliance.Offline} {
		_ = s.SetPresence(t.Context(), s.jana.ID, state, "")
		_, page := jana.get("/desk")
		_, centre, _ := strings.Cut(page, `<div id="blank"`)
		centre, _, _ = strings.Cut(centre, "</main>")
		_, notice, _ := strings.Cut(page, `<div id="notice"`)
		notice, _, _ = strings.Cut(notice, `<div id="offer"`)
		shown := strings.Count(centre, `name="state"`) + strings.Count(notice, `name="state"`) - strings.Count(notice, "narrow-only")
		if shown != 1 {
			t.Errorf("%s: %d ways back to Available, want one", state, shown)
		}
	}
}
