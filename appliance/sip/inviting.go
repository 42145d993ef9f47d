package sip

import (
	"context"

	wire "github.com/emiago/sipgo/sip"
)

// inviting is an INVITE of ours, be it the call's first or a later one.
type inviting struct {
	request *message
	tx      *wire.ClientTx
	heard   bool     // a provisional response came: CANCEL may go
	ack     *message // of the answer that was taken; sent again with it
}

type (
	// heard is a response to an INVITE of ours.
	heard struct {
		to  *inviting
		res *wire.Response
	}
	// lost says that nobody answers it any more.
	lost struct {
		to  *inviting
		err error
	}
)

// sendInvite sends an INVITE and has the loop hear what comes of it.
func (c *Call) sendInvite(d *dialog, request *message) (*inviting, error) {
	req, err := c.server.ready(d, request)
	if err != nil {
		return nil, err
	}
	tx, err := c.server.ua.TransactionLayer().Request(context.Background(), req)
	if err != nil {
		return nil, err
	}
	inv := &inviting{request: request, tx: tx}
	answers := make(chan *wire.Response, 16)
	// What repeats a final response, or answers for another fork, comes here,
	// under sipgo's lock: what there is no room for will be repeated.
	tx.OnRetransmission(func(res *wire.Response) {
		select {
		case answers <- res:
		default:
		}
	})
	c.server.work.Go(func() { c.listen(inv, answers) })
	return inv, nil
}

// listen hands the responses to the loop until the call is over. A refusal's
// transaction stays, to acknowledge it again (RFC 3261 section 17.1.1.2).
func (c *Call) listen(inv *inviting, answers <-chan *wire.Response) {
	refused := false
	defer func() {
		if !refused {
			inv.tx.Terminate()
		}
	}()
	responses := inv.tx.Responses()
	for {
		var res *wire.Response
		select {
		case res = <-responses:
		case res = <-answers:
		case <-inv.tx.Done():
			_ = c.post(lost{inv, inv.tx.Err()})
			return
		case <-c.over:
			return
		}
		if res == nil {
			continue
		}
		refused = refused || res.StatusCode >= 300
		if c.post(heard{inv, res}) != nil {
			return
		}
	}
}

// transact sends a request of a session that is no INVITE. The loop opens what
// then makes of its final response, which is nil when none came.
func (c *Call) transact(s *session, method string, fields []field, body []byte, then func(*wire.Response, error) letter) error {
	request := s.dialog.request(method, c.server.self(&s.dialog), fields...)
	request.body = body
	c.sign(request)
	req, err := c.server.ready(&s.dialog, request)
	if err != nil {
		return err
	}
	c.server.work.Go(func() {
		res, err := c.server.roundTrip(c.over, req)
		_ = c.post(then(res, err))
	})
	return nil
}

// acknowledge sends an ACK, which is a transaction of nobody's.
func (c *Call) acknowledge(d *dialog, ack *message) {
	req, err := c.server.ready(d, ack)
	if err == nil {
		err = c.server.ua.TransportLayer().WriteMsg(req)
	}
	if err != nil { // the 200 comes again, and with it the ACK
		c.server.log.Debug("ACK not sent", "call", c.id, "err", err)
	}
}
