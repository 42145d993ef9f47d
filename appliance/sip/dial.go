package sip

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"
)

var (
	// ErrPlaced says that a call of our own making cannot be answered or
	// refused by us.
	ErrPlaced = errors.New("call was placed by us")
	// ErrNumber says that a number cannot stand in a SIP URI.
	ErrNumber = errors.New("number is not one of digits, a leading plus, stars and hashes")
	// ErrNoSocket says that nothing of ours leads to a peer.
	ErrNoSocket = errors.New("no socket of ours leads there")
)

// Outgoing is a call to be placed.
type Outgoing struct {
	// Peer is the exchange that it goes to, an address that Config.Allow
	// allows; over Transport, "UDP" or "TCP".
	Peer      netip.AddrPort
	Transport string
	// Domain is the host in the Request-URI, To and From; empty: the peer's
	// address.
	Domain string
	// Number is called: digits, a leading plus, * and #.
	Number string
	// Caller is who we say that calls.
	Caller Party
	// Assert also says so in P-Asserted-Identity (RFC 3325): to an exchange
	// that takes our word for it.
	Assert bool
	// Sound is where our side wants its packets.
	Sound netip.AddrPort
}

// outbound is what a call knows that we placed. It is the loop's own.
type outbound struct {
	request   *message // the INVITE, for its CANCEL
	tx        *wire.ClientTx
	heard     bool // a provisional response came: CANCEL may go
	cancelled bool
	tags      []string // of those who may answer, as they were heard of
	ack       *message // of the answer that was taken; sent again with it
}

// Dial places a call. It returns at once; events tell what becomes of it:
// Ringing and Early as they come, then Answered or, as the last one, Failed.
// The caller of Dial reads Events until they are closed, or ends the call with
// Hangup, after which none need be read. An offer of sound at o.Sound goes
// with the INVITE.
func (s *Server) Dial(o Outgoing) (*Call, error) {
	c, err := s.placed(o)
	if err != nil {
		return nil, fmt.Errorf("call out: %w", err)
	}
	if err := s.enter(c); err != nil {
		return nil, fmt.Errorf("call out: %w", err)
	}
	return c, nil
}

// placed makes the call and its INVITE, and sends nothing.
func (s *Server) placed(o Outgoing) (*Call, error) {
	if !dialable(o.Number) || o.Caller.Number != "" && !dialable(o.Caller.Number) {
		return nil, ErrNumber
	}
	if !s.allow(o.Peer.Addr().Unmap()) {
		return nil, fmt.Errorf("%w: %s is no peer of ours", ErrNoSocket, o.Peer.Addr())
	}
	socket, ok := s.socketTo(o.Transport, o.Peer)
	if !ok {
		return nil, fmt.Errorf("%w: %s over %s", ErrNoSocket, o.Peer, o.Transport)
	}
	domain := o.Domain
	if domain == "" {
		domain = o.Peer.String()
	}
	d := dialog{
		CallID: wire.GenerateBranchN(24), LocalTag: wire.GenerateTagN(16),
		Remote: "<sip:" + o.Number + "@" + domain + ">", Target: "sip:" + o.Number + "@" + domain,
		Transport: o.Transport, Source: o.Peer, Socket: socket,
	}
	d.CallID = strings.TrimPrefix(d.CallID, wire.RFC3261BranchMagicCookie)
	d.Local = s.identity(&d, o.Caller) + ";tag=" + d.LocalTag
	c := &Call{
		server: s, id: d.CallID, called: o.Number, caller: o.Caller, source: o.Peer,
		out:     &outbound{},
		mail:    make(chan letter),
		cancels: make(chan struct{}, 1),
		events:  make(chan Event),
		over:    make(chan struct{}),
	}
	c.loop.dialog = d
	c.loop.sound = sound{Local: o.Sound, Origin: newOrigin()}
	fields := []field{
		{"contact", s.contact(&d)},
		{"allow", allowed},
		{"content-type", mimeSDP},
	}
	if o.Assert {
		fields = append(fields, field{"p-asserted-identity", s.identity(&d, o.Caller)})
	}
	c.out.request = c.loop.dialog.request("INVITE", s.self(&d), fields...)
	c.out.request.body = c.loop.sound.offer()
	return c, nil
}

// identity is a name-addr of ours.
func (s *Server) identity(d *dialog, p Party) string {
	host, _, _ := net.SplitHostPort(s.self(d))
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	uri := "<sip:" + host + ">"
	if p.Number != "" {
		uri = "<sip:" + p.Number + "@" + host + ">"
	}
	if name := clean(p.Name); name != "" {
		return strconv.Quote(strings.Map(plainQuoted, name)) + " " + uri
	}
	return uri
}

// plainQuoted leaves out what a quoted string would have to escape.
func plainQuoted(r rune) rune {
	if r == '"' || r == '\\' {
		return -1
	}
	return r
}

// dialable tells whether a number can stand in a URI as it is, and be dialled:
// no letters, no parameters, no escapes, and only the digits of ASCII.
func dialable(number string) bool {
	digits := strings.TrimPrefix(number, "+")
	return digits != "" && len(number) <= longest && strings.Trim(digits, "0123456789*#") == ""
}

// socketTo finds the socket of ours that calls to a peer leave by.
func (s *Server) socketTo(transport string, peer netip.AddrPort) (netip.AddrPort, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, own := range s.sockets[transport] {
		if own.Addr().Unmap().Is4() == peer.Addr().Unmap().Is4() || own.Addr().IsUnspecified() && own.Addr().Is6() {
			return own, true
		}
	}
	return netip.AddrPort{}, false
}

// enter sets the call's loop going, which sends the INVITE.
func (s *Server) enter(c *Call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping || s.ctx == nil || s.ctx.Err() != nil {
		return ErrOver
	}
	s.placedCalls[c] = struct{}{}
	s.calling.Add(1)
	s.work.Go(func() {
		defer s.calling.Done()
		c.run()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.placedCalls, c)
	})
	return nil
}

// known makes requests inside a dialog find the call.
func (s *Server) known(c *Call, tag string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialogs[dialogID{c.id, c.loop.dialog.LocalTag, tag}] = c
}

// begin sends the INVITE of a call of ours, and listens for what comes of it.
func (c *Call) begin() {
	req, err := c.server.ready(&c.loop.dialog, c.out.request)
	if err == nil {
		c.out.tx, err = c.server.ua.TransactionLayer().Request(context.Background(), req)
	}
	if err != nil {
		c.server.log.Info("INVITE not sent", "call", c.id, "err", err)
		c.end(Failed{Refused{Status: 503, Reason: "Service Unavailable"}})
		return
	}
	tx, answers := c.out.tx, make(chan *wire.Response, 16)
	// What repeats a final response, or answers for another fork, comes here,
	// under sipgo's lock: what there is no room for will be repeated.
	tx.OnRetransmission(func(res *wire.Response) {
		select {
		case answers <- res:
		default:
		}
	})
	c.server.work.Go(func() { c.listen(tx, answers) })
}

// listen hands the responses to the loop until the call is over. A refusal's
// transaction stays, to acknowledge it again (RFC 3261 section 17.1.1.2).
func (c *Call) listen(tx *wire.ClientTx, answers <-chan *wire.Response) {
	refused := false
	defer func() {
		if !refused {
			tx.Terminate()
		}
	}()
	responses := tx.Responses()
	for {
		var res *wire.Response
		select {
		case res = <-responses:
		case res = <-answers:
		case <-tx.Done():
			_ = c.post(lost{tx.Err()})
			return
		case <-c.over:
			return
		}
		if res == nil {
			continue
		}
		refused = refused || res.StatusCode >= 300
		if c.post(heard{res}) != nil {
			return
		}
	}
}
