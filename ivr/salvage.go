package ivr

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// salvage is a text that is not YAML, with what was done so that the rest of it
// can be read: what is found there is found at once.
type salvage struct {
	lines  [][]byte
	step   int // how far the nodes are indented
	cuts   []cut
	shifts []shift
}

// cut is a part of the text that was taken out: a node or a test, of which the
// name is left, or a line at the top.
type cut struct {
	finding  Finding
	from, to int // lines, from 1; to is not among them
	name     string
	text     []byte
	mended   bool // nothing was lost
}

// shift tells by how much a repair moved what stands behind a column of a line.
type shift struct{ line, behind, by int }

// salvageLimit bounds the repairs. The parser's time grows with the square of the
// lines: of more than salvageLines only a salvageStretch is read again for each.
const (
	salvageLimit   = 20
	salvageLines   = 2000
	salvageStretch = 400
)

// salvaged reads the one document of a file, and of a file that is not YAML what
// is left when the broken parts are taken out.
func (r *reader) salvaged(text []byte) ast.Node {
	body := r.document(text)
	if body != nil || !r.salvage.wanted(r.findings) {
		return body
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	s := &r.salvage
	s.lines = bytes.Split(text, []byte("\n"))
	s.step = step(s.lines)
	for range salvageLimit {
		f := r.findings[len(r.findings)-1]
		if !s.repair(f) {
			break
		}
		from, _ := s.part(f.Line)
		body, found := s.read(max(from, 1))
		if body != nil || !s.wanted(found) {
			r.findings = append(s.findings(), found...)
			return body
		}
		r.findings = found
	}
	// Where nothing helps the first thing is said that the parser did not
	// understand: the others may come of the repairs.
	r.findings = s.findings()[:1]
	return nil
}

// read reads the repaired text. What is long is looked through first, from a
// part on before which nothing is wrong, a stretch of whole parts after the
// other: all of it is read again only when nothing more is found so.
func (s *salvage) read(from int) (ast.Node, Findings) {
	text := s.text()
	lines := bytes.Split(text, []byte("\n"))
	for len(lines) > salvageLines && from <= len(lines) {
		to := min(from+salvageStretch, len(lines)+1)
		for to <= len(lines) && !s.begins(to) {
			to++
		}
		above := s.above(from)
		again := &reader{tree: &Tree{}}
		again.document(bytes.Join(append(above, lines[from-1:to-1]...), []byte("\n")))
		if s.wanted(again.findings) {
			again.findings[0].Line += from - 1 - len(above)
			return nil, again.findings
		}
		from = to
	}
	again := &reader{tree: &Tree{}}
	body := again.document(text)
	return body, again.findings
}

// above is the line at the top beneath which a node or a test stands; none for
// what stands at the top itself.
func (s *salvage) above(number int) [][]byte {
	if !bytes.HasPrefix(s.lines[number-1], []byte(" ")) {
		return nil
	}
	for number--; number > 0; number-- {
		if line := s.lines[number-1]; len(line) > 0 && !bytes.ContainsAny(line[:1], " \t\r#") {
			return [][]byte{line}
		}
	}
	return nil
}

// wanted tells whether the one thing found is that the text is not YAML.
func (s *salvage) wanted(found Findings) bool {
	return len(found) == 1 && slices.Contains([]string{"yaml", "yaml-star", "yaml-tab"}, found[0].Code)
}

// repair does about a finding what lets the parser come past it. What was found
// behind it before is forgotten: it may have come of this one.
func (s *salvage) repair(f Finding) bool {
	before := s.cuts
	s.cuts = slices.DeleteFunc(slices.Clone(s.cuts), func(c cut) bool { return c.from > f.Line })
	s.shifts = slices.DeleteFunc(s.shifts, func(m shift) bool { return m.line > f.Line })
	if !slices.ContainsFunc(before, func(c cut) bool { return c.from == f.Line && c.mended }) && s.mend(f) {
		return true
	}
	from, to := s.part(f.Line)
	if from == 0 || slices.ContainsFunc(s.cuts, func(c cut) bool { return c.from == from && !c.mended }) {
		s.cuts = before
		if len(before) == 0 {
			s.cuts = []cut{{finding: f}}
		}
		return false
	}
	header := nameOf(s.lines[from-1])
	s.cuts = append(s.cuts, cut{
		finding: f, from: from, to: to, text: bytes.Join(s.lines[from-1:to-1], []byte("\n")),
		name: strings.Trim(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(header), ":")), `"'`),
	})
	return true
}

// mend quotes a star and indents with spaces.
func (s *salvage) mend(f Finding) bool {
	c := cut{finding: f, from: f.Line, to: f.Line + 1, mended: true}
	switch f.Code {
	case "yaml-star":
	case "yaml-tab":
		for c.to <= len(s.lines) && tabbed(s.lines[c.to-1]) {
			c.to++
		}
	default:
		return false
	}
	s.cuts = append(s.cuts, c)
	return true
}

// text is the text with its repairs, line by line where it was.
func (s *salvage) text() []byte {
	lines := slices.Clone(s.lines)
	s.shifts = nil
	for _, c := range s.cuts {
		for number := c.from; number < c.to; number++ {
			line := lines[number-1]
			switch {
			case c.mended && c.finding.Code == "yaml-star":
				indent := len(line) - len(bytes.TrimLeft(line, " \t"))
				lines[number-1] = slices.Concat(line[:indent], []byte(`"*"`), line[indent+1:])
				s.shifts = append(s.shifts, shift{number, indent + 1, 2})
			case c.mended:
				indent := len(line) - len(bytes.TrimLeft(line, " \t"))
				wide := max(0, s.beside(c.from)+width(line)-width(s.lines[c.from-1]))
				lines[number-1] = append(bytes.Repeat([]byte(" "), wide), line[indent:]...)
				s.shifts = append(s.shifts, shift{number, wide, wide - indent})
			case number == c.from:
				lines[number-1] = []byte(nameOf(line))
			default:
				lines[number-1] = nil
			}
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// beside is where a line probably belongs that is indented with tabs: below the
// one before it, or beside that.
func (s *salvage) beside(number int) int {
	for number--; number > 0; number-- {
		if line := bytes.TrimRight(s.lines[number-1], " \t\r"); len(line) > 0 {
			if bytes.HasSuffix(line, []byte(":")) {
				return width(line) + tabWidth
			}
			return width(line)
		}
	}
	return 0
}

// tabWidth is for how many spaces a tab is taken.
const tabWidth = 2

// width is how far a line is indented.
func width(line []byte) int {
	indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
	return len(indent) + (tabWidth-1)*bytes.Count(indent, []byte("\t"))
}

func tabbed(line []byte) bool {
	return bytes.ContainsRune(line[:len(line)-len(bytes.TrimLeft(line, " \t"))], '\t')
}

// part is the node, test or line at the top in which a line lies: its lines from
// the first to the one behind the last. It is none where taking it out would
// leave what stands below it without its place.
func (s *salvage) part(line int) (from, to int) {
	from = min(line, len(s.lines))
	for from > 0 && !s.begins(from) {
		from--
	}
	for to = from + 1; to <= len(s.lines) && !s.begins(to); {
		to++
	}
	if from == 0 || bytes.HasPrefix(s.lines[from-1], []byte("nodes:")) || bytes.HasPrefix(s.lines[from-1], []byte("tests:")) {
		return 0, 0
	}
	return from, to
}

// begins tells whether a part begins in a line.
func (s *salvage) begins(number int) bool {
	text := s.lines[number-1]
	indent := len(text) - len(bytes.TrimLeft(text, " "))
	rest := bytes.TrimSpace(text)
	return len(rest) > 0 && rest[0] != '#' && (indent == 0 || indent == s.step)
}

// step is how far the nodes are indented.
func step(lines [][]byte) int {
	below := false
	for _, line := range lines {
		rest := bytes.TrimSpace(line)
		switch indent := len(line) - len(bytes.TrimLeft(line, " ")); {
		case bytes.HasPrefix(line, []byte("nodes:")):
			below = true
		case below && len(rest) > 0 && rest[0] != '#':
			return indent
		}
	}
	return 0
}

// header is a name with its colon, at the beginning of a line.
var header = regexp.MustCompile(`^ +("[^"]*"|'[^']*'|[^\s:#"'{}\[\]]+) *:`)

func nameOf(line []byte) string { return string(header.Find(line)) }

func (s *salvage) findings() (all Findings) {
	for _, c := range s.cuts {
		c.finding.InTests = c.from > 0 && s.inTests(c.from)
		all = append(all, c.finding)
	}
	return all
}

// inTests tells whether a line stands beneath "tests".
func (s *salvage) inTests(number int) bool {
	above := s.above(number)
	return len(above) > 0 && bytes.HasPrefix(above[0], []byte("tests:"))
}

// lost tells whether of the node or test at a place nothing but its name is left.
func (s *salvage) lost(at Place) bool {
	return slices.ContainsFunc(s.cuts, func(c cut) bool { return c.from == at.Line && !c.mended && c.name != "" })
}

// words are those of what was taken out.
func (c cut) words() []string {
	return strings.FieldsFunc(string(c.text), func(c rune) bool { return !isNodeName(string(c)) })
}

// unshift gives what was read, and what was found in it from the index on, the
// places that the author sees.
func (r *reader) unshift(from int) {
	back := func(at Place) Place {
		for _, m := range r.salvage.shifts {
			if m.line == at.Line && at.Column > m.behind {
				at.Column -= m.by
			}
		}
		return at
	}
	for i := range r.findings[from:] {
		r.findings[from+i].Place = back(r.findings[from+i].Place)
	}
	for part, at := range r.tree.places {
		r.tree.places[part] = back(at)
	}
}
