package widget

import (
	"fmt"
	"hash/fnv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
)

// ErrAnswer refuses what answers none of the form's own questions: it names the field.
var ErrAnswer = appliance.Refuse(appliance.Invalid, "refusal.widget-answer")

// fieldArg names the place of a refusal that holds which field it is about.
const fieldArg = "field"

// question is one of the form's own as the panel's script reads it.
type question struct {
	ID      string                        `json:"id"`
	Name    string                        `json:"name"`
	Texts   map[appliance.Language]string `json:"texts,omitempty"`
	Kind    appliance.QuestionKind        `json:"kind"`
	Ask     appliance.Ask                 `json:"ask"`
	Choices []string                      `json:"choices,omitempty"`
}

// questionsOf are those of an entry point.
func questionsOf(e appliance.EntryPoint) (all []question) {
	for _, q := range e.Widget.Questions {
		all = append(all, question{fieldOfQuestion(q), q.Name, q.Texts, q.Kind, q.Ask, q.Choices})
	}
	return all
}

// fieldOfQuestion names its field by what it is called, so that an answer goes with it
// also when questions change while a form is filled in.
func fieldOfQuestion(q appliance.Question) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(q.Name))
	return fmt.Sprintf("q%08x", h.Sum32())
}

// allRequired are the same questions as an offline form asks them (F034): each is
// answered, and what can be ticked may be left.
func allRequired(all []appliance.Question) []appliance.Question {
	asked := make([]appliance.Question, len(all))
	for i, q := range all {
		if q.Kind != appliance.QuestionCheck {
			q.Ask = appliance.AskRequired
		}
		asked[i] = q
	}
	return asked
}

// answers are what a visitor gave, by field.
type answers map[string]string

// to are the answers to the questions, as parameters of a conversation; what answers no
// question is left out.
func (a answers) to(all []appliance.Question) (list []appliance.Parameter, err error) {
	for _, q := range all {
		kept, ok := q.Answer(plain.Line(a[fieldOfQuestion(q)], desk.ParameterValueLimit+1))
		switch {
		case !ok, plain.Clip(kept, desk.ParameterValueLimit) != kept:
			return nil, ErrAnswer.With(fieldArg, fieldOfQuestion(q))
		case kept != "":
			list = append(list, appliance.Parameter{Key: q.Name, Value: kept, From: appliance.FromForm})
		}
	}
	return list, nil
}

// beneath is a message with the answers that came with it, each in a line.
func beneath(text string, all []appliance.Parameter) string {
	lines := []string{text, ""}
	for _, p := range all {
		lines = append(lines, p.Key+": "+p.Value)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
