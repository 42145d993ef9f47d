package sip

import (
	"strconv"
	"strings"
	"unicode"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// longest is the longest name or number that is passed on, in characters.
const longest = 80

// asserting are the fields in which an exchange asserts who calls: RFC 3325,
// and that of older exchanges.
var asserting = []string{"p-asserted-identity", "remote-party-id"}

// callerOf reads who calls, from the first of the fields that names anybody, or
// else From. Who asks for privacy is nobody here, even where we are trusted with
// his number: operators are not the network. So is who calls himself anonymous
// in From, a name that is a word of the network's and not his.
func callerOf(r *wire.Request, fields []string) Party {
	if withheld(r) {
		return Party{}
	}
	for _, name := range fields {
		if p := partyOf(r, name); p.Number != "" {
			return p
		}
	}
	if p := partyOf(r, "from"); p.Number != "" && !strings.EqualFold(p.Number, anonymous) || !anonymously(r) {
		return p
	}
	return Party{}
}

// anonymous is the user part of those who withhold theirs (RFC 3323 section
// 4.1.1.3), whatever host stands behind it.
const anonymous = "anonymous"

// anonymously tells whether From names nobody on purpose.
func anonymously(r *wire.Request) bool {
	from := r.From()
	return from != nil && (strings.EqualFold(from.Address.User, anonymous) || strings.EqualFold(from.Address.Host, "anonymous.invalid"))
}

// withheld tells whether a caller asks not to be named (RFC 3323 section 4.2,
// RFC 3325 section 9.3; privacy=full of Remote-Party-ID is older).
func withheld(r *wire.Request) bool {
	for _, h := range r.GetHeaders("privacy") {
		for _, asked := range strings.FieldsFunc(strings.ToLower(h.Value()), func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
			if asked == "id" || asked == "user" || asked == "header" {
				return true
			}
		}
	}
	for _, h := range r.GetHeaders("remote-party-id") {
		if strings.Contains(strings.ToLower(strings.ReplaceAll(h.Value(), " ", "")), ";privacy=full") {
			return true
		}
	}
	return false
}

// partyOf reads all values of a field: a name from the first that has one, a
// number from the first that has one.
func partyOf(r *wire.Request, name string) (p Party) {
	for _, a := range addressesOf(r, name) {
		if p.Name == "" {
			p.Name = printable(message.Unquote(a.Display))
		}
		if p.Number == "" {
			p.Number = numberOf(a.URI)
		}
	}
	return p
}

// calledBy reads the number that was called out of the Request-URI; where a
// registrar has put our Contact there, out of P-Called-Party-ID (RFC 7315
// section 4.2) or To.
func calledBy(r *wire.Request) string {
	number := numberOf(r.Recipient.String())
	if number != ownContact {
		return number
	}
	for _, name := range []string{"p-called-party-id", "to"} {
		if p := partyOf(r, name); p.Number != "" {
			return p.Number
		}
	}
	return number
}

// numberOf is the user part of a sip: or sips: URI, or the number of a tel:
// URI (RFC 3966) without its parameters and visual separators.
func numberOf(uri string) string {
	scheme, rest, _ := strings.Cut(uri, ":")
	switch strings.ToLower(scheme) {
	case "sip", "sips":
		at := strings.LastIndexByte(rest, '@')
		if at < 0 {
			return ""
		}
		user, host := rest[:at], rest[at+1:]
		user, _, _ = strings.Cut(user, ":")
		user, _, _ = strings.Cut(user, ";") // RFC 3966 parameters within
		if strings.HasPrefix(host, "anonymous.invalid") {
			return "" // RFC 3323 section 4.1.1.3
		}
		return printable(unescape(user))
	case "tel":
		number, _, _ := strings.Cut(rest, ";")
		return printable(strings.Map(func(r rune) rune {
			if strings.ContainsRune("-.() ", r) {
				return -1
			}
			return r
		}, unescape(number)))
	}
	return ""
}

// unescape undoes %hh; what is no escape stays as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// printable makes a text from outside fit to be shown: valid, without control
// and formatting characters (which could turn a line around), and short.
func printable(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(s, "") {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			continue
		}
		if n++; n > longest {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}
