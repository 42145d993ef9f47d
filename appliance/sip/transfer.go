package sip

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"
)

// ErrNotStanding says that a call is not answered yet.
var ErrNotStanding = errors.New("call does not stand yet")

// Transfer says whom the other side is to call in place of us (RFC 3515).
type Transfer struct {
	// Number is who, at Domain; empty: where the other side is at home.
	Number, Domain string
	// Instead is another call of ours, whose other side is to be called and
	// gives ours up for that (RFC 3891): a transfer after a talk. Number and
	// Domain are not needed then.
	Instead *Call
	// By is who says that it should, as a number; may be empty (RFC 3892).
	By string
}

// Transferred tells how a transfer that was accepted goes: Status as the other
// side has it of who is called, 100 while it tries. Over says that no more
// comes; a Status of 200 then says that the other side has no more need of us.
type Transferred struct {
	Status int
	Reason string
	Over   bool
}

func (Transferred) event() {}

// Refer asks the other side to call somebody in place of us: REFER. It returns
// nil when that side is willing, and then Transferred tells how it goes; with a
// *Refused when it is not, and the call goes on as it was.
func (c *Call) Refer(ctx context.Context, t Transfer) error {
	to, err := c.referTo(t)
	if err != nil {
		return fmt.Errorf("transfer call: %w", err)
	}
	reply := make(chan error, 1)
	if err := c.post(referring{to, t, reply}); err != nil {
		return err
	}
	return c.await(ctx, reply)
}

// referTo writes the Refer-To of a transfer; "" leaves the domain to the loop.
func (c *Call) referTo(t Transfer) (string, error) {
	if t.By != "" && !dialable(t.By) {
		return "", ErrNumber
	}
	if t.Instead != nil {
		reply := make(chan string, 1)
		if err := t.Instead.post(pointing{reply}); err != nil {
			return "", err
		}
		to, err := answer(context.Background(), t.Instead, reply)
		if err == nil && to == "" {
			err = ErrNotStanding
		}
		return to, err
	}
	if !dialable(t.Number) || strings.ContainsAny(t.Domain, "<>?;@\" \t\r\n") {
		return "", ErrNumber
	}
	return "", nil
}

// pointing asks a call for the Refer-To that has somebody take our place in it.
type pointing struct{ reply chan<- string }

func (m pointing) open(c *Call) {
	l := &c.loop
	if l.stage != confirmed {
		m.reply <- ""
		return
	}
	d := &l.dialog
	uri, _, _ := strings.Cut(d.Target, "?")
	r := Replaces{CallID: d.CallID, ToTag: d.RemoteTag, FromTag: d.LocalTag}
	m.reply <- "<" + uri + "?Replaces=" + escape(r.String()) + ">"
}

type referring struct {
	to       string
	transfer Transfer
	reply    chan<- error // has room for one
}

func (m referring) open(c *Call) {
	l := &c.loop
	if l.stage != confirmed {
		m.reply <- ErrNotStanding
		return
	}
	to := m.to
	if to == "" {
		domain := m.transfer.Domain
		if domain == "" {
			domain = hostOf(l.dialog.Remote)
		}
		to = "<sip:" + m.transfer.Number + "@" + domain + ">"
	}
	fields := append(c.server.here(&l.dialog), Header{"refer-to", to})
	if by := m.transfer.By; by != "" {
		fields = append(fields, Header{"referred-by", c.server.identity(&l.dialog, Party{Number: by})})
	}
	l.referrals++ // a NOTIFY may overtake the 202
	c.transact(l.session, "REFER", fields, nil, func(res *wire.Response, err error) letter {
		return referred{m.reply, res, err}
	})
}

// referred is what came of a REFER of ours.
type referred struct {
	reply chan<- error
	res   *wire.Response
	err   error
}

func (m referred) open(c *Call) {
	switch {
	case m.res == nil:
		c.loop.referrals--
		m.reply <- fmt.Errorf("transfer call: %w", errors.Join(m.err, ErrOver))
	case m.res.IsSuccess():
		m.reply <- nil
	default:
		c.loop.referrals--
		refused := refusedBy(m.res)
		m.reply <- &refused
	}
}

// notified takes a NOTIFY of how a transfer goes (RFC 3515 section 2.4.5).
func (c *Call) notified(in incoming) {
	l := &c.loop
	switch {
	case !refers(in.req):
		c.reply(in, 489, "Bad Event")
		return
	case l.referrals == 0:
		c.reply(in, 481, "Subscription Does Not Exist")
		return
	case len(in.req.Body()) > 0 && mimeType(in.req) != mimeFragment:
		res := c.response(in.req, 415, "Unsupported Media Type")
		appendFields(res, []Header{{"accept", mimeFragment}})
		c.send(in, res)
		return
	}
	c.reply(in, 200, "OK")
	e := readProgress(in.req)
	if e.Over {
		l.referrals--
	}
	c.tell(e)
}

const mimeFragment = "message/sipfrag"

// refers tells whether a NOTIFY is of a transfer.
func refers(r *wire.Request) bool {
	h := r.GetHeader("event")
	if h == nil {
		return false
	}
	event, _, _ := strings.Cut(h.Value(), ";")
	return strings.EqualFold(strings.TrimSpace(event), "refer")
}

// readProgress reads the status line in a NOTIFY (RFC 3420) and whether it is
// the last one.
func readProgress(r *wire.Request) (e Transferred) {
	line, _, _ := strings.Cut(string(r.Body()), "\n")
	words := strings.SplitN(strings.TrimSpace(line), " ", 3)
	if len(words) >= 2 && words[0] == "SIP/2.0" {
		if n, err := strconv.Atoi(words[1]); err == nil && n >= 100 && n <= 699 {
			e.Status = n
		}
	}
	if len(words) == 3 && e.Status > 0 {
		e.Reason = printable(words[2])
	}
	e.Over = e.Status >= 200
	if h := r.GetHeader("subscription-state"); h != nil {
		state, _, _ := strings.Cut(h.Value(), ";")
		e.Over = e.Over || strings.EqualFold(strings.TrimSpace(state), "terminated")
	}
	return e
}
