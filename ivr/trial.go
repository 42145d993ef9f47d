package ivr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Test is a caller whose way through the tree its author wrote down. A tree
// whose tests fail is not published.
type Test struct {
	Name string
	// At is when the call comes, as "Mon 10:00" in a week without holidays or
	// "2026-12-24 10:00"; empty: while everything is open.
	At string
	// Caller and Called are the numbers, Language that of the called one.
	Caller, Called, Language string
	// Known says that the caller is a known contact.
	Known bool
	// Keys are pressed one after the other, "_" lets one chance pass.
	Keys string
	// Closed are opening hours that are closed, Nobody queues that nobody
	// serves, and Waiting says how many wait in a queue.
	Closed, Nobody []string
	Waiting        []Count
	// Answers say, by the node, what comes of what it asks for: "busy",
	// "unknown". Without one it goes well.
	Answers []Parameter

	// Reaches is the queue or the operator whom the caller reaches, or the
	// node at which the call ends.
	Reaches string
	// Hears are prompts, or texts, that he hears in this order; others may
	// sound between them.
	Hears []string
	// Sets are parameters as they stand at the end.
	Sets []Parameter
}

// Count is a name and how many.
type Count struct {
	Name  string
	Count int
}

// Outcomes are the words that a test may put behind a node in its answers.
var Outcomes = []string{"found", "several", "unknown", "busy", "nobody", "kept", "empty", "done", "failed"}

// NoKey stands in keys for none at all.
const NoKey = '_'

const (
	testLimit  = 100
	keysLimit  = 200 // characters
	namesLimit = 50  // in one list
	mostCount  = 999
)

// TestPlace tells where a test stands, or a line of it.
func (t *Tree) TestPlace(test, key string) Place { return t.Place(testPart(test), key) }

// testPart cannot be a node: their names have no space.
func testPart(test string) string { return "test " + test }

func (r *reader) tests(l *line) {
	if l == nil {
		return
	}
	from := len(r.findings)
	defer func() {
		for i := range r.findings[from:] {
			r.findings[from+i].InTests = true
		}
	}()
	all := r.lines(l.value, l.key)
	if all == nil {
		return
	}
	for i, l := range all.all {
		if r.salvage.lost(l.at) {
			continue
		}
		if i == testLimit {
			r.note(l.at, "too-many-tests", "limit", strconv.Itoa(testLimit))
			return
		}
		if !isTitle(l.key) || l.key == "" {
			r.note(l.at, "name", "limit", strconv.Itoa(titleLimit))
		} else if ls := r.lines(l.value, l.key); ls != nil {
			r.test(l, ls)
		}
	}
}

// test reads one. One in which something is wrong is left out: what came of it
// would mean nothing.
func (r *reader) test(l line, ls *lines) {
	from := len(r.findings)
	part := testPart(l.key)
	r.tree.mark(part, "", l.at)
	t := Test{
		Name: l.key, At: r.title(ls.take("at")),
		Caller: r.title(ls.take("caller")), Called: r.title(ls.take("called")), Language: r.language(ls.take("language")),
		Known: r.yes(ls.take("known"), false), Keys: r.keys(ls.take("keys")),
		Closed: r.titles(ls.take("closed")), Nobody: r.titles(ls.take("nobody")),
		Waiting: r.counts(ls.take("waiting")), Answers: r.answers(ls.take("answers")),
		Reaches: r.title(ls.take("reaches")), Hears: r.titles(ls.take("hears")), Sets: r.pairs(part, ls.take("sets")),
	}
	wants := []string{"reaches", "hears", "sets"}
	if !slices.ContainsFunc(ls.all, func(l line) bool { return slices.Contains(wants, l.key) }) {
		r.note(l.at, "test-empty", "test", t.Name)
	}
	r.rest(ls)
	for _, l := range ls.all {
		r.tree.mark(part, l.key, l.place())
	}
	if len(r.findings) == from && from < findingLimit {
		r.tree.Tests = append(r.tree.Tests, t)
	}
}

// keys reads keys written as "1,2" or "12".
func (r *reader) keys(l *line) string {
	s := strings.NewReplacer(",", "", " ", "").Replace(r.text(l))
	if len(s) > keysLimit || strings.Trim(s, Keys+string(NoKey)) != "" {
		r.note(place(l.value), "test-keys", "text", clip(s))
		return ""
	}
	return s
}

// titles reads one name or a list of them.
func (r *reader) titles(l *line) (names []string) {
	for n, v := range r.each(l) {
		s := r.word(l.key, v, l.at)
		switch {
		case n == namesLimit || s != "" && !isText(s):
			r.note(place(v), "name", "limit", strconv.Itoa(titleLimit))
			return nil
		case s != "":
			names = append(names, s)
		}
	}
	return names
}

func (r *reader) counts(l *line) (all []Count) {
	for l := range r.below(l) {
		if n := r.number(l, 0, 0, mostCount); isTitle(l.key) {
			all = append(all, Count{l.key, n})
		}
	}
	return all
}

func (r *reader) answers(l *line) (all []Parameter) {
	for l := range r.below(l) {
		s := r.text(l)
		if s != "" && !slices.Contains(Outcomes, s) {
			r.note(place(l.value), "test-outcome", "text", clip(s), "outcomes", strings.Join(Outcomes, ", ")).Like = Like(s, Outcomes)
		}
		if r.tree.Find(l.key) == nil {
			r.note(l.at, "test-node", "node", clip(l.key)).Like = Like(l.key, r.names())
		}
		all = append(all, Parameter{l.key, s})
	}
	return all
}

func (r *reader) pairs(node string, l *line) (all []Parameter) {
	for l := range r.below(l) {
		name := r.parameterName(l.key, l.at)
		r.tree.mark(node, "parameter "+l.key, l.place())
		if value := r.saying(l, valueLimit); name != "" && value != "" {
			all = append(all, Parameter{name, value})
		}
	}
	return all
}

func (w *writer) tests(all []Test) {
	if len(all) > 0 {
		w.WriteString("tests:\n")
	}
	for _, t := range all {
		fmt.Fprintf(&w.Builder, "  %s:\n", quote(t.Name))
		w.line(2, "at", t.At)
		w.line(2, "caller", t.Caller)
		w.line(2, "called", t.Called)
		w.line(2, "language", t.Language)
		w.yes("known", t.Known, false)
		w.line(2, "keys", t.Keys)
		w.prompts("closed", t.Closed)
		w.prompts("nobody", t.Nobody)
		if len(t.Waiting) > 0 {
			w.WriteString("    waiting:\n")
		}
		for _, c := range t.Waiting {
			w.line(3, c.Name, strconv.Itoa(c.Count))
		}
		w.pairs("answers", t.Answers)
		w.line(2, "reaches", t.Reaches)
		w.prompts("hears", t.Hears)
		w.pairs("sets", t.Sets)
	}
}

func (w *writer) pairs(key string, all []Parameter) {
	if len(all) > 0 {
		fmt.Fprintf(&w.Builder, "    %s:\n", key)
	}
	for _, p := range all {
		w.line(3, p.Name, p.Value)
	}
}
