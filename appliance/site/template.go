package site

import (
	"context"
	"regexp"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// What templates are refused for.
var (
	ErrTemplateName = appliance.Refuse(appliance.Invalid, "refusal.template-name") // limit
	ErrTemplateText = appliance.Refuse(appliance.Invalid, "refusal.template-text")
)

// templateName is one word, so that it ends where the next begins.
var templateName = regexp.MustCompile(`^[\pL\pN-]{1,40}$`)

const templateNameLimit = 40

// SaveTemplate adds an answer that operators have at hand, if its id is zero, or
// changes it.
func (s *Site) SaveTemplate(ctx context.Context, by appliance.OperatorID, t appliance.Template, seen ...appliance.Version) (appliance.Template, error) {
	return edit(ctx, s, by, t, templateFlaws(t), templateNoun(0), seen...)
}

func templateNoun(undoes int) noun[appliance.Template] {
	return noun[appliance.Template]{
		kept: templateKept, undoes: undoes,
		id:   func(t appliance.Template) int64 { return int64(t.ID) },
		find: func(v *sqlite.View, t appliance.Template) (appliance.Template, error) { return v.Template(t.ID) },
		add:  (*sqlite.Tx).AddTemplate, save: (*sqlite.Tx).SaveTemplate,
		check: templateFits,
	}
}

// templateFlaws wants a name of one word, and a text in one language at least.
func templateFlaws(t appliance.Template) appliance.Flaws {
	flaws := appliance.Flaws{}
	flaws.Add("name", !templateName.MatchString(t.Name), ErrTemplateName.With("limit", templateNameLimit))
	for l, text := range t.Texts {
		field := "text-" + string(l)
		flaws.Add(field, !l.Known() || text == "", ErrTemplateText)
		over := utf8.RuneCountInString(text) - appliance.MessageLimit
		flaws.Add(field, over > 0, appliance.ErrTooLong.With("count", over))
	}
	flaws.Add("text-"+string(appliance.Languages()[0]), len(t.Texts) == 0, ErrTemplateText)
	return flaws
}

// templateFits wants groups that are there, and a name that nobody takes for
// another's: case and diacritics tell none apart for who types it.
func templateFits(v *sqlite.View, t appliance.Template) error {
	if err := areGroups(v, t.Groups); err != nil {
		return err
	}
	all, err := v.Templates()
	if err != nil {
		return err
	}
	flaws := appliance.Flaws{}
	for _, other := range all {
		flaws.Add("name", plain.Fold(other.Name) == plain.Fold(t.Name) && other.ID != t.ID, sqlite.ErrDuplicate)
	}
	return flaws.Err()
}
