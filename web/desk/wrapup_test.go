package desk_test

import (
	"fmt"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
)

func zofia(sc scene) string { return fmt.Sprintf("/desk/%d?tab=active", sc.zofia) }

// wrapUpHasItsClockAndMoreTime presses for more time twice in the midst of a
// note: the clock has it, and the note is as it was.
func wrapUpHasItsClockAndMoreTime(t *testing.T, b *peertest.Browser) {
	s, _, tab := atDesk(t, b, zofia)
	tab.Wait(`document.querySelector('[data-wrap-up]') && !document.querySelector('[data-wrap-up] .ring')`)
	if err := s.SetPresence(t.Context(), s.jana.ID, appliance.WrapUp, ""); err != nil {
		t.Fatal(err)
	}
	tab.Wait(`document.querySelector('[data-wrap-up] .ring').dataset.total === '60000'`)
	tab.Eval(`document.querySelector('[data-wrap-up] [name=note]').focus()`, nil)
	tab.Type("Chybí krabice")
	for _, total := range []string{"120000", "180000"} {
		tab.Eval(`document.querySelector('[form=longer]').click()`, nil)
		tab.Wait(`document.querySelector('[data-wrap-up] .ring').dataset.total === '` + total + `'`)
	}
	tab.Wait(`Number(document.querySelector('[data-wrap-up] .ring-number').textContent) > 120`)
	tab.Wait(`document.querySelector('[data-wrap-up] [name=note]').value === 'Chybí krabice'`)
}

// wrapUpLeavesTheStoryInSightWhateverTheWindow looks whether the end of what was
// said and the button are both there, however low and narrow the window is.
func wrapUpLeavesTheStoryInSightWhateverTheWindow(t *testing.T, b *peertest.Browser) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	for _, v := range []peertest.View{
		{Width: 1440, Height: 900}, {Width: 1440, Height: 480}, {Width: 900, Height: 640}, {Width: 820, Height: 480}, {Width: 390, Height: 700},
	} {
		v.Still = true
		tab := b.TabOf(t, v)
		s.signIn(tab)
		tab.Go(s.url + zofia(sc))
		var sight struct{ Story, Button bool }
		tab.Eval(`(() => {
			const story = document.querySelector('.scroll').getBoundingClientRect();
			const button = document.querySelector('.wrap-up-foot .button.primary'), r = button.getBoundingClientRect();
			return {story: story.height >= 60 && story.top >= 0, button: button.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2))};
		})()`, &sight)
		if !sight.Story || !sight.Button {
			t.Errorf("%d by %d: in sight are %+v", v.Width, v.Height, sight)
		}
	}
}
