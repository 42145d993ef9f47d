// Package address reads how a person can be reached: mail addresses and
// telephone numbers as people write them, made into the one form by which the
// box finds him again. It is pure.
package address

import (
	"net/mail"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// MailLimit is the longest mail address (RFC 5321 section 4.5.3.1.3, without
// the angle brackets).
const MailLimit = 254

// Mail is a mail address in lower case; false if s is none. A name beside it,
// a comment or a quoted local part is none: nobody types one into a form, and
// headers are the place where such things do harm.
func Mail(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) > MailLimit || strings.ContainsAny(s, "\"<>(),;: \t\r\n") {
		return "", false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Name != "" || a.Address != s {
		return "", false
	}
	if _, domain, ok := strings.Cut(s, "@"); !ok || domain == "" || strings.HasPrefix(domain, "[") {
		return "", false
	}
	return strings.ToLower(s), true
}

// Phone is a telephone number in E.164, "+420777123456". A number without a
// country is one of region (ISO 3166-1 alpha-2). False if s cannot be a number
// of the public network: an extension, a short code, a caller who hides.
func Phone(s, region string) (string, bool) {
	if s = strings.TrimSpace(s); len(s) > 40 || !strings.ContainsAny(s, "0123456789") {
		return "", false
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// Assigned tells whether the numbering plan of its country has a number in
// E.164: one that it has not is nobody's.
func Assigned(e164 string) bool {
	n, err := phonenumbers.Parse(e164, "")
	return err == nil && phonenumbers.IsValidNumber(n)
}

// LongestExtension is how many digits an extension has at most. What is longer
// is a number of the public network.
const LongestExtension = 6

// Extension is the number of a telephone at the site's own exchange: some
// digits, without the codes that exchanges take for commands.
func Extension(s string) (string, bool) {
	s = strings.TrimSpace(s)
	return s, s != "" && len(s) <= LongestExtension && strings.Trim(s, "0123456789") == ""
}

// Country is that of a number in E.164 (ISO 3166-1 alpha-2), empty if it belongs
// to none.
func Country(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return ""
	}
	return phonenumbers.GetRegionCodeForNumber(n)
}

// National is a number in E.164 without its country's code.
func National(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	return phonenumbers.GetNationalSignificantNumber(n)
}

// Shown is a telephone number as people read it: "+420 777 123 456" for one in
// E.164. What stands in no country's plan, as an extension, stays as it is.
func Shown(number string) string {
	if !strings.HasPrefix(number, "+") {
		return number
	}
	n, err := phonenumbers.Parse(number, "")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return number
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
}

// Region tells whether s is a region that Phone knows.
func Region(s string) bool { return phonenumbers.GetCountryCodeForRegion(s) != 0 }
