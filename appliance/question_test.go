package appliance

import "testing"

func TestAnswerIsOfItsKind(t *testing.T) {
	for _, c := range []struct {
		kind        QuestionKind
		given, kept string
		ok          bool
	}{
		{QuestionText, " 24-10873 ", "24-10873", true},
		{QuestionNumber, "-1,5", "-1,5", true},
		{QuestionNumber, "12.50", "12.50", true},
		{QuestionNumber, "1e9", "", false},
		{QuestionNumber, "two", "", false},
		{QuestionDate, "2026-02-28", "2026-02-28", true},
		{QuestionDate, "2026-02-30", "", false},
		{QuestionDate, "28. 2.", "", false},
		{QuestionChoice, "Red", "Red", true},
		{QuestionChoice, "red", "", false},
		{QuestionCheck, Checked, Checked, true},
		{QuestionCheck, "no", "", false},
	} {
		q := Question{Kind: c.kind, Ask: AskRequired, Choices: []string{"Red", "Green"}}
		if kept, ok := q.Answer(c.given); ok != c.ok || ok && kept != c.kept {
			t.Errorf("%s %q: kept is %q, %t", c.kind, c.given, kept, ok)
		}
		if _, ok := q.Answer("  "); ok {
			t.Errorf("%s: nothing is an answer to what is required", c.kind)
		}
		q.Ask = AskOptional
		if kept, ok := q.Answer("  "); !ok || kept != "" {
			t.Errorf("%s: nothing is none to what is optional", c.kind)
		}
	}
}
