package check

import (
	"strings"

	"cordboard/ivr"
)

// rounds finds where a caller who does nothing is led round for ever. Such a
// caller may have a telephone without keys, or be a line that nobody hung up.
func rounds(v *view) {
	w := walker{view: v, state: map[string]progress{}}
	for n := range v.reached {
		w.walk(n)
	}
}

// walker goes through the silent ways depth first and notes each way that
// leads back to a node which it is still inside of.
type walker struct {
	*view
	state map[string]progress
	path  []string
}

type progress int

const (
	unseen progress = iota
	inside
	done
)

func (w *walker) walk(n *ivr.Node) {
	if w.state[n.Name] != unseen {
		return
	}
	w.state[n.Name] = inside
	w.path = append(w.path, n.Name)
	for _, way := range ways(n) {
		next := w.nodes[way.To]
		if !way.Silent || next == nil {
			continue
		}
		if w.state[next.Name] == inside {
			w.note(n, w.Place(n.Name, way.Name), ivr.Error, "loop", "round", w.round(next.Name))
		}
		w.walk(next)
	}
	w.path = w.path[:len(w.path)-1]
	w.state[n.Name] = done
}

// round writes the way round, from the node back to itself.
func (w *walker) round(name string) string {
	from := len(w.path) - 1
	for w.path[from] != name {
		from--
	}
	return strings.Join(append(w.path[from:len(w.path):len(w.path)], name), " → ")
}
