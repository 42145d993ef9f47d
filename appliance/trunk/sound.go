package trunk

import (
	"net/netip"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/sip"
)

// Codec is how sound is called in the configuration.
type Codec string

// The codecs.
const (
	PCMA Codec = "pcma"
	PCMU Codec = "pcmu"
	G722 Codec = "g722"
)

var codecs = map[Codec]media.Codec{PCMA: media.PCMA, PCMU: media.PCMU, G722: media.G722}

// Sound is what is agreed on about a trunk's sound.
type Sound struct {
	// Codecs are those that may be spoken, the best first; none: either law as
	// the exchange prefers, and wide-band where it has neither.
	Codecs []Codec `json:"codecs,omitempty"`
	// SRTP says whether sound is encrypted; empty: off.
	SRTP sip.Secrecy `json:"srtp,omitempty"`
	// SRTPWithoutTLS lets the keys travel where anybody on the way can read
	// them.
	SRTPWithoutTLS bool `json:"srtpWithoutTLS,omitempty"`
	// Translated says that the exchange is behind address translation: where its
	// sound comes from is learnt, and not believed of it.
	Translated bool `json:"translated,omitempty"`
}

func (s Sound) check(trunk string, flaws appliance.Flaws) {
	seen := map[Codec]bool{}
	for _, c := range s.Codecs {
		_, known := codecs[c]
		flaws.Add("codecs", !known || seen[c], ErrCodecs.With("trunk", trunk))
		seen[c] = true
	}
	known := s.SRTP == "" || s.SRTP == sip.Open || s.SRTP == sip.Allowed || s.SRTP == sip.Required
	flaws.Add("srtp", !known, ErrSRTP.With("trunk", trunk))
}

// terms are the same in the words of the protocol, for an exchange's address.
func (s Sound) terms(exchange netip.Addr) sip.Terms {
	t := sip.Terms{Secrecy: s.SRTP, Bare: s.SRTPWithoutTLS}
	if s.Translated {
		t.Via = exchange.Unmap()
	}
	for _, c := range s.Codecs {
		t.Codecs = append(t.Codecs, codecs[c])
	}
	return t
}

// Terms are those of the trunk that an address belongs to.
func (t *Trunks) Terms(source netip.Addr) sip.Terms {
	of, _ := t.config.Load().Of(source)
	return of.Sound.terms(source)
}

// Wideband tells whether a trunk prefers G.722, so that operators' browsers
// should speak it too.
func (t *Trunks) Wideband() bool {
	for _, of := range t.config.Load().Trunks {
		if len(of.Sound.Codecs) > 0 && of.Sound.Codecs[0] == G722 {
			return true
		}
	}
	return false
}
