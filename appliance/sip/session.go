package sip

import (
	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media/sdp"
)

// session is one dialog and what both sides agreed on in it, whoever of them
// sent the INVITE. A call that came in has one; a call of ours has one for
// each who may answer it, until one does. It is the loop's own.
type session struct {
	dialog  dialog
	sound   sdp.Session
	order   sequence
	peer    abilities
	refresh refresh
	rseq    uint32 // of the latest reliable response that came
}

// sessionOf finds the session that a request of the other side belongs to, nil
// if it is of somebody who did not get our call. Before the answer, the last
// one who was heard of counts.
func (c *Call) sessionOf(r *wire.Request) *session {
	l := &c.loop
	if c.out == nil {
		return l.session
	}
	fork := c.out.fork(r.From().Params.GetOr("tag", ""))
	if fork != nil && l.stage == early {
		l.session = fork
	}
	if fork != l.session {
		return nil
	}
	return fork
}
