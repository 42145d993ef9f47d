package sdp

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"net/netip"

	"cordboard/appliance/media"
)

// Session is the offer and answer state of one dialog, in plain values that can
// be stored and taken up again; but its keys are not. It makes no sound and has
// one owner.
type Session struct {
	Local  netip.AddrPort `json:"local"` // where our side wants its packets
	Origin Origin         `json:"origin"`
	Stream media.Stream   `json:"stream"` // what is agreed on
	Pact   Pact           `json:"pact"`
	// Ours is what we do with the sound.
	Ours Direction `json:"ours"`
	// Terms are what can be agreed on; keys, what we encrypt by.
	Terms Terms   `json:"terms"`
	keys  keyring // not stored: never on a disk
}

// Pact is how far an offer of sound and its answer are in a session (RFC 3264
// section 4, RFC 6337 section 2).
type Pact string

// The pacts.
const (
	Settled     Pact = ""       // nothing is open
	WeOffered   Pact = "ours"   // our offer has no answer
	TheyOffered Pact = "theirs" // nor has theirs
)

// ErrNoSound says that nothing has been negotiated in a session, so that there
// is nothing to offer anew or to answer with.
var ErrNoSound = errors.New("nothing has been negotiated here")

// NewSession is one in which nothing was said yet: with sound at local, which
// may be set later, on our terms.
func NewSession(local netip.AddrPort, t Terms) Session {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return Session{Local: local, Origin: Origin{Session: binary.BigEndian.Uint64(b[:]) >> 2}, Terms: t}
}

// Said notes that what was negotiated went out, with whatever description its
// owner chose; offer tells that it was one of ours.
func (s *Session) Said(text []byte, offer bool) {
	s.Pact = Settled
	if offer && len(text) > 0 {
		s.Pact = WeOffered
	}
}

// Answer answers an offer and takes over what it agrees on. changed says that
// the stream is another one now. An offer that cannot be met changes nothing.
func (s *Session) Answer(offer []byte) (answer []byte, changed bool, err error) {
	if !s.Local.IsValid() {
		return nil, false, ErrNoSound
	}
	o, err := parse(offer)
	if err != nil {
		return nil, false, err
	}
	o.limit(s.Ours)
	terms := s.Terms
	if s.Stream.Remote.IsValid() {
		terms = terms.keeping(s.Stream.Codec)
	}
	next := Origin{s.Origin.Session, s.Origin.Version + 1}
	answer, stream, err := o.answer(s.Local, next, terms, s.ring())
	if err != nil {
		return nil, false, err
	}
	changed = stream != s.Stream
	s.Origin, s.Stream, s.Pact = next, stream, Settled
	return answer, changed, nil
}

// Offer writes an offer of ours, nil if there is no sound yet.
func (s *Session) Offer() []byte {
	if !s.Local.IsValid() {
		return nil
	}
	s.Origin.Version++
	s.Pact = WeOffered
	return writeOffer(s.Local, s.Origin, s.Ours, s.Terms, s.Stream, s.ring())
}

// Withdrawn is the session as it was before an offer of ours that was not
// taken. The number of that offer is not given again (RFC 3264 section 8).
func (s *Session) Withdrawn(before Session) Session {
	before.Origin.Version = s.Origin.Version
	return before
}

// Expected is the stream of an offer of ours until its answer is there: our own
// first choice, to nowhere.
func (s *Session) Expected() media.Stream {
	codec := s.Terms.offered()[0]
	return media.Stream{Codec: codec, Payload: uint8(codec), Event: event, Sends: true, Hears: true}
}

// Preview reads what the other side will send before it answers an offer of
// ours. It may differ from what it answers in the end (RFC 3261 section 13.2.1).
func (s *Session) Preview(text []byte) (media.Stream, error) {
	peek := *s
	return peek.Accept(text)
}

// Accept takes the answer to an offer of ours.
func (s *Session) Accept(answer []byte) (media.Stream, error) {
	o, err := parse(answer)
	if err != nil {
		return media.Stream{}, err
	}
	o.limit(s.Ours)
	st, err := s.took(&o.sections[0])
	if err != nil {
		return media.Stream{}, err
	}
	s.Stream, s.Pact = st, Settled
	return st, nil
}

// Conclude takes the answer out of a 200: that, or what was agreed on before it
// in a reliable response. Where both speak, the 200 is believed, although it
// ought to say the same (RFC 6337 section 3.1.1).
func (s *Session) Conclude(answer []byte) (media.Stream, error) {
	if s.Pact == Settled && len(answer) == 0 {
		return s.Stream, nil
	}
	return s.Accept(answer)
}

// took reads what of our offer was taken.
func (s *Session) took(answer *section) (media.Stream, error) {
	st, ok := answer.stream([][]media.Codec{s.Terms.offered()}) // theirs to choose
	if !ok {
		return media.Stream{}, ErrNoCommonCodec
	}
	st.Mux = false // an offer of ours has none
	st.Via = s.Terms.Via
	if ours := payload(st.Codec, s.Stream); st.Payload != ours {
		st.PayloadIn = ours
	}
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
func (s *Session) ring() keyring {
	if s.keys == nil {
		s.keys = keyring{}
	}
	return s.keys
}
