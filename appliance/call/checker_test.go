package call

import (
	"fmt"
	"slices"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// moment is one event of a call: what came, what was done, and how the call
// stood before and after.
type moment struct {
	before, after state
	event         event
	did           []action
	table         []circle // after
}

// overseer holds the rules of a call, one moment after the other. It knows them
// in its own words: what nobody may hear, and not how table finds out.
type overseer struct {
	called   map[seat]bool // whom we called and have not sent home
	finished int
	// contacted counts the calls to the contact, rings says that his operator's own
	// telephone must be taken first.
	contacted int
	rings     bool
}

func newOverseer() *overseer { return &overseer{called: map[seat]bool{}} }

// see says which rule a moment breaks; empty: none.
func (o *overseer) see(m moment) string {
	o.count(m)
	for _, rule := range []func(moment) string{
		o.overIsOver, o.nobodyIsLeftCalled, heldStaysHeld, nobodyHearsWhomHeMustNot, nobodyIsWithoutSound, everybodyHasAWayOn, keptIsWhatMayBe,
		o.contactIsCalledInTime, successorsHaveAPlace,
	} {
		if broken := rule(m); broken != "" {
			return broken
		}
	}
	return ""
}

// count follows whom we call and how the conversation ends.
func (o *overseer) count(m moment) {
	switch e := m.event.(type) {
	case placed:
		o.rings = e.comes && !e.legUp
	case legChanged:
		o.rings = o.rings && !e.up
	case lineEvent:
		if (e.what == lineFailed || e.what == lineLeft) && m.before.succession(e.seat) == nil {
			delete(o.called, e.seat) // gone by themselves
		}
	case unsucceeded:
		if x := m.before.succession(e.seat); x != nil && x.Gone {
			delete(o.called, e.seat)
		}
	}
	for _, a := range m.did {
		switch a := a.(type) {
		case dial:
			o.called[a.seat] = true
			if a.seat == caller {
				o.contacted++
			}
		case dialOut:
			o.called[a.seat] = true
		case release:
			delete(o.called, a.seat)
		case bye:
			clear(o.called)
		case finish, unreached:
			o.finished++
		}
	}
}

// overIsOver: what has ended stays so, says so once, and hangs up as it does.
func (o *overseer) overIsOver(m moment) string {
	switch {
	case m.before.Phase == over && (m.after.Phase != over || len(m.did) > 0):
		return "over is over"
	case o.finished > 1:
		return "the conversation ends once"
	case m.before.Phase != over && m.after.Phase == over:
		_, elsewhere := m.event.(endedElse)
		if !did[part](m) || !did[bye](m) || !elsewhere && o.finished == 0 {
			return "the end parts, hangs up and is told"
		}
	}
	return ""
}

func did[A action](m moment) bool {
	return slices.ContainsFunc(m.did, func(a action) bool { _, is := a.(A); return is })
}

// nobodyIsLeftCalled: whom we called has a place, or was sent home.
func (o *overseer) nobodyIsLeftCalled(m moment) string {
	for at := range o.called {
		if at != caller && m.after.party(at) == nil {
			return "every party that was called is released"
		}
	}
	for _, p := range m.after.Parties {
		if m.after.Phase != over && p.Operator == 0 && !o.called[p.Seat] {
			return "only who is called has a number's place"
		}
	}
	return ""
}

// heldStaysHeld: what puts a caller aside, and what takes him back.
func heldStaysHeld(m moment) string {
	if m.before.Held == m.after.Held || m.after.Phase == over {
		return ""
	}
	switch e := m.event.(type) {
	case wish:
		switch a := e.act.(type) {
		case hold:
			if a.on == m.after.Held {
				return ""
			}
		case ask, merge, hand, hangup:
			return ""
		}
	case seated:
		if m.after.Held {
			return ""
		}
	case left, requeued:
		if !m.after.Held {
			return ""
		}
	case lineEvent: // a transfer goes through
		if p := m.before.party(e.seat); p != nil && p.Handing && e.what == lineAnswered && !m.after.Held {
			return ""
		}
	case succeeded: // to a telephone in place of the one that rang
		if p := m.before.party(e.seat); p != nil && p.Handing && !p.Answered && !m.after.Held {
			return ""
		}
	}
	return "held stays held"
}

// nobodyHearsWhomHeMustNot looks at each pair in each circle.
func nobodyHearsWhomHeMustNot(m moment) string {
	for _, c := range m.table {
		for _, ear := range c.seats {
			for _, voice := range c.seats {
				if ear != voice && c.audible(ear, voice) && m.after.forbids(ear, voice) {
					return "nobody hears whom he must not"
				}
			}
		}
	}
	return ""
}

// audible tells whether one of a circle hears another.
func (c circle) audible(ear, voice seat) bool {
	return slices.Contains(c.seats, ear) && slices.Contains(c.seats, voice) && !slices.Contains(c.deaf, [2]seat{ear, voice})
}

// forbids is what must not be heard, whatever else is true.
func (s *state) forbids(ear, voice seat) bool {
	speaks, listens := s.role(voice), s.role(ear)
	office := func(r Role) bool { return r == Serving || r == Listening || r == Whispering }
	p := s.party(voice)
	switch {
	case p != nil && p.Muted, speaks == Listening:
		return true // a voice that is shut, and a supervisor who only listens
	case speaks == Whispering:
		return listens != Serving // what is whispered is for those who serve
	case speaks == Guest && listens == Aside, speaks == Aside && listens == Guest:
		return true // who is asked aside and the caller
	case s.Held:
		return office(speaks) && listens == Guest || speaks == Guest && office(listens)
	}
	return office(speaks) && listens == Aside || speaks == Aside && office(listens)
}

// nobodyIsWithoutSound: who is there hears music or somebody, and those who are
// to talk with each other do.
func nobodyIsWithoutSound(m moment) string {
	s := &m.after
	if s.Phase != talking && s.Phase != handed {
		return ""
	}
	sits := func(at seat) bool {
		return slices.ContainsFunc(m.table, func(c circle) bool { return slices.Contains(c.seats, at) })
	}
	if s.CallerThere && s.Answered && !sits(caller) {
		return "nobody is left without sound"
	}
	for _, p := range s.Parties {
		if p.Operator == 0 && p.Answered && p.There && !sits(p.Seat) {
			return "nobody is left without sound"
		}
		hears := slices.ContainsFunc(m.table, func(c circle) bool { return c.audible(p.Seat, caller) })
		if p.Role == Serving && p.There && s.CallerThere && !s.Held && !hears {
			return "who serves hears the caller"
		}
	}
	return ""
}

// everybodyHasAWayOn: a caller who is talked with has somebody who serves him,
// one who was handed over somebody to talk with, and one in the tree what the
// tree does next. An operator gives his place up by leaving alone.
func everybodyHasAWayOn(m moment) string {
	s := &m.after
	switch s.Phase {
	case talking:
		if len(s.in(Serving)) == 0 {
			return "somebody serves who talks"
		}
	case handed:
		if len(s.Parties) == 0 {
			return "who was handed over is with somebody"
		}
	case inTree, waiting:
		if slices.ContainsFunc(s.Parties, func(p party) bool { return p.Operator != 0 }) {
			return "no operator sits where nobody talks"
		}
		if m.before.Phase != s.Phase && s.Phase == inTree && !goesOn(m.did) {
			return "the tree goes on"
		}
	}
	if m.before.Phase != talking || s.Phase != talking {
		return ""
	}
	for _, p := range m.before.Parties {
		_, leaves := m.event.(left)
		if (p.Role == Serving || p.Role == Aside) && p.Operator != 0 && s.operator(p.Operator) == nil && !leaves {
			return "an operator keeps his place until he leaves"
		}
	}
	return ""
}

// goesOn tells whether the tree has something come of what it began.
func goesOn(did []action) bool {
	return slices.ContainsFunc(did, func(a action) bool {
		switch bare(a).(type) {
		case run.Play, run.Say, run.Wait, run.Record, run.Enqueue, run.Lookup, run.CallBack, run.Reach, run.Invite, dialOut:
			return true
		}
		return false
	})
}

// keptIsWhatMayBe: only what caller and operators speak is recorded, unless that
// is paused.
func keptIsWhatMayBe(m moment) string {
	for _, c := range m.table {
		if c.recorded && (m.after.Paused || m.after.Phase != talking || !slices.Contains(c.seats, caller)) {
			return "only what may be kept is recorded"
		}
	}
	return ""
}

// contactIsCalledInTime: whom an operator calls is called once, and not before the
// operator's own telephone, if he has one, was taken.
func (o *overseer) contactIsCalledInTime(m moment) string {
	switch {
	case o.contacted > 1:
		return "the contact is called once"
	case did[dial](m) && o.contacted == 1 && o.rings && m.before.Phase == talking:
		if slices.ContainsFunc(m.did, func(a action) bool { d, is := a.(dial); return is && d.seat == caller }) {
			return "nobody is called to whom nobody would speak"
		}
	}
	return ""
}

// successorsHaveAPlace: whoever is called to take a place finds it, and alone; and
// who has gone from it is not heard there.
func successorsHaveAPlace(m moment) string {
	s := &m.after
	taken := map[seat]bool{}
	for _, x := range s.Successions {
		switch {
		case s.Phase == over:
		case x.Seat != caller && s.party(x.Seat) == nil:
			return "a successor has a place"
		case taken[x.Seat]:
			return "a place has one successor"
		}
		taken[x.Seat] = true
		_, begins := m.event.(succeeding)
		if begins && m.before.succession(x.Seat) == nil && x.Seat != caller && s.party(x.Seat) != nil && s.party(x.Seat).There {
			return "who leaves for another is not heard"
		}
	}
	return ""
}

// String tells of a moment for one who looks for a fault.
func (m moment) String() string {
	return fmt.Sprintf("%T%+v: %s -> %s, held %t -> %t: %s; table [%s]",
		m.event, m.event, m.before.Phase, m.after.Phase, m.before.Held, m.after.Held, m.after.tell(m.did), m.after.drawn())
}

// operators are those of a random history.
var operators = []appliance.OperatorID{7, 8, 9}
