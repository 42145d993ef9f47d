package ivr

import (
	"errors"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// If goes one way when a condition holds, and another when it does not.
type If struct {
	If      Condition
	Yes, No string
}

// Kind is "if".
func (If) Kind() string { return "if" }

// Ways are yes and no.
func (a If) Ways() []Way {
	return []Way{{Name: "yes", To: a.Yes, Silent: true}, {Name: "no", To: a.No, Silent: true}}
}

// Prompts is empty: it says nothing.
func (If) Prompts() []string { return nil }

func (r *reader) condition(is *line, ls *lines) If {
	a := If{Yes: r.text(ls.take("yes")), No: r.text(ls.take("no"))}
	text := r.text(is)
	if text == "" {
		return a
	}
	var err error
	if a.If, err = ParseCondition(text); err == nil {
		return a
	}
	wrong, _ := errors.AsType[*ConditionError](err)
	at := within(is.value, wrong.Offset)
	if wrong.Name != "" {
		r.note(at, "condition-name", "name", clip(wrong.Name)).Like = Like(wrong.Name, slices.Concat(factNames, queueFactNames))
	} else {
		r.note(at, "condition", "detail", oneLine(wrong.Detail))
	}
	return a
}

// within is the place of a character inside a value that stands in one line as
// it is; of another one, where the value begins.
func within(n ast.Node, offset int) Place {
	at := place(n)
	t := n.GetToken()
	switch t.Type {
	case token.StringType:
	case token.SingleQuoteType, token.DoubleQuoteType:
		offset++
	default:
		return at
	}
	if _, ok := n.(*ast.StringNode); !ok || !oneToOne(t) {
		return at
	}
	at.Column += offset
	return at
}

func (w *writer) condition(a If) {
	w.line(2, "if", a.If.String())
	w.line(2, "yes", a.Yes)
	w.line(2, "no", a.No)
}
