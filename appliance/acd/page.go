package acd

import (
	"slices"
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

// PageUsed tells that the operator moves at his desk.
func (s *State) PageUsed(o appliance.OperatorID, now time.Time) {
	if op := s.operator(o); op != nil {
		op.moved = now
	}
}

// followMoves has who is available and moves no more be away, and be back when he does.
// That his page came back, as after the box was down, is no move, but time to make one.
func (r *round) followMoves() {
	for _, o := range r.operators {
		p := r.standing(o)
		until := slices.MaxFunc([]time.Time{o.moved, o.gone, p.Since}, time.Time.Compare).Add(r.rules.AwayAfter)
		switch {
		case !o.Answers() || p.Absent:
		case p.State == appliance.Away && p.Reason == appliance.Idle && (o.moved.After(p.Since) || r.rules.AwayAfter == 0):
			r.move(o, appliance.Available)
		case p.State != appliance.Available || r.rules.AwayAfter == 0 || o.onCall():
		case r.now.Before(until):
			r.wake(until)
		default:
			r.moveFor(o, appliance.Away, appliance.Idle)
		}
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
