package check

import (
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/ivr"
)

// missingPrompts finds prompts that do not exist in a language in which a
// caller can hear them. However often the tree names one, it is found once,
// where it is named first: one recording mends all.
func missingPrompts(v *view) {
	if v.world.Prompts == nil {
		return
	}
	type lost struct {
		node      *ivr.Node
		languages languages
	}
	missing, order := map[string]lost{}, []string(nil)
	for n := range v.reached {
		if n.Act == nil {
			continue
		}
		for _, name := range n.Act.Prompts() {
			in := v.silent(n, name)
			if len(in) == 0 {
				continue
			}
			if _, again := missing[name]; !again {
				missing[name], order = lost{n, languages{}}, append(order, name)
			}
			for _, l := range in {
				missing[name].languages[l] = true
			}
		}
	}
	for _, name := range order {
		v.missing(missing[name].node, name, missing[name].languages.sorted())
	}
}

// silent lists the languages in which callers at a node would not hear a
// prompt. Where nobody knows theirs, these are all, if it exists in none.
func (v *view) silent(n *ivr.Node, name string) []appliance.Language {
	if all := appliance.Languages(); v.spoken[n.Name][""] && !slices.ContainsFunc(all, func(l appliance.Language) bool { return v.world.Prompts(l, name) }) {
		return all
	}
	return slices.DeleteFunc(v.spoken[n.Name].sorted(), func(l appliance.Language) bool {
		return !l.Known() || v.world.Prompts(l, name)
	})
}

func (v *view) missing(n *ivr.Node, name string, in []appliance.Language) {
	if a, ok := n.Act.(interface{ Sounds() string }); ok && a.Sounds() == name {
		v.note(n, v.PromptPlace(n.Name, name), ivr.Error, "music-missing", "name", name)
		return
	}
	var list []string
	for _, l := range in {
		list = append(list, string(l))
	}
	v.note(n, v.PromptPlace(n.Name, name), ivr.Error, "prompt-missing",
		"name", name, "language", strings.Join(list, ", "))
}
