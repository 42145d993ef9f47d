package ivr

import (
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
	return Set{Set: r.pairs(node, is), Then: r.text(ls.take("then"))}
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
	w.pairs("set", a.Set)
	w.line(2, "then", a.Then)
}
