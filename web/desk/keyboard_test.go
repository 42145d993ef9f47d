package desk_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

func callSaysThatItMayBeOldWithoutConnection(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	id := s.activeCall()
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('stale').hidden`)
	s.stop()
	tab.Wait(`/^No connection to the box since 0:\d\d\. What is shown may be old\.$/.test(document.getElementById('stale').textContent) && !document.getElementById('stale').hidden`)
	s.restart(func() {})
	tab.Wait(`document.getElementById('net').dataset.state === 'live' && document.getElementById('stale').hidden && !document.body.matches('[data-stale]')`)
}

// offerIsPinnedOverEveryViewOfATelephone looks whether a finger meets Accept.
func offerIsPinnedOverEveryViewOfATelephone(t *testing.T, b *peertest.Browser) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := b.TabOf(t, peertest.View{Width: 390, Height: 844, Phone: true, Still: true})
	s.signIn(tab)
	for i, path := range []string{"/desk", veronika(sc), veronika(sc) + "&view=card", zofia(sc)} {
		tab.Go(s.url + path)
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		if i == 0 {
			s.offer(sc.waiting[1], 5*time.Minute)
		}
		tab.Wait(`document.querySelector('[data-accept]')`)
		var met bool
		tab.Eval(`(() => { const r = document.querySelector('[data-accept]').getBoundingClientRect();
			return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)?.matches('[data-accept], [data-accept] *') ?? false })()`, &met)
		if !met {
			t.Errorf("%s: nobody can press Accept", path)
		}
	}
}

func noteIsOneNoteAndNoMore(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	press(tab, "n", chromedp.ModifierAlt)
	tab.Wait(`document.querySelector('[data-note]').checked`)
	tab.Type("Volat až po třetí")
	tab.Key("Enter")
	tab.Wait(`!document.querySelector('[data-note]').checked && document.querySelector('[data-text]').placeholder.startsWith('Write to Veronika')`)
	tab.Type("Zavoláme po třetí")
	tab.Key("Enter")
	tab.Wait(bubble("Zavoláme po třetí") + ` && !document.querySelector('[data-pending]')`)
	for text, kind := range map[string]appliance.EntryKind{"Volat až po třetí": appliance.EntryNote, "Zavoláme po třetí": appliance.EntryMessage} {
		if got := s.kindOf(sc.veronika, text); got != kind {
			t.Errorf("%q is a %q, want a %q", text, got, kind)
		}
	}
	// One that is refused comes back as a note: Enter must not send it to the contact.
	tab.Eval(`fetch = async () => new Response('{"error": "Not so."}', {status: 422})`, nil)
	press(tab, "n", chromedp.ModifierAlt)
	tab.Type("Nezdvořilý člověk")
	tab.Key("Enter")
	tab.Wait(`document.querySelector('[data-problem]').textContent === 'Not so.' && document.querySelector('[data-note]').checked && document.querySelector('[data-text]').value === 'Nezdvořilý člověk'`)
}

func endLeavesTheFocusOnTheReasons(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.activeElement.matches('[data-filter]')`)
	tab.Eval(`document.activeElement.blur()`, nil)
	tab.Eval(`document.dispatchEvent(new Event('x')); document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true}))`, nil)
	tab.Wait(`document.querySelector('[data-wrap-up] [data-problem]').textContent === 'Choose a wrap-up reason from the list.' && document.activeElement.matches('[data-filter]')`)
	tab.Go(s.url + zofia(sc))
	tab.Wait(`document.activeElement.matches('[data-filter]')`)
}

func goingOfflineInAWrapUpShows(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, zofia)
	if err := s.SetPresence(t.Context(), s.jana.ID, appliance.WrapUp, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.querySelector('#presence .presence-word').textContent === 'Wrap-up' && document.querySelector('[data-wrap-up] .ring')`)
	press(tab, "s", chromedp.ModifierAlt)
	tab.Eval(`document.querySelector('#presence [value=offline]').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(`document.querySelector('#presence .presence-word').textContent === 'Offline' && !document.querySelector('[data-wrap-up] .ring')`)
}

func colleaguesFollowTheirPresence(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	id, eva := s.activeCall(), s.colleague("eva", "Eva Horáková")
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(`document.getElementById('passing').open = true`, nil)
	shows := func(what, text string) {
		t.Helper()
		tab.Wait(fmt.Sprintf(`document.getElementById('passing').open && [...document.querySelectorAll(%q)].some(o => o.textContent.trim() === %q)`, what, text))
	}
	const free, occupied = `#passing .colleague:has(button) .colleague-who`, `#passing .colleague[data-occupied]:not(:has(button)) .colleague-who`
	s.there(s.tomas)
	shows(free, "Tomáš Beneš Available")
	s.there(eva)
	shows(free, "Eva Horáková Available")
	button := fmt.Sprintf("pass-colleague-consult-%s", s.tomas.ID)
	tab.Eval(fmt.Sprintf(`document.getElementById(%q).focus()`, button), nil)
	if err := s.SetPresence(t.Context(), eva.ID, appliance.Busy, ""); err != nil {
		t.Fatal(err)
	}
	shows(occupied, "Eva Horáková On a call")
	if err := s.SetPresence(t.Context(), eva.ID, appliance.Offline, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait(fmt.Sprintf(`!document.querySelector('#passing .colleague[data-occupied]') && document.activeElement.id === %q`, button))
	if err := s.SetPresence(t.Context(), s.tomas.ID, appliance.Away, "lunch"); err != nil {
		t.Fatal(err)
	}
	shows(occupied, "Tomáš Beneš Lunch")
	if err := s.SetPresence(t.Context(), s.tomas.ID, appliance.Offline, ""); err != nil {
		t.Fatal(err)
	}
	shows(`#passing .reach-none`, "No colleague is at the desk to be asked.")
}

func transferIsWrittenByKeyboard(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	id := s.activeCall()
	s.there(s.tomas)
	tab.Go(s.url + "/desk/" + id.String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	press(tab, "t", chromedp.ModifierAlt)
	tab.Wait(`document.activeElement.id === 'pass-number' && document.querySelectorAll('#passing .primary').length === 1`)
	tab.Key("Enter")
	tab.Wait(`document.getElementById('passing').open && document.querySelector('#passing [data-flaw]').textContent === 'Write an extension or a number.' && document.activeElement.id === 'pass-number'`)
	tab.Type("31")
	tab.Wait(`document.querySelector('#passing [data-flaw]').textContent === ''`)
	tab.Eval(`document.querySelector('#passing [formaction$=transfer]').click()`, nil) // refused: somebody is asked
	tab.Wait(`document.getElementById('passing').open && document.querySelector('#passing [data-flaw]').textContent.startsWith('You are asking somebody already')`)
	tab.Key("Enter")
	tab.Wait(`!document.getElementById('passing').open && document.querySelector('.party')`)
}

// kindOf is what an entry with that text is in the store.
func (s *stand) kindOf(id appliance.ConversationID, text string) (kind appliance.EntryKind) {
	s.t.Helper()
	err := s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		log, err := v.Entries(id, 0, 0)
		for _, e := range log {
			if e.Text == text {
				kind = e.Kind
			}
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return kind
}

// keysOpenAConversationWhereItIsAnsweredOnATelephone: a page of 390 pixels can
// have a keyboard too; under a finger nothing raises its keys.
func keysOpenAConversationWhereItIsAnsweredOnATelephone(t *testing.T, b *peertest.Browser) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	tab := b.TabOf(t, peertest.View{Width: 390, Height: 844, Still: true})
	s.signIn(tab)
	tab.Go(s.url + "/desk")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	s.offer(sc.waiting[1], 30*time.Second)
	tab.Wait(`document.activeElement.matches('[data-accept]')`)
	tab.Key("Enter")
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.activeElement.matches('[data-text]')`, sc.waiting[1]))
	tab.Go(s.url + "/desk?tab=active")
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(fmt.Sprintf(`dispatchEvent(new PointerEvent('pointerdown')); document.querySelector('#row-%d a').click()`, sc.veronika), nil)
	tab.Wait(fmt.Sprintf(`location.pathname === '/desk/%d' && document.activeElement.matches('#centre')`, sc.veronika))
}

func keypadLiesOverTheStoryAndMovesNothing(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, func(scene) string { return "/desk" })
	tab.Go(s.url + "/desk/" + s.activeCall().String())
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	top := `document.getElementById('scroll').getBoundingClientRect().top`
	var before, after float64
	tab.Eval(top, &before)
	tab.Eval(`document.activeElement.blur()`, nil)
	press(tab, "k", chromedp.ModifierAlt)
	tab.Wait(`document.getElementById('keypad').open`)
	if tab.Eval(top, &after); before != after {
		t.Errorf("the story begins at %v and with the keypad open at %v", before, after)
	}
	var covered bool
	tab.Eval(`(() => { const key = document.querySelector('.pad-key[value="#"]').getBoundingClientRect();
		return document.elementFromPoint(key.x + key.width / 2, key.y + key.height / 2)?.closest('.pad-key') === null })()`, &covered)
	if covered {
		t.Error("the last key lies under something")
	}
}

func invitationIsTakenBackByWhoGaveIt(t *testing.T, b *peertest.Browser) {
	_, _, tab := atDesk(t, b, veronika)
	tab.Eval(`document.getElementById('invitations').open = true; document.querySelector('#invitations .reach-acts button').click()`, nil)
	tab.Wait(`document.getElementById('invitations').open && document.querySelectorAll('.given li').length === 1`)
	tab.Eval(`document.querySelector('.given button').click()`, nil)
	tab.Wait(`document.getElementById('invitations').open && document.querySelectorAll('.given li').length === 0`)
}
