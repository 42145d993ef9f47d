package desk_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// cursor is the line and column of the cursor in the tree's text.
const cursor = `(() => {
	const text = document.getElementById('tree-text');
	const before = text.value.slice(0, text.selectionStart).split('\n');
	return document.activeElement === text ? before.length + ':' + (before.at(-1).length + 1) : 'elsewhere';
})()`

func TestTreeEditorNumbersItsLinesAndLeadsToWhatWasFound(t *testing.T) {
	s := newStand(t, appliance.English)
	s.furnishTrees()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1200, Height: 800})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/stary")
	tab.Wait(`document.querySelector('#line-5.bad') && !document.querySelector('#line-4.bad')`)
	tab.Eval(`document.querySelector('.finding-place').focus()`, nil)
	tab.Key("Enter")
	tab.Wait(cursor + ` === '5:12'`)
	tab.Wait(`document.querySelector('.code-here.bad').textContent === document.querySelector('.code-note.bad').textContent && getComputedStyle(document.querySelector('.code-note.bad')).position === 'static'`)
	tab.Type("x\ny\nz")
	tab.Wait(`document.querySelector('.code-lines').children.length === document.getElementById('tree-text').value.split('\n').length + 3`)
	tab.Key("F8")
	tab.Wait(cursor + ` === '5:12'`)
	if bad := tab.Violations(); len(bad) > 0 { // a refused form stands among the errors
		t.Errorf("policy: %v", bad)
	}
}

// TestRefusedPublishingIsSeen: its button stands beneath a text that is longer
// than the screen. It looks locked for as long as the text has mistakes.
func TestRefusedPublishingIsSeen(t *testing.T) {
	s := newStand(t, appliance.English)
	s.furnishTrees()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1200, Height: 500})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/hlavni")
	tab.Wait(`document.querySelector('button[value="publish"]:not([aria-disabled])') && !document.getElementById('tree-locked')`)
	retype := `(() => { const text = document.getElementById('tree-text'); text.focus(); text.select(); })()`
	tab.Eval(retype, nil)
	tab.Type(badTree + strings.Repeat("# more\n", 60))
	tab.Wait(`document.querySelector('button[value="publish"][aria-disabled="true"] .icon') && document.getElementById('tree-locked')`)
	tab.Eval(`(() => { const button = document.querySelector('button[value="publish"]'); button.scrollIntoView(); button.click(); })()`, nil)
	tab.Wait(`document.activeElement.contains(document.getElementById('tree-problem'))`)
	tab.Wait(`(() => { const said = document.getElementById('tree-problem').getBoundingClientRect(); return said.height > 0 && said.top >= 0 && said.bottom <= innerHeight; })()`)
	tab.Key("F8")
	tab.Wait(cursor + ` === '5:12'`)
	tab.Eval(retype, nil)
	tab.Type(goodTree + "# good\n")
	tab.Eval(`document.querySelector('button[value="publish"]').click()`, nil) // before it was looked at again
	tab.Wait(`document.querySelector('#tree-said .saved')`)
	if got := s.treeText("hlavni"); got != goodTree+"# good\n" {
		t.Errorf("the tree is now %q", got)
	}
}

// TestDraftSavesItselfAndStopsWhereSomebodyElseSaved types as a person does:
// what is found, the picture and the tests follow, and the cursor stays.
func TestDraftSavesItselfAndStopsWhereSomebodyElseSaved(t *testing.T) {
	s := newStand(t, appliance.English)
	s.furnishTrees()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1440, Height: 900})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/hlavni")
	end := `(() => { const text = document.getElementById('tree-text'); text.focus(); text.setSelectionRange(text.value.length, text.value.length); })()`
	tab.Eval(end, nil)
	tab.Type("  konec: {hangup: }\n")
	tab.Wait(`document.querySelector('.node.lost') && document.querySelector('#line-6.warn') && document.querySelector('.code-note.warn')`)
	tab.Wait(`document.querySelector('.tree-autosave').textContent === 'Saved'`)
	tab.Wait(cursor + ` === '7:1'`)
	if w, err := s.site.Work(t.Context(), "hlavni"); err != nil || w.Draft == nil || w.Draft.Text != goodTree+"  konec: {hangup: }\n" || w.Live.Text != goodTree {
		t.Errorf("stored: %+v, %v", w.Draft, err)
	}
	if _, err := s.site.SaveDraft(t.Context(), s.jana.ID, "hlavni", "theirs", s.tree("hlavni", "", "")[1]); err != nil {
		t.Fatal(err)
	}
	tab.Eval(end, nil)
	tab.Type("# mine")
	tab.Wait(`document.querySelector('#tree-problem') && document.querySelector('.difference')`)
	tab.Type(" and more")
	tab.Wait(`document.getElementById('tree-text').value.endsWith('# mine and more')`)
	if w, err := s.site.Work(t.Context(), "hlavni"); err != nil || w.Draft.Text != "theirs" {
		t.Errorf("theirs became %+v, %v", w.Draft, err)
	}
	tab.Eval(`document.querySelector('button[value="draft"]').click()`, nil)
	tab.Wait(`document.querySelector('#tree-said .saved')`)
	if w, err := s.site.Work(t.Context(), "hlavni"); err != nil || !strings.HasSuffix(w.Draft.Text, "# mine and more") {
		t.Errorf("mine, saved by hand, is %+v, %v", w.Draft, err)
	}
	// The network's refusal of a stale draft stands in the console.
	if bad := tab.Violations(); len(bad) > 0 {
		t.Errorf("policy: %v", bad)
	}
}

const bigTree = `nodes:
  hours: {hours: Shop, open: welcome, closed: closed}
  welcome:
    menu: welcome
    1: order-number
    2: returns
    3: polski
    0: reception
    nothing: reception
  order-number: {play: number, then: orders}
  orders: {queue: Doprava, nobody: closed}
  returns:
    menu: returns
    1: complaints
    2: status
    9: welcome
    nothing: reception
  status: {play: status}
  complaints: {queue: Doprava}
  polski:
    language: pl
    menu: welcome
    1: complaints
    nothing: reception
  reception: {queue: Doprava}
  closed: {hangup: closed}
  survey: {play: survey, then: reception}
tests:
  Orders by the first key: {at: Mon 10:00, keys: "1", reaches: Doprava}
  The state of a complaint leads on to a person: {keys: "2,2", reaches: complaints}
`

// deepTree has ways that meet, as those of the demonstration do.
const deepTree = `nodes:
  welcome: {menu: welcome, 1: topics, 2: topics, nothing: again}
  again: {play: again, then: welcome}
  topics: {menu: topics, 1: orders, 2: returns, nothing: orders}
  orders: {queue: Doprava, nobody: sorry}
  returns: {queue: Reklamace, nobody: sorry}
  sorry: {play: sorry, then: bye}
  bye: {menu: bye, 1: topics, nothing: welcome}
tests:
  whoever finds nobody at all in the whole of the shop is told so and may begin again: {keys: "1,2", nobody: [Doprava], hears: [welcome, topics, sorry, bye, welcome], reaches: returns}
`

// longTree has many nodes behind one another, and in its middle one that many ways
// lead from, so that callers begin far down.
func longTree() string {
	var text strings.Builder
	text.WriteString("nodes:\n")
	for i := range 12 {
		fmt.Fprintf(&text, "  step-%d: {play: step, then: step-%d}\n", i, i+1)
	}
	text.WriteString("  step-12:\n    menu: step\n    nothing: end-1\n")
	for i := range 10 {
		fmt.Fprintf(&text, "    %d: end-%d\n", i, i)
	}
	for i := range 10 {
		fmt.Fprintf(&text, "  end-%d: {queue: Doprava, nobody: nowhere}\n", i)
	}
	text.WriteString("  nowhere: {play: nowhere}\n")
	return text.String()
}

// overprinted are the texts of a picture that cover another, or a node that they
// are not of, as the browser draws them.
const overprinted = `(() => {
	const box = n => [n.textContent, n.getBoundingClientRect()];
	const labels = [...document.querySelectorAll('.way-label')].map(box);
	const nodes = [...document.querySelectorAll('.node > rect:first-child')].map(n => [n.parentNode.querySelector('.node-name').textContent, n.getBoundingClientRect()]);
	const covers = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
	return labels.flatMap((a, i) => labels.slice(0, i).concat(nodes).filter(b => covers(a, b)).map(b => a[0] + ' on ' + b[0]));
})()`

// fits tells whether the drawing is no wider than its frame.
const fits = `(() => { const f = document.querySelector('.picture-frame'); return f.scrollWidth <= f.clientWidth; })()`

// magnified is how large the drawing is, where 1 is as it was drawn, and readable
// tells whether it is large enough, with the node in sight where callers begin.
const (
	magnified = `Math.round(100 * document.querySelector('.picture-frame svg').getBoundingClientRect().width / document.querySelector('.picture-frame svg').viewBox.baseVal.width) / 100`
	readable  = `(() => {
		const [frame, begins] = ['.picture-frame', '.node.begins rect'].map(of => document.querySelector(of).getBoundingClientRect());
		const inside = begins.left >= frame.left && begins.right <= frame.right && begins.top >= frame.top && begins.bottom <= frame.bottom;
		return inside && ` + magnified + ` >= 0.8 && ` + magnified + ` <= 1 && getComputedStyle(document.querySelector('.node-kind')).fontSize === '12px';
	})()`
)

// TestPictureIsMadeLargerAndMoved goes through each way to do so, and sees that
// the size stays when the server draws anew.
func TestPictureIsMadeLargerAndMoved(t *testing.T) {
	s := newStand(t, appliance.English)
	s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.big", bigTree) })
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 390, Height: 844, Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/big")
	tab.Wait(`document.querySelector('.node') && document.documentElement.dataset.picture === ''`)
	tab.Wait(readable)
	wide := func() (width float64) {
		tab.Eval(`document.querySelector('.picture-frame svg').getBoundingClientRect().width`, &width)
		return width
	}
	press := func(act string) { tab.Eval(`document.querySelector('[data-picture-act="`+act+`"]').click()`, nil) }
	grows := func(how string, by float64, do func()) {
		t.Helper()
		before := wide()
		if do(); wide() < before*by-1 || wide() > before*by+1 {
			t.Errorf("%s: from %.0f to %.0f, want %.2f times", how, before, wide(), by)
		}
	}
	grows("by its button", 1.25, func() { press("in") })
	tab.Eval(`document.querySelector('.picture-frame').focus()`, nil)
	grows("by its key", 1.25, func() { tab.Key("+") })
	grows("back by its key", 0.8, func() { tab.Key("-") })
	wheel := func(held string) string {
		return `(() => { const f = document.querySelector('.picture-frame'); const e = new WheelEvent('wheel', {deltaY: -100, bubbles: true, cancelable: true` + held + `}); f.firstElementChild.dispatchEvent(e); return e.defaultPrevented; })()`
	}
	var kept bool
	grows("by the wheel with Ctrl", 1.25, func() { tab.Eval(wheel(`, ctrlKey: true`), &kept) })
	if !kept {
		t.Error("the whole page grows with the picture")
	}
	if grows("by the wheel alone", 1, func() { tab.Eval(wheel(""), &kept) }); kept {
		t.Error("the wheel alone scrolls no more")
	}
	tab.Eval(`(() => {
		const f = document.querySelector('.picture-frame');
		f.scrollTo(0, 0);
		const at = (type, x) => f.dispatchEvent(new PointerEvent(type, {pointerType: 'mouse', button: 0, clientX: x, clientY: 10, bubbles: true}));
		at('pointerdown', 200); at('pointermove', 150); at('pointerup', 150); at('pointermove', 100);
	})()`, nil)
	tab.Wait(`document.querySelector('.picture-frame').scrollLeft === 50`)
	size := wide()
	tab.Eval(`(() => { const text = document.getElementById('tree-text'); text.focus(); text.setSelectionRange(text.value.length, text.value.length); })()`, nil)
	tab.Type("# more\n")
	tab.Wait(`document.querySelector('.tree-autosave').textContent === 'Saved'`)
	if wide() != size {
		t.Errorf("drawn anew it is %.0f wide, not %.0f", wide(), size)
	}
	press("fit")
	tab.Wait(fits)
	press("whole")
	tab.Wait(magnified + ` === 1`)
	tab.Eval(`document.querySelector('.picture-frame').focus()`, nil)
	tab.Key("0")
	tab.Wait(fits)
	tab.Key("1")
	tab.Wait(magnified + ` === 1`)
}

// shownWhole tells whether what a selector finds is on the screen.
func shownWhole(what string) string {
	return `(() => { const box = document.querySelector('` + what + `').getBoundingClientRect(); return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth; })()`
}

// TestPublishingStaysInReachAndAnOldPictureSaysSo scrolls through a page that is
// longer than the screen.
func TestPublishingStaysInReachAndAnOldPictureSaysSo(t *testing.T) {
	s := newStand(t, appliance.English)
	s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.big", bigTree) })
	browser := peertest.StartBrowser(t)
	for _, v := range []peertest.View{{Width: 1440, Height: 600, Still: true}, {Width: 390, Height: 844, Phone: true, Still: true}} {
		tab := browser.TabOf(t, v)
		s.signInAs(tab, "tomas")
		tab.Go(s.url + "/admin/trees/big")
		tab.Wait(`document.querySelector('.node') && document.documentElement.scrollHeight > innerHeight`)
		for _, part := range []string{"0", "0.5", "1"} {
			tab.Eval(`scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * `+part+`)`, nil)
			tab.Wait(shownWhole(`button[value="publish"]`) + ` && ` + shownWhole(`button[value="draft"]`))
		}
	}
	tab := browser.TabOf(t, peertest.View{Width: 1440, Height: 900, Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/big")
	said := `getComputedStyle(document.querySelector('.picture-behind')).display !== 'none'`
	tab.Wait(`document.querySelector('.node') && !(` + said + `)`)
	end := `(() => { const text = document.getElementById('tree-text'); text.focus(); text.setSelectionRange(text.value.length, text.value.length); })()`
	tab.Eval(end, nil)
	tab.Type("nodes: [")
	tab.Wait(`document.querySelector('.tree-autosave').textContent === 'Saved' && document.querySelector('#tree-locked')`)
	tab.Wait(`document.querySelector('.picture.old') || ` + said)
	for range len("nodes: [") {
		tab.Key("Backspace")
	}
	tab.Wait(`!document.querySelector('.picture.old') && !(` + said + `)`)
	tab.Type("# later")
	tab.Wait(said) // until it is drawn
	tab.Wait(`!(` + said + `)`)
}

// TestPictureOfATreeIsReadable looks at the editor and the picture, light and
// dark, wide and narrow, of a tree that stands beside its text and of one that
// is too deep for that.
func TestPictureOfATreeIsReadable(t *testing.T) {
	s := newStand(t, appliance.English)
	s.write(func(tx *sqlite.Tx) error {
		return errors.Join(tx.SetSetting("tree.big", bigTree), tx.SetSetting("tree.deep", deepTree), tx.SetSetting("tree.long", longTree()))
	})
	browser := peertest.StartBrowser(t)
	for _, v := range []peertest.View{{Width: 1440, Height: 900, Still: true}, {Width: 1440, Height: 900, Dark: true, Still: true}, {Width: 390, Height: 844, Phone: true, Still: true}} {
		tab := browser.TabOf(t, v)
		s.signInAs(tab, "tomas")
		for tree, nodes := range map[string]int{"big": 11, "deep": 7, "long": 24} {
			tab.Go(s.url + "/admin/trees/" + tree)
			tab.Wait(fmt.Sprintf(`document.querySelectorAll('.node').length === %d && document.querySelector('.node.bad')`, nodes))
			tab.Wait(readable)
			if !v.Phone && tree != "long" {
				tab.Wait(fits)
			}
			if !v.Phone {
				tab.Wait(`[...document.querySelectorAll('.table-frame')].every(frame => frame.scrollWidth <= frame.clientWidth)`)
			}
			var over []string
			if tab.Eval(overprinted, &over); len(over) > 0 {
				t.Errorf("%s at %d: %q", tree, v.Width, over)
			}
			name := fmt.Sprintf("picture-%s-%d-%v", tree, v.Width, v.Dark)
			if folder := os.Getenv("CORDBOARD_SCREENS"); folder != "" {
				tab.Screenshot(filepath.Join(folder, name+".png"))
			}
			s.examine(t, tab, name)
		}
	}
}

// TestWhatWasTypedIsKeptBeforeTheEditorIsLeft types and leaves at once: no draft
// has saved itself by then.
func TestWhatWasTypedIsKeptBeforeTheEditorIsLeft(t *testing.T) {
	s := newStand(t, appliance.English)
	s.furnishTrees()
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1440, Height: 900, Still: true})
	s.signInAs(tab, "tomas")
	draft := func() string {
		text, err := s.site.Text(t.Context(), "hlavni")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	edit := func(typed, then string) {
		t.Helper()
		tab.Go(s.url + "/admin/trees/hlavni")
		tab.Wait(`document.documentElement.dataset.picture === '' && document.querySelector('.node')`)
		tab.Eval(`(() => { const text = document.getElementById('tree-text'); text.focus(); text.setSelectionRange(text.value.length, text.value.length); })()`, nil)
		tab.Type(typed)
		tab.Eval(then, nil)
	}
	links := map[string]string{`.tree-head a[href$="/try"]`: "/try", `.admin-nav a[href="/admin/queues"]`: "/admin/queues"}
	for link, to := range links {
		edit("# before "+to, `document.querySelector('`+link+`').click()`)
		tab.Wait(`location.pathname.endsWith('` + to + `') && document.readyState === 'complete'`)
		if got := draft(); !strings.HasSuffix(got, "# before "+to) {
			t.Errorf("before %s is kept: %q", to, got)
		}
	}
	edit("# typed and gone", `location.assign('/admin/groups')`)
	tab.Wait(`location.pathname === '/admin/groups'`)
	if !peertest.Until(30*time.Second, func() bool { return strings.HasSuffix(draft(), "# typed and gone") }) {
		t.Errorf("without a link is kept: %q", draft())
	}
	if asked := tab.Dialogs(); len(asked) > 0 {
		t.Errorf("who loses nothing is asked: %q", asked)
	}
	large := "# " + strings.Repeat("x", 70_000)
	edit("", `(() => { const text = document.getElementById('tree-text'); text.value += '`+large+`'; text.dispatchEvent(new Event('input', {bubbles: true})); location.assign('/admin/groups'); })()`)
	tab.Wait(`location.pathname === '/admin/groups'`)
	if asked := tab.Dialogs(); len(asked) != 1 {
		t.Errorf("who would lose much is asked %d times, want once", len(asked))
	}
	edit("", `(() => { const text = document.getElementById('tree-text'); text.value += '`+large+`'; text.dispatchEvent(new Event('input', {bubbles: true})); document.querySelector('.admin-nav a[href="/admin/queues"]').click(); })()`)
	tab.Wait(`location.pathname === '/admin/queues'`)
	if !strings.HasSuffix(draft(), large) || len(tab.Dialogs()) != 1 {
		t.Errorf("much, left by a link: %d bytes are kept, asked %d times", len(draft()), len(tab.Dialogs()))
	}
}

// TestTriedCallerIsHeardAboveTheKeysAndThePageStaysWhereItIs presses keys on a
// telephone's page that is scrolled, faster than they are answered, and goes back.
func TestTriedCallerIsHeardAboveTheKeysAndThePageStaysWhereItIs(t *testing.T) {
	s := newStand(t, appliance.English)
	s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.big", bigTree) })
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 390, Height: 600, Phone: true, Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/big/try")
	at := func(node string) {
		t.Helper()
		tab.Wait(`document.querySelector('.telephone [role="status"] b').textContent === '` + node + `'`)
	}
	at("welcome")
	var order, places []float64
	tab.Eval(`['.heard', '.telephone-pad', '.story-steps'].map(of => document.querySelector(of).getBoundingClientRect().top)`, &order)
	if len(order) != 3 || order[0] >= order[1] || order[1] >= order[2] {
		t.Errorf("heard, keys and story begin at %v, want one beneath the other", order)
	}
	tab.Eval(`scrollTo(0, document.querySelector('.heard').getBoundingClientRect().top + scrollY - 60)`, nil)
	place := `[scrollY, document.querySelector('.telephone-pad').getBoundingClientRect().top]`
	tab.Eval(place, &places)
	tab.Eval(`(() => { const key = k => document.querySelector('[data-key="' + k + '"]').click(); key(2); key(2); })()`, nil)
	at("status")
	tab.Wait(`new URLSearchParams(location.search).get('keys') === '2,2' && ` + shownWhole(".heard"))
	var later []float64
	if tab.Eval(place, &later); later[0] != places[0] || places[0] == 0 {
		t.Errorf("the page was at %v and is at %v", places, later)
	}
	tab.Eval(`history.back()`, nil)
	at("returns")
	tab.Eval(place, &later)
	if later[1] != places[1] {
		t.Errorf("the keys stood at %v and stand at %v", places[1], later[1])
	}
	tab.Key("9")
	at("welcome")
	tab.Wait(`document.querySelector('.telephone-keys').textContent === '29'`)
	if bad := append(tab.Errors(), tab.Violations()...); len(bad) > 0 {
		t.Errorf("the page: %q", bad)
	}
}

// tape are the recordings of a stand, under their languages and names.
type tape map[string][]byte

func (t tape) Has(l appliance.Language, name string) bool { return t[string(l)+"/"+name] != nil }

func (t tape) Read(l appliance.Language, name string) (io.ReadSeekCloser, error) {
	if !t.Has(l, name) {
		return nil, fs.ErrNotExist
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(t[string(l)+"/"+name]), io.NopCloser(nil)}, nil
}

// silence is a WAV of that many seconds, 16 bits 8,000 times a second.
func silence(seconds int) []byte {
	const rate = 8000
	le := binary.LittleEndian
	size := uint32(seconds * rate * 2) //nolint:gosec // a few seconds
	wav := le.AppendUint32([]byte("RIFF"), 36+size)
	wav = le.AppendUint32(append(wav, "WAVEfmt "...), 16)
	wav = le.AppendUint16(le.AppendUint16(wav, 1), 1)
	wav = le.AppendUint32(le.AppendUint32(wav, rate), rate*2)
	wav = le.AppendUint16(le.AppendUint16(wav, 2), 16)
	wav = le.AppendUint32(append(wav, "data"...), size)
	return append(wav, make([]byte, size)...)
}

// TestPromptIsHeardBesideWhereItIsChosen hears what is stored, what is chosen
// instead, and that there is none.
func TestPromptIsHeardBesideWhereItIsChosen(t *testing.T) {
	s := newStand(t, appliance.English)
	s.tape["cs/long"], s.tape["cs/short"] = silence(60), silence(1)
	s.write(func(tx *sqlite.Tx) error {
		return tx.SetSetting("tree.spoken", "language: cs\nnodes:\n  a: {play: long, then: b}\n  b: {play: [short, nowhere], then: c}\n  c: {queue: Doprava}\n")
	})
	tab := peertest.StartBrowser(t).TabOf(t, peertest.View{Width: 1440, Height: 900, Still: true})
	s.signInAs(tab, "tomas")
	tab.Go(s.url + "/admin/trees/spoken/nodes/a")
	pressed := func(want string) {
		t.Helper()
		tab.Wait(`document.querySelector('[data-hear]').getAttribute('aria-pressed') === '` + want + `'`)
	}
	asked := func(name string) (n int) {
		for _, r := range tab.Requests() {
			if strings.HasSuffix(r, "/admin/prompts/cs/"+name) {
				n++
			}
		}
		return n
	}
	pressed("false")
	press := `document.querySelector('[data-hear]').click()`
	tab.Eval(press, nil)
	pressed("true")
	tab.Eval(press, nil)
	pressed("false")
	choose := func(name string) string {
		return `(() => { const all = document.querySelector('[name="f-play"]'); all.value = '` + name + `'; all.dispatchEvent(new Event('change', {bubbles: true})); })()`
	}
	tab.Eval(press, nil)
	tab.Eval(choose("short"), nil)
	pressed("false")
	tab.Eval(press, nil)
	tab.Wait(`document.querySelector('[data-hear]').getAttribute('aria-pressed') === 'false'`) // it is at its end
	if !peertest.Until(30*time.Second, func() bool { return asked("long") > 0 && asked("short") > 0 }) {
		t.Errorf("asked for: %q", tab.Requests())
	}
	if bad := append(tab.Errors(), tab.Violations()...); len(bad) > 0 {
		t.Errorf("the page: %q", bad)
	}
	tab.Go(s.url + "/admin/trees/spoken/nodes/b")
	tab.Eval(`document.querySelectorAll('[data-hear]')[1].click()`, nil)
	tab.Wait(`document.querySelectorAll('.prompt-silent')[1].textContent === 'missing' && document.querySelectorAll('[data-hear]')[1].getAttribute('aria-pressed') === 'false'`)
}

// TestFindingOfALongLineIsInSightUntilTheCursorIsThere: behind the line there is no
// room for it, and over its end one cannot write.
func TestFindingOfALongLineIsInSightUntilTheCursorIsThere(t *testing.T) {
	s := newStand(t, appliance.English)
	long := "language: cs\nnodes:\n  a:\n    queue: Doprav # " + strings.Repeat("a long remark ", 30) + "\n  b: {queue: Nikam}\n"
	s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.long", long) })
	browser := peertest.StartBrowser(t)
	for _, v := range []peertest.View{{Width: 1440, Height: 900, Still: true}, {Width: 390, Height: 844, Phone: true, Still: true}} {
		tab := browser.TabOf(t, v)
		s.signInAs(tab, "tomas")
		tab.Go(s.url + "/admin/trees/long")
		note := func(line int) string {
			return fmt.Sprintf(`document.querySelectorAll('.code-notes li')[%d].querySelector('.code-note')`, line-1)
		}
		tab.Wait(`(() => {
			const [box, note] = [document.querySelector('.code-text'), ` + note(4) + `].map(of => of.getBoundingClientRect());
			return note.width > 80 && note.right <= box.right && note.left > box.left + box.width / 3 && getComputedStyle(` + note(4) + `).visibility === 'visible';
		})()`)
		cursor := func(line int) {
			tab.Eval(fmt.Sprintf(`(() => { const text = document.getElementById('tree-text'); const at = text.value.split('\n').slice(0, %d).join('\n').length + 1; text.focus(); text.setSelectionRange(at, at); })()`, line-1), nil)
		}
		cursor(4)
		tab.Wait(`getComputedStyle(` + note(4) + `).visibility === 'hidden' && document.querySelector('.code-here.bad').textContent !== ''`)
		cursor(5)
		tab.Wait(`getComputedStyle(` + note(4) + `).visibility === 'visible' && getComputedStyle(` + note(5) + `).visibility === 'visible'`)
		tab.Go(s.url + "/admin/trees/long/nodes")
		tab.Wait(`document.querySelector('.node-finding').getBoundingClientRect().right <= innerWidth`)
	}
}
