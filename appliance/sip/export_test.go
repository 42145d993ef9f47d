package sip

import (
	"context"
	"fmt"

	"cordboard/appliance/media/sdp"
)

// Reoffer offers the sound anew, with d as what our side does from now on:
// sdp.SendOnly or sdp.Inactive put the other side on hold, sdp.SendRecv takes it back. It
// waits for its turn, also when both sides want something at once (RFC 3261
// section 14.1), and returns when it is agreed upon; with a *Refused when the
// other side does not want to, which changes nothing. A stream that is another
// one now comes as the event Reoffer. When ctx ends, what is under way goes on.
func (c *Call) Reoffer(ctx context.Context, d sdp.Direction) error {
	if !d.Valid() {
		return fmt.Errorf("offer sound anew: no direction %q", d)
	}
	reply := make(chan error, 1)
	if err := c.post(&wish{direction: d, reply: reply}); err != nil {
		return err
	}
	return c.await(ctx, reply)
}

// Refused counts messages and connections of those whom Allow refused.
func (s *Server) Refused() uint64 { return s.front.Refused() }

// Offer is the SDP of the INVITE, nil if the other side wants ours.
func (c *Call) Offer() []byte { return c.offer }

// Sources is how many UDP sources sipgo remembers.
func (s *Server) Sources() int { return s.ua.TransportLayer().Pool("udp").Size() }

// Connections is how many TCP connections sipgo holds.
func (s *Server) Connections() int { return s.ua.TransportLayer().Pool("tcp").Size() }

// Break has one of the call's goroutines panic.
func (c *Call) Break() { _ = c.post(breaking{}) }

type breaking struct{}

func (breaking) open(c *Call) {
	c.inTurn(func() { panic("in a goroutine of the call's") }, func() {})
}
