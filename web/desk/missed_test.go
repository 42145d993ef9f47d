package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

func TestMissedCallIsCalledBackWithOnePress(t *testing.T) {
	s := newStand(t, appliance.English)
	id := s.missedCall()
	jana := s.plain("jana")
	if _, page := jana.get("/missed"); !strings.Contains(page, "Marek Dvořák") || !strings.Contains(page, "1 call") {
		t.Fatal("the caller who gave up is not in the list")
	}
	if got, page := jana.post("/missed/" + id.String() + "/call"); got != http.StatusOK || !strings.Contains(page, "Marek Dvořák") {
		t.Errorf("calling him back: got %d, want the page of the call", got)
	}
	if _, page := jana.get("/missed"); strings.Contains(page, "Marek Dvořák") {
		t.Error("he is being called, and stands in the list")
	}
	if got, _ := jana.post("/missed/" + id.String() + "/call"); got != http.StatusConflict {
		t.Errorf("calling him twice: got %d, want 409", got)
	}
}

// TestWithheldNumberIsSaidAndCannotBeCalled looks in every language at where a
// caller stands who withheld his number.
func TestWithheldNumberIsSaidAndCannotBeCalled(t *testing.T) {
	for language, words := range map[appliance.Language]string{
		appliance.English: "Withheld number", appliance.Czech: "Skryté číslo", appliance.Polish: "Numer zastrzeżony",
	} {
		s := newStand(t, language)
		c := waitingSince(s.call("", "", "Doprava", appliance.Czech), s.ago(9, 0))
		gone := c
		waits := s.add(c, appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, At: c.Began, Data: map[string]string{"called": c.Called}})
		gone.State, gone.Ended, gone.EndedBy, gone.Call = appliance.Abandoned, s.ago(6, 30), appliance.ByContact, "another"
		missed := s.add(gone)
		jana := s.plain("jana")
		for _, path := range []string{"/desk?tab=waiting", "/desk/" + waits.String() + "?tab=waiting", "/missed"} {
			if _, page := jana.get(path); !strings.Contains(page, words) {
				t.Errorf("%s: %s does not say %q", language, path, words)
			}
		}
		if _, page := jana.get("/missed"); strings.Contains(page, "/missed/"+missed.String()+"/call") {
			t.Errorf("%s: nobody can be called back, and a button does", language)
		}
	}
}

// TestMissedCallBearsTheNameOnTheCard has three callers whose telephones said
// the same: one who is known by his card, one whose number has a card by now,
// and one whom nobody knows.
func TestMissedCallBearsTheNameOnTheCard(t *testing.T) {
	s := newStand(t, appliance.English)
	card := s.contact("Pekařství Novák", "", "+420602881450")
	s.contact("Jitka Horká", "", "+420602881451")
	for number, contact := range map[string]appliance.ContactID{"+420602881450": card.ID, "602 881 451": 0, "+420602881452": 0} {
		c := waitingSince(s.call("Recepce", number, "Doprava", appliance.Czech), s.ago(9, 0))
		c.State, c.Ended, c.EndedBy, c.Contact = appliance.Abandoned, s.ago(6, 30), appliance.ByContact, contact
		s.add(c)
	}
	_, page := s.plain("jana").get("/missed")
	for _, name := range []string{"Pekařství Novák", "Jitka Horká", "Recepce"} {
		if got := strings.Count(page, "<h2>"+name+" <span>Doprava</span>"); got != 1 {
			t.Errorf("%s stands there %d times, want once", name, got)
		}
	}
}

func TestMissedCallIsSetAsideWithOnePress(t *testing.T) {
	s := newStand(t, appliance.English)
	c := waitingSince(s.call("", "", "Doprava", appliance.Czech), s.ago(9, 0))
	c.State, c.Ended, c.EndedBy = appliance.Abandoned, s.ago(6, 30), appliance.ByContact
	id := s.add(c)
	jana := s.plain("jana")
	if got, page := jana.post(fmt.Sprintf("/missed/%d/close", id)); got != http.StatusOK || strings.Contains(page, "Withheld number") {
		t.Errorf("set aside: got %d, and he stands there %t", got, strings.Contains(page, "Withheld number"))
	}
	if got, _ := jana.post(fmt.Sprintf("/missed/%d/close", id)); got != http.StatusConflict {
		t.Errorf("twice: got %d, want 409", got)
	}
}

// TestCallToAnotherNumberThanTheCallersSaysBoth in the list, the story and the card;
// one to his own says nothing of it.
func TestCallToAnotherNumberThanTheCallersSaysBoth(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	own := s.owedCall("Petr Šimek", "+420 602 881 461", "")
	const sentence = "Asked to be called at +420 602 881 460, called from +420 541 230 811"
	if _, page := jana.get("/missed"); strings.Contains(page, "called from") {
		t.Error("the list says that he called from another number than his own")
	}
	if status, page := jana.post(fmt.Sprintf("/owed/%d/call", own)); status != http.StatusOK || strings.Contains(page, "Called from") || !strings.Contains(page, "Asked to be called back on +420 602 881 461") {
		t.Errorf("so does his card, %d", status)
	}
	if err := s.talks.End(t.Context(), own, appliance.ByContact, 0, "hangup"); err != nil {
		t.Fatal(err)
	}
	other := s.owedCall("Božena Králová", "+420 602 881 460", "+420541230811")
	if _, page := jana.get("/missed"); strings.Count(strings.ReplaceAll(page, "\u00a0", " "), sentence) != 1 {
		t.Errorf("the list does not say: %s", sentence)
	}
	_, page := jana.post(fmt.Sprintf("/owed/%d/call", other))
	for _, words := range []string{sentence, "<dt>Call asked for at</dt>", "<dt>Called from</dt>"} {
		if strings.Count(page, words) != 1 {
			t.Errorf("his page says %d times: %s", strings.Count(page, words), words)
		}
	}
}

func TestContactWhoIsCalledAgainIsListedCalledNowOrClosed(t *testing.T) {
	s := newStand(t, appliance.English)
	now, closed := s.owedCall("Božena Králová", "+420 602 881 460", ""), s.owedCall("Petr Šimek", "+420 602 881 461", "")
	jana := s.plain("jana")
	if _, page := jana.get("/desk?tab=waiting"); !strings.Contains(page, "2 contacts were not reached") {
		t.Error("those who wait do not say that two more will be called")
	}
	page := second(jana.get("/missed"))
	for _, words := range []string{"Božena Králová", "+420\u00a0602\u00a0881\u00a0460 did not answer", "1 try", "next try"} {
		if !strings.Contains(page, words) {
			t.Errorf("the list lacks %q", words)
		}
	}
	if got, _ := jana.post(fmt.Sprintf("/owed/%d/close", closed)); got != http.StatusBadRequest && got != http.StatusUnprocessableEntity {
		t.Errorf("closed without a reason: got %d, want a refusal", got)
	}
	if _, page := jana.post(fmt.Sprintf("/owed/%d/close", closed), "reason", s.reasons["Question answered"].ID.String()); strings.Contains(page, "Petr Šimek") {
		t.Error("he is closed, and stands in the list")
	}
	if got, page := jana.post(fmt.Sprintf("/owed/%d/call", now)); got != http.StatusOK || !strings.Contains(page, "You took it") {
		t.Errorf("called now: got %d, want the page of the call", got)
	}
	if _, page := jana.get("/missed"); strings.Contains(page, "Božena Králová") {
		t.Error("she is being called, and stands in the list")
	}
	s.colleague("pavel", "Pavel Říha")
	if got, _ := s.plain("pavel").post(fmt.Sprintf("/owed/%d/call", now)); got != http.StatusConflict {
		t.Errorf("called by a second operator: got %d, want 409", got)
	}
	if got, _ := jana.post(fmt.Sprintf("/owed/%d/close", s.missedCall()), "reason", "1"); got != http.StatusNotFound {
		t.Errorf("what is not owed is closed: got %d, want 404", got)
	}
}

// TestMissedCallsAreCountedAtTheirIconAsTheyComeAndGo, for those whose they are.
func TestMissedCallsAreCountedAtTheirIconAsTheyComeAndGo(t *testing.T) {
	s := newStand(t, appliance.English)
	first := s.add(waitingSince(s.call("", "+420602881450", "Doprava", appliance.Czech), s.ago(9, 0)))
	second := s.add(waitingSince(s.call("", "+420602881451", "Doprava", appliance.Czech), s.ago(8, 0)))
	tab := peertest.StartBrowser(t).Tab(peertest.View{Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	counts := func(want string) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`['missed-count', 'missed-count-narrow'].every(id => (document.getElementById(id).hidden ? '' : document.getElementById(id).textContent) === %q)`, want))
	}
	gives := func(up appliance.ConversationID) {
		t.Helper()
		if err := s.talks.End(t.Context(), up, appliance.ByContact, 0, "hangup"); err != nil {
			t.Fatal(err)
		}
	}
	counts("")
	gives(first)
	counts("1")
	gives(second)
	counts("2")
	again, err := s.talks.Open(t.Context(), talks.Opening{Channel: appliance.Phone, EntryPoint: s.entries["phone"].ID, Phone: "+420602881450", Called: "+420541230800"})
	if err != nil {
		t.Fatal(err)
	}
	counts("1") // he is calling right now
	gives(again.ID)
	counts("2") // and was not heard
	if err := s.talks.SetAside(t.Context(), s.jana.ID, second); err != nil {
		t.Fatal(err)
	}
	counts("1")
	s.write(func(tx *sqlite.Tx) error { // his queue is served by others now
		q := s.queues["Doprava"]
		q.Groups = nil
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveQueue(q)
	})
	counts("")
}

// TestMissedCallSaysWhoCalledBackInVain and when, to himself as "you".
func TestMissedCallSaysWhoCalledBackInVain(t *testing.T) {
	s := newStand(t, appliance.English)
	missed := s.missedCall()
	s.calledInVain()
	for login, want := range map[string]string{"jana": "You called back in vain, ", "tomas": "Jana Dvořáková called back in vain, "} {
		_, page := s.plain(login).get("/missed")
		if !strings.Contains(page, want) || !strings.Contains(page, "/missed/"+missed.String()+"/call") {
			t.Errorf("%s: the list does not say: %s", login, want)
		}
	}
}

// TestTelephoneNumberStandsOnOneLine of the lists of who is to be called, on a
// telephone too, wherever the line breaks.
func TestTelephoneNumberStandsOnOneLine(t *testing.T) {
	const broken = `[...document.querySelectorAll('.ticket-line, .ticket h2')].flatMap(line => {
		const text = line.firstChild;
		return [...text.data.matchAll(/\+[\d\s]+\d/g)].filter(found => {
			const range = document.createRange();
			range.setStart(text, found.index);
			range.setEnd(text, found.index + found[0].length);
			return new Set([...range.getClientRects()].map(r => r.top)).size > 1;
		}).map(found => found[0]);
	})`
	browser := peertest.StartBrowser(t)
	for _, language := range appliance.Languages() {
		s := newStand(t, language)
		s.missedCall()
		s.owedCall("Božena Králová", "+420 602 881 460", "+420541230811")
		tab := browser.Tab(peertest.View{Width: 390, Height: 844, Phone: true, Still: true})
		s.signIn(tab)
		tab.Go(s.url + "/missed")
		for width := 320; width <= 420; width += 10 {
			var wrong []string
			tab.Eval(fmt.Sprintf(`document.body.style.width = '%dpx'; %s`, width, broken), &wrong)
			if len(wrong) > 0 {
				t.Errorf("%s, %d wide: broken: %q", language, width, wrong)
			}
		}
	}
}

// TestCallerWhoIsASIPUserHasNoNumberToCall on his card or in the list of those who gave
// up; one with a number has.
func TestCallerWhoIsASIPUserHasNoNumberToCall(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	for phone, want := range map[string]string{"caller": "<dt>SIP user</dt>", "31": "<dt>Phone</dt>", "+420602881450": "<dt>Phone</dt>"} {
		c := s.activeSince(s.call("", phone, "Doprava", appliance.Czech), s.ago(3, 0))
		c.Channel = appliance.Voicemail // beside which she may call
		_, page := jana.get(fmt.Sprintf("/desk/%d?tab=active", s.add(c)))
		_, card, _ := strings.Cut(page, `<aside id="card"`)
		if calls := strings.Contains(card, `action="/desk/calls"`); !strings.Contains(card, want) || calls != (phone != "caller") {
			t.Errorf("the card of %s: says %s %t, and can call %t", phone, want, strings.Contains(card, want), calls)
		}
	}
	lost := waitingSince(s.call("", "door", "Doprava", appliance.Czech), s.ago(9, 0))
	lost.State, lost.Ended, lost.EndedBy = appliance.Abandoned, s.ago(6, 30), appliance.ByContact
	id := s.add(lost)
	if _, page := jana.get("/missed"); !strings.Contains(page, fmt.Sprintf("/missed/%d/close", id)) || strings.Contains(page, fmt.Sprintf("/missed/%d/call", id)) {
		t.Error("a SIP user who gave up is not listed, or can be called back")
	}
}

// TestCallAndWhatCameOfItLeadToEachOther: the message that its caller left, and the
// call that was promised to him.
func TestCallAndWhatCameOfItLeadToEachOther(t *testing.T) {
	s := newStand(t, appliance.English)
	jana := s.plain("jana")
	queue := s.queues["Doprava"].ID
	for said, come := range map[string]func(from appliance.ConversationID) (appliance.Conversation, error){
		"Left a message": func(from appliance.ConversationID) (appliance.Conversation, error) {
			return s.talks.Voicemail(t.Context(), from, queue)
		},
		"Asked to be called back on +420 602 881 450": func(from appliance.ConversationID) (appliance.Conversation, error) {
			return s.talks.CallBack(t.Context(), from, queue, "+420602881450")
		},
	} {
		opening := talks.Opening{Channel: appliance.Phone, EntryPoint: s.entries["phone"].ID, Phone: "+420602881450", Called: "+420541230800"}
		c, err := s.talks.Open(t.Context(), opening)
		if err != nil {
			t.Fatal(err)
		}
		came, err := come(c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.talks.Enqueue(t.Context(), came.ID, queue, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.talks.Enqueue(t.Context(), c.ID, queue, ""); err != nil { // where she may look at it
			t.Fatal(err)
		}
		if _, page := jana.get(fmt.Sprintf("/desk/%d?tab=waiting", c.ID)); !strings.Contains(page, said) || !strings.Contains(page, fmt.Sprintf(`<a href="/desk/%d?tab=waiting">`, came.ID)) {
			t.Errorf("the story of the call does not say %q and lead there", said)
		}
		if _, page := jana.get(fmt.Sprintf("/desk/%d?tab=waiting", came.ID)); !strings.Contains(page, fmt.Sprintf(`<a href="/desk/%d?tab=waiting">Open the call</a>`, c.ID)) {
			t.Errorf("%s: the story does not lead back to the call", said)
		}
		if err := s.talks.End(t.Context(), c.ID, appliance.ByContact, 0, "hangup"); err != nil {
			t.Fatal(err)
		}
		if _, page := jana.get(fmt.Sprintf("/desk/%d?tab=waiting", came.ID)); !strings.Contains(page, ">Open the call</a>") {
			t.Errorf("%s: once he has hung up the story does not lead back to the call", said)
		}
		if status, page := jana.get(fmt.Sprintf("/desk/%d?tab=waiting", c.ID)); status != http.StatusOK || !strings.Contains(page, said) {
			t.Errorf("%s: the call that is over is not shown to whom it would have come: %d", said, status)
		}
		s.write(func(tx *sqlite.Tx) error { // and to nobody else
			q := s.queues["Doprava"]
			q.Groups = nil
			tx.Emit(appliance.SiteChanged{})
			return tx.SaveQueue(q)
		})
		if status, _ := jana.get(fmt.Sprintf("/desk/%d?tab=waiting", c.ID)); status != http.StatusForbidden {
			t.Errorf("%s: one who does not serve its queue is shown the call: %d", said, status)
		}
		s.write(func(tx *sqlite.Tx) error {
			tx.Emit(appliance.SiteChanged{})
			return tx.SaveQueue(s.queues["Doprava"])
		})
	}
}

// TestMessageHasOneTimeInItsRowAndItsHeader: since when it waits, whoever has heard it.
func TestMessageHasOneTimeInItsRowAndItsHeader(t *testing.T) {
	s := newStand(t, appliance.English)
	left := s.ago(21, 0)
	c := s.call("", "+420602881450", "Doprava", appliance.Czech)
	c.Channel, c.State, c.Began, c.Queued, c.Joined = appliance.Voicemail, appliance.Waiting, s.ago(22, 0), left, s.ago(3, 0)
	id := s.add(c)
	jana, since := s.plain("jana"), fmt.Sprintf(`data-since="%d"`, left.UnixMilli())
	for _, state := range []string{"waiting", "active"} {
		_, page := jana.get(fmt.Sprintf("/desk/%d?tab=%s", id, state))
		_, row, _ := strings.Cut(page, fmt.Sprintf(`<li id="row-%d"`, id))
		row, _, _ = strings.Cut(row, "</li>")
		_, head, _ := strings.Cut(page, `<header id="head"`)
		head, _, _ = strings.Cut(head, "</header>")
		if !strings.Contains(row, since) || !strings.Contains(head, since) {
			t.Errorf("%s: the row counts from when it was left %t, the header %t", state, strings.Contains(row, since), strings.Contains(head, since))
		}
		if state == "waiting" {
			if err := s.Accept(t.Context(), s.jana.ID, id); err != nil {
				t.Fatal(err)
			}
		}
	}
}
