package appliance

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Question is a field of the site's own in the form before a chat. What a visitor
// answers is a parameter of his conversation (F111).
type Question struct {
	// Name is the parameter's, as operators read it.
	Name string
	Kind QuestionKind
	// Ask is AskOptional or AskRequired.
	Ask Ask
	// Choices are those of QuestionChoice, as everybody reads them.
	Choices []string
	// Texts are what visitors read; in a language without one it is the name.
	Texts map[Language]string
}

// QuestionKind is what an answer looks like.
type QuestionKind string

// The kinds.
const (
	QuestionText   QuestionKind = "text" // one line
	QuestionNumber QuestionKind = "number"
	QuestionDate   QuestionKind = "date" // RFC 3339 full-date
	QuestionChoice QuestionKind = "choice"
	QuestionCheck  QuestionKind = "check" // yes, or no answer
)

// QuestionKinds are all of them.
func QuestionKinds() []QuestionKind {
	return []QuestionKind{QuestionText, QuestionNumber, QuestionDate, QuestionChoice, QuestionCheck}
}

// Checked is what is kept of a box that was ticked.
const Checked = "✓"

var number = regexp.MustCompile(`^-?\d+([.,]\d+)?$`)

// Answer is what is kept of what was given, and whether it is an answer. None to what
// need not be answered is one, and nothing is kept of it.
func (q Question) Answer(given string) (kept string, ok bool) {
	given = strings.TrimSpace(given)
	if given == "" {
		return "", q.Ask != AskRequired
	}
	switch q.Kind {
	case QuestionNumber:
		return given, number.MatchString(given)
	case QuestionDate:
		_, err := time.Parse(time.DateOnly, given)
		return given, err == nil
	case QuestionChoice:
		return given, slices.Contains(q.Choices, given)
	case QuestionCheck:
		return Checked, given == Checked
	case QuestionText:
	}
	return given, true
}
