package rtp

import (
	"bytes"
	"testing"
	"time"

	pion "github.com/pion/rtp"
	"github.com/pion/srtp/v3"

	"cordboard/appliance/media"
)

// secret is a stream whose keys the phone knows.
func (p *phone) secret(suite media.Suite) media.Stream {
	s := p.stream(media.PCMA)
	s.Crypto.Suite = suite
	for i := range suite.Size() {
		s.Crypto.Ours[i], s.Crypto.Theirs[i] = byte(i), byte(100+i)
	}
	return s
}

// other is the phone's side of it.
func other(t *testing.T, suite media.Suite, key media.Key) *srtp.Context {
	t.Helper()
	c, err := srtp.CreateContext(key[:16], key[16:suite.Size()], profiles[suite], srtp.SRTPNoReplayProtection())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wire is the phone's next packet as it travels.
func (p *phone) wire(c *srtp.Context, payload []byte) []byte {
	p.t.Helper()
	padded := p.next.Padding // by the end of payload, and not by more
	p.next.Padding = false
	b, err := (&pion.Packet{Header: p.next, Payload: payload}).Marshal()
	if err != nil {
		p.t.Fatal(err)
	}
	if p.next.Padding = padded; padded {
		b[0] |= 0x20
	}
	if b, err = c.EncryptRTP(nil, b, nil); err != nil {
		p.t.Fatal(err)
	}
	p.next.SequenceNumber++
	p.next.Timestamp += uint32(len(payload))
	return b
}

// sealed reads the next packet as it travelled.
func (p *phone) sealed() []byte {
	p.t.Helper()
	_ = p.conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	b := make([]byte, largest)
	n, err := p.conn.Read(b)
	if err != nil {
		p.t.Fatal(err)
	}
	return b[:n]
}

func TestSoundIsEncryptedInEachSuite(t *testing.T) {
	for _, suite := range []media.Suite{media.AES128SHA1x80, media.AES128SHA1x32, media.AES128GCM} {
		leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
		agreed := phone.secret(suite)
		leg.Connect(agreed)
		heard := listen(leg)
		said := bytes.Repeat([]byte{0x11}, 160)
		phone.raw(phone.wire(other(t, suite, agreed.Crypto.Theirs), said))
		if f := next(t, heard.frames, "frame"); !bytes.Equal(f.Payload, said) {
			t.Errorf("suite %d: heard something else", suite)
		}
		leg.Send(media.Frame{Codec: media.PCMA, Payload: said})
		b := phone.sealed()
		if bytes.Contains(b, said[:16]) {
			t.Errorf("suite %d: the sound can be read on its way", suite)
		}
		opened, err := other(t, suite, agreed.Crypto.Ours).DecryptRTP(nil, b, nil)
		if err != nil || !bytes.Equal(opened[headerSize:], said) {
			t.Errorf("suite %d: what went out cannot be opened: %v", suite, err)
		}
	}
}

// The padding of an encrypted packet is encrypted with it (RFC 3711 section 3.1):
// what lies at its end tells nothing before it is opened.
func TestPaddingOfAnEncryptedPacketIsReadWhenItIsOpened(t *testing.T) {
	const packets = 50
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	agreed := phone.secret(media.AES128SHA1x80)
	leg.Connect(agreed)
	heard := listen(leg)
	theirs := other(t, media.AES128SHA1x80, agreed.Crypto.Theirs)
	said := bytes.Repeat([]byte{0x11}, 160)
	phone.next.Padding = true
	for range packets {
		phone.raw(phone.wire(theirs, append(bytes.Clone(said), 0, 0, 0, 4)))
	}
	eventually(t, func() bool { s := leg.Stats(); return s.Received+s.Malformed+s.Forged == packets })
	if s := leg.Stats(); s.Received != packets {
		t.Fatalf("stats %+v, want all %d received", s, packets)
	}
	for range packets {
		if f := next(t, heard.frames, "frame"); !bytes.Equal(f.Payload, said) {
			t.Fatalf("heard %d bytes, want the %d that were said", len(f.Payload), len(said))
		}
	}
}

func TestForgedAndRepeatedPacketsAreCountedAndNotHeard(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	agreed := phone.secret(media.AES128SHA1x80)
	leg.Connect(agreed)
	heard := listen(leg)
	theirs := other(t, media.AES128SHA1x80, agreed.Crypto.Theirs)
	said := bytes.Repeat([]byte{0x11}, 160)
	for i := range 100 {
		b := phone.wire(theirs, said)
		if i%10 == 5 {
			flipped := bytes.Clone(b)
			flipped[20] ^= 1
			phone.raw(flipped)
		}
		phone.raw(b)
		if i%10 == 7 {
			phone.raw(b)
		}
	}
	phone.send(said) // unencrypted
	for range 100 {
		next(t, heard.frames, "frame")
	}
	eventually(t, func() bool { return leg.Stats().Forged >= 21 }) // the last packet is on its way
	if s := leg.Stats(); s.Forged != 21 || s.Received != 100 || len(heard.frames) != 0 {
		t.Errorf("stats %+v, %d frames more; want 100 received, 21 forged", s, len(heard.frames))
	}
}

// A hold and back must not begin the count anew under the same key, and a new
// key must be taken at once.
func TestKeysLastWhileTheyAreAgreedOn(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	agreed := phone.secret(media.AES128SHA1x80)
	leg.Connect(agreed)
	before := leg.ciphers.out
	held := agreed
	held.Hears = false
	leg.Connect(held)
	leg.Connect(agreed)
	if leg.ciphers.out != before {
		t.Error("the count began anew with the same key")
	}
	rekeyed := agreed
	rekeyed.Crypto.Theirs[3] ^= 0xFF
	leg.Connect(rekeyed)
	if leg.ciphers.out != before {
		t.Error("the count of what we send began anew because the other side's key changed")
	}
	heard := listen(leg)
	phone.raw(phone.wire(other(t, media.AES128SHA1x80, rekeyed.Crypto.Theirs), bytes.Repeat([]byte{0x11}, 160)))
	next(t, heard.frames, "frame under the new key")
}

func TestReportsAreEncryptedToo(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	agreed := phone.secret(media.AES128SHA1x80)
	agreed.Mux = true
	leg.Connect(agreed)
	leg.Send(media.Frame{Codec: media.PCMA, Payload: make([]byte, 160)})
	phone.sealed()
	leg.Close()
	b := phone.sealed()
	opened, err := other(t, media.AES128SHA1x80, agreed.Crypto.Ours).DecryptRTCP(nil, b, nil)
	if err != nil {
		t.Fatalf("report cannot be opened: %v", err)
	}
	if r, ok := parseReport(opened, 0); !ok || r.packets != 1 {
		t.Errorf("report %+v, want one packet in it", r)
	}
}
