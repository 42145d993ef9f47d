package ivr

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Digits are what a node asks for that wants several keys.
type Digits struct {
	Ask []string
	// Least and Most are how many digits there may be. The last of Most ends
	// them.
	Least, Most int
	// End is the key that ends them before, 0 if none does. A star that is
	// not it lets the caller begin again.
	End byte
	// Pattern is a regular expression that all of them must match; empty: any
	// will do.
	Pattern string
	Patience
}

// Fits tells whether digits are as many as wanted, and of the wanted form.
func (d Digits) Fits(digits string) bool {
	if len(digits) < d.Least || len(digits) > d.Most {
		return false
	}
	pattern, err := wholly(d.Pattern)
	return err == nil && (d.Pattern == "" || pattern.MatchString(digits))
}

func wholly(pattern string) (*regexp.Regexp, error) { return regexp.Compile("^(?:" + pattern + ")$") }

// Collect asks for several digits, and keeps them as a parameter.
type Collect struct {
	Collect string // the parameter
	Digits
	Then string
}

// Kind is "collect".
func (Collect) Kind() string { return "collect" }

// Ways are then, nothing, and wrong if it has a way of its own.
func (c Collect) Ways() []Way {
	return missing([]Way{{Name: "then", To: c.Then}}, c.Nothing, c.Wrong)
}

// missing adds the ways of a caller who does nothing, or the wrong thing.
func missing(ways []Way, nothing, wrong Miss) []Way {
	ways = append(ways, Way{Name: "nothing", To: nothing.Then, Silent: true})
	if wrong.Then != "" {
		ways = append(ways, Way{Name: "wrong", To: wrong.Then})
	}
	return ways
}

// Prompts are the question and what it says when it asks again.
func (c Collect) Prompts() []string { return slices.Concat(c.Ask, c.prompts()) }

const (
	// DefaultEnd is the key that ends digits, where a tree names none.
	DefaultEnd = '#'
	mostDigits = 32
)

func (r *reader) collect(node string, is *line, ls *lines) Collect {
	a := Collect{Collect: r.parameter(is), Then: r.text(ls.take("then"))}
	a.Ask = r.prompts(node, ls.take("ask"))
	a.End = r.end(ls.take("end"))
	a.Pattern = r.pattern(ls.take("pattern"))
	a.Patience = r.patience(node, ls)
	a.Least, a.Most = r.digits(ls.take("digits"))
	return a
}

// digits reads how many digits are wanted, as 6 or 4-8; without the line, up
// to the most there can be.
func (r *reader) digits(l *line) (least, most int) {
	s := r.text(l)
	if s == "" {
		return 1, mostDigits
	}
	from, to, ranged := strings.Cut(strings.ReplaceAll(s, " ", ""), "-")
	if !ranged {
		to = from
	}
	least, err := strconv.Atoi(from)
	most, err2 := strconv.Atoi(to)
	if err != nil || err2 != nil || least < 1 || most < least || most > mostDigits {
		r.note(place(l.value), "digits", "text", clip(s), "most", strconv.Itoa(mostDigits))
		return 1, mostDigits
	}
	return least, most
}

// end reads the key that ends digits, or "no" for none.
func (r *reader) end(l *line) byte {
	if l != nil && empty(l.value) { // what stands behind # is a comment
		r.note(l.at, "end", "text", "")
		return DefaultEnd
	}
	switch s := r.text(l); s {
	case "":
		return DefaultEnd
	case "*", "#":
		return s[0]
	case "no":
		return 0
	default:
		r.note(place(l.value), "end", "text", clip(s))
		return DefaultEnd
	}
}

func (r *reader) pattern(l *line) string {
	s := r.text(l)
	if s == "" {
		return ""
	}
	if _, err := wholly(s); err != nil || len(s) > conditionLimit {
		r.note(place(l.value), "pattern", "text", clip(s))
		return ""
	}
	return s
}

func (w *writer) collect(a Collect) {
	w.line(2, "collect", a.Collect)
	w.prompts("ask", a.Ask)
	switch {
	case a.Least == a.Most:
		w.line(2, "digits", strconv.Itoa(a.Most))
	case a.Least != 1 || a.Most != mostDigits:
		w.line(2, "digits", fmt.Sprintf("%d-%d", a.Least, a.Most))
	}
	w.end(a.End)
	w.line(2, "pattern", a.Pattern)
	w.line(2, "then", a.Then)
	w.asking(a.Patience)
}

func (w *writer) end(key byte) {
	switch key {
	case 0:
		w.line(2, "end", "no")
	case '*':
		w.line(2, "end", "*")
	}
}
