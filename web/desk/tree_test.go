package desk_test

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
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
