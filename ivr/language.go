package ivr

import (
	"slices"
	"strings"

	bcp47 "golang.org/x/text/language"
)

// LikeLanguage finds the language, of those known by their two letters, that was
// probably meant: that of the same tag (cs-CZ, ces), of the country (cz), of the
// name (czech), or one written nearly so. Empty: none.
func LikeLanguage(written string, known []string) string {
	written = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(written), "_", "-"))
	if t, err := bcp47.Parse(written); err == nil {
		base, _ := t.Base()
		return only(base.String(), known) // another language is not a slip
	}
	if t, err := bcp47.Parse("und-" + written); err == nil {
		country, _ := t.Region()
		if base, _ := t.Base(); country.IsCountry() && slices.Contains(known, base.String()) {
			return base.String()
		}
	}
	for _, l := range known {
		if name := languageNames[l]; len(written) > 3 && Like(written, []string{name}) != "" || written == name {
			return l
		}
	}
	if len(written) == 2 {
		return Like(written, known)
	}
	return ""
}

func only(name string, known []string) string {
	if slices.Contains(known, name) {
		return name
	}
	return ""
}

// languages are those that a tree can speak.
var languages = []string{"cs", "pl", "en"}

// languageNames are their names in English.
var languageNames = map[string]string{"cs": "czech", "pl": "polish", "en": "english"}
