package ivr_test

import (
	"testing"

	"cordboard/ivr"
)

func TestTheLanguageMeantIsFoundByTagCountryAndName(t *testing.T) {
	for written, want := range map[string]string{
		"cz": "cs", "CS": "cs", "cs-CZ": "cs", "pl_PL": "pl", "cze": "cs", "ces": "cs", "eng": "en",
		"gb": "en", "us": "en", "czech": "cs", "Polish": "pl", "englsh": "en",
		"sk": "", "ce": "", "de": "", "pt": "", "uk": "", "xx": "", "": "", "nonsense": "",
	} {
		if got := ivr.LikeLanguage(written, []string{"cs", "pl", "en"}); got != want {
			t.Errorf("LikeLanguage(%q) = %q, want %q", written, got, want)
		}
	}
}
