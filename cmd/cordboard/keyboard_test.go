package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// keyboard is a page whose reader has nothing else: what he wants to press he goes to.
type keyboard struct {
	*peertest.Tab
	t *testing.T
}

// most is how often Tab is pressed in search of something.
const most = 120

// focused is what has the focus, and whether its reader sees that it has. The ring may be
// drawn around what the focused element stands for.
const focused = `(() => {
	const at = document.activeElement;
	const probe = document.body.appendChild(document.createElement('i'));
	probe.style.color = 'var(--ring)';
	const ring = getComputedStyle(probe).color;
	probe.remove();
	const around = [at, at.parentElement, at.parentElement?.parentElement, at.nextElementSibling, ...(at.labels ?? [])].filter(Boolean);
	const ringed = around.some((n) => {
		const s = getComputedStyle(n);
		return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 && s.outlineColor === ring || s.borderTopColor === ring;
	});
	const r = at.getBoundingClientRect();
	const inside = r.right > 0 && r.bottom > 0 && r.left < innerWidth && r.top < innerHeight;
	return { name: at.localName + (at.id ? '#' + at.id : '') + '.' + at.className, seen: at === document.body || ringed && inside, met: at.matches(WANTED) };
})()`

// reaches goes with Tab to what is wanted. Everything on the way must show that the focus
// is there.
func (k keyboard) reaches(wanted string) {
	k.t.Helper()
	k.Wait(fmt.Sprintf(`document.querySelector(%q)?.checkVisibility()`, wanted))
	var way []string
	for range most {
		var at struct {
			Name      string
			Seen, Met bool
		}
		k.Eval(strings.Replace(focused, "WANTED", fmt.Sprintf("%q", wanted), 1), &at)
		if !at.Seen {
			k.t.Errorf("on the way to %s nothing shows that %s has the focus", wanted, at.Name)
		}
		if at.Met {
			return
		}
		way = append(way, at.Name)
		k.Key("Tab")
	}
	k.t.Fatalf("%s is not reached; on the way were %v", wanted, way)
}

// presses goes to what is wanted and presses it.
func (k keyboard) presses(wanted string) {
	k.t.Helper()
	k.reaches(wanted)
	k.Key("Enter")
}

// at waits until the focus is there without anything being pressed.
func (k keyboard) at(wanted string) {
	k.t.Helper()
	k.Wait(fmt.Sprintf(`document.activeElement.matches(%q)`, wanted))
}

// with presses a letter with Alt, as a keyboard of letters does.
func (k keyboard) with(letter string) { k.Key(letter, chromedp.ModifierAlt) }

func (k keyboard) signsIn(desk, login string) {
	k.t.Helper()
	k.Go(desk + "/sign-in")
	k.reaches("[name=login]")
	k.Type(login)
	k.Key("Tab")
	k.at("[name=password]")
	k.Type(demo.Password)
	k.Key("Enter")
	k.Wait(`location.pathname.startsWith('/desk') && document.querySelector('#net[data-state=live]')`)
	k.with("s")
	k.presses(`#presence button[value=available]`)
	k.Wait(`document.querySelector('#presence button[value=available][aria-pressed=true]')`)
}

// wrapsUp chooses a reason by its first letters.
func (k keyboard) wrapsUp(reason, note string) {
	k.t.Helper()
	k.at(`#foot[data-kind=wrap-up] [data-filter]`)
	k.Type(reason)
	k.Key("ArrowDown")
	k.Key("Enter")
	k.at(`#foot textarea[name=note]`)
	k.Type(note)
	k.Key("Enter", chromedp.ModifierCtrl)
	k.Wait(`!document.querySelector('#foot[data-kind=wrap-up]')`)
}

// TestDayOfTwoOperatorsWithoutAMouse tells a story (D02) of two who press nothing but
// keys, from signing in to signing out: an offer, an answer from the templates, an
// edited, a quoted and a deleted message, a note that names a colleague, a tag, a
// visitor's file, a ticket, a conference, a transfer, a block (one without a length is refused) and its end, three
// wrap-ups.
func TestDayOfTwoOperatorsWithoutAMouse(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t)
	thomas := keyboard{browser.Tab(peertest.View{Still: true}), t}
	jana := keyboard{browser.Tab(peertest.View{Still: true}), t}
	dump(t, "thomas", thomas.Tab)
	dump(t, "jana", jana.Tab)
	thomas.signsIn(b.deskURL(), "thomas")
	shop, panel := visitor(t, b, browser)
	writes(shop, panel, "Kde je moje zásilka?")

	// The offer, and an answer that is chosen.
	thomas.Wait(`document.querySelector('#offer [data-accept]')`)
	thomas.with("a")
	thomas.at(`[data-text]`)
	reads(thomas.Wait, "#log .bubble", "Kde je moje zásilka?")
	thomas.Type("/")
	thomas.Wait(`document.querySelector('[data-picker]:not([hidden]) [role=option]')`)
	thomas.Key("Escape")
	thomas.Key("Backspace")
	thomas.Type("Podívám se do skladu")
	thomas.Key("Enter")
	reads(panel.Wait, ".bubble", "Kde je moje zásilka?", "Podívám se do skladu")

	// What was said is changed, answered and taken back.
	thomas.Key("ArrowUp")
	thomas.at(`[data-edit]`)
	thomas.Type(" hned")
	thomas.Key("Enter")
	reads(panel.Wait, ".bubble", "Kde je moje zásilka?", "Podívám se do skladu hned")
	thomas.at(`[data-text]`)
	thomas.Key("ArrowUp", chromedp.ModifierAlt)
	thomas.Key("ArrowUp", chromedp.ModifierAlt)
	thomas.at(`.theirs .say-acts > summary`)
	thomas.Key("Enter")
	thomas.presses(`.say-acts[open] [data-quote]`)
	thomas.at(`[data-text]`)
	thomas.Type("Na cestě")
	thomas.Key("Enter")
	thomas.Wait(`document.querySelector('#log .quoted')`)
	thomas.Key("ArrowUp")
	thomas.at(`[data-edit]`)
	thomas.presses(`.say-acts[open] [formaction$=delete]`)
	thomas.Wait(`document.querySelectorAll('#log .deleted').length === 1`)
	thomas.at(`[data-text]`)
	panel.Wait(`document.querySelector('.bubble.gone')`)
	for where, eval := range map[string]func(string, any){"desk": thomas.Eval, "widget": panel.Eval} {
		var left string
		if eval(`document.querySelector('#log .deleted .bubble, .bubble.gone').textContent.trim()`, &left); !strings.HasSuffix(left, map[string]string{"desk": "Whitfield: Deleted", "widget": "Tato zpráva byla smazána."}[where]) {
			t.Errorf("%s: of a message that was taken back is left %q", where, left)
		}
	}

	// A note, a tag.
	jana.signsIn(b.deskURL(), "jana")
	thomas.with("n")
	thomas.Type("@eva")
	thomas.Wait(`document.querySelector('[data-picker]:not([hidden]) [role=option]')`)
	thomas.Key("Enter")
	thomas.Type(" mrkni na to")
	thomas.Key("Enter")
	thomas.Wait(`document.querySelector('#log .note')`)
	thomas.with("g")
	thomas.at(`#tagging [data-narrow]`)
	thomas.presses(`#tag-form button, button[form=tag-form]`)
	thomas.Wait(`document.querySelector('.head-tags .tag')`)
	thomas.Key("Escape")

	// The visitor's file; afterwards he is still somewhere.
	panel.Eval(strings.Replace(drawing, "NAME", "'kryt.png'", 1), nil)
	thomas.presses(`form[action$="/allow"] button`)
	thomas.Wait(`document.querySelector('.theirs .file-picture img')?.naturalWidth === 64 && document.activeElement !== document.body`)

	// A ticket opens beside.
	thomas.presses(`#more > summary`)
	thomas.presses(`#more form[action$="/ticket"] button`)
	thomas.Wait(`document.querySelector('#tickets-count')?.textContent !== '0' && !document.querySelector('#tickets-count').hidden`)

	// Jana is asked in, says something, and leaves.
	thomas.presses(`#adding > summary`)
	thomas.presses(`#add-colleague button[value=join]`)
	jana.Wait(`document.querySelector('#offer [data-accept]')`)
	jana.with("a")
	jana.at(`[data-text]`)
	thomas.Wait(`/Jana \S+ joined/.test(document.getElementById('log').textContent)`)
	jana.Type("Dobrý den, jsem tu s kolegou.")
	jana.Key("Enter")
	panel.Wait(`[...document.querySelectorAll('.bubble')].at(-1).textContent.endsWith('s kolegou.')`)
	jana.presses(`.parties form[action$="/leave"] button`)
	jana.wrapsUp("objed", "jen chvíli")

	// It is passed to her.
	thomas.with("t")
	thomas.presses(`#pass-colleague button[value=pass]`)
	jana.Wait(`document.querySelector('#offer [data-accept]')`)
	jana.with("a")
	jana.at(`[data-text]`)
	thomas.wrapsUp("order", "předáno")

	// She blocks the visitor, which ends it, and lets him in again.
	jana.presses(`#more > summary`)
	jana.presses(`#more [data-opens=blocking]`)
	jana.reaches(`#blocking .block-length`)
	jana.Type("brzy")
	jana.Key("Enter")
	jana.Wait(`document.querySelector('#blocking[open] [data-flaw]')?.textContent.length > 10`)
	jana.Key("Tab", chromedp.ModifierShift)
	jana.at(`#blocking [name=lasts]:checked`)
	jana.Key("ArrowDown")
	jana.reaches(`#block-reason-head`)
	jana.Type("zkouška")
	jana.presses(`#blocking .danger`)
	panel.Wait(`document.querySelector('main.blocked .over-text')`)
	jana.wrapsUp("objed", "zablokován")
	jana.presses(`#tabs a[href*=finished]`)
	jana.presses(`#list[data-tab=finished] .row-link`)
	jana.Wait(`document.querySelector('#foot[data-kind=closed]')`)
	jana.presses(`.block-holds button`)
	jana.Wait(`!document.querySelector('.block-holds')`)

	for _, k := range []keyboard{thomas, jana} {
		k.presses(`#person > summary`)
		k.presses(`#person form[action="/sign-out"] button`)
		k.Wait(`location.pathname === '/sign-in'`)
		for _, wrong := range append(k.Errors(), k.Violations()...) {
			if !strings.HasSuffix(wrong, "/block") { // "brzy" was refused
				t.Error(wrong)
			}
		}
	}
}
