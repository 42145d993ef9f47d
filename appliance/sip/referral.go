package sip

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// Referred says that the other side asks us to call somebody in its place.
// Whoever reads it decides: the Referral's Accept or Refuse. One that nobody
// decides on is refused after some seconds.
type Referred struct{ *Referral }

func (Referred) event() {}

// Referral is a REFER of the other side (RFC 3515). Nobody is called by this
// package because of it.
type Referral struct {
	// Number is who is to be called, as Config.Number reads it, at Domain; to be
	// held against the rules for dialling. Number may be empty when
	// Replaces names a call.
	Number, Domain string
	// Replaces is the call whose place the new one is to take, for
	// Outgoing.Replaces; nil: none.
	Replaces *Replaces
	// By is who says so, for Outgoing.ReferredBy; may be empty.
	By string

	call *Call
	in   incoming
	id   uint32 // the CSeq of the REFER
	// The loop's own.
	numbered bool // its NOTIFYs carry the id
	over     bool // no more of them go out
}

// Accept says that we shall call: 202, and that we try. Tell tells the rest.
func (r *Referral) Accept() error {
	return r.call.ask(func(reply chan<- error) letter { return deciding{r, 202, "Accepted", reply} })
}

// Refuse says that we shall not. The call goes on.
func (r *Referral) Refuse(status int, reason string) error {
	if status < 300 || status > 699 {
		return fmt.Errorf("refuse transfer with status %d", status)
	}
	return r.call.ask(func(reply chan<- error) letter { return deciding{r, status, reason, reply} })
}

// Tell tells the other side how the call goes that it asked for, by the status
// that came from there: one from 200 on is the last. It returns ErrOver when
// the other side has hung up meanwhile and needs to know no more.
func (r *Referral) Tell(status int, reason string) error {
	if status < 100 || status > 699 {
		return fmt.Errorf("tell of transfer with status %d", status)
	}
	return r.call.ask(func(reply chan<- error) letter { return telling{r, status, reason, reply} })
}

// Ours is the call of ours that Replaces names, if it came from the same
// exchange: those who are behind it and behind this call want to be joined. nil:
// there is none.
func (r *Referral) Ours() *Call {
	if r.Replaces == nil {
		return nil
	}
	s := r.call.server
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.dialogs[dialogID{r.Replaces.CallID, r.Replaces.ToTag, r.Replaces.FromTag}]
	if one == nil || one.source.Addr() != r.call.source.Addr() {
		return nil
	}
	return one
}

// ErrDecided says that a transfer was accepted or refused already, or that
// its end was told.
var ErrDecided = errors.New("transfer is decided already")

// patience is how long a REFER may wait for whoever decides.
const patience = 8 * time.Second

// referralAsked takes a REFER.
func (c *Call) referralAsked(in incoming) {
	l := &c.loop
	r, refused := readReferral(in.req)
	switch {
	case refused != nil:
		c.send(in, refused.response(c.server, in.req))
	case l.stage != confirmed && l.stage != answered: // the ACK may be overtaken
		c.reply(in, 603, "Decline")
	case l.referral != nil:
		c.reply(in, 491, "Request Pending")
	default:
		r.call, r.in, r.id = c, in, in.seq()
		r.Number = c.server.number(c.source.Addr(), r.Number)
		l.referral = r
		l.clock.set(referralStale, patience)
		c.tell(Referred{r})
	}
}

// readReferral reads a REFER.
func readReferral(req *wire.Request) (*Referral, *refusal) {
	fields := req.GetHeaders("refer-to")
	if len(fields) != 1 {
		return nil, &refusal{status: 400, reason: "One Refer-To Wanted"} // RFC 3515 section 2.4.1
	}
	to, err := message.ParseAddress(fields[0].Value())
	if err != nil {
		return nil, &refusal{status: 400, reason: "Malformed Refer-To"}
	}
	uri, headers, _ := strings.Cut(to.URI, "?")
	scheme, _, _ := strings.Cut(uri, ":")
	switch strings.ToLower(scheme) {
	case "sip", "sips", "tel":
	default:
		return nil, &refusal{status: 416, reason: "Unsupported URI Scheme"}
	}
	var u wire.Uri
	if !message.Visible(uri) || wire.ParseUri(uri, &u) != nil {
		return nil, &refusal{status: 400, reason: "Malformed Refer-To"}
	}
	if method, there := u.UriParams.Get("method"); there && !strings.EqualFold(method, "INVITE") {
		return nil, &refusal{status: 603, reason: "Decline"}
	}
	r := &Referral{Number: numberOf(uri), Domain: u.Host}
	for one := range strings.SplitSeq(headers, "&") {
		name, value, _ := strings.Cut(one, "=")
		if !strings.EqualFold(name, "replaces") {
			continue // what else is asked for is not ours to be told
		}
		replaces, err := parseReplaces(unescape(value))
		if err != nil {
			return nil, &refusal{status: 400, reason: "Malformed Replaces"}
		}
		replaces.target = uri
		r.Replaces = &replaces
	}
	if by := req.GetHeader("referred-by"); by != nil {
		if a, err := message.ParseAddress(by.Value()); err == nil && message.Visible(a.URI) {
			r.By = a.URI
		}
	}
	return r, nil
}

type deciding struct {
	referral *Referral
	status   int
	reason   string
	reply    chan<- error
}

func (m deciding) open(c *Call) {
	if m.referral != c.loop.referral {
		m.reply <- ErrDecided
		return
	}
	c.decide(m.status, m.reason)
	m.reply <- nil
}

// decide answers the REFER.
func (c *Call) decide(status int, reason string) {
	l := &c.loop
	r := l.referral
	l.referral = nil
	l.clock.stop(referralStale)
	if status >= 300 {
		r.over = true
		c.reply(r.in, status, clean(reason))
		return
	}
	r.numbered = l.referralsIn > 0
	l.referralsIn++
	c.send(r.in, c.contacted(r.in.req, status, reason))
	c.notify(r, 100, "Trying")
}

type telling struct {
	referral *Referral
	status   int
	reason   string
	reply    chan<- error
}

func (m telling) open(c *Call) {
	if m.referral == c.loop.referral || m.referral.over {
		m.reply <- ErrDecided
		return
	}
	m.referral.over = m.status >= 200
	c.notify(m.referral, m.status, m.reason)
	m.reply <- nil
}

// notify sends NOTIFY (RFC 3515 section 2.4.5). The first one needs no id; it
// tells the later ones apart (section 2.4.6).
func (c *Call) notify(r *Referral, status int, reason string) {
	l := &c.loop
	event, state := "refer", "active;expires=180"
	if r.numbered {
		event += ";id=" + strconv.FormatUint(uint64(r.id), 10)
	}
	if status >= 200 {
		state = "terminated;reason=noresource"
	}
	fields := append(c.server.here(&l.dialog),
		Header{"event", event}, Header{"subscription-state", state}, Header{"content-type", mimeFragment + ";version=2.0"})
	l.notices++
	body := fmt.Appendf(nil, "SIP/2.0 %d %s\r\n", status, clean(reason))
	c.transact(l.session, "NOTIFY", fields, body, func(res *wire.Response, err error) letter {
		return notifiedThem{r, res, err}
	})
}

// notifiedThem is what came of a NOTIFY of ours: one whose reader is gone is
// the last.
type notifiedThem struct {
	referral *Referral
	res      *wire.Response
	err      error
}

func (m notifiedThem) open(c *Call) {
	l := &c.loop
	if l.notices--; l.wantsOut() {
		c.leave()
	}
	if m.res == nil || !m.res.IsSuccess() {
		m.referral.over = true
		c.server.log.Debug("NOTIFY not taken", "call", c.id, "err", m.err)
	}
}
