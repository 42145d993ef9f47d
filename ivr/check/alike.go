package check

import "cordboard/ivr"

// alikeKeys warns of keys of one menu that are called the same and lead to
// different places: in the call's story the one stands for the other. A key
// that stands twice is no tree at all.
func alikeKeys(v *view) {
	for n := range v.reached {
		m, ok := n.Act.(ivr.Menu)
		if !ok {
			continue
		}
		first := map[string]ivr.Choice{}
		for _, c := range m.Choices {
			was, twice := first[c.Label]
			switch {
			case c.Label == "":
			case !twice:
				first[c.Label] = c
			case was.To != c.To:
				v.note(n, v.Place(n.Name, string(c.Key)), ivr.Warning, "keys-alike",
					"node", n.Name, "label", c.Label, "first", string(was.Key), "second", string(c.Key))
			}
		}
	}
}
