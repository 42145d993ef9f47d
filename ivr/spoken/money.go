package spoken

import (
	"strings"

	"cordboard/appliance"
)

// The coins and notes.
const (
	koruna Noun = "koruna"
	heller Noun = "heller"
	zloty  Noun = "zloty"
	grosz  Noun = "grosz"
	euro   Noun = "euro"
	cent   Noun = "cent"
)

// currencies are those that are said, by their code of ISO 4217, each with its
// hundredth.
var currencies = map[string][2]Noun{
	"CZK": {koruna, heller}, "PLN": {zloty, grosz}, "EUR": {euro, cent},
}

// Money is a sum in hundredths of a currency (CZK, PLN, EUR). Of one that is
// not known it says the letters' number alone.
func Money(l appliance.Language, hundredths int64, currency string) Words {
	t := of(l)
	whole, rest := hundredths/100, hundredths%100
	coins, known := currencies[strings.ToUpper(currency)]
	if !known {
		return t.number(whole, nil)
	}
	var w Words
	if hundredths < 0 {
		w, whole, rest = Words{t.minus}, max(-whole, 0), -rest
	}
	if whole > 0 || rest == 0 {
		w = append(w, t.count(whole, t.nouns[coins[0]])...)
	}
	if rest > 0 {
		w = append(w, t.count(rest, t.nouns[coins[1]])...)
	}
	return w
}
