package i18n

import "testing"

func TestCountryHasItsNameInEachLanguage(t *testing.T) {
	for lang, want := range map[string]string{"cs": "Německo", "pl": "Niemcy", "en": "Germany"} {
		if got := Localizer(lang).Country("DE"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	for _, none := range []string{"", "XX1", "001"} {
		if got := Localizer("cs").Country(none); got != none {
			t.Errorf("%q is called %q", none, got)
		}
	}
}
