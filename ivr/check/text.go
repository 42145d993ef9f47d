package check

import (
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/ivr"
)

// missingTexts finds what is not said in a language in which a caller can hear
// it.
func missingTexts(v *view) {
	for n := range v.reached {
		say, ok := n.Act.(ivr.Say)
		if !ok || v.Misread(n.Name, "say") {
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

// missingForms finds numbers behind which what is counted has no word in a
// language in which a caller can hear it.
func missingForms(v *view) {
	for n := range v.reached {
		say, ok := n.Act.(ivr.Say)
		if !ok {
			continue
		}
		for _, l := range v.spoken[n.Name].sorted() {
			text, _ := say.In(string(l))
			pieces, _ := ivr.Pieces(text.Text)
			for _, p := range pieces {
				if lost := lacking(l, p.Forms); len(lost) > 0 && l.Known() {
					v.note(n, v.textPlace(n, text), ivr.Error, "plural-missing",
						"node", n.Name, "name", p.Parameter, "language", string(l), "forms", strings.Join(lost, ", "))
				}
			}
		}
	}
}

// textPlace is where a node's text in a language stands.
func (v *view) textPlace(n *ivr.Node, text ivr.Text) ivr.Place {
	if text.Language == "" {
		return v.Place(n.Name, "say")
	}
	return v.Place(n.Name, "say "+text.Language)
}

// lacking are the forms that numbers take in a language and that are not among
// those given, if any are.
func lacking(l appliance.Language, given []ivr.Form) (lost []string) {
	if len(given) == 0 {
		return nil
	}
	for _, f := range ivr.PluralsOf(string(l)) {
		if !slices.ContainsFunc(given, func(g ivr.Form) bool { return g.Of == f }) {
			lost = append(lost, string(f))
		}
	}
	return lost
}

// Text is what a tree says in words, in a language in which callers can hear
// it.
type Text struct {
	Language appliance.Language
	Words    string
}

// Unspoken are the texts of a tree of which nobody made a recording.
func Unspoken(t *ivr.Tree, w World) (all []Text) {
	for _, text := range survey(t, w).unspoken {
		all = append(all, text)
	}
	return all
}

// unspoken yields them, each with its node.
func (v *view) unspoken(yield func(*ivr.Node, Text) bool) {
	if v.world.Prompts == nil {
		return
	}
	for n := range v.reached {
		say, ok := n.Act.(ivr.Say)
		if !ok {
			continue
		}
		for _, l := range v.spoken[n.Name].sorted() {
			text, said := say.In(string(l))
			if !said || !l.Known() {
				continue
			}
			pieces, _ := ivr.Pieces(text.Text)
			for _, p := range pieces {
				for _, words := range p.Said() {
					if !v.world.Prompts(l, ivr.Spoken(words)) && !yield(n, Text{l, words}) {
						return
					}
				}
			}
		}
	}
}

// muteTexts finds what is said in words of which nobody made a recording, on a
// box that cannot make one. Each text wants a recording of its own name.
func muteTexts(v *view) {
	if !v.world.Mute {
		return
	}
	type recording struct{ node, words string }
	lost := map[recording]map[string]string{} // the arguments of its finding
	for n, text := range v.unspoken {
		wanted := recording{n.Name, text.Words}
		if args := lost[wanted]; args != nil {
			args["language"] += ", " + string(text.Language)
			continue
		}
		f := v.note(n, v.Place(n.Name, "say"), ivr.Error, "say-mute",
			"node", n.Name, "language", string(text.Language), "name", ivr.Spoken(text.Words))
		lost[wanted] = f.Args
	}
}
