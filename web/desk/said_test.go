package desk_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// TestWhatIsWrittenAtTheDesk is what operators do with notes and messages: stories in
// one browser.
func TestWhatIsWrittenAtTheDesk(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for name, story := range map[string]func(*testing.T, *peertest.Browser){
		"ColleagueIsNamedInANoteAndTold":     colleagueIsNamedInANoteAndTold,
		"OwnMessageIsEditedAndDeleted":       ownMessageIsEditedAndDeleted,
		"MessageIsAnsweredByKeyboardAlone":   messageIsAnsweredByKeyboardAlone,
		"DraftGoesOnInAnotherBrowser":        draftGoesOnInAnotherBrowser,
		"UnsavedDraftOutlivesTheBox":         unsavedDraftOutlivesTheBox,
		"WhoEndsIsRemindedOfTheContact":      whoEndsIsRemindedOfTheContact,
		"PageCatchesUpOnWhatWasChanged":      pageCatchesUpOnWhatWasChanged,
		"WhatIsBeingTypedLooksOtherThanSaid": whatIsBeingTypedLooksOtherThanSaid,
	} {
		t.Run(name, func(t *testing.T) { story(t, browser) })
	}
}

const writing = `document.querySelector('[data-text]')`

func colleagueIsNamedInANoteAndTold(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.colleague("eva", "Eva Horáková") // who may not open it
	other := b.TabOf(t, peertest.View{Still: true})
	s.signInAs(other, "tomas")
	other.Go(s.url + "/desk")
	other.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('mentions').hidden`)

	tab.Eval(writing+`.focus()`, nil)
	tab.Type("@")
	tab.Eval(`new Promise(r => requestAnimationFrame(() => r(1)))`, nil)
	var open bool
	if tab.Eval(`!document.querySelector('[data-picker]').hidden`, &open); open {
		t.Error("a message to the contact offers colleagues")
	}
	tab.Key("Backspace")
	press(tab, "n", chromedp.ModifierAlt)
	tab.Type("@")
	tab.Wait(`document.querySelectorAll('[data-picker]:not([hidden]) [role=option]').length > 0`)
	var offered string
	tab.Eval(`[...document.querySelectorAll('[data-picker] [role=option] b')].map(n => n.textContent).join()`, &offered)
	if offered != "Tomáš Beneš" {
		t.Errorf("offered %q, want Tomáš alone", offered)
	}
	tab.Type("ben")
	tab.Wait(`document.querySelector('[data-picker] [role=option] mark')?.textContent === 'Ben'`)
	tab.Key("Enter")
	tab.Wait(writing + `.value === '@Tomáš Beneš '`)
	tab.Type("znáte to?")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('.said.note:last-of-type .bubble')?.textContent.includes('@Tomáš Beneš znáte to?') && !document.querySelector('[data-pending]')`)

	other.Wait(`!document.getElementById('mentions').hidden && document.getElementById('mentions-count').textContent === '1'`)
	other.Go(s.url + "/desk") // it waits for him
	other.Wait(`document.getElementById('net').dataset.state === 'live'`)
	other.Eval(`document.querySelector('#mentions summary').focus()`, nil)
	other.Key("Enter")
	other.Eval(`document.querySelector('.mention').focus()`, nil)
	other.Key("Enter")
	other.Wait(`!document.querySelector('#mentions[open], #mentions details[open]')`)
	other.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.querySelector('.pointed')?.textContent.includes('znáte to?') && document.getElementById('mentions').hidden`, sc.veronika))
	if _, page := s.plain("tomas").get("/desk"); strings.Contains(page, `class="item mention"`) {
		t.Error("what was seen is still listed")
	}
}

func ownMessageIsEditedAndDeleted(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(writing+`.focus()`, nil)
	tab.Type("Zítra v deset")
	tab.Key("Enter")
	tab.Wait(bubble("Zítra v deset") + ` && !document.querySelector('[data-pending]')`)
	tab.Key("ArrowUp")
	tab.Wait(`document.activeElement.matches('[data-edit]') && document.activeElement.value === 'Zítra v deset'`)
	tab.Eval(`document.activeElement.select()`, nil)
	tab.Type("Zítra < 11")
	tab.Key("Enter")
	tab.Wait(`document.activeElement.form.querySelector('[data-flaw]').textContent.includes('<')`) // refused, and kept
	tab.Eval(`document.activeElement.select()`, nil)
	tab.Type("Zítra v jedenáct")
	tab.Key("Enter")
	tab.Wait(bubble("Zítra v jedenáct") + ` && !(` + bubble("Zítra v deset") + `) && document.querySelector('.ours:last-of-type .former summary').textContent.includes('edited')`)
	tab.Wait(`document.activeElement.matches('[data-text]')`)
	tab.Wait(`document.querySelector('#row-` + sc.veronika.String() + `').textContent.includes('Zítra v jedenáct')`)
	tab.Eval(`document.querySelector('.ours:last-of-type [data-quote]').click()`, nil)
	tab.Wait(`document.querySelector('[data-quoting] [data-words]').textContent === 'Jana Dvořáková: Zítra v jedenáct'`)
	tab.Eval(`document.querySelector('[data-unquote]').click()`, nil)

	petr := s.colleague("petr", "Petr Vrána")
	s.servesBesides(sc.veronika, petr.ID)
	link := fmt.Sprintf("/desk/%d?tab=active", sc.veronika)
	for login, former := range map[string]bool{"tomas": true, "petr": false} {
		_, page := s.plain(login).get(link)
		if !strings.Contains(page, "Zítra v jedenáct") || !strings.Contains(page, "edited") || strings.Contains(page, "Zítra v deset") != former {
			t.Errorf("%s reads what it said: %v, want %v", login, !former, former)
		}
	}

	tab.Key("ArrowUp")
	tab.Wait(`document.activeElement.matches('[data-edit]')`)
	tab.Eval(`document.activeElement.form.querySelector('.danger').click()`, nil)
	tab.Wait(`document.querySelector('.said.deleted .bubble')?.textContent.includes('Deleted')`)
	tab.Wait(`document.querySelector('#row-` + sc.veronika.String() + `').textContent.includes('Deleted')`)
	var held string
	if tab.Eval(`document.querySelector('.said.deleted .former-text').textContent.trim()`, &held); held != "Zítra v deset" {
		t.Errorf("its author reads that it said %q first", held)
	}
}

// servesBesides has a colleague serve a conversation besides.
func (s *stand) servesBesides(c appliance.ConversationID, o appliance.OperatorID) {
	s.t.Helper()
	s.entered(c, o, s.jana.ID, appliance.ToJoin)
}

func messageIsAnsweredByKeyboardAlone(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.receive(sc.veronika, "Kdy to přijde?")
	s.receive(sc.veronika, "A kudy?")
	tab.Wait(bubble("A kudy?"))
	tab.Eval(writing+`.focus()`, nil)
	for range 2 {
		press(tab, "ArrowUp", chromedp.ModifierAlt)
	}
	tab.Wait(`document.activeElement.closest('.said')?.textContent.includes('Kdy to přijde?')`)
	tab.Key("Enter")
	tab.Wait(`document.activeElement.matches('[data-quote]')`)
	tab.Key("Enter")
	tab.Wait(`!document.querySelector('[data-quoting]').hidden && document.querySelector('[data-quoting]').textContent.includes('Veronika Malá: Kdy to přijde?') && document.activeElement.matches('[data-text]')`)
	tab.Type("V pátek")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('.ours:last-of-type .quoted')?.textContent.replace(/\s+/g, ' ').includes('Veronika Malá Kdy to přijde?') && document.querySelector('[data-quoting]').hidden`)
	tab.Eval(`document.querySelector('.ours:last-of-type .quoted').click()`, nil)
	tab.Wait(`document.querySelector('.pointed .bubble').textContent.includes('Kdy to přijde?')`)
	status, _ := s.plain("jana").post(fmt.Sprintf("/desk/%d/message", sc.veronika), "text", "Ano", "key", "k", "quotes", "99999")
	if status != http.StatusConflict {
		t.Errorf("an answer to nothing: got %d, want 409", status)
	}
}

// pageCatchesUpOnWhatWasChanged has a message edited and another deleted while the
// box of the page is away.
func pageCatchesUpOnWhatWasChanged(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	said := func(text string) appliance.EntryID {
		e, err := s.talks.Reply(t.Context(), s.jana.ID, sc.veronika, talks.Message{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return e.ID
	}
	first, second := said("První"), said("Druhá")
	tab.Wait(bubble("První") + ` && ` + bubble("Druhá"))
	s.restart(func() {
		if err := s.talks.Edit(t.Context(), s.jana.ID, sc.veronika, first, talks.Message{Text: "Opravená"}); err != nil {
			t.Error(err)
		}
		if err := s.talks.Delete(t.Context(), s.jana.ID, sc.veronika, second); err != nil {
			t.Error(err)
		}
	})
	tab.Wait(bubble("Opravená") + ` && document.querySelectorAll('.said.deleted').length === 1`)
}

// whatIsBeingTypedLooksOtherThanSaid compares the preview with a message by what is
// seen of them.
func whatIsBeingTypedLooksOtherThanSaid(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.talks.Typing(sc.veronika, appliance.ByContact, 0, "Ještě bych")
	tab.Wait(`document.getElementById('typing').textContent.includes('Ještě bych')`)
	var look struct {
		Line, Ground, Said, Page, Head string
		Hidden                         string
	}
	tab.Eval(`(() => {
		const typing = document.getElementById('typing');
		const [now, said] = [typing, document.querySelector('.theirs .bubble')].map(n => getComputedStyle(n));
		return {line: now.borderTopStyle + ' ' + now.borderTopWidth, ground: now.backgroundColor, said: said.backgroundColor,
			page: getComputedStyle(document.querySelector('.centre')).backgroundColor, head: typing.firstElementChild.textContent, hidden: typing.ariaHidden};
	})()`, &look)
	if look.Line != "dashed 1px" || look.Ground == look.Said || look.Ground != "rgb(255, 255, 255)" || look.Head != "typing, not sent yet" || look.Hidden != "true" {
		t.Errorf("what is being typed looks like %+v", look)
	}
}

// rewritten has Jana answer, edit, take back and note something in Veronika's chat.
func (s *stand) rewritten() {
	s.t.Helper()
	c, ctx := s.found("Veronika Malá", appliance.Active), s.t.Context()
	say := func(m talks.Message) appliance.EntryID {
		e, err := s.talks.Reply(ctx, s.jana.ID, c, m)
		if err != nil {
			s.t.Fatal(err)
		}
		return e.ID
	}
	asked, err := s.talks.Receive(ctx, c, talks.Message{Text: "A stihne to ještě dnes?", Page: "/kosik"})
	if err != nil {
		s.t.Fatal(err)
	}
	wrong, answer := say(talks.Message{Text: "To patří do jiného chatu"}), say(talks.Message{Text: "Ano, do sedmnácti hodin", Quotes: asked.ID})
	_, err = s.talks.Note(ctx, s.jana.ID, c, talks.Message{Text: "@Tomáš Beneš, můžete to ohlídat?", Quotes: asked.ID})
	if err := errors.Join(err, s.talks.Delete(ctx, s.jana.ID, c, wrong), s.talks.Edit(ctx, s.jana.ID, c, answer, talks.Message{Text: "Ano, do osmnácti hodin"})); err != nil {
		s.t.Fatal(err)
	}
	say(talks.Message{Text: "Řidič Vám zavolá."})
}

// namesJana has Tomáš, who came to Veronika's chat, name her in a note.
func (s *stand) namesJana() {
	s.t.Helper()
	c := s.found("Veronika Malá", appliance.Active)
	s.servesBesides(c, s.tomas.ID)
	if _, err := s.talks.Note(s.t.Context(), s.tomas.ID, c, talks.Message{Text: "@Jana Dvořáková, výdejní box je plný, nabídněte jí prodejnu."}); err != nil {
		s.t.Fatal(err)
	}
}

// TestThreadBeginsWithWhenAndWho has a chat that Jana joined and to which Tomáš came.
func TestThreadBeginsWithWhenAndWho(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.servesBesides(sc.veronika, s.tomas.ID)
	_, page := s.plain("tomas").get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))
	events := regexp.MustCompile(`(?s)<li[^>]*class="said event"[^>]*>(.*?)</li>`).FindAllStringSubmatch(page, -1)
	var told []string
	for _, e := range events {
		told = append(told, strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(e[1], " ")), " "))
	}
	want := []string{`^\d\d:\d\d · Conversation began on E-shop hobla.example, topic Doprava$`, `^\d\d:\d\d · Jana Dvořáková joined$`, `^\d\d:\d\d · You joined$`}
	if len(told) != len(want) {
		t.Fatalf("told %q, want %q", told, want)
	}
	for i, w := range want {
		if !regexp.MustCompile(w).MatchString(told[i]) {
			t.Errorf("told %q, want %q", told[i], w)
		}
	}
}

// draftOf is what an operator has begun to write, as the box has it.
func (s *stand) draftOf(o appliance.OperatorID, c appliance.ConversationID) (d appliance.Draft) {
	s.t.Helper()
	if err := s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) { d, err = v.Draft(o, c); return err }); err != nil {
		s.t.Fatal(err)
	}
	return d
}

// draftGoesOnInAnotherBrowser has Jana write in two browsers, and Tomáš look on.
func draftGoesOnInAnotherBrowser(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(writing+`.focus()`, nil)
	tab.Type("Půl věty")
	tab.Wait(`sessionStorage.getItem('unsaved:` + sc.veronika.String() + `') === null`)
	other := b.TabOf(t, peertest.View{Still: true})
	s.signIn(other)
	other.Go(s.url + veronika(sc))
	other.Wait(`document.getElementById('net').dataset.state === 'live' && ` + writing + `.value === 'Půl věty'`)
	other.Eval(writing+`.focus(); `+writing+`.setSelectionRange(99, 99)`, nil)
	other.Type(" a kus")
	tab.Wait(writing + `.value === 'Půl věty a kus'`) // it follows who wrote last

	s.servesBesides(sc.veronika, s.tomas.ID)
	if _, page := s.plain("tomas").get(veronika(sc)); strings.Contains(page, "Půl věty") {
		t.Error("a colleague sees what is not sent yet")
	}
	tab.Eval(writing+`.focus(); `+writing+`.setSelectionRange(99, 99)`, nil)
	tab.Type(".")
	tab.Key("Enter")
	tab.Wait(bubble("Půl věty a kus.") + ` && !document.querySelector('[data-pending]')`)
	other.Wait(writing + `.value === ''`)
	if d := s.draftOf(s.jana.ID, sc.veronika); d.Text != "" {
		t.Errorf("sent, and the box still has %q", d.Text)
	}

	press(other, "n", chromedp.ModifierAlt)
	other.Type("jen pro nás")
	tab.Wait(writing + `.value === 'jen pro nás' && document.querySelector('[data-note]').checked`) // never as a message
	tab.Eval(`location.reload()`, nil)
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && ` + writing + `.value === 'jen pro nás' && document.querySelector('[data-note]').checked`)
	if _, page := s.plain("jana").get(veronika(sc)); !strings.Contains(page, "jen pro nás</textarea>") || !regexp.MustCompile(`data-note[^>]* checked`).MatchString(page) {
		t.Error("without script the note would be a message")
	}
}

// unsavedDraftOutlivesTheBox writes while the box is away, and reloads.
func unsavedDraftOutlivesTheBox(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(writing+`.focus()`, nil)
	tab.Type("první")
	tab.Wait(`sessionStorage.getItem('unsaved:` + sc.veronika.String() + `') === null`)
	s.restart(func() {
		tab.Type(" a druhá")
		tab.Wait(writing + `.value === 'první a druhá'`)
	})
	tab.Eval(`location.reload()`, nil)
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && ` + writing + `.value === 'první a druhá'`)
	tab.Wait(`sessionStorage.getItem('unsaved:` + sc.veronika.String() + `') === null`)
	if d := s.draftOf(s.jana.ID, sc.veronika); d.Text != "první a druhá" {
		t.Errorf("the box has %q", d.Text)
	}
}

// whoEndsIsRemindedOfTheContact ends a chat whose contact writes, then one whose
// contact spoke last, then after an answer.
func whoEndsIsRemindedOfTheContact(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	const asks = `document.getElementById('ending').open`
	s.receive(sc.veronika, "Ještě jedna věc")
	tab.Wait(bubble("Ještě jedna věc"))
	press(tab, "e", chromedp.ModifierAlt)
	tab.Wait(asks + ` && document.getElementById('ending-why').textContent.startsWith('The contact wrote last.')`)
	tab.Key("Escape")
	tab.Wait(`!` + asks)
	s.talks.Typing(sc.veronika, appliance.ByContact, 0, "Kdy")
	tab.Wait(`document.getElementById('typing').classList.contains('on')`)
	press(tab, "e", chromedp.ModifierAlt)
	tab.Wait(asks + ` && document.getElementById('ending-why').textContent.startsWith('The contact is writing') && document.activeElement.closest('#ending')`)
	tab.Key("Enter") // going on is what a hasty key does
	tab.Wait(`!` + asks)
	if c := s.found("Veronika Malá", appliance.Active); c != sc.veronika {
		t.Errorf("got %s", c)
	}
	s.talks.Typing(sc.veronika, appliance.ByContact, 0, "")
	tab.Wait(`!document.getElementById('typing').classList.contains('on')`)
	press(tab, "e", chromedp.ModifierAlt)
	tab.Wait(asks)
	tab.Eval(`document.querySelector('#ending [value=end]').click()`, nil)
	tab.Wait(`document.querySelector('[data-wrap-up]')`)
	if c := s.found("Veronika Malá", appliance.Finished); c != sc.veronika {
		t.Errorf("got %s", c)
	}

	tab.Go(fmt.Sprintf("%s/desk/%d?tab=active", s.url, sc.aleksandra))
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(writing+`.focus()`, nil)
	tab.Type("Tak na shledanou")
	tab.Key("Enter")
	tab.Wait(bubble("Tak na shledanou") + ` && !document.querySelector('[data-pending]')`)
	press(tab, "e", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('[data-wrap-up]')`)
}
