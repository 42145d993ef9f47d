package sip

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"cordboard/appliance/media"
)

var (
	// ErrBadSDP says that a session description cannot be read.
	ErrBadSDP = errors.New("session description is malformed")
	// ErrNoCommonCodec says that nothing was offered that the box speaks.
	ErrNoCommonCodec = errors.New("no codec in common")
)

// Offer is a session description (RFC 8866) as far as telephone sound needs
// it. An answer is read as one too.
type Offer struct {
	times    string // the t= line's value, to be repeated (RFC 3264 section 6)
	sections []section
}

// section is one m= line and what belongs to it.
type section struct {
	kind, proto string
	port        uint16
	formats     []string
	addr        netip.Addr // invalid: a name, or none
	direction   string
	mux         bool             // a=rtcp-mux
	codecs      map[uint8]string // by a=rtpmap
}

// Bounds on what is read; real descriptions stay far below.
const (
	maxSDP      = 16 << 10
	maxSections = 32
)

// ParseOffer reads a session description. It is liberal about what it does
// not need and strict about c= and m=. It is pure.
func ParseOffer(text []byte) (Offer, error) {
	o := Offer{times: "0 0"}
	if len(text) > maxSDP {
		return Offer{}, fmt.Errorf("%w: %d bytes", ErrBadSDP, len(text))
	}
	session := section{direction: "sendrecv"}
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
				err = ErrBadSDP
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
			return Offer{}, err
		}
	}
	if len(o.sections) == 0 {
		return Offer{}, fmt.Errorf("%w: no m= line", ErrBadSDP)
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
		return section{}, fmt.Errorf("%w: m=", ErrBadSDP)
	}
	number, _, _ := strings.Cut(words[1], "/") // "49170/2" counts ports
	port, err := strconv.ParseUint(number, 10, 16)
	if err != nil {
		return section{}, fmt.Errorf("%w: m= port", ErrBadSDP)
	}
	return section{kind: words[0], proto: words[2], port: uint16(port), formats: words[3:]}, nil
}

// parseConnection reads "IN IP4 192.0.2.1"; a name is no address that could be
// used, and no mistake.
func parseConnection(value string) (netip.Addr, error) {
	words := strings.Fields(value)
	if len(words) != 3 || words[0] != "IN" || words[1] != "IP4" && words[1] != "IP6" {
		return netip.Addr{}, fmt.Errorf("%w: c=", ErrBadSDP)
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
		s.direction = name
	case "rtcp-mux":
		s.mux = true
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
	}
	return ""
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

// stream reads s as sound: what the side that wrote it sends and hears. A
// codec in prefer is taken if it is there at all, otherwise the first of ours.
func (s *section) stream(prefer ...string) (media.Stream, bool) {
	if s.kind != "audio" || s.port == 0 || s.proto != "RTP/AVP" && s.proto != "RTP/AVPF" || !s.addr.IsValid() {
		return media.Stream{}, false
	}
	payload, codec, found := s.payload(prefer...)
	if !found {
		payload, codec, found = s.payload("PCMA/8000", "PCMU/8000")
	}
	if !found {
		return media.Stream{}, false
	}
	st := media.Stream{Remote: netip.AddrPortFrom(s.addr, s.port), Codec: media.PCMU, Payload: payload, Mux: s.mux}
	if codec == "PCMA/8000" {
		st.Codec = media.PCMA
	}
	if event, _, found := s.payload("telephone-event/8000"); found {
		st.Event = event
	}
	st.Sends = s.direction == "sendrecv" || s.direction == "sendonly"
	st.Hears = (s.direction == "sendrecv" || s.direction == "recvonly") && !s.addr.IsUnspecified()
	return st, true
}

func rtpmap(c media.Codec) string {
	if c == media.PCMA {
		return "PCMA/8000"
	}
	return "PCMU/8000"
}
