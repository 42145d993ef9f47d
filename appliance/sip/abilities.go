package sip

import (
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// abilities are what the other side of a session said that it understands.
type abilities struct {
	Update   bool `json:"update"`   // RFC 3311
	Reliable bool `json:"reliable"` // 100rel, RFC 3262
}

// headed is a message whose fields can be asked for.
type headed interface {
	GetHeaders(name string) []wire.Header
}

// learn takes over what a message says.
func (a *abilities) learn(m headed) {
	if len(m.GetHeaders("allow")) > 0 {
		a.Update = lists(m, "allow", "UPDATE")
	}
	a.Reliable = lists(m, "supported", "100rel") || lists(m, "require", "100rel")
}

// listed are the tokens of a field that holds a list (RFC 3261 section 7.3.1).
func listed(m headed, name string) (tokens []string) {
	for _, h := range m.GetHeaders(name) {
		for one := range strings.SplitSeq(h.Value(), ",") {
			if one = strings.TrimSpace(one); message.IsToken(one) {
				tokens = append(tokens, one)
			}
		}
	}
	return tokens
}

// lists tells whether a field names a token.
func lists(m headed, name, token string) bool {
	for _, one := range listed(m, name) {
		if strings.EqualFold(one, token) {
			return true
		}
	}
	return false
}
