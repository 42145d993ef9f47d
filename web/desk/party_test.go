package desk_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web/i18n"
)

// The calls of a stand are played: what is wished happens at once.

func (s *stand) Standing(appliance.ConversationID) call.Standing {
	me := call.Party{Seat: 1, Role: call.Serving, Operator: s.jana.ID, Answered: true, Muted: s.muted}
	return call.Standing{
		Held: s.held, Ringing: s.ringing, Unrecorded: s.paused, Unkept: s.unkept, Telling: s.telling, Failed: s.failed,
		Parties: append([]call.Party{me}, s.parties...),
	}
}

func (s *stand) Line(appliance.ConversationID) (call.Line, bool) {
	if l := s.line.Load(); l != nil {
		return *l, true
	}
	return call.Line{}, false
}

func (s *stand) Outward() bool { return true }

func (s *stand) DialMissed(ctx context.Context, o appliance.OperatorID, missed appliance.ConversationID) (appliance.ConversationID, error) {
	old, err := s.talks.Conversation(ctx, missed)
	if err != nil {
		return 0, err
	}
	return s.begin(ctx, talks.Dialling{Operator: o, EntryPoint: old.EntryPoint, Number: old.Phone, Missed: missed})
}

// begin has an operator call, whom no cap bounds.
func (s *stand) begin(ctx context.Context, d talks.Dialling) (appliance.ConversationID, error) {
	var c appliance.Conversation
	err := s.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		c, err = s.talks.Dial(tx, d)
		return err
	})
	return c.ID, err
}

func (s *stand) Dial(ctx context.Context, o appliance.OperatorID, number string, as appliance.EntryPointID) (appliance.ConversationID, error) {
	s.ringing, s.dialled = true, number
	return s.begin(ctx, talks.Dialling{Operator: o, EntryPoint: as, Number: number})
}

func (s *stand) sit(c appliance.ConversationID, p call.Party) error {
	p.Seat = len(s.parties) + 2
	s.parties = append(s.parties, p)
	s.feed.Notify(appliance.CallChanged{Conversation: c})
	return nil
}

func (s *stand) Consult(_ context.Context, c appliance.ConversationID, _ appliance.OperatorID, number string) error {
	s.held, s.dialled = true, number
	return s.sit(c, call.Party{Role: call.Aside, Number: number})
}

func (s *stand) Add(_ context.Context, c appliance.ConversationID, _ appliance.OperatorID, number string) error {
	return s.sit(c, call.Party{Role: call.Guest, Number: number})
}

func (s *stand) Transfer(_ context.Context, _ appliance.ConversationID, _ appliance.OperatorID, _ string) error {
	return call.ErrAsking
}

func (s *stand) Merge(_ context.Context, _ appliance.ConversationID, _ appliance.OperatorID) error {
	s.held = false
	for i := range s.parties {
		s.parties[i].Role = call.Guest
	}
	return nil
}

func (s *stand) Hand(ctx context.Context, c appliance.ConversationID, o appliance.OperatorID) error {
	return s.talks.End(ctx, c, appliance.ByOperator, o, "handed")
}

func (s *stand) Drop(_ context.Context, _ appliance.ConversationID, _ appliance.OperatorID, seat int) error {
	s.parties = slices.DeleteFunc(s.parties, func(p call.Party) bool { return p.Seat == seat })
	return nil
}

func (s *stand) PauseRecording(_ context.Context, _ appliance.ConversationID, _ appliance.OperatorID, on bool, reason string) error {
	s.paused, s.pausedFor = on, reason
	return nil
}

func (s *stand) Watch(_ context.Context, c appliance.ConversationID, o appliance.OperatorID, role call.Role) error {
	s.parties = slices.DeleteFunc(s.parties, func(p call.Party) bool { return p.Operator == o })
	if role == "" {
		s.feed.Notify(appliance.CallChanged{Conversation: c})
		return nil
	}
	if !s.Has(o) {
		return call.ErrNoSound
	}
	return s.sit(c, call.Party{Role: role, Operator: o, Answered: true})
}

// strip is what a page shows above the log of a call.
func strip(page string) string {
	_, after, _ := strings.Cut(page, `<section id="call"`)
	strip, _, _ := strings.Cut(after, "</section>")
	return strip
}

func TestOperatorAsksANumberTakesItInAndHandsTheCallerOver(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d?tab=active", id)
	act := func(what string, fields ...string) string {
		t.Helper()
		if status, page := jana.post(fmt.Sprintf("/desk/calls/%d/%s", id, what), fields...); status != http.StatusOK {
			t.Fatalf("%s: got %d\n%s", what, status, page)
		}
		_, page := jana.get(path)
		return page
	}
	shows := func(page, what string, want bool) {
		t.Helper()
		if strings.Contains(page, what) != want {
			t.Errorf("page holds %q: %t, want %t", what, !want, want)
		}
	}
	page := act("consult", "number", " 31 ")
	shows(page, "<b>31</b>", true)
	shows(page, "is being called", true)
	shows(page, "Hand the caller over", false) // nobody has answered
	shows(page, "Hang up on 31", true)
	shows(strip(page), "button danger", false) // red is what ends the call itself
	s.parties[0].Answered = true
	_, page = jana.get(path)
	shows(page, "talks with you, the caller hears music", true)
	shows(page, "Talk together", true)
	shows(page, "Hand the caller over", true)
	page = act("merge")
	shows(page, "is in the call", true)
	shows(page, "Talk together", false)
	shows(page, "Hand the caller over", false) // to leave is that
	shows(page, fmt.Sprintf(`action="/desk/calls/%d/hand" class="control-end"`, id), true)
	shows(page, fmt.Sprintf(`action="/desk/calls/%d/end" class="control-all"`, id), true)
	page = act("add", "number", "32")
	shows(page, "<b>32</b>", true)
	page = act("drop", "seat", "3")
	shows(page, "<b>32</b>", false)
	shows(page, `id="pause-reason"`, true) // a reason in words of his own
	page = act("pause", "reason", "Card details")
	if s.pausedFor != "Card details" {
		t.Errorf("paused for %q", s.pausedFor)
	}
	shows(page, "Resume REC", true)
	shows(page, `class="chip bad rec"`, false)
	page = act("record")
	shows(page, "Pause REC", true)
	shows(page, `class="chip bad rec"`, true)
	if status, refused := jana.post(fmt.Sprintf("/desk/calls/%d/transfer", id), "number", "33"); status != http.StatusConflict || !strings.Contains(refused, "You are asking somebody already") {
		t.Errorf("refused transfer: got %d", status)
	}
	page = act("hand")
	shows(page, fmt.Sprintf(`action="/desk/%d/wrap-up"`, id), true)
}

func TestOperatorCallsFromTheBarAndFromTheCard(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))
	if !strings.Contains(page, `action="/desk/calls"`) {
		t.Fatal("nothing to call with")
	}
	status, page := jana.post("/desk/calls", "number", "775 418 102", "as", s.entries["phone"].ID.String())
	if status != http.StatusOK || !strings.Contains(page, "You called") || !strings.Contains(page, "Calling…") || !strings.Contains(page, `data-tone="ringing"`) {
		t.Fatalf("got %d, want the page of the call that is being made", status)
	}
	if strings.Contains(page, ">Transfer<") {
		t.Error("a call that nobody took can be transferred")
	}
	for _, wrong := range []string{"On the line", "waited 0:00", "Caller<", "775418102", "<dt>Called</dt>"} {
		if strings.Contains(page, wrong) {
			t.Errorf("while it rings the page says %q", wrong)
		}
	}
	for _, right := range []string{"ringing time", "<span>Contact</span>", "You called +420 775 418 102"} {
		if !strings.Contains(page, right) {
			t.Errorf("while it rings the page does not say %q", right)
		}
	}
	if n := strings.Count(page, `class="redial"`); n > 0 {
		t.Errorf("%d numbers of the card can be called during a call", n)
	}
	if status, _ := jana.post("/desk/calls", "number", "775 418 103", "as", s.entries["phone"].ID.String()); status != http.StatusConflict {
		t.Errorf("a second call at once: got %d, want %d", status, http.StatusConflict)
	}
}

// TestSiteMayTakeAwayTheChoiceOfTheNumberThatIsShown: who calls reads which one it
// is, and has no other.
func TestSiteMayTakeAwayTheChoiceOfTheNumberThatIsShown(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	second, err := s.site.SaveEntryPoint(t.Context(), 0, appliance.EntryPoint{
		Channel: appliance.Phone, Name: "Second", Language: appliance.Czech, Queue: s.queues["Reklamace"].ID, Phone: appliance.PhoneEntry{Number: "212"},
	})
	if err != nil {
		t.Fatal(err)
	}
	jana := s.plain("jana")
	if _, page := jana.get("/desk"); !strings.Contains(page, `<select id="dial-as"`) {
		t.Fatal("there is no choice to take away")
	}
	settings, err := s.site.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	settings.Shown = "212"
	if err := s.site.SaveSettings(t.Context(), 0, settings); err != nil {
		t.Fatal(err)
	}
	_, page := jana.get("/desk")
	if strings.Contains(page, `<select id="dial-as"`) || !strings.Contains(page, "The contact sees 212.") {
		t.Error("the number that is shown can still be chosen, or is not told")
	}
	second.Off = true
	if _, err := s.site.SaveEntryPoint(t.Context(), 0, second); !errors.Is(err, site.ErrShown) {
		t.Errorf("the number that is shown is switched off: %v", err)
	}
}

// TestCallThatIsNotRecordedSaysSo: nothing is there to be paused, and who waits for
// the announcement knows why.
func TestCallThatIsNotRecordedSaysSo(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	path := fmt.Sprintf("/desk/%d?tab=active", s.activeCall())
	jana := s.plain("jana")
	for _, c := range []struct {
		unkept, telling bool
		rec, pause      bool
		says            string
	}{
		{false, false, true, true, "On the line"},
		{true, false, false, false, "Not recorded"},
		{false, true, false, false, "Announcement is playing"},
	} {
		s.unkept, s.telling = c.unkept, c.telling
		_, page := jana.get(path)
		if rec, pause := strings.Contains(page, "bad rec"), strings.Contains(page, `id="pausing"`); rec != c.rec || pause != c.pause || !strings.Contains(page, c.says) {
			t.Errorf("unkept %t, telling %t: REC %t, pause %t, and %q: %t", c.unkept, c.telling, rec, pause, c.says, strings.Contains(page, c.says))
		}
	}
}

// TestDeskOffersCallsOutToThoseWhoMayMakeThem looks at all that calls somebody:
// the keypad, the card's number and the list of missed calls.
func TestDeskOffersCallsOutToThoseWhoMayMakeThem(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.missedCall()
	jana := s.plain("jana")
	for _, c := range []struct {
		reach  appliance.Reach
		calls  int
		offers bool
	}{
		{appliance.Anywhere, 1, true},
		{appliance.Inland, 1, true},
		{appliance.Nowhere, 1, false},
		{appliance.Anywhere, 0, false},
	} {
		s.jana.Reach, s.jana.Calls = c.reach, c.calls
		s.write(func(tx *sqlite.Tx) error {
			tx.Emit(appliance.OperatorChanged{Operator: s.jana})
			return tx.SaveOperator(s.jana)
		})
		for path, acts := range map[string]string{fmt.Sprintf("/desk/%d?tab=active", sc.veronika): `action="/desk/calls"`, "/missed": `/call"`} {
			if _, page := jana.get(path); strings.Contains(page, acts) != c.offers {
				t.Errorf("%q with %d calls: %s offers calls %t, want %t", c.reach, c.calls, path, !c.offers, c.offers)
			}
		}
	}
}

func TestSupervisorsSeeWhatThereIsToBeAlarmedAbout(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	tomas, jana := s.plain("tomas"), s.plain("jana")
	for _, c := range []struct {
		trunk.Alarm
		says  string
		leads string // from the overview
	}{
		{trunk.Alarm{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.BoxCap, Calls: 10, Limit: 10}}, "All 10 of the box’s calls out within a day are used up.", "/admin/caps#field-all"},
		{trunk.Alarm{About: trunk.HoursAlarm, Use: trunk.Use{Operator: s.jana.ID, Calls: 2}}, "Jana Dvořáková called out while you are closed, 2× within the last hour.", "/admin/operators/" + s.jana.ID.String()},
		{trunk.Alarm{About: trunk.HoursAlarm, Use: trunk.Use{Calls: 1}}, "The box called out by itself while you are closed, 1× within the last hour.", "/admin/trees"},
		{trunk.Alarm{About: trunk.PasswordAlarm, Trunk: "pbx-brno"}, "The exchange of the trunk pbx-brno refuses our name or password.", "/admin/trunk?name=pbx-brno"},
		{trunk.Alarm{About: trunk.ExchangeAlarm, Trunk: "pbx-brno", Health: trunk.Silent}, "Trunk pbx-brno: the exchange does not answer.", "/admin/trunk?name=pbx-brno"},
		{trunk.Alarm{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.HourCap, Operator: s.jana.ID, Calls: 4, Limit: 5}}, "Jana Dvořáková: 4 of 5 calls out within an hour", "/admin/caps#field-hour"},
		{trunk.Alarm{About: trunk.StrangerAlarm, Source: netip.MustParseAddr("192.0.2.200")}, "192.0.2.200 goes on asking for calls and belongs to no trunk", "/admin/trunks"},
		{trunk.Alarm{About: trunk.StrangerAlarm}, "Many addresses that belong to no trunk ask for calls; they get no answer.", "/admin/trunks"},
	} {
		s.alarms = nil
		for _, path := range []string{"/desk", "/admin", "/admin/trunks"} {
			if _, page := tomas.get(path); strings.Contains(page, c.says) {
				t.Errorf("%s says %q before it is so", path, c.says)
			}
		}
		s.alarms = []trunk.Alarm{c.Alarm}
		for _, path := range []string{"/desk", "/admin", "/admin/trunks"} {
			if _, page := tomas.get(path); !strings.Contains(page, c.says) {
				t.Errorf("%s does not say %q", path, c.says)
			}
		}
		if _, page := tomas.get("/admin"); !strings.Contains(page, `href="`+c.leads+`"`) {
			t.Errorf("%q does not lead to %s", c.says, c.leads)
		}
		if _, page := jana.get("/desk"); strings.Contains(page, c.says) {
			t.Errorf("who oversees nobody is told %q", c.says)
		}
	}
}

// TestSupervisorIsToldWhomToAskAndAnAdministratorWhatToDo says each alarm that
// there is to both of them.
func TestSupervisorIsToldWhomToAskAndAnAdministratorWhatToDo(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	tomas, jana := s.plain("tomas"), s.plain("jana")
	s.write(func(tx *sqlite.Tx) error { s.jana.Role = appliance.RoleSuperUser; return tx.SaveOperator(s.jana) })
	all := []trunk.Alarm{
		{About: trunk.HoursAlarm, Use: trunk.Use{Operator: s.jana.ID, Calls: 2}},
		{About: trunk.HoursAlarm, Use: trunk.Use{Calls: 1}},
		{About: trunk.PasswordAlarm, Trunk: "pbx"},
		{About: trunk.StrangerAlarm},
		{About: trunk.StrangerAlarm, Source: netip.MustParseAddr("192.0.2.200")},
	}
	for _, h := range trunk.Healths {
		if h != trunk.Unknown && h != trunk.Up && h != trunk.Password {
			all = append(all, trunk.Alarm{About: trunk.ExchangeAlarm, Trunk: "pbx", Health: h})
		}
	}
	texts := i18n.Localizer(appliance.English)
	for _, a := range all {
		s.alarms = []trunk.Alarm{a}
		said, remedy := html.EscapeString(texts.Text(a.Text(), a.Places(s.jana.Name)...)), html.EscapeString(texts.Text(a.Remedy(), a.Places(s.jana.Name)...))
		if _, page := tomas.get("/desk"); !strings.Contains(page, said+" "+remedy) || strings.Contains(page, "Tell an administrator") {
			t.Errorf("an administrator is not told %q and %q", said, remedy)
		}
		if _, page := jana.get("/desk"); !strings.Contains(page, said) || strings.Contains(page, remedy) || !strings.Contains(page, "Tell an administrator: "+s.tomas.Name) {
			t.Errorf("a supervisor is not told %q, or to do it himself", said)
		}
	}
}

// TestManyAlarmsLeaveThoseWhoWaitInSight: the first two stand there, the rest
// unfolds and stays so.
func TestManyAlarmsLeaveThoseWhoWaitInSight(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	strange := func(ip string) trunk.Alarm {
		return trunk.Alarm{About: trunk.StrangerAlarm, Source: netip.MustParseAddr(ip)}
	}
	for n, shown := range []int{0, 1, 2, 2, 2} {
		s.alarms = []trunk.Alarm{strange("192.0.2.200"), strange("192.0.2.201"), strange("192.0.2.202"), strange("192.0.2.203")}[:n]
		_, page := s.plain("tomas").get("/desk")
		seen, rest, folds := strings.Cut(page, `<details id="alarms">`)
		if got := strings.Count(seen, "goes on asking"); got != shown || folds != (n > shown) || strings.Count(rest, "goes on asking") != n-shown {
			t.Errorf("of %d alarms %d are in sight, folded %t", n, got, folds)
		}
		if folds && !strings.Contains(rest, fmt.Sprintf("%d more", n-shown)) {
			t.Errorf("of %d alarms the page does not say how many are folded", n)
		}
	}
}

func TestSupervisorsSeeWhichCapsAreNearlyUsedUp(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	tomas, jana := s.plain("tomas"), s.plain("jana")
	const sentence = "Jana Dvořáková: 4 of 5 calls out within an hour"
	if _, page := tomas.get("/desk"); strings.Contains(page, "calls out within") {
		t.Error("an alarm before there is one")
	}
	s.alarms = []trunk.Alarm{{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.HourCap, Operator: s.jana.ID, Calls: 4, Limit: 5}}}
	for _, path := range []string{"/desk", "/admin", "/admin/trunks"} {
		if _, page := tomas.get(path); !strings.Contains(page, sentence) {
			t.Errorf("%s does not tell of it", path)
		}
	}
	if _, page := jana.get("/desk"); strings.Contains(page, sentence) {
		t.Error("who oversees nobody is told")
	}
	s.alarms = nil
	if _, page := tomas.get("/desk"); strings.Contains(page, sentence) {
		t.Error("the alarm stays")
	}
}

func TestConversationIsPassedOnToAQueue(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%d/pass", sc.veronika)
	_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))
	if !strings.Contains(page, path) {
		t.Fatal("nothing to pass a chat on with")
	}
	status, page := jana.post(path, "queue", s.queues["Reklamace"].ID.String())
	if status != http.StatusOK || !strings.Contains(page, `data-kind="wrap-up"`) {
		t.Fatalf("got %d, and no question for the reason", status)
	}
	_, page = jana.get("/desk?tab=waiting")
	if rowOf(page, sc.veronika) == "" {
		t.Error("what was passed on does not wait")
	}
}
