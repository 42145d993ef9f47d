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
	v.note(n, v.Place(n.Name, "language"), ivr.Error, "language-unknown",
		"language", language, "languages", strings.Join(known(), ", ")).
		Like = ivr.LikeLanguage(language, known())
}

// heard is the language in which callers are taken to be spoken to where a tree
// names one: the one that was probably meant where the box does not speak it.
// Empty: none can be told.
func heard(language string) appliance.Language {
	if l := appliance.Language(language); l.Known() {
		return l
	}
	return appliance.Language(ivr.LikeLanguage(language, known()))
}

func known() (all []string) {
	for _, l := range appliance.Languages() {
		all = append(all, string(l))
	}
	return all
}
