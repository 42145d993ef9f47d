package sip

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/front"
	"cordboard/appliance/sip/message"
)

// tag makes our To tag for a request out of what names its transaction, so
// that a repetition, its CANCEL and a reply without transaction all carry the
// same one (RFC 3261 sections 8.2.7, 9.2 and 19.3).
func (s *Server) tag(callID, fromTag string, cseq uint32, branch string) string {
	mac := hmac.New(sha256.New, s.secret[:])
	fmt.Fprintf(mac, "%s\x00%s\x00%d\x00%s", callID, fromTag, cseq, branch)
	return hex.EncodeToString(mac.Sum(nil)[:12])
}

// fresh tells whether r came without a To tag: the one in it is then of our
// own front.
func (s *Server) fresh(r *wire.Request) bool {
	to := r.To().Params.GetOr("tag", "")
	from := r.From().Params.GetOr("tag", "")
	return to == s.tag(r.CallID().Value(), from, r.CSeq().SeqNo, r.Via().Params.GetOr("branch", ""))
}

// response writes a response to r.
func (s *Server) response(r *wire.Request, status int, reason string) *wire.Response {
	res := wire.NewResponseFromRequest(r, status, reason, nil)
	if from := res.From(); from != nil && from.Params.GetOr("tag", "none") == "" {
		from.Params.Remove("tag") // of our front, see request.respell
	}
	return res
}

// incomingCall makes the call of an INVITE.
func (s *Server) incomingCall(r *wire.Request, tx *wire.ServerTx, offer []byte, timer refresh) *Call {
	source := sourceOf(r)
	c := s.newCall()
	c.invite, c.tx, c.source, c.offer = r, tx, source, offer
	c.id, c.called, c.diversion = r.CallID().Value(), calledBy(r), diverted(r)
	c.caller = callerOf(r, s.asserted(source.Addr()))
	c.written = c.caller.Number
	c.caller.Number = s.number(source.Addr(), c.written)
	if c.diversion.Number != "" {
		c.diversion.Number = s.number(source.Addr(), c.diversion.Number)
	}
	d := newDialog(r, source, front.AddrPort(tx.Connection().LocalAddr()))
	c.loop.session = &session{dialog: d, sound: sdp.NewSession(netip.AddrPort{}, s.terms(source.Addr()).Over(d.Transport)), order: sequence{last: d.RemoteSeq}}
	if offer != nil {
		c.loop.sound.Pact = sdp.TheyOffered
	}
	c.loop.peer.learn(r)
	c.loop.refresh = timer
	return c
}

// sourceOf is where a request came from.
func sourceOf(r *wire.Request) netip.AddrPort {
	source, _ := netip.ParseAddrPort(r.Source())
	return netip.AddrPortFrom(source.Addr().Unmap(), source.Port())
}

// admit enters the call and sets its loop going, unless the server stops or
// the same INVITE came on another way before. Whoever finds a call entered may
// post to it, so that the two are one act.
func (s *Server) admit(c *Call) (context.Context, Handler, *refusal) {
	d := &c.loop.dialog
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping || s.ctx.Err() != nil {
		return nil, nil, unavailable()
	}
	merged := inviteID{d.CallID, d.RemoteTag, d.RemoteSeq}
	if _, there := s.invites[merged]; there {
		return nil, nil, &refusal{status: 482, reason: "Loop Detected"}
	}
	s.invites[merged] = c
	s.dialogs[d.id()] = c
	s.calling.Add(1)
	s.work.Go(c.run)
	return s.ctx, s.handler, nil
}

// unavailable refuses what comes while the server stops.
func unavailable() *refusal {
	return &refusal{503, "Service Unavailable", []Header{RetryAfter(5 * time.Second)}}
}

// crowded refuses a call that the box has no time for.
func crowded() *refusal {
	return &refusal{503, "Service Unavailable", []Header{RetryAfter(front.ComeBack)}}
}

// running ends when the server is told to stop.
func (s *Server) running() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ctx
}

func (s *Server) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopping || s.ctx.Err() != nil
}

// forget takes the call out; what comes for it still is answered with 481.
func (s *Server) forget(c *Call) {
	if c.out != nil {
		s.unknown(c)
		return
	}
	d := &c.loop.dialog
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dialogs[d.id()] == c {
		delete(s.dialogs, d.id())
		if c.invite != nil {
			delete(s.invites, inviteID{d.CallID, d.RemoteTag, c.invite.CSeq().SeqNo})
		}
	}
}

// callOf finds the call that a request belongs to, nil if it is none's.
func (s *Server) callOf(r *wire.Request) *Call {
	if r.IsCancel() {
		return nil
	}
	id := dialogID{r.CallID().Value(), r.To().Params.GetOr("tag", ""), r.From().Params.GetOr("tag", "")}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dialogs[id]
}

// busy tells whether a call came from that very address and port.
func (s *Server) busy(peer netip.AddrPort) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.dialogs {
		if c.source == peer {
			return true
		}
	}
	return false
}

// contact is how the other side reaches a dialog.
func (s *Server) contact(d *dialog) string {
	return "<sip:" + s.self(d) + ";transport=" + strings.ToLower(d.Transport) + ">"
}

// here are the fields by which the other side knows where a dialog's requests
// go, and which.
func (s *Server) here(d *dialog) []Header {
	return []Header{{"contact", s.contact(d)}, {"allow", allowed}, {"supported", extensions}}
}

// self is our address towards a dialog's other side.
func (s *Server) self(d *dialog) string {
	host := d.Socket.Addr()
	switch {
	case s.host.IsValid():
		host = s.host
	case host.IsUnspecified():
		host = towards(d.Source)
	}
	return net.JoinHostPort(host.String(), strconv.Itoa(int(d.Socket.Port())))
}

// towards is the address that this machine would send from; connecting a
// datagram socket sends nothing.
func towards(peer netip.AddrPort) netip.Addr {
	conn, err := net.Dial("udp", peer.String())
	if err != nil {
		return netip.IPv4Unspecified()
	}
	defer func() { _ = conn.Close() }()
	return front.AddrPort(conn.LocalAddr()).Addr()
}

var errGone = errors.New("connection is gone")

// ready makes a request of ours ready to be sent to a dialog's other side.
func (s *Server) ready(d *dialog, text *message.Text) (*wire.Request, error) {
	m, err := s.parser.ParseSIP(text.Append(nil))
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", text.Start, err)
	}
	r, ok := m.(*wire.Request)
	if !ok {
		return nil, fmt.Errorf("write %s: no request", text.Start)
	}
	r.SetTransport(d.Transport)
	if d.Transport == "UDP" {
		r.SetDestination(d.nextHop(s.allow).String())
		r.Laddr = wire.Addr{IP: d.Socket.Addr().AsSlice(), Port: int(d.Socket.Port())}
		return r, s.connected(d.Transport, r.Laddr.String())
	}
	// By the connection that the call came by, or else a new one (RFC 3261
	// section 18.1.1 has requests go to the target, which that one leads to).
	if s.connected(d.Transport, d.Source.String()) == nil {
		r.SetDestination(d.Source.String())
		return r, nil
	}
	peer := d.nextHop(s.allow)
	r.SetDestination(peer.String())
	return r, s.redial(doorway{d.Transport, d.Socket.Port()}, peer)
}

// redial opens a connection to a peer who closed his, by the door that his call
// came to.
func (s *Server) redial(by doorway, peer netip.AddrPort) error {
	if s.connected(by.transport, peer.String()) == nil {
		return nil
	}
	s.mu.Lock()
	door := s.doors[by]
	s.mu.Unlock()
	if door == nil {
		return errGone
	}
	if err := door.Dial(peer); err != nil {
		return fmt.Errorf("call %s again: %w", peer, err)
	}
	return nil
}

// connected makes sure that sipgo opens no connection of its own, which our
// front would not stand before.
func (s *Server) connected(network, addr string) error {
	conn, err := s.ua.TransportLayer().GetConnection(network, addr)
	if err != nil {
		return errGone
	}
	_, err = conn.TryClose()
	return err
}
