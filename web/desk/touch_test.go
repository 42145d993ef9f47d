package desk_test

import (
	"fmt"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

// TestWaitingRowIsTakenByHoveringAndByTouch (F008, F010): what can be done with a row
// appears under the mouse and is pressed there; a finger on a telephone opens the preview by
// the row itself, and takes it there.
func TestWaitingRowIsTakenByHoveringAndByTouch(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	browser := peertest.StartBrowser(t)
	row := func(id appliance.ConversationID) string { return fmt.Sprintf("document.querySelector('#row-%d')", id) }
	active := func(id appliance.ConversationID) {
		t.Helper()
		if c, err := s.talks.Conversation(t.Context(), id); err != nil || c.State != appliance.Active {
			t.Errorf("conversation %s is %s, %v", id, c.State, err)
		}
	}
	middle := func(tab *peertest.Tab, node string) (x, y float64) {
		t.Helper()
		var at struct{ X, Y float64 }
		tab.Eval(`(() => { const node = `+node+`; node.scrollIntoView({block: 'center'}); const b = node.getBoundingClientRect(); return {X: b.x + b.width / 2, Y: b.y + b.height / 2} })()`, &at)
		return at.X, at.Y
	}
	t.Run("by mouse", func(t *testing.T) {
		tab := browser.Tab(peertest.View{Still: true})
		s.signInAs(tab, "jana")
		tab.Go(s.url + "/desk?tab=waiting")
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		accept, preview := row(sc.waiting[2])+`.querySelector('.row-acts button')`, row(sc.waiting[2])+`.querySelector('.row-acts [data-preview]')`
		for _, act := range []string{accept, preview} {
			var shown bool
			if tab.Eval(act+`.checkVisibility({opacityProperty: true, visibilityProperty: true})`, &shown); shown {
				t.Errorf("%s is shown before the mouse is there", act)
			}
		}
		tab.Move(middle(tab, row(sc.waiting[2])))
		tab.Wait(accept + `.checkVisibility({opacityProperty: true, visibilityProperty: true}) && ` + preview + `.checkVisibility({opacityProperty: true, visibilityProperty: true})`)
		tab.Click(middle(tab, accept))
		tab.Wait(`document.getElementById('foot').dataset.kind === 'composer'`)
		active(sc.waiting[2])
	})
	t.Run("by touch", func(t *testing.T) {
		tab := browser.Tab(peertest.View{Width: 390, Height: 844, Phone: true, Still: true})
		s.signInAs(tab, "jana")
		tab.Go(s.url + "/desk?tab=waiting")
		tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
		tab.Tap(middle(tab, `document.querySelector('#person > summary')`))
		tab.Tap(middle(tab, `document.querySelector('#person [data-palette]')`)) // a telephone has no Ctrl
		tab.Wait(`document.getElementById('palette').open && !document.getElementById('person').open`)
		tab.Eval(`document.getElementById('palette').close()`, nil)
		tab.Tap(middle(tab, row(sc.waiting[3])))
		tab.Wait(`document.getElementById('foot')?.dataset.kind === 'accept'`)
		tab.Tap(middle(tab, `document.querySelector('#foot .primary')`))
		tab.Wait(`document.getElementById('foot').dataset.kind === 'composer'`)
		active(sc.waiting[3])
	})
}
