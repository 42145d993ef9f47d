// Package check says what is wrong with a tree that can be read: nodes that
// nobody reaches, ways that end in silence, names that the box does not know,
// prompts that are missing, rounds without an end. Each kind of finding has a
// file of its own and is a function over the tree; a new one is added to the
// list in Check, and its sentence to ivr's texts and to web/i18n.
package check

import (
	"cordboard/appliance"
	"cordboard/ivr"
)

// World is what the box has. What is nil is not known, and not checked.
type World struct {
	// Prompts tells whether a prompt exists in a language or, as music, in
	// none.
	Prompts func(l appliance.Language, name string) bool
	// Mute is that the box cannot speak: what is said in words needs a
	// recording. Where it is not set, they are spoken at publication.
	Mute bool
	// Queues, Hours and Operators (their sign-in names) are what a tree may
	// name.
	Queues, Hours, Operators []string
	// Barred tells why no trunk lets a number go, if none does.
	Barred func(number string) Barrier
	// Music is what a queue sounds where a tree names none for it.
	Music map[string]string
	// Languages are those of the numbers that lead to the tree. They count
	// only for a tree that names no language of its own.
	Languages []appliance.Language
}

// Written finds all that is wrong with a text at once: what cannot be read, and in
// the rest what Check finds. name is the tree's, find gives those that it leads
// through. The tree comes, joined, where all can be read that leads callers; of
// its tests, those that can.
func Written(name string, text []byte, find func(name string) *ivr.Tree, w World) (*ivr.Tree, ivr.Findings) {
	tree, found := ivr.Read(name, text)
	if tree == nil {
		return nil, found
	}
	tree, joined := tree.Join(name, find)
	found = append(found, joined...)
	whole := !found.Ways().Bad()
	found = append(found, Check(tree, w)...)
	found.Sort()
	if !whole {
		return nil, found
	}
	return tree, found
}

// Check finds what is wrong, in the order of the file. A tree with an error
// must not take calls.
func Check(t *ivr.Tree, w World) ivr.Findings {
	v := survey(t.Sounding(w.Music), w)
	for _, find := range []func(*view){
		unreachable, deadEnds, rounds, unknownQueues, unknownHours, barredNumbers,
		unknownLanguages, missingPrompts, missingTexts, missingForms, muteTexts, unsetParameters, longMenus, alikeKeys,
	} {
		find(v)
	}
	v.findings.Sort()
	return v.findings
}

// view is a tree with what several checks ask about it.
type view struct {
	*ivr.Tree
	world    World
	nodes    map[string]*ivr.Node
	spoken   map[string]languages // of each node that callers reach
	findings ivr.Findings
}

func survey(t *ivr.Tree, w World) *view {
	v := &view{Tree: t, world: w, nodes: map[string]*ivr.Node{}, spoken: map[string]languages{}}
	for i := range t.Nodes {
		v.nodes[t.Nodes[i].Name] = &t.Nodes[i]
	}
	v.speak()
	return v
}

// reached lists the nodes that callers can come to, in the order of the file.
func (v *view) reached(yield func(*ivr.Node) bool) {
	for i := range v.Nodes {
		n := &v.Nodes[i]
		if v.reaches(n) && !yield(n) {
			return
		}
	}
}

// reaches tells whether callers can come to a node.
func (v *view) reaches(n *ivr.Node) bool {
	_, ok := v.spoken[n.Name]
	return ok
}

// own lists the nodes that callers can come to and those that nothing leads to.
func (v *view) own(yield func(*ivr.Node) bool) {
	for i := range v.Nodes {
		if !yield(&v.Nodes[i]) {
			return
		}
	}
}

// note adds a finding at a part of a node; args are names and values in turn.
func (v *view) note(n *ivr.Node, at ivr.Place, s ivr.Severity, code string, args ...string) *ivr.Finding {
	f := ivr.Finding{Place: at, Severity: s, Code: code, Node: n.Name, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	if n.Joined() && s == ivr.Warning {
		return &f // the other tree's own matter
	}
	v.findings = append(v.findings, f)
	return &v.findings[len(v.findings)-1]
}
