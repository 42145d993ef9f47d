package desk_test

import (
	"testing"
	"time"

	"cordboard/appliance/peertest"
)

// paint is a script's function: an element's background as red, green and blue,
// in whatever notation the style sheet wrote it.
const paint = `const paint = n => {
	const c = new OffscreenCanvas(1, 1).getContext('2d')
	c.fillStyle = getComputedStyle(n).backgroundColor
	c.fillRect(0, 0, 1, 1)
	return [...c.getImageData(0, 0, 1, 1).data].slice(0, 3)
};`

// conversationShowsWhoSaidWhat: F126, F214.
func conversationShowsWhoSaidWhat(t *testing.T, b *peertest.Browser) {
	_, _, tab := atDesk(t, b, veronika)
	var seen struct {
		Theirs, Ours    [3]int
		Initials, Heads []string
	}
	tab.Eval(`(() => {`+paint+`
		const texts = found => [...document.querySelectorAll(found)].map(n => n.textContent.trim().replace(/\s+/g, ' '))
		return {
			Theirs: paint(document.querySelector('#log .theirs .bubble')), Ours: paint(document.querySelector('#log .ours .bubble')),
			Initials: texts('#log .theirs .avatar'), Heads: texts('#head h1'),
		}
	})()`, &seen)
	if c := seen.Theirs; max(c[0], c[1], c[2])-min(c[0], c[1], c[2]) > 16 {
		t.Errorf("a contact's bubble is of the colour %v, which is no grey", c)
	}
	if c := seen.Ours; c[2]-c[0] < 16 || c[2] < c[1] {
		t.Errorf("a bubble of ours is of the colour %v, which is no blue", c)
	}
	if len(seen.Initials) == 0 || seen.Initials[0] != "VM" {
		t.Errorf("the contact's bubbles have the initials %q, want VM", seen.Initials)
	}
	if want := "Veronika Malá v.mala@seznam.example"; len(seen.Heads) != 1 || seen.Heads[0] != want {
		t.Errorf("the header says %q, want %q", seen.Heads, want)
	}
}

// offerShowsWhoAsksWhatAndSinceWhen: F120, F121.
func offerShowsWhoAsksWhatAndSinceWhen(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, func(scene) string { return "/desk" })
	s.offer(sc.waiting[1], 30*time.Second)
	for _, shown := range []string{"Ivana Procházková", "Reklamace", "Vrtačka z balíku nejde zapnout"} {
		tab.Wait(`document.querySelector('#offer').textContent.includes('` + shown + `')`)
	}
	tab.Eval(`window.was = document.querySelector('.offer-time').textContent.trim()`, nil)
	tab.Wait(`/\d:\d\d/.test(was) && document.querySelector('.offer-time').textContent.trim() > was`)
}

// sendButtonSends: F129.
func sendButtonSends(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	tab.Eval(`document.querySelector('[data-text]').focus()`, nil)
	tab.Type("Posíláno tlačítkem")
	tab.Press(`#foot button.primary`)
	tab.Wait(bubble("Posíláno tlačítkem") + ` && !document.querySelector('[data-pending]') && document.querySelector('[data-text]').value === ''`)
	if n := s.messages(sc.veronika, "Posíláno tlačítkem"); n != 1 {
		t.Errorf("%d messages are kept, want 1", n)
	}
}
