package site

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cordboard/appliance"
)

// What questions of a form are refused for.
var (
	ErrQuestions       = appliance.Refuse(appliance.Invalid, "refusal.questions") // limit
	ErrQuestionName    = appliance.Refuse(appliance.Invalid, "refusal.question-name")
	ErrQuestionChoices = appliance.Refuse(appliance.Invalid, "refusal.question-choices") // least, most, limit
)

// The bounds of the questions of an entry point: a long form is filled in by nobody.
const (
	MostQuestions   = 5
	longestQuestion = 120 // characters
	leastChoices    = 2
	mostChoices     = 20
	longestChoice   = 80 // characters
)

// QuestionField names a field of the question in place i.
func QuestionField(i int, name string) string { return fmt.Sprintf("question-%d-%s", i, name) }

func questionsFlaws(flaws appliance.Flaws, all []appliance.Question) {
	names := map[string]bool{}
	for i, q := range all {
		at := func(name string, wrong bool, why *appliance.Refusal) { flaws.Add(QuestionField(i, name), wrong, why) }
		at("name", i >= MostQuestions, ErrQuestions.With("limit", MostQuestions))
		at("name", checkName(q.Name) != nil, appliance.ErrName.With("limit", nameLimit))
		at("name", names[q.Name], ErrQuestionName)
		names[q.Name] = true
		at("kind", !slices.Contains(appliance.QuestionKinds(), q.Kind), ErrNotOffered)
		at("required", q.Ask != appliance.AskOptional && q.Ask != appliance.AskRequired, ErrNotOffered)
		at("choices", !choosable(q), ErrQuestionChoices.With("least", leastChoices).With("most", mostChoices).With("limit", longestChoice))
		for l, text := range q.Texts {
			at("text-"+string(l), !l.Known() || utf8.RuneCountInString(text) > longestQuestion || strings.ContainsAny(text, "\r\n"), ErrOneLine.With("limit", longestQuestion))
		}
	}
}

// choosable tells whether what is offered is a choice, where it has to be one.
func choosable(q appliance.Question) bool {
	seen := map[string]bool{}
	for _, c := range q.Choices {
		if seen[c] || strings.TrimSpace(c) != c || c == "" || utf8.RuneCountInString(c) > longestChoice || strings.ContainsAny(c, "\r\n") {
			return false
		}
		seen[c] = true
	}
	return len(seen) <= mostChoices && (q.Kind != appliance.QuestionChoice || len(seen) >= leastChoices)
}
