package desk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

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
	tab.Type("x\ny\nz")
	tab.Wait(`document.querySelector('.code-lines').children.length === document.getElementById('tree-text').value.split('\n').length + 3`)
	tab.Key("F8")
	tab.Wait(cursor + ` === '5:12'`)
	tab.Eval(`document.querySelector('button[value="check"]').click()`, nil)
	tab.Wait(`document.querySelector('.findings[data-jump="true"]')`)
	tab.Wait(cursor + ` !== 'elsewhere'`)
	if bad := append(tab.Violations(), tab.Errors()...); len(bad) > 0 {
		t.Errorf("policy or script: %v", bad)
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
`

// TestPictureOfATreeIsReadable looks at the editor and the picture, light and
// dark, wide and narrow.
func TestPictureOfATreeIsReadable(t *testing.T) {
	s := newStand(t, appliance.English)
	s.write(func(tx *sqlite.Tx) error { return tx.SetSetting("tree.big", bigTree) })
	browser := peertest.StartBrowser(t)
	for _, v := range []peertest.View{{Width: 1440, Height: 900, Still: true}, {Width: 1440, Height: 900, Dark: true, Still: true}, {Width: 390, Height: 844, Phone: true, Still: true}} {
		tab := browser.TabOf(t, v)
		s.signInAs(tab, "tomas")
		tab.Go(s.url + "/admin/trees/big")
		tab.Wait(`document.querySelectorAll('.node').length === 11 && document.querySelector('.node.lost') && document.querySelector('.node.bad')`)
		name := fmt.Sprintf("picture-%d-%v", v.Width, v.Dark)
		if folder := os.Getenv("CORDBOARD_SCREENS"); folder != "" {
			tab.Screenshot(filepath.Join(folder, name+".png"))
		}
		s.examine(t, tab, name, true)
	}
}
