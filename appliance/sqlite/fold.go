package sqlite

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// strokes are the letters of our languages' neighbourhood whose mark Unicode
// does not take apart.
var strokes = strings.NewReplacer("ł", "l", "đ", "d", "ø", "o", "ß", "ss", "æ", "ae", "œ", "oe")

// fold is what of a text a search compares: lower case, without diacritics,
// and each run of white space one space.
func fold(parts ...string) string {
	var b strings.Builder
	text := strings.ToLower(strings.Join(parts, " "))
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(strokes.Replace(b.String())), " ")
}
