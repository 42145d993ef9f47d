package check

import (
	"strconv"

	"cordboard/ivr"
)

// keysRemembered is how many choices a caller keeps in mind while listening.
const keysRemembered = 5

// longMenus warns of menus that offer more. A key that asks the menu again is
// no choice.
func longMenus(v *view) {
	for n := range v.reached {
		m, ok := n.Act.(ivr.Menu)
		if !ok {
			continue
		}
		count := 0
		for _, c := range m.Choices {
			if c.To != n.Name {
				count++
			}
		}
		if count > keysRemembered {
			v.note(n, v.Place(n.Name, ""), ivr.Warning, "menu-long",
				"node", n.Name, "count", strconv.Itoa(count))
		}
	}
}
