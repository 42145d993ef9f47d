package ivr

import "time"

// Tree is an IVR tree as written. Trees are read, not changed: many calls walk
// the same one.
type Tree struct {
	Name string
	// Language is spoken from the start, as in ISO 639-1. Empty: the language
	// of the number that was called.
	Language string
	// Start names the node where callers begin.
	Start string
	// Nodes in the order of the file.
	Nodes []Node
	// Tests in the order of the file.
	Tests []Test

	places  map[spot]Place
	misread map[spot]bool
	meant   map[string][]string
}

// Node is a step of a tree.
type Node struct {
	Name string
	// Language is spoken from here on. Empty: as before.
	Language string
	Act      Act
}

// Act is what a node does: a Play, a Menu, a Queue, or another type of this
// package.
type Act interface {
	// Kind is the word that names it in the file.
	Kind() string
	// Ways are its ways out, in the order in which they are listed.
	Ways() []Way
	// Prompts are all that it may play, in the caller's language.
	Prompts() []string
}

// Way is one way out of a node.
type Way struct {
	// Name is its key in the file: "then", "nothing", "1".
	Name string
	// To names a node. Empty: the way is missing, and who takes it hears no
	// more.
	To string
	// Silent says that a caller who does nothing can come by here.
	Silent bool
}

// Defaults for what a file leaves out.
const (
	DefaultTimeout = 5 * time.Second
	DefaultRetries = 2
	DefaultMusic   = "music"
	DefaultNobody  = "nobody"
	DefaultClosed  = "closed"
)

// Find gives the node of that name, or nil.
func (t *Tree) Find(name string) *Node {
	for i := range t.Nodes {
		if t.Nodes[i].Name == name {
			return &t.Nodes[i]
		}
	}
	return nil
}

// Direct is the tree of a number that leads straight into a queue. An empty
// language leaves the called number's.
func Direct(queue, language string) *Tree {
	const node = "queue"
	return &Tree{
		Name: queue, Language: language, Start: node,
		Nodes: []Node{{Name: node, Act: Queue{Queue: queue, Announce: DefaultAnnounce}}},
	}
}
