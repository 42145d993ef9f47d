package sip

import (
	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// inviting is an INVITE of ours, be it the call's first or a later one.
type inviting struct {
	request *message.Text
	heard   bool          // a provisional response came: CANCEL may go
	ack     *message.Text // of the answer that was taken; sent again with it
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
func (c *Call) sendInvite(d *dialog, request *message.Text) *inviting {
	inv := &inviting{request: request}
	c.dispatch(d, request, func(tx *wire.ClientTx, err error) {
		if err != nil {
			_ = c.post(lost{inv, err})
			return
		}
		answers := make(chan *wire.Response, 16)
		// What repeats a final response, or answers for another fork, comes here,
		// under sipgo's lock: what there is no room for will be repeated.
		tx.OnRetransmission(func(res *wire.Response) {
			select {
			case answers <- res:
			default:
			}
		})
		c.listen(inv, tx, answers)
	})
	return inv
}

// listen hands the responses to the loop until the call is over. A refusal's
// transaction stays, to acknowledge it again (RFC 3261 section 17.1.1.2).
func (c *Call) listen(inv *inviting, tx *wire.ClientTx, answers <-chan *wire.Response) {
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
			_ = c.post(lost{inv, endOf(tx)})
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
func (c *Call) transact(s *session, method string, fields []Header, body []byte, then func(*wire.Response, error) letter) {
	request := s.dialog.request(method, c.server.self(&s.dialog), fields...)
	request.Body = body
	c.sign(request)
	c.dispatch(&s.dialog, request, func(tx *wire.ClientTx, err error) {
		var res *wire.Response
		if err == nil {
			res, err = final(c.over, tx)
		}
		_ = c.post(then(res, err))
	})
}
