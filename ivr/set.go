package ivr

import (
	"fmt"
	"strconv"
	"strings"
)

// Set writes parameters of the conversation and goes on.
type Set struct {
	Set  []Parameter
	Then string
}

// Parameter is a name and its value.
type Parameter struct{ Name, Value string }

// Kind is "set".
func (Set) Kind() string { return "set" }

// Ways is then.
func (s Set) Ways() []Way { return []Way{{Name: "then", To: s.Then, Silent: true}} }

// Prompts is empty: it says nothing.
func (Set) Prompts() []string { return nil }

// The bounds of parameters.
const (
	parameterLimit = 32  // in one node
	valueLimit     = 200 // characters of a value
)

func (r *reader) set(node string, is *line, ls *lines) Set {
	a := Set{Then: r.text(ls.take("then"))}
	if empty(is.value) {
		r.note(is.at, "value-missing", "key", is.key)
		return a
	}
	all := r.lines(is.value, is.key)
	if all == nil {
		return a
	}
	if len(all.all) > parameterLimit {
		r.note(all.all[parameterLimit].at, "too-many-parameters", "limit", strconv.Itoa(parameterLimit))
		return a
	}
	if len(all.all) == 0 {
		r.note(is.at, "value-missing", "key", is.key)
	}
	for i := range all.all {
		l := &all.all[i]
		name := r.parameterName(l.key, l.at)
		value := r.saying(l, valueLimit)
		r.tree.mark(node, "parameter "+l.key, l.at)
		if name != "" && value != "" {
			a.Set = append(a.Set, Parameter{name, value})
		}
	}
	return a
}

// parameter reads the name of a parameter.
func (r *reader) parameter(l *line) string {
	s := r.text(l)
	if s == "" {
		return ""
	}
	return r.parameterName(s, place(l.value))
}

func (r *reader) parameterName(s string, at Place) string {
	if isParameter(s) {
		return s
	}
	r.note(at, "parameter-name", "name", clip(s), "limit", strconv.Itoa(nameLimit))
	return ""
}

const parameterLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

// isParameter keeps parameters to what a condition can call by name.
func isParameter(s string) bool {
	return s != "" && len(s) <= nameLimit && strings.IndexByte("0123456789_", s[0]) < 0 &&
		strings.Trim(s, parameterLetters) == "" && s != LookupCaller
}

func (w *writer) set(a Set) {
	w.WriteString("    set:\n")
	for _, p := range a.Set {
		fmt.Fprintf(&w.Builder, "      %s: %s\n", quote(p.Name), quote(p.Value))
	}
	w.line(2, "then", a.Then)
}
