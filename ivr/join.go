package ivr

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Join puts the trees that a tree leads through into it, each where it is led
// through, so that a caller walks one tree from beginning to end and keeps what
// he began with. A node of another tree is then named for the node that leads
// into it: "opening/welcome". name is the tree's own, find gives another by its
// name, or nil.
//
// A tree that would lead through itself, one that does not exist, and what
// grows past all bounds are findings; the tree comes back as far as it goes.
func (t *Tree) Join(name string, find func(name string) *Tree) (*Tree, Findings) {
	if !slices.ContainsFunc(t.Nodes, leadsThrough) {
		return t, nil
	}
	joined := *t
	joined.Nodes, joined.places, joined.meant = nil, map[spot]Place{}, maps.Clone(t.meant)
	j := joiner{find: find, reader: reader{tree: &joined}}
	maps.Copy(joined.places, t.places)
	j.add(t, "", "", []string{name})
	j.findings.Sort()
	return &joined, j.findings
}

// Joined tells whether a node comes from another tree.
func (n Node) Joined() bool { return strings.Contains(n.Name, joint) }

func leadsThrough(n Node) bool {
	_, through := n.Act.(Subtree)
	return through
}

// Through lists the names of the trees that a tree leads through itself.
func (t *Tree) Through() (names []string) {
	for _, n := range t.Nodes {
		if s, ok := n.Act.(Subtree); ok && !slices.Contains(names, s.Tree) {
			names = append(names, s.Tree)
		}
	}
	return names
}

// joiner collects the nodes of a joined tree.
type joiner struct {
	find func(string) *Tree
	reader
}

// joint stands between a node and the nodes of the tree that it leads through.
const joint = "/"

// add puts the nodes of t into the tree, below the node under whose name they
// stand. path are the trees that lead here.
func (j *joiner) add(t *Tree, under, then string, path []string) {
	prefix := under
	if prefix != "" {
		prefix += joint
	}
	lead := func(to string) string {
		if to == "" {
			return ""
		}
		return prefix + to
	}
	top, _, _ := strings.Cut(under, joint)
	for _, n := range t.Nodes {
		if len(j.tree.Nodes) == nodeLimit {
			j.note(j.tree.Place(top, "tree"), "too-many", "limit", strconv.Itoa(nodeLimit))
			return
		}
		n.Name = prefix + n.Name
		n.Act = led(n.Act, lead)
		if under != "" {
			j.tree.mark(n.Name, "", j.tree.Place(top, "tree"))
		}
		if _, returns := n.Act.(Return); returns {
			n.Act = Return{Then: then}
		}
		s, through := n.Act.(Subtree)
		at := len(j.tree.Nodes)
		j.tree.Nodes = append(j.tree.Nodes, n)
		if !through {
			continue
		}
		if inner := j.inner(n.Name, s.Tree, path); inner != nil {
			s.Start = n.Name + joint + inner.Start
			n.Language = cmp.Or(n.Language, inner.Language)
			n.Act = s
			j.tree.Nodes[at] = n
			j.add(inner, n.Name, s.Then, append(slices.Clone(path), s.Tree))
		}
	}
}

// inner finds the tree that a node leads through, unless that would never end.
func (j *joiner) inner(node, name string, path []string) *Tree {
	top, _, _ := strings.Cut(node, joint)
	at := j.tree.Place(top, "tree")
	if slices.Contains(path, name) {
		j.note(at, "tree-round", "round", strings.Join(append(slices.Clone(path), name), " → "))
		j.returning(top)
		return nil
	}
	inner := j.find(name)
	if inner == nil {
		j.note(at, "tree-unknown", "name", name)
		j.returning(top)
	}
	return inner
}

// returning takes it that callers come back to a node from a tree that could not
// be joined as a whole.
func (j *joiner) returning(node string) {
	if s, through := j.tree.Find(node).Act.(Subtree); through {
		j.tree.mean(node, s.Then)
	}
}

// led is an act whose ways lead where lead says.
func led(a Act, lead func(string) string) Act {
	switch a := a.(type) {
	case Play:
		a.Then = lead(a.Then)
		return a
	case Say:
		a.Then = lead(a.Then)
		return a
	case Menu:
		a.Choices = allLed(a.Choices, lead)
		a.Nothing.Then, a.Wrong.Then = lead(a.Nothing.Then), lead(a.Wrong.Then)
		return a
	case Collect:
		a.Then, a.Patience = lead(a.Then), a.led(lead)
		return a
	case Survey:
		a.Then, a.Patience = lead(a.Then), a.led(lead)
		return a
	case Invitation:
		a.Nobody, a.Busy, a.After, a.Patience = lead(a.Nobody), lead(a.Busy), lead(a.After), a.led(lead)
		return a
	case Directory:
		a.Nobody, a.Busy, a.After, a.Patience = lead(a.Nobody), lead(a.Busy), lead(a.After), a.led(lead)
		a.Several = lead(a.Several)
		return a
	case Hours:
		a.Open, a.Closed = lead(a.Open), lead(a.Closed)
		return a
	case If:
		a.Yes, a.No = lead(a.Yes), lead(a.No)
		return a
	case Lookup:
		a.Found, a.Several, a.Unknown = lead(a.Found), lead(a.Several), lead(a.Unknown)
		return a
	case Set:
		a.Then = lead(a.Then)
		return a
	case Queue:
		a.Nobody, a.After, a.Choices = lead(a.Nobody), lead(a.After), allLed(a.Choices, lead)
		a.Late, a.Full = lead(a.Late), lead(a.Full)
		return a
	case Operator:
		a.Busy, a.Nobody, a.After = lead(a.Busy), lead(a.Nobody), lead(a.After)
		return a
	case Dial:
		a.Nobody, a.Busy, a.Failed, a.Then = lead(a.Nobody), lead(a.Busy), lead(a.Failed), lead(a.Then)
		return a
	case Callback:
		a.Then, a.Failed = lead(a.Then), lead(a.Failed)
		return a
	case Voicemail:
		a.Then, a.Nothing = lead(a.Then), lead(a.Nothing)
		return a
	case Goto:
		a.Goto = lead(a.Goto)
		return a
	case Language:
		a.Then = lead(a.Then)
		return a
	case Subtree:
		a.Then = lead(a.Then)
		return a
	}
	return a
}

func (p Patience) led(lead func(string) string) Patience {
	p.Nothing.Then, p.Wrong.Then = lead(p.Nothing.Then), lead(p.Wrong.Then)
	return p
}

func allLed(all []Choice, lead func(string) string) []Choice {
	all = slices.Clone(all)
	for i := range all {
		all[i].To = lead(all[i].To)
	}
	return all
}
