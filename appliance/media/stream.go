package media

import (
	"net/netip"
	"time"
)

// Stream is what two sides agreed on for one direction each of a sound: the
// outcome of an SDP offer and answer (RFC 3264), as plain values that can be
// stored.
type Stream struct {
	// Remote is where the other side wants its packets: c= and m= of its SDP.
	// An unspecified or zero address means that it wants none.
	Remote netip.AddrPort
	// Via is set where the other side is behind address translation, and is the
	// address that its messages come from: its packets come from there, or from
	// Remote's, and from which port is learnt (RFC 7362).
	Via netip.Addr `json:",omitzero"`
	// Codec and Payload are the codec and its payload type.
	Codec   Codec
	Payload uint8
	// PayloadIn is the type in which the other side speaks, where that is
	// another one.
	PayloadIn uint8 `json:",omitempty"`
	// Event is the payload type of telephone-event (RFC 4733), 0 if none.
	Event uint8
	// EventClock is what the length of an event is counted in, where that is
	// not SampleRate.
	EventClock int `json:",omitempty"`
	// EventIn is the one at which the other side presses, where that is
	// another one: each side names those that it wants to hear.
	EventIn uint8 `json:",omitempty"`
	// Packet is how much sound the other side wants in a packet: 10 to 60 ms;
	// zero: one frame.
	Packet time.Duration `json:",omitempty"`
	// Crypto is how both directions are encrypted. It is not stored: keys are
	// never written to a disk.
	Crypto Crypto `json:"-"`
	// Mux says that reports (RTCP) share the port of the sound (RFC 5761).
	Mux bool `json:",omitempty"`
	// Sends and Hears say what the other side does: a party on hold says
	// sendonly or inactive, and hears nothing from us.
	Sends, Hears bool
}
