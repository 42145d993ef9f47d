package ivr

import (
	"slices"

	"golang.org/x/text/feature/plural"
	bcp47 "golang.org/x/text/language"
)

// PluralForm is a form that a noun takes behind numbers, as Unicode's CLDR names
// it.
type PluralForm string

// PluralForms are all that there are.
var PluralForms = []PluralForm{"zero", "one", "two", "few", "many", "other"}

// formNames are those of plural's forms.
var formNames = map[plural.Form]PluralForm{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// PluralOf is the form that a whole number asks for in a language.
func PluralOf(language string, n int64) PluralForm {
	if n = max(n, -n); n >= pluralRound {
		n = n%pluralRound + pluralRound // it is the last digits that count
	}
	return formNames[plural.Cardinal.MatchPlural(bcp47.Make(language), int(n), 0, 0, 0, 0)]
}

// pluralRound is more than any rule looks at.
const pluralRound = 10_000_000

// PluralsOf are the forms that whole numbers take in a language, in CLDR's order.
func PluralsOf(language string) []PluralForm {
	taken := map[PluralForm]bool{}
	for n := range int64(201) {
		taken[PluralOf(language, n)] = true
	}
	return slices.DeleteFunc(slices.Clone(PluralForms), func(f PluralForm) bool { return !taken[f] })
}
