package sip

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sip/message"
)

// Exchange is one that we ask of our own accord, outside of calls.
type Exchange struct {
	// Peer is its address, one that Config.Allow allows; over Transport, "UDP",
	// "TCP" or "TLS".
	Peer      netip.AddrPort
	Transport string
	// Domain is its name in SIP; empty: its address.
	Domain string
	// By is what it knows us by.
	By digest.Credentials
}

func (x Exchange) domain() string {
	if x.Domain == "" {
		return x.Peer.String()
	}
	return x.Domain
}

// ErrSilent says that an exchange did not answer at all.
var ErrSilent = errors.New("exchange does not answer")

// asking is a row of requests of ours outside of calls, which share Call-ID
// and numbering (RFC 3261 section 10.2). It belongs to one goroutine.
type asking struct {
	server *Server
	dialog dialog
	proofs digest.Proofs
}

func (s *Server) asking(x Exchange) (*asking, error) {
	if !s.allow(x.Peer.Addr().Unmap()) {
		return nil, fmt.Errorf("%w: %s is no peer of ours", ErrNoSocket, x.Peer.Addr())
	}
	socket, ok := s.socketTo(x.Transport, x.Peer)
	if !ok {
		return nil, fmt.Errorf("%w: %s over %s", ErrNoSocket, x.Peer, x.Transport)
	}
	a := &asking{server: s, proofs: digest.By(x.By)}
	a.dialog = dialog{
		CallID: rand.Text(), LocalTag: wire.GenerateTagN(16), Target: "sip:" + x.domain(),
		Transport: x.Transport, Source: x.Peer, Socket: socket,
	}
	name := s.self(&a.dialog)
	if x.By.Username != "" {
		name = x.domain()
	}
	own := "<sip:" + name + ">"
	if x.By.Username != "" {
		own = "<sip:" + escaped(x.By.Username) + "@" + name + ">"
	}
	a.dialog.Local, a.dialog.Remote = own+";tag="+a.dialog.LocalTag, "<"+a.dialog.Target+">"
	return a, nil
}

// escaped writes a name so that it can stand before the @ of a URI (RFC 3261
// section 25.1).
func escaped(user string) string {
	var b strings.Builder
	for i := range len(user) {
		if c := user[i]; message.IsToken(string(c)) && c != '%' && c != '`' || strings.IndexByte("&=+$,;?/()", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// ask sends a request and returns its final response. Challenges are answered;
// ErrPassword says that the answer was not taken, ErrSilent that none came.
func (a *asking) ask(ctx context.Context, method string, fields ...Header) (*wire.Response, error) {
	for range mostTries {
		request := a.dialog.request(method, a.server.self(&a.dialog), fields...)
		a.proofs.Sign(request)
		tx, err := a.server.send(&a.dialog, request)
		if err != nil {
			return nil, err
		}
		res, err := final(ctx.Done(), tx)
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case err != nil:
			return nil, fmt.Errorf("%w: %w", ErrSilent, err)
		case res.StatusCode != wire.StatusUnauthorized && res.StatusCode != wire.StatusProxyAuthRequired:
			return res, nil
		case !a.proofs.Learn(res):
			return res, ErrPassword
		}
	}
	return nil, ErrPassword
}

// borrow counts the goroutine of somebody who asks as one of ours, so that the
// sockets stay until it has ended, and ends ctx when the server is to stop.
func (s *Server) borrow(ctx context.Context) (_ context.Context, giveBack func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.stopping || s.ctx.Err() != nil {
		return nil, nil, ErrOver
	}
	s.calling.Add(1)
	s.work.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	unlink := context.AfterFunc(s.ctx, cancel)
	return ctx, func() {
		unlink()
		cancel()
		s.work.Done()
		s.calling.Done()
	}, nil
}

// Ask tries by OPTIONS whether an exchange is there (RFC 3261 section 11), and
// returns the status that it answers with. That of a 401 or 407 comes with
// ErrPassword; without an answer there is none, and ErrSilent.
func (s *Server) Ask(ctx context.Context, x Exchange) (status int, err error) {
	ctx, giveBack, err := s.borrow(ctx)
	if err != nil {
		return 0, fmt.Errorf("ask exchange: %w", err)
	}
	defer giveBack()
	a, err := s.asking(x)
	if err != nil {
		return 0, fmt.Errorf("ask exchange: %w", err)
	}
	res, err := a.ask(ctx, "OPTIONS", Header{"accept", mimeSDP})
	if res != nil {
		status = res.StatusCode
	}
	return status, err
}
