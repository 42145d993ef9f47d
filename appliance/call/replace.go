package call

import (
	"context"
	"log/slog"

	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
)

// replacing is a call that takes the place of another one of ours (RFC 3891).
type replacing struct {
	line, old *sip.Call
	verdict   chan<- verdict // has room for one
}

func (replacing) happens() {}

// verdict says at which place the call now is, or why at none.
type verdict struct {
	seat    seat
	refused *sip.Refused
}

// replace has a call take the place of another one, and keeps it until its end:
// the conversation goes on as it is.
func (cs *Calls) replace(line, old *sip.Call, log *slog.Logger) {
	v := verdict{refused: &sip.Refused{Status: 481, Reason: "Call/Transaction Does Not Exist"}}
	if a := cs.owner(old); a != nil {
		verdicts := make(chan verdict, 1)
		a.mail.Post(replacing{line, old, verdicts})
		select {
		case v = <-verdicts:
		case <-a.gone:
		}
		if v.refused == nil {
			a.hearOut(v.seat, line)
			return
		}
	}
	cs.refuse(line, log, v.refused)
}

// replace gives the place of one telephone to another that asks for it.
func (a *actor) replace(ctx context.Context, r replacing) {
	at, there := a.seatOf(r.old)
	if !there || !a.mayYield(at) {
		r.verdict <- verdict{refused: &sip.Refused{Status: 603, Reason: "Decline"}}
		return
	}
	sdp, stream, err := r.line.Negotiate(a.legAt(at).Local())
	if err == nil {
		err = r.line.Answer(sdp)
	}
	if err != nil {
		a.log.Warn("take a call in place of another", "err", err)
		r.verdict <- verdict{refused: sip.NoCommonSound()}
		return
	}
	a.own(r.line)
	a.give(at, r.line, stream) // the former is hung up by the answer
	r.verdict <- verdict{seat: at}
	a.take(ctx, succeeded{at, r.line.Caller().Number})
}

// give gives a place to another telephone and returns the one that had it; nil:
// it has hung up.
func (a *actor) give(at seat, l line, s media.Stream) (former line) {
	if at == caller {
		a.errand = nil // it was the former's
	}
	f := a.fars[at]
	former, f.line, f.ways = f.line, l, nil
	f.connect(s, a.Now())
	return former
}

// seatOf is the place of a telephone.
func (a *actor) seatOf(l *sip.Call) (at seat, there bool) {
	for at, f := range a.fars {
		if f.line == l {
			return at, true
		}
	}
	return 0, false
}

// legAt is the sound of the telephone at a place.
func (a *actor) legAt(at seat) *rtp.Leg { return a.fars[at].leg }

// own lets others find whose a telephone is, until exit.
func (a *actor) own(l *sip.Call) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lines[l] = a
	a.owned = append(a.owned, l)
}

// owner is the actor that a telephone belongs to, or nil.
func (cs *Calls) owner(l *sip.Call) *actor {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.lines[l]
}
