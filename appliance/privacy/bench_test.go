package privacy

import (
	"strconv"
	"strings"
	"testing"

	"cordboard/appliance"
)

// BenchmarkText masks a message as people write them, with and without a number
// in it, and one that holds nothing else.
func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"plain":  "Dobrý den, potřeboval bych poradit s výběrem kola pro dceru, je jí osm let a měří metr třicet.",
		"digits": "Objednávka 20240115001 za 12 490 Kč, zavolejte mi prosím na 601 123 456 nebo pište na jana@example.cz.",
		"flood":  strings.Repeat("1 ", 500),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Text(text)
			}
		})
	}
}

// BenchmarkMasksOfAPage writes the log of a page of two hundred messages anew, with
// and without masking.
func BenchmarkMasksOfAPage(b *testing.B) {
	var log []appliance.Entry
	for n := range 200 {
		log = append(log, appliance.Entry{Text: "Objednávka " + strconv.Itoa(20240115001+n) + " za 12 490 Kč, zavolejte mi prosím na 601 123 456 nebo pište na jana@example.cz."})
	}
	b.Run("as it is", func(b *testing.B) {
		for b.Loop() {
			for _, e := range log {
				Text(e.Text)
			}
		}
	})
	b.Run("kept", func(b *testing.B) {
		var m Masks
		for b.Loop() {
			for _, e := range log {
				m.Entry(e, "+420601123456")
			}
		}
	})
}
