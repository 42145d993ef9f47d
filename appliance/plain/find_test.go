package plain

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFindLightsThePhraseAsItIsWritten(t *testing.T) {
	for _, c := range []struct{ text, phrase, want string }{
		{"Dobrý den, kurýr přišel pozdě.", "prisel", "Dobrý den, kurýr [přišel] pozdě."},
		{"PŘIŠEL a prisel", "Přišel", "[PŘIŠEL] a [prisel]"},
		{"pris\u030Cel pozde\u030C dnes", "přišel pozdě", "[pris\u030Cel pozde\u030C] dnes"},
		{"dva  \n řádky", "dva radky", "[dva  \n řádky]"},
		{"Łódź, Straße", "lodz", "[Łódź], Straße"},
		{"Łódź, Straße", "strasse", "Łódź, [Straße]"},
		{"tel. 603 123 456 děkuji", "603123456", "tel. [603 123 456] děkuji"},
		{"tel. +420603123456", "603 123 456", "tel. +420[603123456]"},
		{"12:30 a 45", "3045", "12:30 a 45"},
		{"nic", "něco", "nic"},
		{"nic", " ", "nic"},
		{"nic", "()", "nic"},
		{"aaaa", "aa", "[aa][aa]"},
		{"50 % a _", "% a _", "50 [% a _]"},
	} {
		if got := lit(c.text, Find(c.text, c.phrase)); got != c.want {
			t.Errorf("%q in %q: got %q, want %q", c.phrase, c.text, got, c.want)
		}
	}
}

func lit(text string, found []Span) string {
	for _, s := range slices.Backward(found) {
		text = text[:s.From] + "[" + text[s.From:s.To] + "]" + text[s.To:]
	}
	return text
}

func TestSearchedHoldsNumbersAlsoWithoutTheirGroups(t *testing.T) {
	for text, want := range map[string]string{
		"Volejte 603 123 456.": "volejte 603 123 456. 603123456",
		"603123456":            "603123456",
		"12. 5. ve 12:30":      "12. 5. ve 12:30 125",
		"Žádné číslo":          "zadne cislo",
		"":                     "",
	} {
		if got := Searched(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestTextWithoutThePhraseCostsLittle counts what is allocated for a page of messages of
// which nearly all lack the phrase.
func TestTextWithoutThePhraseCostsLittle(t *testing.T) {
	text := strings.Repeat("Dobrý den, objednávka přišla pozdě a balík je poškozený. ", 20)
	for _, phrase := range []string{"nebeklíčka", "603 123 456"} {
		if got := testing.AllocsPerRun(10, func() {
			if Find(text, phrase) != nil {
				t.Fatal("found")
			}
		}); got > 20 {
			t.Errorf("%q: %v allocations for a text of %d bytes", phrase, got, len(text))
		}
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("Dobrý den, objednávka přišla pozdě a balík je poškozený. ", 3)
	for _, phrase := range []string{"nebeklíčka", "poškozený"} {
		b.Run(phrase, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(text, phrase)
			}
		})
	}
}

// TestWhatIsFoundWasSearched holds the two halves of a search together: an index that
// looks through Searched for Phrase misses nothing that Find lights.
func TestWhatIsFoundWasSearched(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("aářŁß1 2-\n\u030C+.")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, phrase := letters.Draw(t, "text"), letters.Draw(t, "phrase")
		spans := Find(text, phrase)
		if len(spans) > 0 && !strings.Contains(Searched(text), Phrase(phrase)) {
			t.Errorf("%q is lit in %q, and is not in %q", phrase, text, Searched(text))
		}
		for _, s := range spans {
			if s.From >= s.To || s.To > len(text) || Phrase(text[s.From:s.To]) != Phrase(phrase) {
				t.Errorf("of %q in %q is lit %q", phrase, text, text[s.From:s.To])
			}
		}
	})
}
