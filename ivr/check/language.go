package check

import (
	"strings"

	"cordboard/appliance"
	"cordboard/ivr"
)

// unknownLanguages finds languages that the box does not speak.
func unknownLanguages(v *view) {
	if v.Language != "" && !appliance.Language(v.Language).Known() {
		v.foreign(&ivr.Node{}, v.Language)
	}
	for n := range v.reached {
		if n.Language != "" && !appliance.Language(n.Language).Known() {
			v.foreign(n, n.Language)
		}
	}
}

func (v *view) foreign(n *ivr.Node, language string) {
	var known []string
	for _, l := range appliance.Languages() {
		known = append(known, string(l))
	}
	v.note(n, v.Place(n.Name, "language"), ivr.Error, "language-unknown",
		"language", language, "languages", strings.Join(known, ", "))
}
