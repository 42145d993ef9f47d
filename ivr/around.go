package ivr

import "slices"

// What a site sets beside a tree stands in the tree that its callers walk: each
// function gives another one and leaves the tree that was written as it is.

// Within is the tree of a number with opening hours: who calls while they are
// closed hears the prompt DefaultClosed and goodbye. Without hours it is the
// tree itself.
func (t *Tree) Within(hours string) *Tree {
	if hours == "" {
		return t
	}
	gate, goodbye := t.unused("opening hours"), t.unused("closed")
	behind := *t
	behind.Start = gate
	behind.Nodes = slices.Concat([]Node{
		{Name: gate, Act: Hours{Hours: hours, Open: t.Start, Closed: goodbye}},
		{Name: goodbye, Act: Hangup{Play: []string{DefaultClosed}}},
	}, t.Nodes)
	return &behind
}

// Sounding is the tree with each queue's own music where a node that leads to
// it names none.
func (t *Tree) Sounding(music map[string]string) *Tree {
	sounding := *t
	sounding.Nodes = slices.Clone(t.Nodes)
	for i, n := range sounding.Nodes {
		if q, ok := n.Act.(Queue); ok && q.Music == "" {
			q.Music = music[q.Queue]
			sounding.Nodes[i].Act = q
		}
	}
	return &sounding
}

// unused is a name that no node has, like the one given.
func (t *Tree) unused(name string) string {
	for t.Find(name) != nil {
		name += "\u2032"
	}
	return name
}
