package rtp

import (
	"net/netip"
	"testing"

	"cordboard/appliance/media"
)

// translated is what is agreed on with a party whose SDP names another address
// than it is reached at.
func (p *phone) translated() media.Stream {
	s := p.stream(media.PCMU)
	s.Via, s.Remote = loopback, p.nowhere()
	return s
}

// nowhere is an address where nobody is.
func (p *phone) nowhere() netip.AddrPort { return netip.MustParseAddrPort("192.0.2.7:4000") }

// TestPartyBehindTranslationIsFollowedToWhereItSendsFrom: four packets in
// sequence are believed, and from then on those of its port alone.
func TestPartyBehindTranslationIsFollowedToWhereItSendsFrom(t *testing.T) {
	e, tick := byHand(t)
	leg := open(t, e)
	phone, other := newPhone(t, leg.Local()), newPhone(t, leg.Local())
	heard := listen(leg)
	leg.Connect(phone.translated())
	leg.Play(ramp(100), nil)
	tick(1)
	phone.silent() // it is not known yet

	for i := range 3 { // two senders in turn are none
		phone.send([]byte{byte(i)})
		other.send([]byte{byte(i)})
	}
	tick(1)
	phone.silent()
	for i := range 6 {
		phone.send([]byte{byte(10 + i)})
	}
	tick(1)
	for i := range 3 { // the fourth is the first that is heard
		if f := next(t, heard.frames, "a frame"); f.Payload[0] != byte(13+i) {
			t.Fatalf("heard %d, want %d", f.Payload[0], 13+i)
		}
	}
	phone.hear()

	for range 10 { // too late for any other
		other.send([]byte("other"))
	}
	leg.Connect(phone.translated()) // on hold and back, from the same address
	for range 10 {
		other.send([]byte("other"))
	}
	tick(1)
	phone.hear()
	other.silent()
	if len(heard.frames) > 0 {
		t.Errorf("another sender is heard")
	}
	if s := leg.Stats(); s.Refused != 6+3+20 || s.Elsewhere.IsValid() {
		t.Errorf("%+v, want 29 refused, and nobody elsewhere", s)
	}
}

// TestStrangersAreNotFollowed: packets from another address than the exchange's
// teach nothing, however many, nor do those that cannot be its.
func TestStrangersAreNotFollowed(t *testing.T) {
	for name, meddle := range map[string]func(*media.Stream){
		"another address": func(s *media.Stream) { s.Via = netip.MustParseAddr("192.0.2.8") },
		"no translation":  func(s *media.Stream) { s.Via = netip.Addr{} },
		"keys of another's": func(s *media.Stream) {
			s.Crypto = media.Crypto{Suite: media.AES128SHA1x80}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, tick := byHand(t)
			leg := open(t, e)
			phone := newPhone(t, leg.Local())
			heard := listen(leg)
			s := phone.translated()
			meddle(&s)
			leg.Connect(s)
			leg.Play(ramp(100), nil)
			for range plenty {
				phone.send([]byte("x"))
			}
			tick(1)
			phone.silent()
			if len(heard.frames) > 0 {
				t.Error("it is heard")
			}
		})
	}
}

// TestSoundFromElsewhereAloneIsTold: the party is reached, but its sound comes
// from where nothing is taken.
func TestSoundFromElsewhereAloneIsTold(t *testing.T) {
	e, tick := byHand(t)
	leg := open(t, e)
	phone := newPhone(t, leg.Local())
	s := phone.stream(media.PCMU)
	s.Remote = phone.nowhere()
	leg.Connect(s)
	for range plenty - 1 {
		phone.send([]byte("x"))
	}
	tick(1)
	if got := leg.Stats().Elsewhere; got.IsValid() {
		t.Errorf("a few packets are told of as from %s", got)
	}
	phone.send([]byte("x"))
	tick(1)
	if got := leg.Stats().Elsewhere; got != phone.addr() {
		t.Errorf("it comes from %s, want %s", got, phone.addr())
	}
}
