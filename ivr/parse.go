package ivr

import (
	"strconv"
	"strings"
)

const (
	nodeLimit    = 1000
	findingLimit = 100
)

// Parse reads a tree. The error is of type Findings and names everything that
// is wrong with the text, up to a hundred; a tree comes only without one. A
// tree that is read can still be a bad one: see ivr/check. file is the name
// that the tree takes when the text gives it none.
func Parse(file string, text []byte) (*Tree, error) {
	r := &reader{tree: &Tree{}}
	r.read(text)
	if len(r.findings) > 0 {
		r.findings.Sort()
		return nil, r.findings
	}
	if r.tree.Name == "" {
		r.tree.Name = file
	}
	return r.tree, nil
}

// reader collects the tree and what is wrong with its text.
type reader struct {
	tree     *Tree
	findings Findings
	dropped  Finding // stands in for a finding past the limit
}

// note adds a finding; args are names and values in turn.
func (r *reader) note(at Place, code string, args ...string) *Finding {
	f := Finding{Place: at, Code: code}
	for i := 0; i+1 < len(args); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[args[i]] = args[i+1]
		if args[i] == "node" {
			f.Node = args[i+1]
		}
	}
	if n := len(r.findings); n > 0 && r.findings[n-1].Place == at && r.findings[n-1].Code == code {
		return &r.findings[n-1] // a value that is read twice is wrong once
	}
	if len(r.findings) >= findingLimit {
		r.dropped = f
		return &r.dropped
	}
	r.findings = append(r.findings, f)
	return &r.findings[len(r.findings)-1]
}

func (r *reader) read(text []byte) {
	body := r.document(text)
	if body == nil {
		return
	}
	top := r.lines(body, "tree")
	if top == nil {
		return
	}
	r.tree.Name = r.title(top.take("tree"))
	r.tree.Language = r.language(top.take("language"))
	start := top.take("start")
	nodes := top.take("nodes")
	tests := top.take("tests")
	r.rest(top)
	for _, l := range top.all {
		r.tree.mark("", l.key, l.place())
	}
	if nodes == nil || empty(nodes.value) {
		r.note(top.at, "no-nodes")
		return
	}
	r.nodes(nodes)
	r.begin(start)
	r.resolve()
	r.tests(tests)
}

func (r *reader) nodes(l *line) {
	all := r.lines(l.value, l.key)
	if all == nil {
		return
	}
	if len(all.all) > nodeLimit {
		r.note(all.all[nodeLimit].at, "too-many", "limit", strconv.Itoa(nodeLimit))
		return
	}
	for _, l := range all.all {
		if r.nodeName(l.key, l.at) {
			r.node(l)
		}
	}
	if len(all.all) == 0 {
		r.note(l.at, "no-nodes")
	}
}

// node reads one node. One that cannot be read still takes its place, so that
// ways to it are not called wrong as well.
func (r *reader) node(l line) {
	r.tree.mark(l.key, "", l.at)
	n := Node{Name: l.key}
	if empty(l.value) {
		r.kindless(l.key, &lines{at: l.at})
	} else if ls := r.lines(l.value, l.key); ls != nil {
		ls.at = l.at
		n.Language = r.language(ls.take("language"))
		if n.Act = r.act(n.Name, ls); n.Act != nil {
			r.rest(ls)
		}
		for _, l := range ls.all {
			r.tree.mark(n.Name, l.key, l.place())
		}
	}
	r.tree.Nodes = append(r.tree.Nodes, n)
}

// begin finds the start.
func (r *reader) begin(l *line) {
	if l == nil {
		if len(r.tree.Nodes) > 0 {
			r.tree.Start = r.tree.Nodes[0].Name
		}
		return
	}
	r.tree.Start = r.text(l)
	if r.tree.Start != "" && r.tree.Find(r.tree.Start) == nil {
		r.note(l.place(), "start-unknown", "to", clip(r.tree.Start)).Like = Like(r.tree.Start, r.names())
	}
}

// resolve notes the ways that lead to no node.
func (r *reader) resolve() {
	exists := map[string]bool{}
	for _, name := range r.names() {
		exists[name] = true
	}
	for _, n := range r.tree.Nodes {
		if n.Act == nil {
			continue
		}
		for _, w := range n.Act.Ways() {
			if w.To == "" || exists[w.To] {
				continue
			}
			r.note(r.tree.Place(n.Name, w.Name), "way-unknown", "kind", n.Act.Kind(), "node", n.Name, "to", clip(w.To)).
				Like = Like(w.To, r.names())
		}
	}
}

func (r *reader) names() []string {
	names := make([]string, len(r.tree.Nodes))
	for i, n := range r.tree.Nodes {
		names[i] = n.Name
	}
	return names
}

// kinds are the keys that say what a node does. Also "language" does, where it
// stands alone with a way out.
var kinds = []string{
	"play", "say", "menu", "collect", "directory", "invitation", "survey", "hours", "if", "lookup", "set",
	"queue", "operator", "dial", "callback", "voicemail", "tree", "goto", "return", "hangup",
}

// act reads what a node does, or gives nil after having noted why it cannot.
func (r *reader) act(node string, ls *lines) Act {
	var is *line
	for _, kind := range kinds {
		switch l := ls.take(kind); {
		case l != nil && is != nil:
			r.note(l.at, "kind-twice", "node", node, "first", is.key, "second", l.key)
			return nil
		case l != nil:
			is = l
		}
	}
	if is == nil {
		is = onlyLanguage(ls)
	}
	if is == nil {
		r.kindless(node, ls)
		return nil
	}
	ls.what, ls.known = is.key, map[string]bool{"language": true}
	return acts(r, node, is, ls)
}

// onlyLanguage is the line "language" of a node that has nothing else but a way
// out.
func onlyLanguage(ls *lines) (is *line) {
	for i := range ls.all {
		switch l := &ls.all[i]; l.key {
		case "language":
			is = l
		case "then":
		default:
			return nil
		}
	}
	return is
}

// kindless notes that a node does not say what it does, and which of its keys
// may have been meant to.
func (r *reader) kindless(node string, ls *lines) {
	f := r.note(ls.at, "kind-missing", "node", node, "kinds", strings.Join(kinds, ", "))
	for _, l := range ls.all {
		if like := Like(l.key, kinds); like != "" && !l.taken {
			f.Place, f.Like = l.at, like
			return
		}
	}
}
