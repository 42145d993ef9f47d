package ivr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Finding is something wrong with a tree: where, what, and what to do.
type Finding struct {
	Place
	Severity Severity
	// Code names the kind of finding and never changes its meaning.
	Code string
	// Node is the node it is about, or empty.
	Node string
	// Args fill the places of the sentence.
	Args map[string]string
	// Like is a name that may have been meant, or empty.
	Like string
	// InTests says that it is about the tree's tests: callers are led the same.
	InTests bool
}

// Severity tells whether a tree may go live in spite of a finding.
type Severity int

// The severities. A tree with an error never takes calls.
const (
	Error Severity = iota
	Warning
)

// String is the severity in English.
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Unreadable tells whether a value stands there that cannot be read, rather than
// that something is missing or leads nowhere, as in a tree that is half written.
func (f Finding) Unreadable() bool { return slices.Contains(unreadable, f.Code) }

var unreadable = []string{
	"condition", "condition-name", "dial-number", "digits", "end", "language", "marks", "name", "number", "parameter-name",
	"pattern", "prompt-name", "say-value", "text", "time", "too-many-parameters", "too-many-prompts", "yes-no",
}

// Key is the key of the finding's sentence in web/i18n. Where Like is not
// empty, the sentence "finding.like" follows it, with the place like.
func (f Finding) Key() string { return "finding." + f.Code }

// Text is the finding in English, without its place.
func (f Finding) Text() string {
	text := fill(texts[f.Code], f.Args)
	if f.Like != "" {
		text += " " + fill(texts["like"], map[string]string{"like": f.Like})
	}
	return text
}

// String is the finding in English.
func (f Finding) String() string {
	if f.Line == 0 {
		return f.Text()
	}
	return fmt.Sprintf("Line %d, column %d: %s", f.Line, f.Column, f.Text())
}

// Findings are what is wrong with a tree, in the order of the file. As an
// error they are in English, a line each.
type Findings []Finding

// Error lists the findings.
func (f Findings) Error() string {
	lines := make([]string, len(f))
	for i := range f {
		lines[i] = f[i].String()
	}
	return strings.Join(lines, "\n")
}

// Bad tells whether an error is among them.
func (f Findings) Bad() bool {
	return slices.ContainsFunc(f, func(f Finding) bool { return f.Severity == Error })
}

// Ways are those that are not about the tree's tests.
func (f Findings) Ways() Findings {
	return slices.DeleteFunc(slices.Clone(f), func(f Finding) bool { return f.InTests })
}

// Sort puts them into the order of the file.
func (f Findings) Sort() {
	slices.SortStableFunc(f, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
}
