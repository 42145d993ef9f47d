package admin

import (
	"context"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web/i18n"
)

// questionFields are the questions of the form before a chat, and one that is empty.
func questionFields(ctx context.Context, all []appliance.Question) []fieldView {
	text := func(key string) string { return i18n.Text(ctx, "admin.question."+key) }
	fields := []fieldView{{Kind: headingField, Label: text("heading"), Help: text("help")}}
	for i, q := range all {
		fields = append(fields, fieldView{Kind: foldField, Label: q.Name})
		fields = append(fields, questionForm(ctx, i, len(all), q)...)
	}
	if n := len(all); n < site.MostQuestions {
		fields = append(fields, fieldView{Kind: foldField, Label: text("new")})
		fields = append(fields, questionForm(ctx, n, n+1, appliance.Question{Kind: appliance.QuestionText, Ask: appliance.AskOptional})...)
	}
	return fields
}

// questionForm is the form of the question in place i of n.
func questionForm(ctx context.Context, i, n int, q appliance.Question) []fieldView {
	text := func(key string, args ...any) string { return i18n.Text(ctx, "admin.question."+key, args...) }
	field := func(k kind, name string) fieldView {
		return fieldView{Kind: k, Name: site.QuestionField(i, name), Label: text(name)}
	}
	name, place, required := field(textField, "name"), field(choiceField, "place"), field(checkField, "required")
	name.Value, name.Help, required.On = q.Name, text("name.help"), q.Ask == appliance.AskRequired
	for at := range n {
		place.Choices = append(place.Choices, numbered(at+1, at == i))
	}
	looks, choices := field(choiceField, "kind"), field(linesField, "choices")
	for _, k := range appliance.QuestionKinds() {
		looks.Choices = append(looks.Choices, choice{string(k), text("kind." + string(k)), k == q.Kind})
	}
	choices.Value, choices.Help = strings.Join(q.Choices, "\n"), text("choices.help")
	fields := []fieldView{name, place, looks, choices, required}
	for _, l := range appliance.Languages() {
		f := field(textField, "text-"+string(l))
		f.Label, f.Help, f.Value = text("text", "language", i18n.Text(ctx, "language."+string(l))), text("text.help"), q.Texts[l]
		fields = append(fields, f)
	}
	return fields
}

// typedQuestions are the questions as the form has them, each at its place; one without a
// name is none.
func typedQuestions(t typed) (all []appliance.Question) {
	places := map[string]int{}
	for i := range site.MostQuestions {
		text := func(name string) string { return t.text(site.QuestionField(i, name)) }
		if text("name") == "" {
			continue
		}
		q := appliance.Question{
			Name: text("name"), Kind: appliance.QuestionKind(text("kind")), Ask: appliance.AskOptional,
			Choices: t.lines(site.QuestionField(i, "choices")), Texts: t.names(site.QuestionField(i, "text")),
		}
		if t.on(site.QuestionField(i, "required")) {
			q.Ask = appliance.AskRequired
		}
		places[q.Name] = t.optional(site.QuestionField(i, "place"))
		all = append(all, q)
	}
	slices.SortStableFunc(all, func(a, b appliance.Question) int { return places[a.Name] - places[b.Name] })
	return all
}
