package sip

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net/netip"

	"cordboard/appliance/media"
)

// sound is the offer and answer state of a call, in plain values.
type sound struct {
	Local  netip.AddrPort `json:"local"` // where our side wants its packets
	Origin Origin         `json:"origin"`
	Stream media.Stream   `json:"stream"`
	Pact   pact           `json:"pact"`
	// Ours is what we do with the sound.
	Ours Direction `json:"ours"`
	// Terms are what can be agreed on; keys, what we encrypt by.
	Terms Terms   `json:"terms"`
	keys  keyring // not stored: never on a disk
}

var errNoSound = errors.New("nothing has been negotiated here")

func newOrigin() Origin {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return Origin{Session: binary.BigEndian.Uint64(b[:]) >> 2}
}

// open of Negotiate: decides but sends nothing.
func (m negotiating) open(c *Call) {
	s := &c.loop.sound
	if err := c.settled(); err != nil {
		m.reply <- negotiated{err: err}
		return
	}
	s.Local = m.local
	var n negotiated
	if c.offer == nil {
		n.sdp = s.offer()
		codec := s.Terms.offered()[0]
		n.stream = media.Stream{Codec: codec, Payload: uint8(codec), Event: event, Sends: true, Hears: true}
	} else {
		n.sdp, _, n.err = s.answer(c.offer)
		s.Pact = theyOffered // until it is said
		n.stream = s.Stream
	}
	m.reply <- n
}

// said notes that the Handler's Answer went out: with whatever SDP it chose.
func (s *sound) said(sdp []byte, offer bool) {
	s.Pact = settled
	if offer && len(sdp) > 0 {
		s.Pact = weOffered
	}
}

// answer answers an offer and takes over what it agrees on. changed says that
// the stream is another one now.
func (s *sound) answer(body []byte) (sdp []byte, changed bool, err error) {
	if !s.Local.IsValid() {
		return nil, false, errNoSound
	}
	o, err := ParseOffer(body)
	if err != nil {
		return nil, false, err
	}
	o.limit(s.Ours)
	terms := s.Terms
	if s.Stream.Remote.IsValid() {
		terms = terms.keeping(s.Stream.Codec)
	}
	next := Origin{s.Origin.Session, s.Origin.Version + 1}
	sdp, stream, err := o.answer(s.Local, next, terms, s.ring())
	if err != nil {
		return nil, false, err
	}
	changed = stream != s.Stream
	s.Origin, s.Stream, s.Pact = next, stream, settled
	return sdp, changed, nil
}

// offer writes an offer of ours, nil if there is no sound yet.
func (s *sound) offer() []byte {
	if !s.Local.IsValid() {
		return nil
	}
	s.Origin.Version++
	s.Pact = weOffered
	return writeOffer(s.Local, s.Origin, s.Ours, s.Terms, s.ring())
}

// previewed reads what the other side will send before it answers. It may
// differ from what it answers in the end (RFC 3261 section 13.2.1).
func (s *sound) previewed(body []byte) (media.Stream, error) {
	peek := *s
	return peek.answeredBy(body)
}

// answeredBy takes the answer to that.
func (s *sound) answeredBy(body []byte) (media.Stream, error) {
	o, err := ParseOffer(body)
	if err != nil {
		return media.Stream{}, err
	}
	o.limit(s.Ours)
	st, err := s.took(&o.sections[0])
	if err != nil {
		return media.Stream{}, err
	}
	s.Stream, s.Pact = st, settled
	return st, nil
}

// finally takes the answer out of a 200: that, or what was agreed on before it
// in a reliable response. Where both speak, the 200 is believed, although it
// ought to say the same (RFC 6337 section 3.1.1).
func (s *sound) finally(body []byte) (media.Stream, error) {
	if s.Pact == settled && len(body) == 0 {
		return s.Stream, nil
	}
	return s.answeredBy(body)
}

// took reads what of our offer was taken.
func (s *sound) took(answer *section) (media.Stream, error) {
	st, ok := answer.stream([][]media.Codec{s.Terms.offered()}) // theirs to choose
	if !ok {
		return media.Stream{}, ErrNoCommonCodec
	}
	st.Mux = false // an offer of ours has none
	st.Via = s.Terms.Via
	if st.Event != 0 && st.Event != event {
		st.EventIn = event
	}
	if s.Terms.encrypts() {
		st.Crypto, _, _ = s.ring().choose(answer.crypto)
	}
	if st.Crypto.Suite == media.Plain && (answer.secure() || !s.Terms.plain()) {
		return media.Stream{}, ErrNoCommonCodec
	}
	return st, nil
}

// ring is the session's keyring.
func (s *sound) ring() keyring {
	if s.keys == nil {
		s.keys = keyring{}
	}
	return s.keys
}

// soundRefusal is how an offer is refused.
func soundRefusal(err error) *refusal {
	if errors.Is(err, ErrBadSDP) {
		return &refusal{status: 400, reason: "Malformed SDP"}
	}
	return &refusal{status: 488, reason: "Not Acceptable Here"}
}
