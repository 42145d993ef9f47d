package sdp

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance/media"
)

var (
	// ErrMalformed says that a session description cannot be read.
	ErrMalformed = errors.New("session description is malformed")
	// ErrNoCommonCodec says that nothing was offered that the box speaks.
	ErrNoCommonCodec = errors.New("no codec in common")
)

// description is an offer or an answer as far as telephone sound needs it.
type description struct {
	times    string // the t= line's value, to be repeated (RFC 3264 section 6)
	sections []section
}

// section is one m= line and what belongs to it.
type section struct {
	kind, proto string
	port        uint16
	formats     []string
	addr        netip.Addr // invalid: a name, or none
	direction   Direction
	mux         bool             // a=rtcp-mux
	codecs      map[uint8]string // by a=rtpmap
	ptime, most int              // a=ptime, a=maxptime; 0: not said
	crypto      []crypto
}

// Bounds on what is read; real descriptions stay far below.
const (
	// MaxSize is the longest description that is read, in bytes.
	MaxSize     = 16 << 10
	maxSections = 32
)

// Check tells whether a description can be read: nil or ErrMalformed.
func Check(text []byte) error {
	_, err := parse(text)
	return err
}

// parse reads a session description. It is liberal about what it does
// not need and strict about c= and m=. It is pure.
func parse(text []byte) (description, error) {
	o := description{times: "0 0"}
	if len(text) > MaxSize {
		return description{}, fmt.Errorf("%w: %d bytes", ErrMalformed, len(text))
	}
	session := section{direction: SendRecv}
	here := &session
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) < 2 || line[1] != '=' {
			continue // empty lines and noise
		}
		value := line[2:]
		var err error
		switch line[0] {
		case 't':
			if safeLine(value) {
				o.times = value
			}
		case 'm':
			var s section
			if s, err = parseMedia(value); err == nil && len(o.sections) == maxSections {
				err = ErrMalformed
			}
			s.addr, s.direction = session.addr, session.direction
			o.sections = append(o.sections, s)
			here = &o.sections[len(o.sections)-1]
		case 'c':
			here.addr, err = parseConnection(value)
		case 'a':
			here.attribute(value)
		}
		if err != nil {
			return description{}, err
		}
	}
	if len(o.sections) == 0 {
		return description{}, fmt.Errorf("%w: no m= line", ErrMalformed)
	}
	return o, nil
}

// safeLine keeps what is repeated in an answer to what a t= line holds.
func safeLine(s string) bool {
	return s != "" && strings.Trim(s, "0123456789 ") == ""
}

// parseMedia reads "audio 49170 RTP/AVP 8 0 101".
func parseMedia(value string) (section, error) {
	words := strings.Fields(value)
	if len(words) < 4 {
		return section{}, fmt.Errorf("%w: m=", ErrMalformed)
	}
	number, _, _ := strings.Cut(words[1], "/") // "49170/2" counts ports
	port, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return section{}, fmt.Errorf("%w: m= port", ErrMalformed)
	}
	return section{kind: words[0], proto: words[2], port: uint16(port), formats: words[3:]}, nil
}

// parseConnection reads "IN IP4 192.0.2.1"; a name is no address that could be
// used, and no mistake.
func parseConnection(value string) (netip.Addr, error) {
	words := strings.Fields(value)
	if len(words) != 3 || words[0] != "IN" || words[1] != "IP4" && words[1] != "IP6" {
		return netip.Addr{}, fmt.Errorf("%w: c=", ErrMalformed)
	}
	text, _, _ := strings.Cut(words[2], "/") // TTL of a multicast address
	addr, err := netip.ParseAddr(text)
	if err != nil || addr.Zone() != "" || addr.IsMulticast() {
		return netip.Addr{}, nil
	}
	return addr.Unmap(), nil
}

// attribute reads an a= line. The first rtpmap of a payload type counts.
func (s *section) attribute(value string) {
	name, rest, _ := strings.Cut(value, ":")
	switch name {
	case "sendrecv", "sendonly", "recvonly", "inactive":
		s.direction = Direction(name)
	case "rtcp-mux":
		s.mux = true
	case "ptime":
		s.ptime = milliseconds(rest)
	case "maxptime":
		s.most = milliseconds(rest)
	case "crypto":
		if c, ok := parseCrypto(rest); ok && len(s.crypto) < maxCrypto {
			s.crypto = append(s.crypto, c)
		}
	case "rtpmap":
		words := strings.Fields(rest)
		if len(words) < 2 {
			return
		}
		payload, err := strconv.ParseUint(words[0], 10, 7)
		if _, twice := s.codecs[uint8(payload)]; err != nil || twice {
			return
		}
		if s.codecs == nil {
			s.codecs = make(map[uint8]string)
		}
		s.codecs[uint8(payload)] = strings.TrimSuffix(words[1], "/1")
	}
}

// codec is what a payload type stands for: as mapped, or of old (RFC 3551
// section 6).
func (s *section) codec(payload uint8) string {
	if c, mapped := s.codecs[payload]; mapped {
		return c
	}
	switch payload {
	case 0:
		return "PCMU/8000"
	case 8:
		return "PCMA/8000"
	case 9:
		return "G722/8000" // RFC 3551 section 4.5.2: though it samples 16,000
	}
	return ""
}

// milliseconds reads the value of a=ptime; 0: it is none.
func milliseconds(value string) int {
	n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 10)
	if err != nil {
		return 0
	}
	return int(n)
}

// packet is how much sound s wants in a packet: what it asks for, in the steps
// and between the bounds that we can do.
func (s *section) packet() time.Duration {
	const least, usual, longest = 10, 20, 60
	want := s.ptime
	if want == 0 {
		want = usual
	}
	if s.most > 0 {
		want = min(want, s.most)
	}
	want = max(least, min(longest, want/10*10))
	if want == usual {
		return 0
	}
	return time.Duration(want) * time.Millisecond
}

// payload finds the first format of s that is one of codecs.
func (s *section) payload(codecs ...string) (payload uint8, codec string, found bool) {
	for _, f := range s.formats {
		n, err := strconv.ParseUint(f, 10, 7)
		if err != nil {
			continue
		}
		for _, c := range codecs {
			if strings.EqualFold(s.codec(uint8(n)), c) {
				return uint8(n), c, true
			}
		}
	}
	return 0, "", false
}

// stream reads s as sound: what the side that wrote it sends and hears. Of the
// groups of codecs the first that is there at all is taken, and of a group the
// one that s prefers.
func (s *section) stream(groups [][]media.Codec) (media.Stream, bool) {
	if s.kind != "audio" || s.port == 0 || !s.addr.IsValid() || !s.plain() && !s.secure() {
		return media.Stream{}, false
	}
	for _, group := range groups {
		payload, codec, found := s.pick(group)
		if !found {
			continue
		}
		st := media.Stream{
			Remote: netip.AddrPortFrom(s.addr, s.port), Codec: codec, Payload: payload,
			Mux: s.mux, Packet: s.packet(),
		}
		st.Event, st.EventClock = s.event(codec)
		st.Sends = s.direction.sends()
		st.Hears = s.direction.hears() && !s.addr.IsUnspecified()
		return st, true
	}
	return media.Stream{}, false
}

// event is the payload type at which s takes keys beside a codec, 0 if it takes
// none, and the clock that they last by, where it is not the usual one: keys
// share the clock of the sound (RFC 4733 section 2.1), but many who speak Opus
// know them by 8,000 alone.
func (s *section) event(c media.Codec) (payload uint8, clock int) {
	if c.Clock() != media.SampleRate {
		if payload, _, found := s.payload(eventmap(c.Clock())); found {
			return payload, c.Clock()
		}
	}
	payload, _, _ = s.payload(eventmap(media.SampleRate))
	return payload, 0
}

// eventmap is how keys are called there.
func eventmap(clock int) string { return "telephone-event/" + strconv.Itoa(clock) }

// pick finds the first format of s that is one of codecs.
func (s *section) pick(codecs []media.Codec) (payload uint8, codec media.Codec, found bool) {
	names := make([]string, len(codecs))
	for i, c := range codecs {
		names[i] = rtpmap(c)
	}
	payload, name, found := s.payload(names...)
	if !found {
		return 0, 0, false
	}
	return payload, codecs[slices.Index(names, name)], true
}

// plain and secure tell what the sound travels as (RFC 4568 section 3.1.1).
func (s *section) plain() bool  { return s.proto == "RTP/AVP" || s.proto == "RTP/AVPF" }
func (s *section) secure() bool { return s.proto == "RTP/SAVP" || s.proto == "RTP/SAVPF" }

// rtpmap is how a codec is called there.
func rtpmap(c media.Codec) string {
	switch c {
	case media.PCMA:
		return "PCMA/8000"
	case media.G722:
		return "G722/8000"
	case media.Opus:
		return "opus/48000/2" // RFC 7587 section 7: whatever is spoken
	}
	return "PCMU/8000"
}
