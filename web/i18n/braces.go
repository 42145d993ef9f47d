package i18n

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

var place = regexp.MustCompile(`\{([a-z]+)\}`)

// braces fills places written as {name}: all that a sentence needs, and
// nothing that a translator could break a page with.
type braces struct{ texts *Texts }

var _ template.Parser = braces{}

func (b braces) Cacheable() bool { return false }

func (b braces) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	return filled{src, b.texts}, nil
}

type filled struct {
	text  string
	texts *Texts
}

// Execute puts the values in; whole numbers are written as the language does.
func (f filled) Execute(data any) (string, error) {
	places, _ := data.(map[string]any)
	if !strings.Contains(f.text, "{") {
		return f.text, nil
	}
	return place.ReplaceAllStringFunc(f.text, func(hole string) string {
		switch v := places[hole[1:len(hole)-1]].(type) {
		case nil:
			return hole
		case int:
			return f.texts.Number(v)
		default:
			return fmt.Sprint(v)
		}
	}), nil
}
