package desk_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
)

// canary is a piece of what somebody gave of himself that no page holds where the site
// masks it; white space does not count.
type canary struct{ of, piece string }

// aviary is a desk whose every field from outside holds something that is masked.
type aviary struct {
	*stand
	poison        []string // what stands behind every sentence in turn; empty: nothing
	chat, call    appliance.ConversationID
	conversations []appliance.ConversationID
	canaries      []canary
}

// number is a new telephone number, for a field.
func (a *aviary) number(of string) string {
	n := fmt.Sprintf("+4207749871%02d", len(a.canaries))
	a.canaries = append(a.canaries, canary{of, strings.TrimPrefix(n, "+420")})
	return n
}

// said is a sentence with something of every kind in it.
func (a *aviary) said(of string) string {
	n := strings.TrimPrefix(a.number(of), "+420")
	mail := fmt.Sprintf("kanarek%d@ptactvo.example", len(a.canaries))
	a.canaries = append(a.canaries, canary{"mail in " + of, strings.TrimPrefix(mail, "k")})
	sentence := "Volejte " + n[:3] + " " + n[3:6] + " " + n[6:] + " nebo pište na " + mail
	if len(a.poison) > 0 {
		sentence += " " + a.poison[len(a.canaries)/2%len(a.poison)]
	}
	return sentence
}

func newAviary(t *testing.T, poison ...string) *aviary {
	a := &aviary{stand: newStand(t, appliance.English), poison: poison}
	own := a.number("contact's number")
	k := a.contact("Veronika Malá", "kanarek@ptactvo.example", own)
	k.Phones = append(k.Phones, "8177190") // too short to be taken for one where it is not known
	a.write(func(tx *sqlite.Tx) error { return tx.SaveContact(k) })
	a.canaries = append(a.canaries, canary{"contact's extension", "81-77-190"}, canary{"contact's mail", "anarek@"}, canary{"a card", "41111111"}, canary{"an account", "0192000145"}, canary{"a birth number", "780123/"})
	c := a.activeSince(a.chat0("Veronika Malá"), a.ago(9, 0))
	c.Contact, c.Mail, c.Phone, c.Name = k.ID, "kanarek@ptactvo.example", own, a.said("visitor's name")
	c.Parameters = []appliance.Parameter{{Key: "Telefon", Value: a.number("parameter"), From: "form"}, {Key: "Odkud", Value: a.said("parameter's text"), From: "script"}, {Key: "Mobil", Value: a.number("parameter from the desk"), From: appliance.FromOperator}}
	c.Browser.Page, c.Browser.PageTitle = "/a?phone="+strings.TrimPrefix(a.number("page"), "+420"), a.said("page's title")
	c.Browser.Pages = []appliance.Visit{
		{Page: "/b?x=%2B" + strings.TrimPrefix(a.number("page before"), "+"), Title: a.said("page before's title"), At: a.ago(8, 0)},
		{Page: c.Browser.Page, Title: c.Browser.PageTitle, At: a.ago(7, 0)},
	}
	past := a.chat0("Veronika Malá")
	past.Contact, past.State, past.Began, past.Joined, past.Ended = k.ID, appliance.Finished, a.ago(900, 0), a.ago(899, 0), a.ago(890, 0)
	past.Rating = appliance.Rating{Face: appliance.FaceBad, Comment: a.said("a rating's words"), At: a.ago(889, 0)}
	past.Operators, past.EndedBy = []appliance.OperatorID{a.jana.ID}, appliance.ByContact
	pastID := a.add(past,
		message(appliance.ByContact, 0, a.ago(898, 0), a.said("earlier message"), ""),
		appliance.Entry{Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: a.jana.ID, At: a.ago(897, 0), Text: a.said("earlier note")})
	a.write(func(tx *sqlite.Tx) error {
		p, err := tx.PartOf(pastID, a.jana.ID)
		p.WrappedUp, p.Reason, p.Note = a.ago(880, 0), a.reasons["Wrong number"].ID, a.said("wrap-up")
		if err != nil {
			return err
		}
		return tx.SavePart(p)
	})
	a.chat = a.add(c,
		message(appliance.ByContact, 0, a.ago(6, 0), a.said("message")+", karta 4111 1111 1111 1111, účet CZ65 0800 0000 1920 0014 5399, RČ 780123/3540", "/c?m=kanarek@ptactvo.example"),
		message(appliance.ByOperator, a.jana.ID, a.ago(5, 0), a.said("answer"), ""),
		appliance.Entry{Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: a.jana.ID, At: a.ago(4, 0), Text: a.said("note")},
		message(appliance.ByContact, 0, a.ago(3, 0), a.said("last message"), ""))
	on := a.activeSince(a.stand.call(a.said("caller's name"), a.number("caller's number"), "Zwroty", appliance.Polish), a.ago(2, 0))
	a.call = a.add(on, append(a.story(a.ago(2, 0)),
		appliance.Entry{Kind: appliance.EntryPartyCalled, By: appliance.ByOperator, Operator: a.jana.ID, At: a.ago(1, 0), Data: map[string]string{"number": a.number("number called for it")}},
		appliance.Entry{Kind: appliance.EntryRecordingOff, By: appliance.ByOperator, Operator: a.jana.ID, At: a.ago(1, 0), Data: map[string]string{"reason": a.said("reason of a pause")}})...)
	a.parties = []call.Party{{Seat: 2, Number: a.number("party"), Role: call.Aside, Answered: true}}
	a.failed = call.Attempt{Number: a.number("attempt"), Cause: "busy"}
	rings := a.add(waitingSince(a.stand.call("", a.number("caller without a name"), "Doprava", appliance.Czech), a.ago(0, 20)))
	a.offer(rings, time.Minute)
	waits := a.add(waitingSince(a.chat0(a.number("name that is a number")), a.ago(1, 0)), message(appliance.ByContact, 0, a.ago(1, 0), strings.Repeat("a ", 70)+a.said("message that is cut"), ""))
	voicemail := a.activeSince(a.stand.call("", a.number("voicemail"), "Zwroty", appliance.Polish), a.ago(0, 40))
	voicemail.Channel = appliance.Voicemail
	heard := a.add(voicemail)
	called := a.stand.call("", a.number("whom we called"), "", appliance.Czech)
	called.Queue, called.Called, called.Phone, called.Outbound, called.State, called.Ended, called.EndedBy = 0, called.Phone, "", true, appliance.Finished, a.ago(2, 0), appliance.BySystem
	called.Began, called.Joined, called.Operators = a.ago(3, 0), a.ago(3, 0), []appliance.OperatorID{a.jana.ID}
	untaken := a.add(called, appliance.Entry{Kind: appliance.EntryEnded, By: appliance.BySystem, At: a.ago(2, 0), Data: map[string]string{"cause": "busy"}})
	lost := waitingSince(a.stand.call(a.said("name of who was missed"), a.number("missed call"), "Doprava", appliance.Czech), a.ago(9, 0))
	lost.State, lost.Ended, lost.EndedBy = appliance.Abandoned, a.ago(6, 30), appliance.ByContact
	missed := a.add(lost)
	owed := a.owedCall(a.said("name of who is owed a call"), a.number("owed call"), a.number("number that he called from"))
	a.write(func(tx *sqlite.Tx) error {
		if _, err := tx.AddTemplate(appliance.Template{Name: "kontakt", Texts: map[appliance.Language]string{appliance.Czech: "Zavoláme na <phone>, píšeme na <mail>. <telefon>"}}); err != nil {
			return err
		}
		_, err := tx.AddTicket(appliance.Ticket{
			Subject: strings.Repeat("b", 40) + " " + a.said("subject"), Body: a.said("body"), State: appliance.TicketOpen, Origin: appliance.FromOfflineForm,
			EntryPoint: a.entries["webchat"].ID, Queue: a.queues["Reklamace"].ID, Name: a.said("name of who asks"), Mail: "kanarek@ptactvo.example",
			Phone: a.number("ticket"), Language: appliance.Czech, Page: "/d?phone=" + strings.TrimPrefix(a.number("ticket's page"), "+420"), Created: a.ago(5, 0), Changed: a.ago(5, 0),
		})
		return err
	})
	a.blocked(a.chat, appliance.BlockMail, "kanarek@ptactvo.example", " i ze 81-77-190")
	a.blocked(a.call, appliance.BlockPhone, a.number("blocked number"), "")
	a.rewritten()
	a.conversations = []appliance.ConversationID{a.chat, a.call, pastID, rings, waits, heard, untaken, missed, owed}
	return a
}

// blocked has Jana block the contact of a conversation, and say why.
func (a *aviary) blocked(c appliance.ConversationID, by appliance.BlockScope, value, also string) {
	a.t.Helper()
	a.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddBlock(appliance.Block{
			Identity: appliance.Identity{Scope: by, Value: value}, Conversation: c, By: a.jana.ID, At: a.ago(1, 0), Reason: a.said("reason of a block by "+string(by)) + also,
		})
		return err
	})
}

// rewritten has Jana answer a certain message and put her answer otherwise, and name
// Tomáš in a note of a chat that nobody opens, so that he is told all along.
func (a *aviary) rewritten() {
	a.t.Helper()
	poison := a.poison
	a.poison = nil // what an operator writes in angle brackets is a parameter, and refused where it is none
	defer func() { a.poison = poison }()
	var asked []appliance.Entry
	err := a.store.Read(a.t.Context(), func(v *sqlite.View) (err error) {
		asked, err = v.Entries(a.chat, 0, 1)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	said, err := a.talks.Reply(a.t.Context(), a.jana.ID, a.chat, talks.Message{Text: a.said("former text"), Quotes: asked[0].ID})
	if err != nil {
		a.t.Fatal(err)
	}
	if err := a.talks.Edit(a.t.Context(), a.jana.ID, a.chat, said.ID, talks.Message{Text: a.said("text put otherwise")}); err != nil {
		a.t.Fatal(err)
	}
	elsewhere := a.add(a.activeSince(a.chat0("Zofia Malá"), a.ago(3, 0)))
	if _, err := a.talks.Note(a.t.Context(), a.jana.ID, elsewhere, talks.Message{Text: "@" + a.tomas.Name + " " + a.said("mention")}); err != nil {
		a.t.Fatal(err)
	}
}

func (a *aviary) chat0(name string) appliance.Conversation {
	return a.stand.chat(name, "Doprava", appliance.Browser{Name: "Firefox"}, appliance.Czech)
}

// mask turns the switch.
func (a *aviary) mask(on bool) {
	a.t.Helper()
	s, err := a.site.Settings(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	s.Masks = on
	if err := a.site.SaveSettings(a.t.Context(), a.tomas.ID, s); err != nil {
		a.t.Fatal(err)
	}
}

// walk asks for everything that somebody can ask for, and returns it by address.
func (a *aviary) walk(login string) map[string]string {
	a.t.Helper()
	r, found := a.plain(login), map[string]string{}
	for _, path := range a.addresses() {
		if status, page := r.get(path); status == http.StatusOK {
			found[path] = page
		}
	}
	for _, c := range a.conversations {
		path := "/desk/events?tab=active&conversation=" + c.String()
		found[path] = a.listen(r, path, c)
	}
	return found
}

// addresses are all that can be asked for, those apart that never end.
func (a *aviary) addresses() (all []string) {
	a.t.Helper()
	table, err := os.ReadFile("../testdata/routes.txt")
	if err != nil {
		a.t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] != "desk" || f[1] != "GET" || strings.HasPrefix(f[2], "/assets/") || strings.HasPrefix(f[2], "/widget/") || slices.Contains(streams, f[2]) {
			continue
		}
		path := strings.ReplaceAll(strings.TrimSuffix(f[2], "{$}"), "{name}", "hlavni")
		if !strings.Contains(path, "{conversation}") {
			for _, thing := range []string{"{recording}", "{operator}", "{role}", "{group}", "{skill}", "{template}", "{reason}", "{absence}", "{queue}", "{entry}", "{ticket}"} {
				path = strings.ReplaceAll(path, thing, "1")
			}
			all = append(all, path)
			continue
		}
		for _, c := range a.conversations {
			all = append(all, strings.ReplaceAll(path, "{conversation}", c.String()))
		}
	}
	for _, tab := range []string{"waiting", "active", "finished", "team"} {
		all = append(all, "/desk?tab="+tab)
	}
	return all
}

// streams are the addresses that never end: that of the desk is listened to, those of
// the administration tell of trees, prompts and trunks.
var streams = []string{"/desk/events", "/admin/trunks/changes", "/admin/prompt/changes", "/admin/trees/{name}/picture"}

// listen reads a page's stream, until a letter that is typed has come where that is
// shown, or else the first patch.
func (a *aviary) listen(r *reader, path string, c appliance.ConversationID) string {
	a.t.Helper()
	ctx, stop := context.WithTimeout(a.t.Context(), 20*time.Second)
	defer stop()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	answer, err := r.Do(q)
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	var all strings.Builder
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for until := "event: patch"; lines.Scan(); {
		all.WriteString(lines.Text() + "\n")
		switch {
		case !strings.HasPrefix(lines.Text(), until), until == "event: gone":
		case until == "event: patch" && c == a.chat:
			until = "event: typing"
			a.talks.Typing(c, appliance.ByContact, 0, "moje číslo je "+typedNumber+" a")
		case until == "event: typing":
			until = "data: "
		default:
			return all.String()
		}
		if strings.HasPrefix(lines.Text(), "event: gone") {
			return all.String()
		}
	}
	return all.String()
}

const typedNumber = "774987199"

// sung are the canaries that texts hold, and where.
func (a *aviary) sung(texts map[string]string) map[canary][]string {
	heard := map[canary][]string{}
	for path, text := range texts {
		bare := strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \u00a0", r) {
				return -1
			}
			return r
		}, text)
		for _, c := range append(a.canaries, canary{"what is typed", typedNumber}) {
			if strings.Contains(bare, c.piece) {
				heard[c] = append(heard[c], path)
			}
		}
	}
	return heard
}

// TestNoPageShowsWhatTheSiteMasks walks every page and stream of the desk and of the
// administration: with the switch off all that strangers gave of themselves is there,
// so that the test sees; with it on nothing is, also to who has the right.
func TestNoPageShowsWhatTheSiteMasks(t *testing.T) {
	a := newAviary(t)
	open := map[string]string{}
	for _, login := range []string{"jana", "tomas"} {
		for path, page := range a.walk(login) {
			open[login+" "+path] = page
		}
	}
	if len(open) < 60 {
		t.Errorf("only %d addresses were looked at", len(open))
	}
	heard := a.sung(open)
	for _, c := range append(a.canaries, canary{"what is typed", typedNumber}) {
		if len(heard[c]) == 0 {
			t.Errorf("%s (%s) is on no page with the switch off: the test would not see it", c.of, c.piece)
		}
	}
	a.mask(true)
	for _, login := range []string{"jana", "tomas"} {
		for c, paths := range a.sung(a.walk(login)) {
			t.Errorf("%s reads %s (%s) at %v", login, c.of, c.piece, paths)
		}
	}
}

// maskAll turns the switch on, with a message to show it.
func (s *stand) maskAll() {
	(&aviary{stand: s}).mask(true)
	s.write(func(tx *sqlite.Tx) error {
		c, err := tx.Conversation(s.served("Veronika Malá"))
		if err != nil {
			return err
		}
		return post(tx, &c, message(appliance.ByContact, 0, time.Now(), "Když nebudu doma, volejte manželovi na 777 123 456.", "/doprava/vydejni-boxy"))
	})
}

// audits are the lines of the audit log, the newest first.
func (s *stand) audits() (all []appliance.Audit) {
	s.t.Helper()
	if err := s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.AuditLog(sqlite.AuditFilter{})
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// TestWhoHasTheRightRevealsAndTheAuditLogTells has a supervisor shown a contact, a
// message and a ticket: each once it stands in the log, on his page alone, and the
// operator without the right nothing.
func TestWhoHasTheRightRevealsAndTheAuditLogTells(t *testing.T) {
	a := newAviary(t)
	a.mask(true)
	var said appliance.Entry
	if err := a.store.Read(t.Context(), func(v *sqlite.View) error {
		log, err := v.Entries(a.chat, 0, 1)
		said = log[0]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	jana, tomas := a.plain("jana"), a.plain("tomas")
	path := fmt.Sprintf("/desk/%d", a.chat)
	if _, page := tomas.get(path); !strings.Contains(page, path+"/reveal") || !strings.Contains(page, `name="entry" value="`+said.ID.String()) {
		t.Fatal("he is offered nothing to be shown")
	}
	if _, page := jana.get(path); strings.Contains(page, "/reveal") {
		t.Error("who has not the right is offered to be shown")
	}
	for _, at := range []string{path, "/tickets/1"} {
		if status, _ := jana.post(at + "/reveal"); status != http.StatusForbidden {
			t.Errorf("%s is revealed to who has not the right: %d", at, status)
		}
	}
	if lines := a.audits(); len(lines) != 0 {
		t.Fatalf("the log tells of what nobody saw: %v", lines)
	}
	shown := func(page string) (all []string) {
		for c := range a.sung(map[string]string{"": page}) {
			all = append(all, c.of)
		}
		slices.Sort(all)
		return all
	}
	status, page := tomas.post(path + "/reveal")
	line := a.audits()[0]
	if status != http.StatusOK || line.Operator != a.tomas.ID || line.Act != appliance.RevealedContact || line.Conversation != a.chat || time.Since(line.At) > time.Minute {
		t.Fatalf("got %d, the log tells of %+v", status, line)
	}
	contact := shown(page)
	if want := "contact's number"; !slices.Contains(contact, want) || !slices.Contains(contact, "parameter") || slices.Contains(contact, "message") || slices.Contains(contact, "note") || slices.Contains(contact, "whom we called") {
		t.Errorf("the contact is revealed by %v", contact)
	}
	status, page = tomas.post(path+"/reveal", "entry", said.ID.String(), "shown", line.ID.String(), "tab", "finished", "sought", "q=kuryr&way=1")
	if all := shown(page); status != http.StatusOK || !slices.Contains(all, "message") || !slices.Contains(all, "contact's number") || slices.Contains(all, "answer") {
		t.Errorf("got %d, the message and the contact are revealed by %v", status, all)
	}
	if !strings.Contains(page, `value="kuryr"`) || !strings.Contains(page, `value="q=kuryr&amp;way=1"`) {
		t.Error("what was looked for is lost where something is revealed")
	}
	if line := a.audits()[0]; line.Act != appliance.RevealedMessage || line.Entry != said.ID || line.Conversation != a.chat {
		t.Errorf("the log tells of %+v", line)
	}
	address := fmt.Sprintf("?shown=%d.%d", line.ID, line.ID+1)
	for who, at := range map[*reader][]string{jana: {path + address}, tomas: {path, fmt.Sprintf("/desk/%d%s", a.call, address), "/desk" + address}} {
		for _, at := range at {
			if _, page := who.get(at); len(shown(page)) > 0 {
				t.Errorf("%s shows %v, which was revealed elsewhere", at, shown(page))
			}
		}
	}
	if stream := a.listen(tomas, "/desk/events?tab=active&conversation="+a.chat.String()+"&shown="+line.ID.String(), a.chat); !slices.Contains(shown(stream), "contact's number") {
		t.Error("the page's stream masks what the page shows")
	}
	status, page = tomas.post("/tickets/1/reveal")
	if line := a.audits()[0]; status != http.StatusOK || line.Act != appliance.RevealedTicket || line.Ticket != 1 || !slices.Contains(shown(page), "ticket") {
		t.Errorf("got %d, the log tells of %+v, the ticket shows %v", status, line, shown(page))
	}
	a.write(func(tx *sqlite.Tx) error { // it ends by itself
		_, err := tx.AddAudit(appliance.Audit{At: time.Now().Add(-time.Hour), Operator: a.tomas.ID, Act: appliance.RevealedContact, Conversation: a.chat})
		return err
	})
	if _, page := tomas.get(fmt.Sprintf("%s?shown=%d", path, a.audits()[0].ID)); len(shown(page)) > 0 {
		t.Errorf("an hour later the page still shows %v", shown(page))
	}
	if _, page := tomas.get("/admin/audit?operator=" + a.tomas.ID.String()); strings.Count(page, `<time class="number"`) != 4 || !strings.Contains(page, "saw ticket 1") {
		t.Errorf("the audit log's page lacks something: %s", page)
	}
	if _, page := tomas.get("/admin/audit?operator=" + a.jana.ID.String()); strings.Contains(page, `<time class="number"`) {
		t.Error("the audit log tells of another operator than was asked for")
	}
}

// TestWhatWasRevealedIsMaskedAgainInTime has it gone from a page that stays open, and
// from one that comes back only later.
func TestWhatWasRevealedIsMaskedAgainInTime(t *testing.T) {
	a := newAviary(t)
	a.mask(true)
	a.beat = 20 * time.Millisecond
	a.restart(func() {})
	var said appliance.Entry
	if err := a.store.Read(t.Context(), func(v *sqlite.View) error {
		log, err := v.Entries(a.chat, 0, 1)
		said = log[0]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	tomas := a.plain("tomas")
	_, page := tomas.post(fmt.Sprintf("/desk/%d/reveal", a.chat), "entry", said.ID.String())
	masked := `name="entry" value="` + said.ID.String()
	if strings.Contains(page, masked) {
		t.Fatal("it is masked as soon as it was revealed")
	}
	tomas.followsPast(page, "event: beat", func() { a.ahead.Store(int64(11 * time.Minute)) }, masked)
	tomas.follows(page, masked)
}

// TestMaskedNumbersAreCalledAllTheSame calls by buttons whose pages do not know the
// number.
func TestMaskedNumbersAreCalledAllTheSame(t *testing.T) {
	a := newAviary(t)
	a.mask(true)
	jana, tomas := a.plain("jana"), a.plain("tomas")
	as := a.entries["phone"].ID.String()
	number := func(of string) string {
		i := slices.IndexFunc(a.canaries, func(c canary) bool { return c.of == of })
		return "+420" + a.canaries[i].piece
	}
	for _, c := range []struct {
		who    *reader
		of     string
		in     int
		number string
	}{
		{jana, "0", 0, "contact's number"},
		{jana, "called", 6, "whom we called"},
		{tomas, "from", 8, "number that he called from"},
		{tomas, "0", 8, "owed call"},
	} {
		a.dialled = ""
		c.who.post("/desk/calls", "as", as, "conversation", a.conversations[c.in].String(), "of", c.of)
		if a.dialled != number(c.number) {
			t.Errorf("%s: called %q, want %q", c.number, a.dialled, number(c.number))
		}
	}
	foreign := a.add(appliance.Conversation{Channel: appliance.Phone, State: appliance.Finished, Phone: "+420777000111", Began: a.ago(9, 0), Ended: a.ago(8, 0)})
	a.dialled = ""
	if status, _ := jana.post("/desk/calls", "as", as, "conversation", foreign.String(), "of", "0"); status != http.StatusForbidden || a.dialled != "" {
		t.Errorf("got %d, and called %q whose conversation she may not see", status, a.dialled)
	}
	jana.post(fmt.Sprintf("/desk/calls/%d/consult", a.call), "again", "on")
	if a.dialled != number("attempt") {
		t.Errorf("tried %q again, want %q", a.dialled, number("attempt"))
	}
}

// TestAnswerAtHandIsFilledInWhenItIsSent: who may not see the number sends it all the
// same.
func TestAnswerAtHandIsFilledInWhenItIsSent(t *testing.T) {
	a := newAviary(t)
	a.mask(true)
	jana := a.plain("jana")
	if _, picks := jana.get(fmt.Sprintf("/desk/templates/%d?typed=kontakt", a.chat)); !strings.Contains(picks, `\u003cphone\u003e`) {
		t.Fatalf("the picker offers %s", picks)
	}
	jana.post(fmt.Sprintf("/desk/%d/message", a.chat), "text", "Zavoláme na <phone>, píšeme na <mail>.", "key", "filled")
	own := "+420" + a.canaries[0].piece
	if n := a.messages(a.chat, "Zavoláme na "+own+", píšeme na kanarek@ptactvo.example."); n != 1 {
		t.Errorf("the message was sent %d times with what is known", n)
	}
	if _, page := jana.get(fmt.Sprintf("/desk/%d", a.chat)); strings.Contains(page, "píšeme na kanarek") || !strings.Contains(page, "píšeme na k******@ptactvo.example") {
		t.Error("her own message shows what was filled in")
	}
}
