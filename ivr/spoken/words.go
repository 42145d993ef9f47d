package spoken

import (
	"strings"

	"cordboard/appliance"
	"cordboard/ivr"
)

// Words are what is said, piece by piece.
type Words []string

// String is the sentence as it is written.
func (w Words) String() string { return strings.Join(w, " ") }

// Prompts names the recordings of the pieces, in order.
func (w Words) Prompts() []string {
	names := make([]string, len(w))
	for i, piece := range w {
		names[i] = ivr.Spoken(piece)
	}
	return names
}

// tongue is how a language counts and says what is counted.
type tongue struct {
	zero, minus, hundredAnd string
	ones                    [20]string // as one counts, up to nineteen
	tens                    [10]string
	hundreds                [10]string
	scales                  [3]noun // thousand millions, millions, thousands
	bareScale               bool    // one thousand is said "thousand"
	one, two                genders
	twoBends                bool   // two follows the gender at a number's end too
	lone                    string // one, behind tens
	form                    func(n int64) form
	nouns                   map[Noun]noun
	clock                   clock
	phrases                 phrases
	recording               recording
	date                    func(t *tongue, day, month, year int) Words // year 0: none
	letters                 alphabet
	weekdays                [7]string
}

// genders are a word for the masculine, the feminine and the neuter.
type genders [3]string

type gender int

const (
	masculine gender = iota
	feminine
	neuter
)

// form is which of its forms a noun takes behind a number (CLDR's plural
// rules for whole numbers).
type form int

const (
	one form = iota
	few
	many
)

// noun is a thing that is counted.
type noun struct {
	gender gender
	forms  [3]string // one call, two calls, five calls
}

// tongues are the languages; another one is spoken to in English.
var tongues = map[appliance.Language]*tongue{
	appliance.Czech: czech, appliance.Polish: polish, appliance.English: english,
}

func of(l appliance.Language) *tongue {
	if t := tongues[l]; t != nil {
		return t
	}
	return english
}
