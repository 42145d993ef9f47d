package privacy

import (
	"strings"
	"testing"
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
