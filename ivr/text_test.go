package ivr_test

import (
	"testing"

	"cordboard/ivr"
	"cordboard/web/i18n"
)

// TestSentencesAreThoseOfTheCatalogue holds the command line's English to what
// the pages say; that Czech and Polish have the same keys is web/i18n's test.
func TestSentencesAreThoseOfTheCatalogue(t *testing.T) {
	english := i18n.Localizer("en")
	for code, text := range ivr.Texts() {
		key := ivr.Finding{Code: code}.Key()
		if !i18n.Has(key) {
			t.Errorf("%s is in no catalogue", key)
		} else if got := english.Text(key); got != text {
			t.Errorf("%s: the catalogue says %q, this package %q", key, got, text)
		}
	}
	for code := range english.Section("finding.") {
		if _, ok := ivr.Texts()[code]; !ok {
			t.Errorf("the catalogue has finding.%s, which nothing finds", code)
		}
	}
}
