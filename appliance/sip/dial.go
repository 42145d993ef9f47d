package sip

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sip/message"
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
	// allows; over Transport, "UDP", "TCP" or "TLS".
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
	// Replaces is the call whose place this one is to take (RFC 3891), as a
	// Referral names it; then Number is not needed. ReferredBy is who asked for
	// that (RFC 3892), as a URI; may be empty.
	Replaces   *Replaces
	ReferredBy string
	// By is what the exchange knows us by, for those that ask.
	By digest.Credentials
	// Help says that this is a call for help, which no limit may keep back.
	Help bool
	// Redirect tells whether a redirection (3xx) to a number is followed; nil:
	// none is. Whoever allows it answers for what the call then costs.
	Redirect func(number string) bool
	// Sound is where our side wants its packets.
	Sound netip.AddrPort
	// Terms are what can be agreed on about it.
	Terms sdp.Terms
}

// outbound is what a call knows that we placed. It is the loop's own.
type outbound struct {
	more      []Header      // of the INVITE, beside what each has
	body      []byte        // its offer
	request   *message.Text // the INVITE as it went out last
	inviting  *inviting     // the same, once it is out
	asked     session       // what it says; each who may answer begins with that
	forks     []*session
	proofs    digest.Proofs
	redirect  func(number string) bool
	elsewhere redirection
	tries     int  // how often the INVITE was sent anew
	heard     bool // a provisional response came: CANCEL may go
	cancelled bool
}

// fork is the session with who answers by that tag, nil if there is none.
func (o *outbound) fork(tag string) *session {
	for _, s := range o.forks {
		if s.dialog.RemoteTag == tag {
			return s
		}
	}
	return nil
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

// named tells whether it is clear, and harmless, who is to be called.
func (o *Outgoing) named() bool {
	if o.Replaces == nil {
		return dialable(o.Number)
	}
	_, err := parseReplaces(o.Replaces.String())
	return err == nil && (dialable(o.Number) || o.Number == "" && o.Replaces.target != "")
}

// placed makes the call and its INVITE, and sends nothing.
func (s *Server) placed(o Outgoing) (*Call, error) {
	if !o.named() || o.Caller.Number != "" && !dialable(o.Caller.Number) {
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
	if o.Replaces != nil && o.Replaces.target != "" {
		d.Target, d.Remote = o.Replaces.target, "<"+o.Replaces.target+">"
	}
	d.CallID = strings.TrimPrefix(d.CallID, wire.RFC3261BranchMagicCookie)
	d.Local = s.identity(&d, o.Caller) + ";tag=" + d.LocalTag
	c := s.newCall()
	c.id, c.called, c.caller, c.source, c.alone = d.CallID, o.Number, o.Caller, o.Peer, true
	c.out = &outbound{proofs: digest.By(o.By), redirect: o.Redirect}
	asked := &c.out.asked
	c.loop.session = asked
	*asked = session{dialog: d, sound: sdp.NewSession(o.Sound, o.Terms.Over(o.Transport))}
	asked.refresh = refresh{Every: s.limits.SessionExpires}
	c.out.body = asked.sound.Offer()
	if o.Assert {
		c.out.more = append(c.out.more, Header{"p-asserted-identity", s.identity(&d, o.Caller)})
	}
	if o.Replaces != nil {
		c.out.more = append(c.out.more, Header{"require", "replaces"}, Header{"replaces", o.Replaces.String()})
	}
	if by := clean(o.ReferredBy); by != "" && !strings.ContainsAny(by, "<> \"") {
		c.out.more = append(c.out.more, Header{"referred-by", "<" + by + ">"})
	}
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

// unknown makes requests inside the dialogs of a call of ours find it no more.
func (s *Server) unknown(c *Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fork := range c.out.forks {
		delete(s.dialogs, fork.dialog.id())
	}
}

// begin sends the INVITE of a call of ours.
func (c *Call) begin() {
	o, l := c.out, &c.loop
	fields := append(c.server.here(&o.asked.dialog), o.asked.refresh.question(false)...)
	fields = append(append(fields, o.more...), Header{"content-type", mimeSDP})
	o.request = o.asked.dialog.request("INVITE", c.server.self(&o.asked.dialog), fields...)
	o.request.Body = o.body
	o.proofs.Sign(o.request)
	first := o.asked
	l.session = &first
	o.inviting = c.sendInvite(&l.dialog, o.request)
}

// again sends the INVITE anew, after it was refused and what it asks was
// changed: with the same Call-ID, From and offer, under the next number (RFC
// 3261 section 8.1.3.5). Those who might have answered the first are no more.
func (c *Call) again() {
	c.server.unknown(c)
	c.out.forks, c.out.heard = nil, false
	c.out.tries++
	c.begin()
}
