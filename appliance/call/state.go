package call

import (
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// phase is where a call stands.
type phase string

const (
	inTree  phase = "tree"
	waiting phase = "waiting"
	talking phase = "talking"
	// handed means that the operators have left caller and guests to
	// themselves: the conversation is over, the sound goes on.
	handed phase = "handed"
	over   phase = "over"
)

// state is all that decides what happens next in a call: plain values, so
// that a call can be stored and carried on.
type state struct {
	Phase phase
	// OnAccept means that 200 goes out only when an operator accepts.
	OnAccept bool
	Answered bool
	// Reached is when the contact took the call that we made to him.
	Reached time.Time
	// Early says that the caller hears us before the answer.
	Early bool
	// Owed says that we call the contact back, as he asked us to.
	Owed bool

	// CallerThere says that the caller's sound can be joined to others'.
	CallerThere bool
	Parties     []party
	Seats       seat // the last one that was given
	// Held says that the operators have put the caller aside, HeldAt when.
	Held   bool
	HeldAt time.Time
	// Failed is who was called for him and did not come.
	Failed Attempt
	// Paused says that an operator has nothing recorded.
	Paused bool
	// Keeping is what the site has recorded.
	Keeping keeping
	// Breaks are the times that an operator's sound was lost.
	Breaks breaks
	// Ways lead to the contact, who is called once the operator is on his own
	// telephone.
	Ways []sip.Outgoing
	// Outward is whom the tree has called.
	Outward outward
	// Rung is whom the tree has asked to take the call.
	Rung rung
	// Successions are those who are called to take others' places.
	Successions []succession

	tree *run.Session
}

// event is what happens to a call.
type event interface{ happens() }

type (
	began   struct{}
	pressed struct{ key byte }
	// inTreeEvent is a prompt that ended or a time that ran out.
	inTreeEvent struct{ run.Event }
	nobody      struct{}
	accepted    struct {
		operator appliance.OperatorID
		legUp    bool
		rule     appliance.RecordingRule
	}
	// consulted is a colleague who comes because by wants to ask him something.
	consulted struct {
		operator, by appliance.OperatorID
	}
	seated struct {
		consulted
		legUp bool
	}
	legChanged struct {
		operator appliance.OperatorID
		up       bool
	}
	left struct{ operator appliance.OperatorID }
	// requeued means that an operator has passed the caller on to a queue, to
	// which tree leads.
	requeued   struct{ tree *ivr.Tree }
	unrecorded struct{}               // the recording failed
	endedElse  struct{}               // the conversation was ended elsewhere
	broke      struct{ cause string } // the box cannot go on with it
)

func (began) happens()       {}
func (pressed) happens()     {}
func (inTreeEvent) happens() {}
func (nobody) happens()      {}
func (accepted) happens()    {}
func (consulted) happens()   {}
func (seated) happens()      {}
func (legChanged) happens()  {}
func (left) happens()        {}
func (requeued) happens()    {}
func (unrecorded) happens()  {}
func (endedElse) happens()   {}
func (broke) happens()       {}

// action is what the actor does in answer.
type action interface{ deed() }

type (
	ring    struct{}
	early   struct{} // the caller hears us, and is not answered
	answer  struct{}
	record  struct{} // begins the recording
	sound   struct{} // who sits with whom is another now: see table
	note    struct{ appliance.Entry }
	unqueue struct{} // nobody must be offered it while the tree says goodbye
	part    struct{} // nobody hears anybody any more
	bye     struct{} // to all who are still on a telephone
	// released has the desk end the parts of the operators, who have left the
	// caller to the tree.
	released struct{}
	// unreached has it noted that the contact did not take the call that he is
	// owed.
	unreached struct{ cause string }
	// effect is what the tree says.
	effect struct{ run.Effect }
	finish struct {
		by       appliance.Author
		operator appliance.OperatorID
		cause    string
	}
)

func (ring) deed()      {}
func (early) deed()     {}
func (answer) deed()    {}
func (record) deed()    {}
func (sound) deed()     {}
func (note) deed()      {}
func (unqueue) deed()   {}
func (part) deed()      {}
func (bye) deed()       {}
func (released) deed()  {}
func (unreached) deed() {}
func (effect) deed()    {}
func (finish) deed()    {}

// failure names what broke a call for one who did not take it.
func (e broke) failure() string {
	if e.cause == "shutdown" {
		return "restart"
	}
	return "unreachable"
}

// on takes an event and says what to do, in order.
func (s *state) on(e event, w run.World, now time.Time) []action {
	if s.Phase == over {
		return nil
	}
	switch e := e.(type) {
	case began:
		return s.begin(w)
	case pressed:
		return s.step(w, run.Pressed{Key: e.key})
	case inTreeEvent:
		return s.step(w, e.Event)
	case nobody:
		if s.Phase != waiting {
			return nil
		}
		s.Phase = inTree
		return append([]action{unqueue{}, note{appliance.Entry{Kind: appliance.EntryNobody, By: appliance.BySystem}}},
			s.step(w, run.NobodyThere{})...)
	case accepted:
		return s.accept(e, now)
	case seated:
		return s.consult(e, now)
	case requeued:
		return s.requeue(e.tree, w)
	case left:
		return s.leave(e.operator, now)
	case legChanged:
		return s.leg(e, now)
	case broke:
		if s.Owed && !s.Answered {
			return s.owe(e.failure())
		}
		return s.end(appliance.BySystem, 0, e.cause)
	case noticed:
		return s.endNotice(true)
	case unnoticed:
		return s.endNotice(false)
	case unrecorded:
		return []action{note{appliance.Entry{Kind: appliance.EntryUnrecorded, By: appliance.BySystem}}}
	case endedElse:
		if s.Phase == handed {
			return nil // by ourselves
		}
		s.Phase = over
		return []action{part{}, bye{}}
	case placed:
		return s.place(e, now)
	case lineEvent:
		if e.what == lineLeft {
			if todo, waits := s.leftToSuccessor(e.seat); waits {
				return todo
			}
		}
		return s.lineGoes(e, w, now)
	case succeeding:
		return s.succeed(e)
	case presaged:
		return s.presage(e.seat)
	case succeeded:
		return s.succeeded(e, w, now)
	case unsucceeded:
		return s.unsucceeded(e, w, now)
	case untaken:
		return s.untaken(e, w)
	case ledOn:
		return s.ledOn(e.number)
	case unanswered:
		return s.giveUp(e.seat, w)
	case wish:
		if h, leaves := e.act.(hangup); leaves && !h.all && s.goesOn(e.operator) {
			return s.releaseCaller(w)
		}
		return s.obey(e, now)
	case watch:
		return s.watch(e, now)
	case leave:
		return s.on(s.leaving(e.operator), w, now)
	}
	return nil
}

func (s *state) begin(w run.World) []action {
	if s.OnAccept {
		return append([]action{ring{}}, s.step(w, run.Began{})...)
	}
	s.Answered = true
	return append([]action{answer{}}, s.step(w, run.Began{})...)
}

// step runs the tree on. Keys pressed to an operator are his, not the tree's.
func (s *state) step(w run.World, e run.Event) []action {
	if s.Phase != inTree && s.Phase != waiting {
		return nil
	}
	var todo []action
	music := false
	for _, next := range s.tree.Next(w, e) {
		switch next := next.(type) {
		case run.Play:
			music = next.Loop
			if !next.Loop {
				todo = append(todo, s.heard()...)
			}
			todo = append(todo, effect{next})
		case run.Say:
			todo = append(append(todo, s.heard()...), effect{next})
		case run.Enqueue:
			s.Phase = waiting
			todo = append(todo, effect{next})
		case run.Unqueue:
			s.Phase = inTree
			todo = append(todo, unqueue{})
		case run.Record:
			todo = append(append(todo, s.open()...), effect{next})
		case run.Dial:
			todo = append(todo, s.dialFor(next, music)...)
		case run.Withdraw:
			todo = append(append(todo, s.withdraw(next.Ask)...), effect{next})
		case run.Hangup:
			return append(todo, s.end(appliance.BySystem, 0, "tree")...)
		default:
			todo = append(todo, effect{next})
		}
	}
	return todo
}

// heard lets the caller hear what the tree says, before he is answered too.
// Music alone is not worth it: he hears that it rings.
func (s *state) heard() []action {
	if s.Answered || s.Early {
		return nil
	}
	s.Early = true
	return []action{early{}}
}

// open answers the call, unless that has been done.
func (s *state) open() []action {
	if s.Answered {
		return nil
	}
	s.Answered = true
	return []action{answer{}}
}

// goesOn tells whether the tree goes on with the caller when this operator
// leaves him. A colleague whom he asks aside has the caller then.
func (s *state) goesOn(o appliance.OperatorID) bool {
	return s.Phase == talking && s.serves(o) && len(s.in(Serving)) == 1 && s.colleague() == nil && s.tree != nil && s.tree.Talking()
}

// releaseCaller has the tree go on with a caller whom the operator leaves.
func (s *state) releaseCaller(w run.World) []action {
	todo := s.clear()
	s.Phase = inTree
	return append(append(todo, released{}), s.step(w, run.Released{})...)
}

// owe is the end of a call that the contact is owed and did not take.
func (s *state) owe(cause string) []action {
	s.Phase = over
	return []action{part{}, bye{}, unreached{cause}}
}

// clear empties the table: those who were called are sent home, and those who
// watched leave.
func (s *state) clear() []action {
	todo := []action{part{}}
	for _, p := range s.Parties {
		switch {
		case p.Operator == 0:
			todo = append(todo, release{p.Seat})
		case p.watches():
			todo = append(todo, watched(p.Operator, ""))
		}
	}
	s.Parties, s.Held, s.Paused, s.CallerThere, s.Keeping.Telling = nil, false, false, false, false
	s.Failed = Attempt{}
	s.Successions = slices.DeleteFunc(s.Successions, func(x succession) bool { return x.Seat != caller })
	return todo
}

// accept gives an operator his place: he takes the caller from the queue, or
// comes to those who talk with him already.
func (s *state) accept(e accepted, now time.Time) []action {
	if s.Phase == handed {
		return nil
	}
	switch p := s.operator(e.operator); {
	case p != nil && p.Role == Aside: // he is asked first
		return nil
	case p != nil:
		p.Role = Serving
	default:
		s.sit(party{Role: Serving, Operator: e.operator, Answered: true, There: e.legUp, Since: now})
	}
	if s.Phase == talking {
		return []action{sound{}}
	}
	s.tree.Next(nil, run.Taken{})
	todo := []action{effect{run.Silence{}}}
	if at := s.Outward.Seat; at != 0 { // the tree was just about to leave the queue
		s.closeOutward()
		todo = append(todo, release{at})
	}
	s.Phase, s.CallerThere = talking, true
	return append(append(todo, s.open()...), s.keep(e.rule)...)
}

// consult seats a colleague aside, whom an operator asks something while the
// caller is held.
func (s *state) consult(e seated, now time.Time) []action {
	if s.Phase != talking || s.operator(e.operator) != nil {
		return nil
	}
	s.sit(party{Role: Aside, Operator: e.operator, Answered: true, There: e.legUp, Since: now})
	s.Failed = Attempt{}
	if held := s.hold(e.by, true, now); held != nil {
		return held
	}
	return []action{sound{}}
}

// leave takes an operator's place away who left to others what he did. Whom the
// last one asked aside has the caller then. Where nobody is asked, the last one's
// leaving is the end of the conversation, of which we hear too.
func (s *state) leave(o appliance.OperatorID, now time.Time) []action {
	p := s.operator(o)
	if p == nil {
		return nil
	}
	if p.Role == Serving && len(s.in(Serving)) == 1 && !s.promote() {
		return nil
	}
	todo := []action{sound{}}
	if p.Role == Serving && len(s.in(Aside)) == 0 { // who comes after him has not put the caller aside
		todo = append(todo, s.resume(o, now)...)
	}
	s.rise(p.Seat)
	if s.Failed.By == o && !s.Held { // who put the caller aside has left it to others to take him back
		s.Failed = Attempt{}
	}
	return todo
}

// promote lets the operators who are asked aside talk with the caller, and
// tells whether there were any.
func (s *state) promote() (any bool) {
	for _, p := range s.in(Aside) {
		if p.Operator != 0 {
			p.Role, any = Serving, true
		}
	}
	return any
}

// requeue has the caller wait for another operator. Those who were called for
// him are sent home: nobody is there any more who could talk with them.
func (s *state) requeue(tree *ivr.Tree, w run.World) []action {
	if s.Phase != talking {
		return nil
	}
	todo := s.clear()
	s.Phase, s.tree = inTree, run.New(tree, appliance.Language(tree.Language))
	return append(todo, s.step(w, run.Began{})...)
}

// leg follows an operator's sound: while it is gone the caller hears music.
// An operator who reloads his page may come back with a new leg before the
// old one was missed; he is joined again all the same.
func (s *state) leg(e legChanged, now time.Time) []action {
	p := s.operator(e.operator)
	if p == nil || s.Phase != talking {
		return nil
	}
	was, lost := p.There, p.Lost
	p.There, p.Lost = e.up, !e.up && (was || lost)
	if e.up {
		p.Legs++
	}
	tell := p.Role == Serving && !s.Held
	switch {
	case e.up && lost && tell && s.Breaks.ended(now.Sub(p.Since)):
		return []action{sound{}, entry(appliance.EntryRestored, p.Operator, now.Sub(p.Since))}
	case e.up:
		return append(s.dialNow(), sound{})
	case !was:
		return nil
	}
	p.Since = now
	if tell && s.Breaks.began() {
		return []action{sound{}, entry(appliance.EntryBroken, p.Operator, 0)}
	}
	return []action{sound{}}
}

// end closes the call. The caller hears of it before the store does, which may
// be full.
func (s *state) end(by appliance.Author, o appliance.OperatorID, cause string) []action {
	done := s.Phase == handed // the conversation is over already
	s.Phase = over
	todo := []action{part{}, bye{}}
	if !done {
		todo = append(append(todo, s.Breaks.rest()...), finish{by: by, operator: o, cause: cause})
	}
	return todo
}

// entry is a line of the call's story about the operator's sound.
func entry(kind appliance.EntryKind, o appliance.OperatorID, gap time.Duration) action {
	e := appliance.Entry{Kind: kind, By: appliance.ByOperator, Operator: o}
	if gap > 0 {
		e.Data = map[string]string{"seconds": strconv.Itoa(int(gap.Round(time.Second) / time.Second))}
	}
	return note{e}
}
