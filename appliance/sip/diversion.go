package sip

import (
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// Diversion tells that a call was passed on before it came to us; zero: not,
// as far as the exchange tells.
type Diversion struct {
	// Number is whom the caller had dialled.
	Number string
	// Reason is why it was passed on first, by the words of RFC 5806:
	// "user-busy", "no-answer", "unconditional" and others; may be empty.
	Reason string
}

// diverted reads Diversion (RFC 5806), or else History-Info (RFC 7044). Of
// several diversions the first counts, by whom the caller wanted.
func diverted(r headed) Diversion {
	if all := addressesOf(r, "diversion"); len(all) > 0 { // the latest stands first, section 4
		first := all[len(all)-1]
		reason, _ := first.Params.Value("reason")
		return Diversion{Number: numberOf(first.URI), Reason: word(message.Unquote(reason))}
	}
	history := addressesOf(r, "history-info") // the oldest stands first, RFC 7044 section 5
	if len(history) < 2 || numberOf(history[0].URI) == numberOf(history[len(history)-1].URI) {
		return Diversion{}
	}
	return Diversion{Number: numberOf(history[0].URI), Reason: causes[causeOf(history[1].URI)]}
}

// causes are the words for those of RFC 4458 section 2.
var causes = map[string]string{
	"302": "unconditional", "486": "user-busy", "408": "no-answer", "480": "deflection", "487": "deflection", "503": "unavailable", "404": "unknown",
}

// causeOf is why a call came to a target, as its URI says.
func causeOf(uri string) string {
	var u wire.Uri
	if wire.ParseUri(uri, &u) != nil {
		return ""
	}
	return u.UriParams.GetOr("cause", "")
}

// word is a token that may be shown, or nothing.
func word(s string) string {
	s = strings.ToLower(s)
	if !message.IsToken(s) || len(s) > 32 {
		return ""
	}
	return s
}

// addressesOf reads all values of a field that are addresses.
func addressesOf(r headed, name string) (all []message.Address) {
	for _, h := range r.GetHeaders(name) {
		all = append(all, message.Addresses(h.Value())...)
	}
	return all
}
