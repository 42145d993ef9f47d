package privacy

import (
	"os"
	"strings"
	"testing"
)

// TestExamplesAreMaskedAsTheyAsk reads testdata/masking-examples.tsv: kind, what
// was written, what must come of it (MASK and KEEP for whole lines), why.
func TestExamplesAreMaskedAsTheyAsk(t *testing.T) {
	file, err := os.ReadFile("testdata/masking-examples.tsv")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for line := range strings.Lines(string(file)) {
		e := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		examples++
		kind, given, want := e[0], e[1], e[2]
		switch want {
		case "KEEP":
			want = given
		case "MASK":
			want = Number(given)
		}
		if got := Text(given); got != want {
			t.Errorf("%s %q: %q, want %q (%s)", kind, given, got, want, e[3])
		}
	}
	if examples < 30 {
		t.Errorf("%d examples are read", examples)
	}
}
