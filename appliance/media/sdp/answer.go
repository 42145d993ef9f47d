package sdp

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"cordboard/appliance/media"
)

// Origin names a session and counts its descriptions (o=, RFC 8866 section
// 5.2, RFC 3264 section 8).
type Origin struct {
	Session uint64 `json:"session"`
	Version uint64 `json:"version"`
}

// answer writes the answer to o on our terms: sound at local, everything else
// refused with port 0 in its place (RFC 3264 section 6). It is pure but for
// the keys that it makes.
func (o description) answer(local netip.AddrPort, origin Origin, t Terms, keys keyring) ([]byte, media.Stream, error) {
	chosen, agreed, crypto := o.choose(t, keys)
	if chosen < 0 {
		return nil, media.Stream{}, ErrNoCommonCodec
	}
	agreed.Via = t.Via
	var b strings.Builder
	writeSession(&b, local.Addr(), origin, o.times)
	for i := range o.sections {
		s := &o.sections[i]
		if i != chosen {
			b.WriteString("m=" + s.kind + " 0 " + s.proto + " " + strings.Join(s.formats, " ") + "\r\n")
			continue
		}
		writeSound(&b, s.proto, local.Port(), []media.Stream{agreed}, SendRecv.beside(s.direction), crypto)
		if s.mux {
			b.WriteString("a=rtcp-mux\r\n")
		}
	}
	return []byte(b.String()), agreed, nil
}

// choose finds the section whose sound is taken, an encrypted one first; -1:
// there is none that our terms allow.
func (o description) choose(t Terms, keys keyring) (section int, agreed media.Stream, answer []crypto) {
	section = -1
	for i := range o.sections {
		s := &o.sections[i]
		st, ok := s.stream(t.groups())
		if !ok {
			continue
		}
		if t.encrypts() {
			if c, line, found := keys.choose(s.crypto); found {
				st.Crypto = c
				return i, st, []crypto{line}
			}
		}
		if section < 0 && s.plain() && t.plain() {
			section, agreed = i, st
		}
	}
	return section, agreed, nil
}

// event is the payload type at which we want digits in our own offers.
const event = 101

// writeOffer writes an offer of ours: the codecs of our terms, and digits. A
// codec that is spoken already keeps its number (RFC 3264 section 8.3.2).
func writeOffer(local netip.AddrPort, origin Origin, ours Direction, t Terms, spoken media.Stream, keys keyring) []byte {
	var offered []media.Stream
	for _, c := range t.offered() {
		offered = append(offered, media.Stream{Codec: c, Payload: payload(c, spoken), Event: event})
	}
	proto, lines := "RTP/AVP", []crypto(nil)
	if t.encrypts() {
		lines = keys.offer()
	}
	if !t.plain() {
		proto = "RTP/SAVP"
	}
	var b strings.Builder
	writeSession(&b, local.Addr(), origin, "0 0")
	writeSound(&b, proto, local.Port(), offered, ours.beside(SendRecv), lines)
	return []byte(b.String())
}

// payload is the type at which we want to hear a codec.
func payload(c media.Codec, spoken media.Stream) uint8 {
	if spoken.Remote.IsValid() && spoken.Codec == c {
		return cmp.Or(spoken.PayloadIn, spoken.Payload)
	}
	return uint8(c)
}

func writeSession(b *strings.Builder, local netip.Addr, origin Origin, times string) {
	family := "IP4 "
	if local.Is6() {
		family = "IP6 "
	}
	b.WriteString("v=0\r\no=- " + strconv.FormatUint(origin.Session, 10) + " " + strconv.FormatUint(origin.Version, 10) +
		" IN " + family + local.String() + "\r\ns=-\r\nc=IN " + family + local.String() + "\r\nt=" + times + "\r\n")
}

func writeSound(b *strings.Builder, proto string, port uint16, codecs []media.Stream, direction Direction, keys []crypto) {
	b.WriteString("m=audio " + strconv.Itoa(int(port)) + " " + proto)
	for _, c := range codecs {
		b.WriteString(" " + strconv.Itoa(int(c.Payload)))
	}
	event := strconv.Itoa(int(codecs[0].Event))
	if event != "0" {
		b.WriteString(" " + event)
	}
	b.WriteString("\r\n")
	for _, c := range codecs {
		payload := strconv.Itoa(int(c.Payload))
		b.WriteString("a=rtpmap:" + payload + " " + rtpmap(c.Codec) + "\r\n")
		if c.Codec == media.Opus {
			b.WriteString("a=fmtp:" + payload + " " + media.OpusWanted + "\r\n")
		}
	}
	if event != "0" {
		clock := cmp.Or(codecs[0].EventClock, media.SampleRate)
		b.WriteString("a=rtpmap:" + event + " " + eventmap(clock) + "\r\na=fmtp:" + event + " 0-15\r\n")
	}
	for _, key := range keys {
		b.WriteString(key.line())
	}
	packet := cmp.Or(codecs[0].Packet, media.FrameTime)
	b.WriteString("a=ptime:" + strconv.Itoa(int(packet.Milliseconds())) + "\r\na=" + string(direction) + "\r\n")
}
