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
