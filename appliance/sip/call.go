package sip

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media"
	"cordboard/appliance/sip/front"
)

var (
	// ErrOver says that the call has ended, or was never answered.
	ErrOver = errors.New("call is over")
	// ErrAnswered says that the call has its final response already.
	ErrAnswered = errors.New("call is answered or refused already")
)

// Call is an INVITE, of the other side or of ours, and the dialog that comes
// of it. Its methods are safe for several goroutines, and return ErrOver once
// it has ended.
type Call struct {
	server *Server
	// Of a call that came in: its INVITE, read only, and the transaction.
	invite *wire.Request
	tx     wire.ServerTransaction
	// attempt is what the front counts it by until it has a response.
	attempt front.Attempt
	// Of one that we placed; nil otherwise.
	out *outbound
	// alone says that no Handler carries it, which would return.
	alone bool

	id     string
	called string
	caller Party
	// written is the caller's number before it was read.
	written string
	// diversion is how the call came, before it came to us.
	diversion Diversion

	source netip.AddrPort
	offer  []byte // of the INVITE, nil if the other side wants ours
	// replaces is the call whose place this one is to take, or nil.
	replaces *Call

	mail    chan letter   // to the loop
	cancels chan struct{} // one slot: a CANCEL came
	events  chan Event    // the loop sends and closes
	over    chan struct{} // closed when the loop has ended

	loop loop
}

// newCall makes a call that knows nothing yet.
func (s *Server) newCall() *Call {
	return &Call{
		server: s,
		mail:   make(chan letter), cancels: make(chan struct{}, 1),
		events: make(chan Event), over: make(chan struct{}),
	}
}

// Party is who is at the other end.
type Party struct {
	Name   string // as the exchange calls him, may be empty
	Number string // user part or telephone number, may be empty
}

// Header is a header field to be added to what we send.
type Header struct{ Name, Value string }

// RetryAfter tells a caller's exchange when to try again (RFC 3261 section
// 20.33).
func RetryAfter(d time.Duration) Header {
	return Header{"Retry-After", strconv.Itoa(int(max(d, time.Second) / time.Second))}
}

// ID is the Call-ID.
func (c *Call) ID() string { return c.id }

// Called is the number that was called: the user part of the Request-URI.
func (c *Call) Called() string { return c.called }

// Caller is who calls, as far as the exchange tells.
func (c *Call) Caller() Party { return c.caller }

// Written is the caller's number as the exchange wrote it.
func (c *Call) Written() string { return c.written }

// Diverted tells whether the call was passed on to us, as far as the exchange
// tells.
func (c *Call) Diverted() Diversion { return c.diversion }

// Source is where the INVITE came from, or went to.
func (c *Call) Source() netip.AddrPort { return c.source }

// Negotiate agrees on the sound (RFC 3264): it returns what Answer is to send,
// with local as the address where our side wants its packets, and what was
// agreed on. For an INVITE without an offer it returns our own; the agreement
// comes as a Reoffer with the ACK, or with the PRACK of Progress. sdp.ErrNoCommonCodec calls for Refuse(488).
// Later offers are answered with the same local address.
func (c *Call) Negotiate(local netip.AddrPort) ([]byte, media.Stream, error) {
	reply := make(chan negotiated, 1)
	if err := c.post(negotiating{local, reply}); err != nil {
		return nil, media.Stream{}, err
	}
	n, err := answer(context.Background(), c, reply)
	if err != nil {
		return nil, media.Stream{}, err
	}
	return n.sdp, n.stream, n.err
}

// Ring tells the caller that somebody is being called: 180.
func (c *Call) Ring() error { return c.ask(func(r chan<- error) letter { return ringing{r} }) }

// Answer sends 200 with a description of sound and returns; with ErrOver when the
// caller gave up.
// It waits for the caller to acknowledge the sound of a Progress, if that went
// out reliably. The 200 is repeated until the event Confirmed or Unacknowledged tells how it
// was taken. Sound may flow before that (RFC 3264 section 5.1).
func (c *Call) Answer(description []byte) error {
	return c.ask(func(r chan<- error) letter { return answering{description, r} })
}

// Refuse ends an unanswered call with a status from 300 on.
func (c *Call) Refuse(status int, reason string, headers ...Header) error {
	if status < 300 || status > 699 {
		return fmt.Errorf("refuse call with status %d", status)
	}
	return c.ask(func(r chan<- error) letter { return refusing{status, reason, headers, r} })
}

// Reject is Refuse as r says. A caller who has gone already is told nothing.
func (c *Call) Reject(r *Refused) error {
	var headers []Header
	if r.RetryAfter > 0 {
		headers = append(headers, RetryAfter(r.RetryAfter))
	}
	if err := c.Refuse(r.Status, r.Reason, headers...); !errors.Is(err, ErrOver) {
		return err
	}
	return nil
}

// Hangup ends the call: BYE, or 480 while it is unanswered. It returns when
// the other side has confirmed or ctx ends; the call is over either way.
func (c *Call) Hangup(ctx context.Context) error {
	reply := make(chan error, 1)
	if err := c.post(hanging{reply}); err != nil {
		return nil // it is over, as was asked for
	}
	if err := c.await(ctx, reply); !errors.Is(err, ErrOver) {
		return err
	}
	return nil
}

// Events tells what the other side does. It has one reader and is closed when
// the call is over. A reader who lags loses digits beyond 256.
func (c *Call) Events() <-chan Event { return c.events }

// ask posts a letter and waits for its reply.
func (c *Call) ask(write func(chan<- error) letter) error {
	reply := make(chan error, 1)
	if err := c.post(write(reply)); err != nil {
		return err
	}
	return c.await(context.Background(), reply)
}

// await waits for a letter's reply until ctx ends; what is under way goes on then.
func (c *Call) await(ctx context.Context, reply <-chan error) error {
	err, ended := answer(ctx, c, reply)
	return cmp.Or(ended, err)
}

// answer is what a call replies, until it is over or ctx ends. What it replied before
// that counts.
func answer[T any](ctx context.Context, c *Call, reply <-chan T) (got T, err error) {
	select {
	case got = <-reply:
		return got, nil
	case <-c.over:
		err = ErrOver
	case <-ctx.Done():
		err = ctx.Err()
	}
	select {
	case got = <-reply:
		return got, nil
	default:
		return got, err
	}
}

func (c *Call) post(l letter) error {
	select {
	case c.mail <- l:
		return nil
	case <-c.over:
		return ErrOver
	}
}

// clean makes a text of ours fit for a header field.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
