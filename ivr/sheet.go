package ivr

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// sheet is a text as lines, of which some are written anew. It knows the block
// style of YAML: what lies below a key is indented more than it, or is a list
// that begins right below it.
type sheet struct{ lines []string }

func split(text []byte) *sheet {
	t := strings.TrimSuffix(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	if t == "" {
		return &sheet{}
	}
	return &sheet{strings.Split(t, "\n")}
}

func (s *sheet) text() []byte { return []byte(strings.Join(s.lines, "\n") + "\n") }

// ownLine tells whether nothing but room stands before a place in its line.
func (s *sheet) ownLine(at Place) bool {
	l := []rune(s.lines[at.Line-1])
	return at.Column-1 <= len(l) && strings.TrimSpace(string(l[:at.Column-1])) == ""
}

// end is the index behind the last line of what begins at a place: indented
// more than it, but for what may close it. Empty lines and comments behind it
// belong to what follows.
func (s *sheet) end(at Place) int {
	end := at.Line
	for i := at.Line; i < len(s.lines); i++ {
		bare := strings.TrimLeft(s.lines[i], " ")
		indent := len(s.lines[i]) - len(bare)
		switch {
		case strings.TrimSpace(bare) == "":
			continue
		case indent >= at.Column, indent == at.Column-1 && strings.IndexAny(bare, "-]}") == 0:
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// inBlock tells whether the node's lines can be changed one by one.
func (s *sheet) inBlock(n written) bool {
	for _, l := range n.lines {
		if l.at.Line == n.at.Line || !s.ownLine(l.at) || l.at.Column != n.lines[0].at.Column {
			return false
		}
	}
	return len(n.lines) > 0 && s.ownLine(n.at)
}

// change rewrites the lines of a node that say something else now, takes out
// those that are gone, and adds new ones behind the one that they follow.
func (s *sheet) change(was written, node Sketch) {
	indent := strings.Repeat(" ", was.lines[0].at.Column-1)
	type edit struct {
		from, to int
		with     []string
	}
	var edits []edit
	place := was.at.Line // where a line goes that follows none of those before
	for _, e := range node.Entries {
		i := slices.IndexFunc(was.lines, func(l line) bool { return l.key == e.Key })
		if i < 0 {
			edits = append(edits, edit{place, place, entryLines(indent, e, "")})
			continue
		}
		from, to := was.lines[i].at.Line-1, s.end(was.lines[i].at)
		if place = to; !was.Entries[i].Value.equal(e.Value) {
			edits = append(edits, edit{from, to, entryLines(indent, e, s.comment(from, to))})
		}
	}
	for _, l := range was.lines {
		if !slices.ContainsFunc(node.Entries, func(e Entry) bool { return e.Key == l.key }) {
			edits = append(edits, edit{l.at.Line - 1, s.end(l.at), nil})
		}
	}
	// From the end to the beginning, so that the places before still hold; of
	// two at one place the one that was asked for first comes out on top.
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	for _, e := range slices.Backward(edits) {
		s.lines = slices.Replace(s.lines, e.from, e.to, e.with...)
	}
}

// comment is what stands behind a value that fills one line, or nothing.
func (s *sheet) comment(from, to int) string {
	if to != from+1 {
		return ""
	}
	return remark(s.lines[from])
}

// remark is the comment behind a line, with the space before it. A quotation
// mark opens a quotation only where a value may begin.
func remark(line string) string {
	var quoted, before rune
	for i, c := range line {
		switch {
		case quoted != 0:
			if c == quoted && before != '\\' {
				quoted = 0
			}
		case (c == '"' || c == '\'') && strings.ContainsRune(" [{,", before):
			quoted = c
		case c == '#' && before == ' ':
			return " " + line[i:]
		}
		before = c
	}
	return ""
}

// replace writes a node anew in the place of one that is written in brackets
// or has nothing below it.
func (s *sheet) replace(was written, node Sketch) {
	if !s.ownLine(was.at) {
		return // held sees that nothing came of it
	}
	from, to := was.at.Line-1, s.end(was.at)
	s.lines = slices.Replace(s.lines, from, to, nodeLines(was.at.Column-1, node, s.comment(from, to))...)
}

// add writes a node behind the last one.
func (s *sheet) add(o outline, node Sketch) {
	switch {
	case o.list == nil:
		s.lines = append(s.lines, append([]string{"nodes:"}, nodeLines(2, node, "")...)...)
	case len(o.nodes) == 0:
		s.lines = slices.Replace(s.lines, o.list.at.Line-1, o.list.at.Line, append([]string{"nodes:"}, nodeLines(2, node, "")...)...)
	default:
		last := o.nodes[len(o.nodes)-1]
		s.lines = slices.Insert(s.lines, s.end(last.at), nodeLines(last.at.Column-1, node, "")...)
	}
}

// cut takes a node out with the comments that stand right above it.
func (s *sheet) cut(n written) {
	from, to := n.at.Line-1, s.end(n.at)
	for from > 0 && strings.HasPrefix(strings.TrimSpace(s.lines[from-1]), "#") &&
		len(s.lines[from-1])-len(strings.TrimLeft(s.lines[from-1], " ")) == n.at.Column-1 {
		from--
	}
	s.lines = slices.Delete(s.lines, from, to)
}

// swap writes another name where one stands; false: it stands there in a way
// that is not known here.
func (s *sheet) swap(at []Place, old, name string) bool {
	slices.SortFunc(at, func(a, b Place) int {
		if a.Line != b.Line {
			return b.Line - a.Line
		}
		return b.Column - a.Column // from the end of a line: the places before still hold
	})
	for _, p := range at {
		if p.Line > len(s.lines) || p.Column-1 > utf8.RuneCountInString(s.lines[p.Line-1]) {
			return false
		}
		l := []rune(s.lines[p.Line-1])
		before, rest := string(l[:p.Column-1]), string(l[p.Column-1:])
		forms := []string{`"` + old + `"`, "'" + old + "'", old}
		i := slices.IndexFunc(forms, func(form string) bool { return strings.HasPrefix(rest, form) })
		if i < 0 {
			return false
		}
		s.lines[p.Line-1] = before + quote(name) + rest[len(forms[i]):]
	}
	return true
}

// nodeLines write a node, indented.
func nodeLines(indent int, n Sketch, comment string) (all []string) {
	room := strings.Repeat(" ", indent)
	all = []string{room + quote(n.Name) + ":" + comment}
	for _, e := range n.Entries {
		all = append(all, entryLines(room+"  ", e, "")...)
	}
	return all
}

// entryLines write a key and what stands behind it.
func entryLines(indent string, e Entry, comment string) []string {
	head := indent + quote(e.Key) + ":"
	switch v := e.Value; {
	case len(v.Lines) > 0 && (shapeOf(e.Key, e.Key) == ShapeTexts || shapeOf(e.Key, e.Key) == ShapeValues):
		all := []string{head + comment}
		for _, below := range v.Lines {
			all = append(all, entryLines(indent+"  ", below, "")...)
		}
		return all
	case len(v.Lines) > 0:
		return []string{head + " " + flow(v) + comment}
	case len(v.Words) > 0:
		return []string{head + " " + list(v.Words) + comment}
	default:
		return []string{head + comment}
	}
}

// flow writes lines in one.
func flow(v Value) string {
	if len(v.Lines) == 0 {
		return list(v.Words)
	}
	parts := make([]string, len(v.Lines))
	for i, e := range v.Lines {
		parts[i] = fmt.Sprintf("%s: %s", quote(e.Key), flow(e.Value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
