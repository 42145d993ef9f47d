package ivr

import (
	"slices"
	"strings"
)

// Survey asks for a mark, and keeps it as a parameter.
type Survey struct {
	Survey string // the parameter
	Ask    []string
	// Least and Most are the keys of the marks, '1' and '5'.
	Least, Most byte
	Then        string
	Patience
}

// Kind is "survey".
func (Survey) Kind() string { return "survey" }

// Ways are then, nothing, and wrong if it has one.
func (s Survey) Ways() []Way { return missing([]Way{{Name: "then", To: s.Then}}, s.Nothing, s.Wrong) }

// Prompts are the question and what it says when it asks again.
func (s Survey) Prompts() []string { return slices.Concat(s.Ask, s.prompts()) }

// Digits are those that it asks for.
func (s Survey) Digits() Digits {
	return Digits{
		Ask: s.Ask, Least: 1, Most: 1, Pattern: "[" + string(s.Least) + "-" + string(s.Most) + "]", Patience: s.Patience,
	}
}

const leastMark, mostMark = '1', '5'

func (r *reader) survey(node string, is *line, ls *lines) Survey {
	a := Survey{
		Survey: r.parameter(is), Ask: r.prompts(node, ls.take("ask")), Then: r.text(ls.take("then")),
		Patience: r.patience(node, ls),
	}
	a.Least, a.Most = r.marks(ls.take("keys"))
	return a
}

// marks reads "1-5".
func (r *reader) marks(l *line) (least, most byte) {
	s := strings.ReplaceAll(r.text(l), " ", "")
	if s == "" {
		return leastMark, mostMark
	}
	if len(s) != 3 || s[1] != '-' || !isKeyDigit(s[:1]) || !isKeyDigit(s[2:]) || s[0] >= s[2] {
		r.note(place(l.value), "marks", "text", clip(s))
		return leastMark, mostMark
	}
	return s[0], s[2]
}

func (w *writer) survey(a Survey) {
	w.line(2, "survey", a.Survey)
	w.prompts("ask", a.Ask)
	if a.Least != leastMark || a.Most != mostMark {
		w.line(2, "keys", string(a.Least)+"-"+string(a.Most))
	}
	w.line(2, "then", a.Then)
	w.asking(a.Patience)
}
