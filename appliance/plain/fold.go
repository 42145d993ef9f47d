package plain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// strokes are the letters of our languages' neighbourhood whose mark Unicode
// does not take apart.
var strokes = strings.NewReplacer("ł", "l", "đ", "d", "ø", "o", "ß", "ss", "æ", "ae", "œ", "oe")

// Fold is what of a text is compared where writing may differ: lower case, without
// diacritics, and each run of white space one space.
func Fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(strokes.Replace(b.String())), " ")
}
