package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// there makes an operator available.
func (s *stand) there(o appliance.Operator) {
	s.t.Helper()
	if err := s.SetPresence(s.t.Context(), o.ID, appliance.Available, ""); err != nil {
		s.t.Fatal(err)
	}
}

// askedByJana has her pass Veronika's chat to Tomáš, unless she does so already.
func (s *stand) askedByJana() {
	s.t.Helper()
	var chat appliance.ConversationID
	s.write(func(tx *sqlite.Tx) error {
		offers, err := tx.Offers()
		if err != nil || slices.ContainsFunc(offers, func(o appliance.Offer) bool { return o.By != 0 }) {
			return err
		}
		active, err := tx.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		for _, c := range active {
			if c.Name == "Veronika Malá" {
				chat = c.ID
			}
		}
		return err
	})
	if chat == 0 {
		return
	}
	s.there(s.tomas)
	if err := s.Ask(s.t.Context(), s.jana.ID, chat, s.tomas.ID, appliance.ToPass); err != nil {
		s.t.Fatal(err)
	}
}

func TestOperatorPassesToAColleagueAndTakesItBack(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	id := sc.veronika
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%d?tab=active", id)
	shows := func(r *reader, at, what string, want bool) {
		t.Helper()
		if _, page := r.get(at); strings.Contains(page, what) != want {
			t.Errorf("%s holds %q: %t, want %t", at, what, !want, want)
		}
	}
	does := func(r *reader, what string, fields ...string) {
		t.Helper()
		if status, page := r.post(fmt.Sprintf("/desk/%d/%s", id, what), fields...); status != http.StatusOK {
			t.Fatalf("%s %v: %d\n%s", what, fields, status, page)
		}
	}
	option := fmt.Sprintf(`id="pass-colleague-pass-%s"`, s.tomas.ID)
	shows(jana, path, option, false) // he is not there
	s.there(s.tomas)
	shows(jana, path, option, true)
	does(jana, "ask", "to", s.tomas.ID.String(), "purpose", "pass")
	shows(jana, path, "Waiting for Tomáš Beneš to take it over", true)
	shows(tomas, "/desk", "Jana Dvořáková passes it to you", true)
	shows(tomas, fmt.Sprintf("/desk/%d", id), "Veronika", true)
	does(jana, "withdraw")
	shows(jana, path, "Waiting for Tomáš Beneš to take it over", false)
	shows(tomas, "/desk", "passes it to you", false)
	does(jana, "ask", "to", s.tomas.ID.String(), "purpose", "pass")
	does(tomas, "decline")
	shows(tomas, "/desk", "passes it to you", false)
}

// TestColleagueIsFoundByAFewLetters: a long list is narrowed by what is typed, blind to
// case and diacritics, and stays so when the page changes; the arrow leads into it.
func TestColleagueIsFoundByAFewLetters(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.veronika))
	tab.Wait(`!document.querySelector('[data-narrow]')`) // what is short is seen at a glance
	for i, name := range []string{"Pavel Říha", "Eva Malíková", "Łukasz Żak", "Petr Říčan", "Zofia Bąk", "Iva Krátká", "Olga Malá"} {
		s.there(s.colleague(fmt.Sprint("colleague-", i), name))
	}
	tab.Press(`#adding summary`)
	tab.Eval(`document.querySelector('#adding [data-narrow]').focus()`, nil)
	tab.Type("rí")
	found := `[...document.querySelectorAll('#add-colleague .colleague')].filter(n => n.checkVisibility()).map(n => n.dataset.name).join()`
	tab.Wait(found + ` === 'Pavel Říha,Petr Říčan'`)
	tab.Wait(`document.querySelector('#adding [data-found]').textContent.startsWith('2/')`)
	s.there(s.colleague("rita", "Rita Nová"))
	tab.Wait(found + ` === 'Pavel Říha,Petr Říčan,Rita Nová'`)
	tab.Key("ArrowDown")
	tab.Wait(`document.activeElement.closest('.colleague')?.dataset.name === 'Pavel Říha'`)
	tab.Eval(`document.querySelector('#adding [data-narrow]').focus(); document.querySelector('#adding [data-narrow]').select()`, nil)
	tab.Type("lukasz z")
	tab.Wait(found + ` === 'Łukasz Żak'`)
}

// TestColleagueWhoIsOnACallStandsThereWithTheReason, and cannot be asked.
func TestColleagueWhoIsOnACallStandsThereWithTheReason(t *testing.T) {
	s := newStand(t, appliance.English)
	id, eva := s.activeCall(), s.colleague("eva", "Eva Horáková")
	s.there(s.tomas)
	for state, want := range map[appliance.PresenceState]string{appliance.Busy: "On a call", appliance.Away: "Lunch"} {
		if err := s.SetPresence(t.Context(), eva.ID, state, map[appliance.PresenceState]string{appliance.Away: "lunch"}[state]); err != nil {
			t.Fatal(err)
		}
		_, page := s.plain("jana").get(fmt.Sprintf("/desk/%d?tab=active", id))
		for _, menu := range []string{"pass", "add"} {
			if !strings.Contains(page, fmt.Sprintf(`id="%s-colleague-who-%s"><b>Eva Horáková</b> <span>%s</span>`, menu, eva.ID, want)) {
				t.Errorf("%s: Eva does not stand there as %q", menu, want)
			}
			for _, purpose := range []string{"consult", "pass", "join"} {
				if strings.Contains(page, fmt.Sprintf(`id="%s-colleague-%s-%s"`, menu, purpose, eva.ID)) {
					t.Errorf("%s: %s has a button", menu, purpose)
				}
			}
		}
		if !strings.Contains(page, fmt.Sprintf(`id="add-colleague-join-%s"`, s.tomas.ID)) {
			t.Error("Tomáš, who is free, cannot be asked")
		}
	}
}

// TestWhoWasAskedAsideGoesWithoutAWrapUp: his page goes back to the lists and
// says whether the call goes on.
func TestWhoWasAskedAsideGoesWithoutAWrapUp(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for said, goes := range map[string]func(*stand, appliance.ConversationID) error{
		"The call goes on without you.": func(s *stand, id appliance.ConversationID) error {
			return s.talks.Leave(t.Context(), s.tomas.ID, id)
		},
		"The call has ended.": func(s *stand, id appliance.ConversationID) error {
			return s.talks.End(t.Context(), id, appliance.ByOperator, s.jana.ID, "hangup")
		},
	} {
		s := newStand(t, appliance.English)
		s.seed()
		id := s.activeCall()
		tab := s.asideAt(browser, id)
		if err := goes(s, id); err != nil {
			t.Fatal(err)
		}
		tab.Wait(fmt.Sprintf(`location.pathname === '/desk' && document.getElementById('toast').textContent === %q && !document.querySelector('.wrap-up')`, said))
	}
}

// asideAt has Tomáš, who sees his own work alone, asked aside at a call of Jana's
// and sit at its page.
func (s *stand) asideAt(browser *peertest.Browser, id appliance.ConversationID) *peertest.Tab {
	s.write(func(tx *sqlite.Tx) error {
		return s.talks.Enter(tx, id, s.tomas.ID, s.jana.ID, appliance.ToConsult, s.now)
	})
	tab := browser.Tab(peertest.View{Still: true})
	s.signInAs(tab, "tomas")
	s.write(func(tx *sqlite.Tx) error {
		s.tomas.Role = appliance.RoleOperator
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveOperator(s.tomas)
	})
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.querySelector('#call')`)
	return tab
}

// TestMeterNamesWhomTheOperatorHears: first the colleague who asks him, then the
// caller, whom that one has left to him.
func TestMeterNamesWhomTheOperatorHears(t *testing.T) {
	s := newStand(t, appliance.English)
	s.seed()
	id := s.activeCall()
	s.held = true
	s.parties = []call.Party{{Seat: 1, Role: call.Serving, Operator: s.jana.ID, Answered: true}, {Seat: 2, Role: call.Aside, Operator: s.tomas.ID, Answered: true}}
	tab := s.asideAt(peertest.StartBrowser(t), id)
	names := func(who string) {
		tab.Wait(fmt.Sprintf(`document.querySelector('#levels .meter span').textContent === %q`, who))
	}
	names("Jana Dvořáková")
	if err := s.talks.Hand(t.Context(), s.jana.ID, s.tomas.ID, id); err != nil {
		t.Fatal(err)
	}
	s.held, s.parties = false, []call.Party{{Seat: 2, Role: call.Serving, Operator: s.tomas.ID, Answered: true}}
	s.feed.Notify(appliance.CallChanged{Conversation: id})
	names("Caller")
}

// TestAskerSeesWithWhomHeTalksAside and the way back: her call is on hold for the
// caller alone.
func TestAskerSeesWithWhomHeTalksAside(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%s?tab=active", id)
	strip := func() string {
		_, page := jana.get(path)
		return page[strings.Index(page, `<section id="call"`):strings.Index(page, `<div id="scroll"`)]
	}
	s.held = true
	for name, aside := range map[string]call.Party{
		"Tomáš Beneš":      {Seat: 2, Role: call.Aside, Operator: s.tomas.ID, Answered: true},
		"+420 775 418 102": {Seat: 2, Role: call.Aside, Number: "+420775418102", Answered: true},
	} {
		s.parties = []call.Party{aside}
		shown := strip()
		for _, words := range []string{
			name + " talks with you aside. The caller hears music.", "<span>" + name + "</span>", "Back to caller",
			fmt.Sprintf(`action="/desk/calls/%s/resume"`, id), "Talk together", "Hand the caller over",
		} {
			if !strings.Contains(shown, words) {
				t.Errorf("asking %s she does not see: %s", name, words)
			}
		}
		for _, wrong := range []string{"On hold", ">Resume<", "data-held"} {
			if strings.Contains(shown, wrong) {
				t.Errorf("asking %s she sees: %s", name, wrong)
			}
		}
		if row := rowOf(second(jana.get(path)), id); !strings.Contains(row, "Talking aside") || strings.Contains(row, "On hold") {
			t.Errorf("her row: %s", row)
		}
	}
	s.parties = []call.Party{{Seat: 2, Role: call.Aside, Number: "+420775418102"}} // rings
	if shown := strip(); !strings.Contains(shown, "On hold") || !strings.Contains(shown, "data-held") {
		t.Error("while it rings, she talks with somebody")
	}
	s.held, s.parties = false, []call.Party{{Seat: 2, Role: call.Aside, Operator: s.tomas.ID, Answered: true}}
	if shown := strip(); strings.Contains(shown, "aside.") || !strings.Contains(shown, "On the line") || !strings.Contains(shown, "<span>Caller</span>") {
		t.Error("back at the caller, she talks with the colleague")
	}
	hold := fmt.Sprintf(`action="/desk/calls/%s/hold"`, id)
	if shown := strip(); !strings.Contains(shown, "Back to question") || strings.Contains(shown, ">Hold<") || !strings.Contains(shown, hold) {
		t.Error("back at the caller, the way to the colleague who waits is not named for what it is")
	}
	s.parties[0].Answered = false
	if shown := strip(); strings.Contains(shown, "Back to question") || !strings.Contains(shown, ">Hold<") {
		t.Error("she can go back to one who has not answered")
	}
}

// TestCallThatWasHandedOverSaysSo to who did it, in its story and in his list,
// where it has not ended until it has.
func TestCallThatWasHandedOverSaysSo(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	pavel := s.colleague("pavel", "Pavel Říha")
	s.entered(id, pavel.ID, s.jana.ID, appliance.ToConsult)
	if err := s.talks.Hand(t.Context(), s.jana.ID, pavel.ID, id); err != nil {
		t.Fatal(err)
	}
	jana := s.plain("jana")
	path := fmt.Sprintf("/desk/%s?tab=active", id)
	_, hers := jana.get(path)
	_, his := s.plain("pavel").get(path)
	for page, want := range map[string]string{hers: "You handed over to Pavel Říha", his: "Jana Dvořáková handed over to Pavel Říha"} {
		if !strings.Contains(page, want) || strings.Contains(page, "Jana Dvořáková left") {
			t.Errorf("the story lacks %q, or says that she left", want)
		}
	}
	if row := rowOf(hers, id); !strings.Contains(row, "Goes on without you, wrap it up") {
		t.Errorf("her row of a call that goes on: %s", row)
	}
	if err := s.talks.End(t.Context(), id, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	if row := rowOf(second(jana.get(path)), id); !strings.Contains(row, "Ended, wrap it up") {
		t.Errorf("her row of a call that has ended: %s", row)
	}
}

// TestQuestionThatRingsOutIsToldToBoth, whatever their pages show.
func TestQuestionThatRingsOutIsToldToBoth(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.activeCall()
	jana, tomas := s.plain("jana"), s.plain("tomas")
	path := fmt.Sprintf("/desk/%s?tab=active", id)
	for _, c := range []struct {
		how  appliance.OfferEnd
		says map[*reader]string
	}{
		{appliance.OfferUnheard, map[*reader]string{jana: "Tomáš Beneš did not answer", tomas: "You did not answer Jana Dvořáková"}},
		{appliance.OfferUnanswered, map[*reader]string{jana: "Tomáš Beneš did not answer"}},
		{appliance.OfferUnreached, map[*reader]string{jana: "Tomáš Beneš did not answer"}},
		{appliance.OfferDeclined, map[*reader]string{jana: "Tomáš Beneš declined"}},
	} {
		pages := map[*reader]string{jana: second(jana.get(path)), tomas: second(tomas.get(path))}
		if err := s.Ask(t.Context(), s.jana.ID, id, s.tomas.ID, appliance.ToConsult); err != nil {
			t.Fatal(err)
		}
		s.write(func(tx *sqlite.Tx) error { return s.endOffers(tx, id, c.how) })
		end := "after " + string(c.how)
		if _, err := s.talks.Note(t.Context(), s.jana.ID, id, talks.Message{Text: end}); err != nil {
			t.Fatal(err)
		}
		for r, page := range pages {
			want, said := c.says[r], r.follows(page, end)
			if told := strings.Contains(said, "event: told"); told != (want != "") || !strings.Contains(said, want) {
				t.Errorf("%s: the stream says %q, want %q told", c.how, said, want)
			}
		}
	}
}
