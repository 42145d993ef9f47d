package trunk

import (
	"net/netip"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
)

// Codec is how sound is called in the configuration.
type Codec string

// The codecs.
const (
	PCMA Codec = "pcma"
	PCMU Codec = "pcmu"
	G722 Codec = "g722"
	Opus Codec = "opus" // spoken only where a trunk names it: exchanges that cannot pass it on wear it out
)

var codecs = map[Codec]media.Codec{PCMA: media.PCMA, PCMU: media.PCMU, G722: media.G722, Opus: media.Opus}

// Sound is what is agreed on about a trunk's sound.
type Sound struct {
	// Codecs are those that may be spoken, the best first; none: either law as
	// the exchange prefers, and wide-band where it has neither.
	Codecs []Codec `json:"codecs,omitempty"`
	// SRTP says whether sound is encrypted; empty: off.
	SRTP sdp.Secrecy `json:"srtp,omitempty"`
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
	known := s.SRTP == "" || s.SRTP == sdp.Open || s.SRTP == sdp.Allowed || s.SRTP == sdp.Required
	flaws.Add("srtp", !known, ErrSRTP.With("trunk", trunk))
}

// terms are the same in the words of the protocol, for an exchange's address.
func (s Sound) terms(exchange netip.Addr) sdp.Terms {
	t := sdp.Terms{Secrecy: s.SRTP, Bare: s.SRTPWithoutTLS}
	if s.Translated {
		t.Via = exchange.Unmap()
	}
	for _, c := range s.Codecs {
		t.Codecs = append(t.Codecs, codecs[c])
	}
	return t
}

// Terms are those of the trunk that an address belongs to.
func (t *Trunks) Terms(source netip.Addr) sdp.Terms {
	of, _ := t.config.Load().Of(source)
	return of.Sound.terms(source)
}

// Spoken is the codec that operators' browsers should speak: the best that a
// trunk prefers, so that what its callers hear need not be made anew.
func (t *Trunks) Spoken() media.Codec {
	first := map[Codec]bool{}
	for _, of := range t.config.Load().Trunks {
		if len(of.Sound.Codecs) > 0 {
			first[of.Sound.Codecs[0]] = true
		}
	}
	for _, c := range []Codec{Opus, G722} {
		if first[c] {
			return codecs[c]
		}
	}
	return media.PCMA
}
