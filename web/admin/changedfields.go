package admin

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"cordboard/web/i18n"
)

// changedFields says which fields of a form are filled in otherwise after a
// change than before, and how; of a long text only that it is another.
func changedFields(ctx context.Context, before, after []fieldView) (all []string) {
	for _, is := range after {
		i := slices.IndexFunc(before, func(f fieldView) bool { return f.Name == is.Name && f.Kind == is.Kind })
		if i < 0 || !is.asks() {
			continue
		}
		was, now := before[i].said(ctx), is.said(ctx)
		switch {
		case was == now:
		case max(utf8.RuneCountInString(was), utf8.RuneCountInString(now)) > longestChange:
			all = append(all, i18n.Text(ctx, "admin.changed.secret", "what", is.Label))
		default:
			all = append(all, i18n.Text(ctx, "admin.changed", "what", is.Label, "before", was, "after", now))
		}
	}
	return all
}

// longestChange is how much of what a field was and became is said.
const longestChange = 200

// asks tells whether a field asks for something that may be told.
func (f fieldView) asks() bool {
	switch f.Kind {
	case textField, numberField, durationField, mailField, linesField, proseField, choiceField, manyField, checkField:
		return true
	case passwordField, heldField, headingField, hiddenField, foldField, fileField, promptsField:
	}
	return false
}

// said is what a field is filled in with, in words.
func (f fieldView) said(ctx context.Context) string {
	switch f.Kind {
	case checkField:
		return yesNo(ctx, f.On)
	case numberField, durationField:
		return f.Value
	case choiceField, manyField:
		var chosen []string
		for _, c := range f.Choices {
			if c.On {
				chosen = append(chosen, c.Label)
			}
		}
		if len(chosen) == 0 {
			return quoted(ctx, "")
		}
		return strings.Join(chosen, ", ")
	}
	return quoted(ctx, strings.ReplaceAll(strings.TrimSpace(f.Value), "\n", ", "))
}
