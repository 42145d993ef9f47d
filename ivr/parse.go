package ivr

import (
	"maps"
	"slices"
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
	tree, found := Read(file, text)
	if len(found) > 0 {
		return nil, found
	}
	return tree, nil
}

// Walk is Parse for who looks where callers are led, whatever is wrong with the
// tree's tests: those that cannot be read are left out.
func Walk(file string, text []byte) (*Tree, error) {
	tree, found := Read(file, text)
	if found = found.Ways(); len(found) > 0 || tree == nil {
		return nil, found
	}
	return tree, nil
}

// Read is Parse for who looks for everything that is wrong at once: the tree
// comes as far as it can be read, and knows what it lacks (Misread, Meant). It is
// there to be checked, never to take calls. Of a text in which nothing can be
// read it is nil.
func Read(file string, text []byte) (*Tree, Findings) {
	r := &reader{tree: &Tree{}}
	r.read(text)
	r.findings.Sort()
	if r.tree.Name == "" {
		r.tree.Name = file
	}
	if len(r.tree.Nodes) == 0 {
		return nil, r.findings
	}
	return r.tree, r.findings
}

// reader collects the tree and what is wrong with its text.
type reader struct {
	tree      *Tree
	findings  Findings
	dropped   Finding // stands in for a finding past the limit
	stretches []stretch
	besides   []Node // what nodes also are that are two kinds at once
	salvage   salvage
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
	for i := range r.findings { // a value that is read twice is wrong once
		if was := &r.findings[i]; was.Place == at && was.Code == code && (i == len(r.findings)-1 || maps.Equal(was.Args, f.Args)) {
			return was
		}
	}
	if len(r.findings) >= findingLimit {
		r.dropped = f
		return &r.dropped
	}
	r.findings = append(r.findings, f)
	return &r.findings[len(r.findings)-1]
}

func (r *reader) read(text []byte) {
	body := r.salvaged(text)
	if body == nil {
		return
	}
	defer r.unshift(len(r.findings))
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
	from := len(r.findings)
	r.nodes(nodes)
	for _, l := range top.twice {
		if l.key == nodes.key && !empty(l.value) {
			r.nodes(&l)
		}
	}
	r.resolve(r.tree.Nodes)
	r.resolve(r.besides)
	r.settle(r.findings[from:])
	r.begin(start)
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
		r.nodeName(l.key, l.at)
		r.tree.Nodes = append(r.tree.Nodes, r.node(l))
	}
	for _, l := range all.twice {
		r.node(l)
	}
	if len(all.all) == 0 {
		r.note(l.at, "no-nodes")
	}
}

// node reads one node. One that cannot be read still takes its place, so that
// ways to it are not called wrong as well.
func (r *reader) node(l line) Node {
	r.tree.mark(l.key, "", l.at)
	r.stretches = append(r.stretches, stretch{l.at, spot{node: l.key}, l.value})
	n := Node{Name: l.key}
	if r.salvage.lost(l.at) {
		return n
	}
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
		for _, l := range slices.Concat(ls.all, ls.twice) {
			r.stretches = append(r.stretches, stretch{l.at, spot{n.Name, l.key}, l.value})
		}
	}
	return n
}

// begin finds the start. Where it cannot be told, callers may begin anywhere.
func (r *reader) begin(l *line) {
	names := r.names()
	if l == nil {
		if len(names) > 0 {
			r.tree.Start = names[0]
		}
		return
	}
	r.tree.Start = r.text(l)
	if slices.Contains(names, r.tree.Start) {
		return
	}
	if r.tree.Start == "" {
		r.tree.mean("", names...)
		return
	}
	like := Like(r.tree.Start, names)
	r.note(l.place(), "start-unknown", "to", clip(r.tree.Start)).Like = like
	if like != "" {
		names = []string{like}
	}
	r.tree.mean("", names...)
}

// resolve notes the ways that lead to no node.
func (r *reader) resolve(nodes []Node) {
	exists := map[string]bool{}
	for _, name := range r.names() {
		exists[name] = true
	}
	for _, n := range nodes {
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
func (r *reader) act(node string, ls *lines) (act Act) {
	for _, kind := range kinds {
		is := ls.find(kind)
		switch {
		case is == nil:
		case act == nil:
			ls.what = is.key
			act = acts(r, node, is, ls)
		default:
			r.note(is.at, "kind-twice", "node", node, "first", ls.what, "second", is.key)
			r.besides = append(r.besides, Node{Name: node, Act: acts(r, node, is, ls)})
		}
	}
	if act != nil {
		return act
	}
	if is := onlyLanguage(ls); is != nil {
		ls.what = is.key
		return acts(r, node, is, ls)
	}
	is := r.kindless(node, ls)
	if is == nil {
		return nil
	}
	is.taken = true
	meant := *is
	meant.key = Like(is.key, kinds)
	ls.what = meant.key
	return acts(r, node, &meant, ls)
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

// kindless notes that a node does not say what it does, and gives the line of
// its keys that may have been meant to, if there is one.
func (r *reader) kindless(node string, ls *lines) *line {
	f := r.note(ls.at, "kind-missing", "node", node, "kinds", strings.Join(kinds, ", "))
	for i := range ls.all {
		l := &ls.all[i]
		if like := Like(l.key, kinds); like != "" && !l.taken {
			f.Place, f.Like = l.at, like
			return l
		}
	}
	return nil
}
