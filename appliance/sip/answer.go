package sip

import (
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

// Answer writes the answer to o: sound at local, everything else refused with
// port 0 in its place (RFC 3264 section 6). prefer names the codec to keep in
// an offer within a dialog. It is pure.
func (o Offer) Answer(local netip.AddrPort, origin Origin, prefer ...media.Codec) ([]byte, media.Stream, error) {
	var codecs []string
	for _, codec := range prefer {
		codecs = append(codecs, rtpmap(codec))
	}
	chosen := -1
	var agreed media.Stream
	for i := range o.sections {
		if st, ok := o.sections[i].stream(codecs...); ok {
			chosen, agreed = i, st
			break
		}
	}
	if chosen < 0 {
		return nil, media.Stream{}, ErrNoCommonCodec
	}
	var b strings.Builder
	writeSession(&b, local.Addr(), origin, o.times)
	for i := range o.sections {
		s := &o.sections[i]
		if i != chosen {
			b.WriteString("m=" + s.kind + " 0 " + s.proto + " " + strings.Join(s.formats, " ") + "\r\n")
			continue
		}
		writeSound(&b, s.proto, local.Port(), []media.Stream{agreed}, SendRecv.beside(Direction(s.direction)))
		if s.mux {
			b.WriteString("a=rtcp-mux\r\n")
		}
	}
	return []byte(b.String()), agreed, nil
}

// NewOffer writes the first offer of a new session: sound at local.
func NewOffer(local netip.AddrPort) ([]byte, Origin) {
	o := newOrigin()
	return writeOffer(local, o, SendRecv), o
}

// writeOffer writes an offer of ours: both codecs and digits.
func writeOffer(local netip.AddrPort, origin Origin, ours Direction) []byte {
	var b strings.Builder
	writeSession(&b, local.Addr(), origin, "0 0")
	writeSound(&b, "RTP/AVP", local.Port(), offered(), ours.beside(SendRecv))
	return []byte(b.String())
}

// offered is what our own offers hold.
func offered() []media.Stream {
	return []media.Stream{
		{Codec: media.PCMA, Payload: 8, Event: 101},
		{Codec: media.PCMU, Payload: 0, Event: 101},
	}
}

func writeSession(b *strings.Builder, local netip.Addr, origin Origin, times string) {
	family := "IP4 "
	if local.Is6() {
		family = "IP6 "
	}
	b.WriteString("v=0\r\no=- " + strconv.FormatUint(origin.Session, 10) + " " + strconv.FormatUint(origin.Version, 10) +
		" IN " + family + local.String() + "\r\ns=-\r\nc=IN " + family + local.String() + "\r\nt=" + times + "\r\n")
}

func writeSound(b *strings.Builder, proto string, port uint16, codecs []media.Stream, direction Direction) {
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
		b.WriteString("a=rtpmap:" + strconv.Itoa(int(c.Payload)) + " " + rtpmap(c.Codec) + "\r\n")
	}
	if event != "0" {
		b.WriteString("a=rtpmap:" + event + " telephone-event/8000\r\na=fmtp:" + event + " 0-15\r\n")
	}
	b.WriteString("a=ptime:20\r\na=" + string(direction) + "\r\n")
}
