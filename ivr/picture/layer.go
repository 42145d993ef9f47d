package picture

import (
	"slices"

	"cordboard/ivr"
)

// lead is what leads from a node to another, by its number in the file and its
// name, with the keys that lead there and their words.
type lead struct {
	to           int
	node         string
	names, words []string
}

// leadsOf gives for each node what it leads to, each target once.
func leadsOf(t *ivr.Tree, word func(way string) string) [][]lead {
	number := map[string]int{}
	for i, n := range slices.Backward(t.Nodes) { // the first of a name counts
		number[n.Name] = i
	}
	leads := make([][]lead, len(t.Nodes))
	for i, n := range t.Nodes {
		for _, w := range n.Act.Ways() {
			to, there := number[w.To]
			if !there {
				continue
			}
			known := slices.IndexFunc(leads[i], func(l lead) bool { return l.to == to })
			if known < 0 {
				leads[i] = append(leads[i], lead{to, w.To, []string{w.Name}, []string{word(w.Name)}})
				continue
			}
			leads[i][known].names = append(leads[i][known].names, w.Name)
			leads[i][known].words = append(leads[i][known].words, word(w.Name))
		}
	}
	return leads
}

// walk goes from a node along all leads, in their order, wherever it may go. It
// finds the leads that close a circle, and an order of the nodes in which every
// other lead goes from an earlier one to a later.
type walk struct {
	leads [][]lead
	state map[int]walked
	back  map[[2]int]bool
	after []int // the nodes, each after all that it leads to
}

// walked is how far a walk is with a node.
type walked int

const (
	unseen   walked = iota
	onTheWay        // what it leads to is not all seen yet
	passed
)

func (w *walk) from(i int) {
	w.state[i] = onTheWay
	for _, l := range w.leads[i] {
		switch w.state[l.to] {
		case unseen:
			w.from(l.to)
		case onTheWay:
			w.back[[2]int{i, l.to}] = true
		case passed:
		}
	}
	w.state[i] = passed
	w.after = append(w.after, i)
}

// layers counts for each node the steps of the longest way to it that goes in no
// circle.
func (w *walk) layers() map[int]int {
	layer := map[int]int{}
	for _, i := range slices.Backward(w.after) {
		for _, l := range w.leads[i] {
			if !w.back[[2]int{i, l.to}] {
				layer[l.to] = max(layer[l.to], layer[i]+1)
			}
		}
	}
	return layer
}
