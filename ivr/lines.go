package ivr

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// lines are the "name: value" lines below one key of the file. Whoever reads
// them takes those that he knows; what is left over means nothing.
type lines struct {
	what   string // the key that they stand below
	at     Place
	all    []line
	twice  []line   // those whose key stands in all already
	keypad bool     // the keys of a telephone may stand there too
	known  []string // every key that was asked for, in that order
}

type line struct {
	key   string
	at    Place
	value ast.Node
	taken bool
}

// place tells where the value stands, or the key if there is no value.
func (l line) place() Place {
	if empty(l.value) {
		return l.at
	}
	return place(l.value)
}

// lines reads the mapping n. It gives nil after having noted why it cannot.
func (r *reader) lines(n ast.Node, what string) *lines {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		r.note(place(n), "yaml-reference")
		return nil
	default:
		r.note(place(n), "not-lines", "what", what)
		return nil
	}
	ls := &lines{what: what, at: place(n)}
	for _, p := range pairs {
		r.add(ls, p)
	}
	return ls
}

func (r *reader) add(ls *lines, p *ast.MappingValueNode) {
	key, ok := scalar(p.Key)
	if !ok || p.Key.IsMergeKey() {
		r.note(place(p.Key), "yaml-reference")
		return
	}
	for _, l := range ls.all {
		if l.key == key {
			r.note(place(p.Key), "key-twice", "key", key, "first", strconv.Itoa(l.at.Line))
			ls.twice = append(ls.twice, line{key: key, at: place(p.Key), value: p.Value})
			return
		}
	}
	ls.all = append(ls.all, line{key: key, at: place(p.Key), value: p.Value})
}

// take gives the line of that key, or nil.
func (ls *lines) take(key string) *line {
	if !slices.Contains(ls.known, key) {
		ls.known = append(ls.known, key)
	}
	return ls.find(key)
}

// find is take of a key that is not asked for.
func (ls *lines) find(key string) *line {
	for i := range ls.all {
		if ls.all[i].key == key {
			ls.all[i].taken = true
			return &ls.all[i]
		}
	}
	return nil
}

// below gives the lines below a key that was written, each once.
func (r *reader) below(l *line) iter.Seq[*line] {
	return func(yield func(*line) bool) {
		if l == nil {
			return
		}
		if empty(l.value) {
			r.note(l.at, "value-missing", "key", l.key)
			return
		}
		ls := r.lines(l.value, l.key)
		if ls == nil {
			return
		}
		if len(ls.all) == 0 {
			r.note(l.at, "value-missing", "key", l.key)
		}
		if len(ls.all) > parameterLimit {
			r.note(ls.all[parameterLimit].at, "too-many-parameters", "limit", strconv.Itoa(parameterLimit))
			return
		}
		for i := range ls.all {
			if !yield(&ls.all[i]) {
				return
			}
		}
	}
}

// each gives the value behind a key, or those of the list there.
func (r *reader) each(l *line) iter.Seq2[int, ast.Node] {
	return func(yield func(int, ast.Node) bool) {
		if l == nil {
			return
		}
		list, ok := l.value.(*ast.SequenceNode)
		if !ok {
			yield(0, l.value)
			return
		}
		if len(list.Values) == 0 {
			r.note(l.at, "value-missing", "key", l.key)
		}
		for i, v := range list.Values {
			if !yield(i, v) {
				return
			}
		}
	}
}

// rest notes the lines that nobody took.
func (r *reader) rest(ls *lines) {
	for _, l := range ls.all {
		if l.taken {
			continue
		}
		like := cmp.Or(Like(l.key, slices.Sorted(slices.Values(ls.known))), elsewhere[[2]string{ls.what, l.key}])
		r.note(l.at, "key-unknown", "key", l.key, "what", ls.what, "keys", ls.fit()).Like = like
	}
}

// fit lists the keys that may stand here.
func (ls *lines) fit() string {
	keys := slices.Clone(ls.known)
	if ls.keypad {
		keys = append(keys, `0-9`, `"*"`, `"#"`)
	}
	return strings.Join(keys, ", ")
}

// elsewhere are keys by the names that they have in programming languages.
var elsewhere = map[[2]string]string{{"if", "then"}: "yes", {"if", "else"}: "no"}

// scalar gives the text of a plain value as it was written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		if n.Value != nil {
			return strings.TrimSuffix(n.Value.Value, "\n"), true
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	case *ast.NullNode:
		// "null" and "~" are words like others; nothing at all is no value.
		if n.GetToken().Type == token.NullType {
			return n.GetToken().Value, true
		}
	case *ast.MappingKeyNode:
		return scalar(n.Value)
	}
	return "", false
}
