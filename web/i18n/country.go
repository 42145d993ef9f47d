package i18n

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is the name of a country (ISO 3166-1 alpha-2) by the Unicode CLDR; what is none
// comes back as it is.
func (t *Texts) Country(iso string) string {
	region, err := language.ParseRegion(iso)
	if err != nil || !region.IsCountry() {
		return iso
	}
	return display.Regions(language.Make(t.lang)).Name(region)
}
