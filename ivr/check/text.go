package check

import (
	"strings"

	"cordboard/ivr"
)

// missingTexts finds what is not said in a language in which a caller can hear
// it.
func missingTexts(v *view) {
	for n := range v.reached {
		say, ok := n.Act.(ivr.Say)
		if !ok {
			continue
		}
		var lost []string
		for _, l := range v.spoken[n.Name].sorted() {
			if _, said := say.In(string(l)); !said && l.Known() {
				lost = append(lost, string(l))
			}
		}
		if len(lost) > 0 {
			v.note(n, v.Place(n.Name, "say"), ivr.Error, "say-missing",
				"node", n.Name, "language", strings.Join(lost, ", "))
		}
	}
}

// muteTexts finds what is said in words of which nobody made a recording, on a
// box that cannot make one.
func muteTexts(v *view) {
	if !v.world.Mute || v.world.Prompts == nil {
		return
	}
	for n := range v.reached {
		say, ok := n.Act.(ivr.Say)
		if !ok {
			continue
		}
		var lost []string
		name := ""
		for _, l := range v.spoken[n.Name].sorted() {
			if text, said := say.In(string(l)); said && l.Known() && !v.world.Prompts(l, ivr.Spoken(text.Text)) {
				lost, name = append(lost, string(l)), ivr.Spoken(text.Text)
			}
		}
		if len(lost) > 0 {
			v.note(n, v.Place(n.Name, "say"), ivr.Error, "say-mute",
				"node", n.Name, "language", strings.Join(lost, ", "), "name", name)
		}
	}
}
