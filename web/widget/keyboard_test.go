package widget_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// tabs presses Tab until the element of the panel that selector finds has the
// focus: keys alone lead there.
func (v *visit) tabs(selector string, held ...chromedp.Modifier) {
	v.t.Helper()
	for range 12 {
		var there bool
		if v.frame().Eval(fmt.Sprintf("Boolean(document.activeElement?.matches(%q))", selector), &there); there {
			return
		}
		v.tab.Key("Tab", held...)
	}
	v.t.Fatalf("twelve Tabs do not lead to %s", selector)
}

// TestVisitorNeedsNoMouse goes from the shop's page into a chat, to its end and
// into the next one with keys alone, in the sheet of a small screen and beside
// the page on a wide one.
func TestVisitorNeedsNoMouse(t *testing.T) {
	browser := peertest.StartBrowser(t)
	for name, view := range map[string]peertest.View{"wide": {Still: true}, "sheet": {Width: 390, Height: 844, Still: true}} {
		t.Run(name, func(t *testing.T) {
			v := &visit{stand: newStand(t), t: t, tab: browser.TabOf(t, view)}
			v.tab.Go(v.url + "/vrtacky/bd-18")
			v.tab.Wait("window.cordboard && window.cordboard.box")
			v.tab.Key("Tab", chromedp.ModifierShift) // the launcher stands last in the page
			v.tab.Key("Enter")
			f := v.frame()
			f.Wait("document.activeElement.id === 'field-name'")
			v.tab.Type("Eva Malá")
			v.tabs("#field-topic")
			v.tab.Key("D") // as in Doprava
			f.Wait("document.getElementById('field-topic').value === '" + v.queues[0].String() + "'")
			v.tabs("#field-text")
			v.tab.Type("Kde je zásilka?")
			v.tabs(".primary")
			v.tab.Key("Enter")
			f.Wait("document.querySelector('main.waiting textarea') === document.activeElement")
			c := v.only()
			v.accept(c.ID)
			f.Wait("document.querySelector('main.chat')")
			v.tab.Type("Prosím?")
			v.tab.Key("Enter")
			v.sees("Kde je zásilka?", "Prosím?")

			v.tabs(".composer .foot .link")
			v.tab.Key("Enter")
			v.tab.Key("Enter")
			f.Wait("document.querySelector('main.over') && document.activeElement.matches('.over-text') && getComputedStyle(document.activeElement).outlineStyle === 'none'")
			v.tabs(".over .primary")
			v.tab.Key("Enter")
			f.Wait("document.querySelector('main.form') && document.hasFocus()")
			v.tabs(".tool[aria-expanded]", chromedp.ModifierShift)
			v.tab.Key("Enter")
			f.Wait("document.activeElement.matches('.menu button')")
			v.tab.Key("Escape") // the menu first, then the panel
			f.Wait("document.querySelector('.menu').hidden && document.activeElement.matches('.tool[aria-expanded]')")
			v.tab.Key("Escape")
			v.tab.Wait("document.activeElement.tagName === 'DIV'") // the launcher's host
			if got := v.only().State; got != appliance.Finished {
				t.Errorf("the chat is %s", got)
			}
		})
	}
}

// tells compares what a screen reader tells of a screen with what was approved.
func (v *visit) tells(screen string) {
	v.t.Helper()
	got := strings.Join(v.frame().Heard(), "\n") + "\n"
	file := filepath.Join("testdata", "heard", screen+".txt")
	if *update {
		must(v.t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(v.t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(v.t, err)
	if got != string(want) {
		v.t.Errorf("%s: a screen reader tells\n%s\nwant\n%s", screen, got, want)
	}
}

// TestScreenReaderNamesEverything reads each screen as one who hears it.
func TestScreenReaderNamesEverything(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	f.Eval("document.getElementById('field-name').focus()", nil)
	v.tells("form")
	submits(f)
	f.Wait("document.querySelector('.error:not([hidden])')")
	v.tells("form-errors")
	fills(f, map[string]string{"name": "Eva Malá", "topic": v.queues[0].String()})
	submits(f)
	f.Wait("document.querySelector('main.waiting textarea')")
	v.tells("waiting")
	v.accept(v.only().ID)
	f.Wait("document.querySelector('main.chat')")
	v.reply(v.only().ID, "Dobrý den")
	f.Wait("document.querySelector('.bubble')")
	v.tells("chat")
}

// The ring of the focus keeps away from what stands in the button.
func TestFocusRingLeavesTheLanguageLegible(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	for _, language := range []string{"cs", "pl", "en"} {
		v.speaks(language)
		v.tabs(".tool:not(.speech)")
		v.tab.Key("Tab", chromedp.ModifierShift)
		var got struct{ Before, After float64 }
		f.Eval(`(() => {
			const button = document.activeElement, ring = getComputedStyle(button);
			const text = button.querySelector('[aria-hidden]').getBoundingClientRect(), icon = button.querySelector('svg').getBoundingClientRect();
			const box = button.getBoundingClientRect(), inside = -parseFloat(ring.outlineOffset);
			return button.matches('.speech:focus-visible') ? { Before: text.left - box.left - inside, After: box.right - icon.right - inside } : {};
		})()`, &got)
		if got.Before < 4 || got.After < 4 {
			t.Errorf("%s: the ring stands %.1f px before the text and %.1f px after the icon, want 4", language, got.Before, got.After)
		}
	}
}
