package plain

import "testing"

func TestTextKeepsItsLinesAndLosesWhatControls(t *testing.T) {
	if got, want := Text("  one\r\ntwo\x1b[31m\rthree\x00 \xff\u0085"), "one\ntwo[31m\nthree \uFFFD"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLineIsOneLineOfAtMostSoManyCharacters(t *testing.T) {
	if got, want := Line(" Žofie\r\n  Nová\tkova\u2028x", 12), "Žofie Nová k"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestClipCutsBetweenCharacters(t *testing.T) {
	for limit, want := range []string{"", "ž", "ž\uFFFD", "ž\uFFFDa", "ž\uFFFDa"} {
		if got := Clip("ž\xffa", limit); got != want {
			t.Errorf("%d characters: %q, want %q", limit, got, want)
		}
	}
}

func TestFoldLeavesWhatIsCompared(t *testing.T) {
	for text, want := range map[string]string{
		" Příliš\tŽluťoučký  KŮŇ ": "prilis zlutoucky kun", "ŁÓDŹ, ul. Żółta": "lodz, ul. zolta", "Straße": "strasse", "": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
