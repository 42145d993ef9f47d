package call

import (
	"context"
	"slices"

	"cordboard/appliance"
)

// ears say which call has an operator's sound: he has one pair of them, and what
// he watches gives way to what he serves. Of an operator's claims the first has
// him; the others wait until it has let go, so that no call takes from another
// what that one has not put down. The lock of Calls guards them.
type ears map[appliance.OperatorID][]claim

// claim is a call in which an operator has a place.
type claim struct {
	call *actor
	// watches says that he has no part in it.
	watches bool
}

// claim gives a call a place among those that want an operator's sound, and says
// which others must let go of him. One who serves a call watches no other: that
// is appliance.ErrOnCall.
func (e ears) claim(o appliance.OperatorID, c claim) (others []*actor, err error) {
	i := slices.IndexFunc(e[o], func(other claim) bool { return other.call == c.call })
	if i >= 0 {
		e[o][i] = c
		return nil, nil
	}
	for _, other := range e[o] {
		if c.watches && !other.watches {
			return nil, appliance.ErrOnCall
		}
		others = append(others, other.call)
	}
	e[o] = append(e[o], c)
	return others, nil
}

// has tells whether a call has an operator's sound.
func (e ears) has(o appliance.OperatorID, call *actor) bool {
	return len(e[o]) > 0 && e[o][0].call == call
}

// letGo takes a call's claim away, and returns the one that has the operator's
// sound in its place; nil: none has it anew.
func (e ears) letGo(o appliance.OperatorID, call *actor) (next *actor) {
	had := e.has(o, call)
	e[o] = slices.DeleteFunc(e[o], func(c claim) bool { return c.call == call })
	if len(e[o]) == 0 {
		delete(e, o)
		return nil
	}
	if !had {
		return nil
	}
	return e[o][0].call
}

// yield asks a call to let go of an operator, who comes to another one.
type yield struct{ operator appliance.OperatorID }

func (yield) happens() {}

// listens claims an operator's sound for the call and tells whether it is there:
// it is not yet while another call lets go of him.
func (a *actor) listens(o appliance.OperatorID, watches bool) (up bool, err error) {
	a.mu.Lock()
	others, err := a.ears.claim(o, claim{a, watches})
	a.mu.Unlock()
	if err != nil {
		return false, err
	}
	if !slices.Contains(a.listening, o) {
		a.listening = append(a.listening, o)
	}
	for _, other := range others {
		other.mail.Post(yield{o})
	}
	return a.hasSound(o), nil
}

// claims is listens for one who has a part in the call: nothing keeps him away.
func (a *actor) claims(o appliance.OperatorID) (up bool) {
	up, _ = a.listens(o, false)
	return up
}

// hasSound tells whether an operator's sound is up, and this call's.
func (a *actor) hasSound(o appliance.OperatorID) bool {
	a.mu.Lock()
	has := a.ears.has(o, a)
	a.mu.Unlock()
	_, up := a.Legs.Leg(o)
	return has && up
}

// yield lets an operator go whom another call wants: who watches here has pressed
// stop, as it were.
func (a *actor) yield(ctx context.Context, o appliance.OperatorID) {
	switch p := a.operator(o); {
	case p == nil:
	case p.watches():
		a.take(ctx, watch{operator: o})
	default:
		a.take(ctx, legChanged{operator: o})
	}
	a.letGo(o)
}

// letGoOfAbsent lets those operators go who have no place here any more.
func (a *actor) letGoOfAbsent() {
	for _, o := range slices.Clone(a.listening) {
		if a.Phase == over || a.operator(o) == nil {
			a.letGo(o)
		}
	}
}

// letGo gives an operator's sound back, to the call that waits for it.
func (a *actor) letGo(o appliance.OperatorID) {
	a.listening = slices.DeleteFunc(a.listening, func(other appliance.OperatorID) bool { return other == o })
	a.mu.Lock()
	next := a.ears.letGo(o, a)
	a.mu.Unlock()
	if next == nil {
		return
	}
	if _, up := a.Legs.Leg(o); up {
		next.mail.Post(legChanged{o, true})
	}
}
