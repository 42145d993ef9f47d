package sip

import (
	"context"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/front"
)

// route takes every request from sipgo, in a goroutine of its own, and is the
// place where a panic ends.
func (s *Server) route(r *wire.Request, tx *wire.ServerTx) {
	if !s.gate.enter() {
		return
	}
	defer s.gate.leave()
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("request failed", "method", r.Method, "panic", p)
			if !r.IsAck() {
				s.respond(tx, s.response(r, 500, "Server Internal Error"))
			}
		}
	}()
	if c := s.callOf(r); c != nil {
		s.deliver(c, r, tx)
		return
	}
	switch {
	case r.IsAck(): // of a refusal without transaction, or late
	case !s.fresh(r) && r.Method != wire.CANCEL:
		s.respond(tx, s.response(r, 481, "Call/Transaction Does Not Exist"))
	default:
		s.outside(r, tx)
	}
}

// outside answers requests outside of dialogs.
func (s *Server) outside(r *wire.Request, tx *wire.ServerTx) {
	if refused := refuseByHeaders(r); refused != nil && r.Method != wire.CANCEL {
		s.respond(tx, refused.response(s, r))
		return
	}
	switch r.Method {
	case wire.INVITE:
		s.invited(r, tx)
	case wire.OPTIONS:
		s.asked(sourceOf(r).Addr())
		s.respond(tx, s.capabilities(r))
	case wire.CANCEL, wire.BYE, wire.INFO, wire.UPDATE, wire.PRACK, wire.REFER, wire.NOTIFY:
		s.respond(tx, s.response(r, 481, "Call/Transaction Does Not Exist"))
	default:
		s.respond(tx, s.refuseMethod(r))
	}
}

// deliver posts a request to its call and waits until it has been answered.
func (s *Server) deliver(c *Call, r *wire.Request, tx *wire.ServerTx) {
	in := incoming{req: r, tx: tx, done: make(chan struct{})}
	if c.post(in) == nil {
		select {
		case <-in.done:
			return
		case <-c.over:
		}
	}
	select {
	case <-in.done:
	default:
		if !r.IsAck() {
			s.respond(tx, s.response(r, 481, "Call/Transaction Does Not Exist"))
		}
	}
}

// invited takes a call.
func (s *Server) invited(r *wire.Request, tx *wire.ServerTx) {
	attempt := front.AttemptBy(r)
	if !s.front.Enter(attempt) {
		s.respond(tx, crowded().response(s, r))
		return
	}
	defer s.front.Leave(attempt)
	if !s.front.Turn(s.running(), attempt) {
		s.respond(tx, crowded().response(s, r))
		return
	}
	offer, refused := sdpOf(r)
	if refused == nil {
		refused = refuseByAccept(r)
	}
	if refused == nil && offer != nil {
		if err := sdp.Check(offer); err != nil {
			refused = soundRefusal(err)
		}
	}
	timer, short := s.limits.asked(readExpiry(r))
	if refused == nil {
		refused = short
	}
	var old *Call
	if refused == nil {
		old, refused = s.replaced(r)
	}
	if refused != nil {
		s.respond(tx, refused.response(s, r))
		return
	}
	c := s.incomingCall(r, tx, offer, timer)
	c.replaces = old
	c.attempt = attempt
	if !tx.OnCancel(func(*wire.Request) { c.cancel() }) {
		return // cancelled already
	}
	ctx, h, refused := s.admit(c)
	if refused != nil {
		s.respond(tx, refused.response(s, r))
		return
	}
	defer s.calling.Done()
	failed := s.handle(ctx, h, c)
	_ = c.post(released{failed})
	<-c.over
}

// handle gives the call to the Handler and outlives its mistakes.
func (s *Server) handle(ctx context.Context, h Handler, c *Call) (failed bool) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("call failed", "call", c.id, "panic", p)
			failed = true
		}
	}()
	h.Invite(ctx, c)
	return false
}

func (s *Server) respond(tx wire.ServerTransaction, res *wire.Response) {
	if err := tx.Respond(res); err != nil {
		s.log.Debug("response not sent", "status", res.StatusCode, "err", err)
	}
}
