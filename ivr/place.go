package ivr

// Place is where something stands in the file, counted from 1 in lines and
// characters. The zero Place stands nowhere: the tree was made by code.
type Place struct{ Line, Column int }

// spot names what has a place: a node, or a part of it.
type spot struct{ node, part string }

// Place tells where a node stands, or a part of it: a way or an option by its
// key. A part without a place of its own has its node's. The empty node is the
// tree itself.
func (t *Tree) Place(node, part string) Place {
	if p, ok := t.places[spot{node, part}]; ok {
		return p
	}
	return t.places[spot{node: node}]
}

// PromptPlace tells where a node first names a prompt.
func (t *Tree) PromptPlace(node, prompt string) Place {
	return t.Place(node, promptPart(prompt))
}

// promptPart cannot be a key: keys have no space.
func promptPart(prompt string) string { return "prompt " + prompt }

func (t *Tree) mark(node, part string, at Place) {
	if t.places == nil {
		t.places = map[spot]Place{}
	}
	if _, taken := t.places[spot{node, part}]; !taken {
		t.places[spot{node, part}] = at
	}
}

func (p Place) before(other Place) bool {
	return p.Line < other.Line || p.Line == other.Line && p.Column < other.Column
}
