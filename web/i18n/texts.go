package i18n

import (
	"fmt"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Fallback is the language of whoever asks for one that the box lacks.
const Fallback = "en"

// Languages are the languages that have a catalogue.
func Languages() []string { return []string{"cs", "pl", "en"} }

// Texts speaks one language.
type Texts struct {
	lang  string
	plain map[string]string // texts without places and forms, by key
	rich  *i18n.Localizer
	zone  *time.Location // whose clocks the times are by; nil: the machine's
}

// In is the same texts with times by the clocks of a zone; nil: the machine's.
func (t *Texts) In(zone *time.Location) *Texts {
	there := *t
	there.zone = zone
	return &there
}

// Zone is the zone by whose clocks times are written.
func (t *Texts) Zone() *time.Location {
	if t.zone == nil {
		return time.Local
	}
	return t.zone
}

// Localizer returns the texts of lang, or English for a language that the box
// does not speak.
func Localizer[L ~string](lang L) *Texts {
	if t, ok := loaded().languages[string(lang)]; ok {
		return t
	}
	return loaded().languages[Fallback]
}

// Language is the language spoken, as in ISO 639-1.
func (t *Texts) Language() string { return t.lang }

// Text is the sentence of that key. args are names and values in turn, for
// its places; an argument named "count" also chooses the plural form. A key
// that no catalogue knows comes back as it is.
func (t *Texts) Text(key string, args ...any) string {
	if text, ok := t.plain[key]; ok {
		return text
	}
	places := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		places[fmt.Sprint(args[i])] = args[i+1]
	}
	return t.Fill(key, places)
}

// Fill is Text with its places in a map, as an appliance.Refusal carries them.
func (t *Texts) Fill(key string, places map[string]any) string {
	if text, ok := t.plain[key]; ok {
		return text
	}
	c := &i18n.LocalizeConfig{MessageID: key, TemplateData: places, TemplateParser: braces{t}}
	if n, ok := places["count"]; ok && loaded().counts(t.lang, key) {
		c.PluralCount = n
	}
	text, err := t.rich.Localize(c)
	if err != nil {
		return key
	}
	return text
}

// Has tells whether the catalogues know the key.
func Has(key string) bool { return loaded().keys[key] }

// Section is every text without plural forms whose key begins with prefix, by
// the rest of its key, places unfilled: what a page hands to its script.
func (t *Texts) Section(prefix string) map[string]string {
	section := map[string]string{}
	for key, forms := range loaded().forms[t.lang] {
		if text, ok := forms[""]; ok && strings.HasPrefix(key, prefix) {
			section[strings.TrimPrefix(key, prefix)] = text
		}
	}
	return section
}
