package acd

import (
	"time"

	"cordboard/appliance"
)

// PageOpened tells that one page more of the desk shows the operator what he is
// offered.
func (s *State) PageOpened(o appliance.OperatorID) {
	if op := s.operator(o); op != nil {
		op.pages++
	}
}

// PageClosed tells that such a page has gone: closed, reloaded, or cut off.
func (s *State) PageClosed(o appliance.OperatorID, now time.Time) {
	op := s.operator(o)
	if op == nil || op.pages == 0 { // the operator of an older State
		return
	}
	if op.pages--; op.pages == 0 {
		op.gone = now
	}
}

// followPages notes who has been without a page for the grace time, and whose
// page came back. What he is otherwise goes on beneath it.
func (r *round) followPages() {
	for _, o := range r.operators {
		if !o.signedIn() {
			continue
		}
		switch until := o.gone.Add(r.grace); {
		case o.pages > 0:
			if o.presence.Absent {
				r.attend(o, true)
			}
		case o.presence.Absent:
		case !r.now.Before(until):
			r.attend(o, false)
		default:
			r.wake(until)
		}
	}
}

// attend notes whether o is at his desk.
func (r *round) attend(o *operator, there bool) {
	p := r.standing(o)
	was := p.State
	p.Absent = !there
	r.decide(SetPresence{Was: was, Presence: p})
	r.presence[o.ID] = p
}
