package sdp

import (
	"net/netip"
	"slices"

	"cordboard/appliance/media"
)

// Terms are what is agreed on about the sound with one exchange.
type Terms struct {
	// Codecs are those that may be agreed on, the best first. None: G.722, and
	// either law of G.711, as the other side prefers, where it has not that.
	Codecs []media.Codec `json:"codecs,omitempty"`
	// Secrecy says whether sound is encrypted.
	Secrecy Secrecy `json:"secrecy,omitempty"`
	// Bare lets keys travel in messages that are not encrypted themselves:
	// whoever can read those can hear the call.
	Bare bool `json:"bare,omitempty"`
	// Via is the address that the other side's messages come from, where it is
	// behind address translation: its sound may come from there too.
	Via netip.Addr `json:"via,omitzero"`
}

// Secrecy says whether the sound of an exchange is encrypted: SRTP with keys
// in the session description (RFC 4568).
type Secrecy string

// The secrecies. The empty one is Open.
const (
	Open     Secrecy = "off"      // never
	Allowed  Secrecy = "allowed"  // where the other side does it
	Required Secrecy = "required" // or there is no call
)

// Over is what counts of the terms where messages travel by a transport. A key
// that everybody can read is none; Required stays, and can then not be met.
func (t Terms) Over(transport string) Terms {
	if transport != "TLS" && !t.Bare && t.Secrecy != Required {
		t.Secrecy = Open
	}
	t.Bare = t.Bare || transport == "TLS"
	return t
}

// encrypts tells whether encrypted sound can be agreed on; plain, whether
// sound that is not.
func (t Terms) encrypts() bool {
	return t.Bare && (t.Secrecy == Allowed || t.Secrecy == Required)
}
func (t Terms) plain() bool { return t.Secrecy != Required }

// offered are the codecs of our own offers.
func (t Terms) offered() []media.Codec {
	if len(t.Codecs) > 0 {
		return t.Codecs
	}
	return []media.Codec{media.G722, media.PCMA, media.PCMU}
}

// groups are the codecs in the order in which an offer is searched for them:
// the other side chooses inside a group.
func (t Terms) groups() [][]media.Codec {
	if len(t.Codecs) == 0 {
		return [][]media.Codec{{media.G722}, {media.PCMA, media.PCMU}}
	}
	var groups [][]media.Codec
	for _, c := range t.Codecs {
		groups = append(groups, []media.Codec{c})
	}
	return groups
}

// keeping prefers a codec that is spoken already.
func (t Terms) keeping(c media.Codec) Terms {
	t.Codecs = append([]media.Codec{c}, slices.DeleteFunc(slices.Clone(t.offered()), func(o media.Codec) bool { return o == c })...)
	return t
}
