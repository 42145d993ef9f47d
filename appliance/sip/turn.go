package sip

import (
	"context"
	"errors"
	"fmt"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// errUnsent says that a request of ours never left: nobody refused it.
var errUnsent = errors.New("request could not be sent")

// turns have what a call sends leave in its order, each in a goroutine of its
// own: a way to the other side may have to be opened first, and the loop never
// waits for the network. They are the loop's own.
type turns struct{ last <-chan struct{} } // closed when that one has left; nil: there was none

// inTurn sends something once all before it has left; then follows in the same
// goroutine, and nobody waits for that. A panic in either ends the call, and
// nothing waits for what never left.
func (c *Call) inTurn(send, then func()) {
	turn, left := c.loop.turns.last, make(chan struct{})
	c.loop.turns.last = left
	c.server.work.Go(func() {
		defer c.outlive()
		if turn != nil {
			<-turn
		}
		func() {
			defer close(left)
			send()
		}()
		then()
	})
}

// outlive is deferred by goroutines of the call.
func (c *Call) outlive() {
	if p := recover(); p != nil {
		c.server.log.Error("call failed", "call", c.id, "panic", p)
		_ = c.post(broken{})
	}
}

// broken says that a goroutine of the call's panicked.
type broken struct{}

func (broken) open(c *Call) {
	if c.loop.stage == leaving {
		c.abort()
		return
	}
	c.loop.byes = 0
	c.fail()
}

// abort ends the call and tells nobody, nor waits for a BYE: nobody tells any
// more what went down with it.
func (c *Call) abort() {
	c.loop.byes = 0
	c.end(nil)
}

// dispatch sends a request of ours in its turn; then is handed its transaction,
// or why there is none.
func (c *Call) dispatch(d *dialog, request *message.Text, then func(*wire.ClientTx, error)) {
	to := *d // as it is now
	var tx *wire.ClientTx
	var err error
	c.inTurn(func() { tx, err = c.server.send(&to, request) }, func() { then(tx, err) })
}

// acknowledge sends an ACK, which is a transaction of nobody's.
func (c *Call) acknowledge(d *dialog, ack *message.Text) {
	to := *d
	c.inTurn(func() {
		req, err := c.server.ready(&to, ack)
		if err == nil {
			err = c.server.ua.TransportLayer().WriteMsg(req)
		}
		if err != nil { // the 200 comes again, and with it the ACK
			c.server.log.Debug("ACK not sent", "call", c.id, "err", err)
		}
	}, func() {})
}

// send sends a request to a dialog's other side and opens the way there if it
// must.
func (s *Server) send(d *dialog, request *message.Text) (*wire.ClientTx, error) {
	req, err := s.ready(d, request)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnsent, err)
	}
	tx, err := s.ua.TransactionLayer().Request(context.Background(), req)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnsent, err)
	}
	return tx, nil
}

// final waits for the final response to a request, whatever it is. It gives up
// when stop is closed.
func final(stop <-chan struct{}, tx wire.ClientTransaction) (*wire.Response, error) {
	defer tx.Terminate()
	for {
		select {
		case res := <-tx.Responses():
			if !res.IsProvisional() {
				return res, nil
			}
		case <-tx.Done():
			return nil, endOf(tx)
		case <-stop:
			return nil, ErrOver
		}
	}
}

// endOf says why a transaction is over. sipgo closes one before it notes that.
func endOf(tx wire.ClientTransaction) error {
	if err := tx.Err(); err != nil {
		return err
	}
	return wire.ErrTransactionTerminated
}
