package ivr_test

import (
	"slices"
	"testing"

	"cordboard/ivr"

	"github.com/google/go-cmp/cmp"
)

func TestPluralFormsAreThoseOfCLDR(t *testing.T) {
	for language, want := range map[string][]ivr.PluralForm{
		"cs": {"one", "few", "other"}, "pl": {"one", "few", "many"}, "en": {"one", "other"},
	} {
		if got := ivr.PluralsOf(language); !slices.Equal(got, want) {
			t.Errorf("%s needs %v, want %v", language, got, want)
		}
	}
	for n, want := range map[int64][3]ivr.PluralForm{ // cs, pl, en
		0: {"other", "many", "other"}, 1: {"one", "one", "one"}, 2: {"few", "few", "other"}, 5: {"other", "many", "other"},
		12: {"other", "many", "other"}, 21: {"other", "many", "other"}, 22: {"other", "few", "other"}, 112: {"other", "many", "other"},
		-1: {"one", "one", "one"}, 10_000_001: {"other", "many", "other"}, 3_000_000_022: {"other", "few", "other"},
	} {
		got := [3]ivr.PluralForm{ivr.PluralOf("cs", n), ivr.PluralOf("pl", n), ivr.PluralOf("en", n)}
		if got != want {
			t.Errorf("%d takes %v, want %v", n, got, want)
		}
	}
}

func TestTextsAreTakenApart(t *testing.T) {
	calls := []ivr.Form{{Of: "one", Words: "hovor"}, {Of: "few", Words: "hovory"}, {Of: "other", Words: "čekajících hovorů"}}
	for text, want := range map[string][]ivr.Piece{
		"Dobrý den, {name}.":    {{Words: "Dobrý den,"}, {Parameter: "name", As: ivr.AsDigits}},
		"{plate as spelled}":    {{Parameter: "plate", As: ivr.AsSpelled}},
		"{n as number neuter}!": {{Parameter: "n", As: ivr.AsNeuter}},
		"Čeká {n as number, one hovor, few hovory, other čekajících hovorů} a dost.": {
			{Words: "Čeká"}, {Parameter: "n", As: ivr.AsMasculine, Forms: calls}, {Words: "a dost."},
		},
		"{n, one hovor,few hovory ,other čekajících hovorů}": {{Parameter: "n", As: ivr.AsMasculine, Forms: calls}},
		"{n as number feminine, other žen}":                  {{Parameter: "n", As: ivr.AsFeminine, Forms: []ivr.Form{{Of: "other", Words: "žen"}}}},
		"{n as money, one hovor}":                            nil,
		"{n as number, one}":                                 nil,
		"{n as number, single hovor}":                        nil,
		"{n as number, one hovor, one hovory}":               nil,
		"{n as number,}":                                     nil,
		"{n as number plural}":                               nil,
		"{n number}":                                         nil,
		"{}":                                                 nil,
		"{, one hovor}":                                      nil,
	} {
		got, ok := ivr.Pieces(text)
		if ok != (want != nil) {
			t.Errorf("%q is taken apart: %v, want %v", text, ok, want != nil)
		} else if d := cmp.Diff(want, got); ok && d != "" {
			t.Errorf("%q (-want +got):\n%s", text, d)
		}
	}
}

func TestWhatIsCountedAgreesWithItsNumber(t *testing.T) {
	pieces, ok := ivr.Pieces("{n, one hovor, few hovory, other hovorů}")
	if !ok {
		t.Fatal("the text is not taken apart")
	}
	for value, want := range map[string]string{"1": "hovor", "3": "hovory", "5": "hovorů", " 0 ": "hovorů", "21": "hovorů", "1.5": "hovorů", "some": "hovorů"} {
		if got := pieces[0].Counted("cs", value); got != want {
			t.Errorf("%s is %q, want %q", value, got, want)
		}
	}
}
