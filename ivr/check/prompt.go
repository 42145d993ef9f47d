package check

import "cordboard/ivr"

// missingPrompts finds prompts that do not exist in a language in which a
// caller can hear them.
func missingPrompts(v *view) {
	if v.world.Prompts == nil {
		return
	}
	for n := range v.reached {
		if n.Act == nil {
			continue
		}
		seen := map[string]bool{}
		for _, name := range n.Act.Prompts() {
			if !seen[name] {
				v.missing(n, name)
			}
			seen[name] = true
		}
	}
}

func (v *view) missing(n *ivr.Node, name string) {
	for _, l := range v.spoken[n.Name].sorted() {
		if l.Known() && !v.world.Prompts(l, name) {
			v.note(n, v.PromptPlace(n.Name, name), ivr.Error, "prompt-missing",
				"name", name, "language", string(l))
		}
	}
}
