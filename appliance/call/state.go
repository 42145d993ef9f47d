package call

import (
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// phase is where a call stands.
type phase string

const (
	inTree  phase = "tree"
	waiting phase = "waiting"
	talking phase = "talking"
	over    phase = "over"
)

// state is all that decides what happens next in a call: plain values, so
// that a call can be stored and carried on.
type state struct {
	Phase phase
	// OnAccept means that 200 goes out only when an operator accepts.
	OnAccept bool
	Answered bool

	Operator appliance.OperatorID
	Bridged  bool
	Held     bool
	Muted    bool
	// Since is when the hold or the break of the operator's sound began.
	Since time.Time

	tree *run.Session
}

// event is what happens to a call.
type event interface{}

type (
	began   struct{}
	pressed struct{ key byte }
	// inTreeEvent is a prompt that ended or a time that ran out.
	inTreeEvent struct{ run.Event }
	nobody      struct{}
	accepted    struct {
		operator appliance.OperatorID
		legUp    bool
	}
	legChanged struct {
		operator appliance.OperatorID
		up       bool
	}
	hold       struct{ on bool }
	mute       struct{ on bool }
	callerLeft struct{ cause string } // the caller hung up or cancelled
	hangup     struct{}               // the operator hung up
	unrecorded struct{}               // the recording failed
	endedElse  struct{}               // the conversation was ended elsewhere
	broke      struct{ cause string } // the box cannot go on with it
)

// action is what the actor does in answer, besides the tree's own effects.
type action interface{}

type (
	ring   struct{}
	answer struct{}
	record struct{}
	bridge struct {
		operator appliance.OperatorID
		muted    bool
	}
	music   struct{} // instead of the operator's sound
	quiet   struct{} // mute changed while bridged
	note    struct{ appliance.Entry }
	unqueue struct{} // nobody must be offered it while the tree says goodbye
	part    struct{} // caller and operator hear each other no more
	bye     struct{}
	finish  struct {
		by    appliance.Author
		cause string
	}
)

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
	case legChanged:
		return s.leg(e, now)
	case hold:
		return s.hold(e.on, now)
	case mute:
		s.Muted = e.on
		return []action{quiet{}}
	case callerLeft:
		return s.end(appliance.ByContact, e.cause, false)
	case hangup:
		return s.end(appliance.ByOperator, "hangup", true)
	case broke:
		return s.end(appliance.BySystem, e.cause, true)
	case unrecorded:
		return []action{note{appliance.Entry{Kind: appliance.EntryUnrecorded, By: appliance.BySystem}}}
	case endedElse:
		s.Phase = over
		return []action{part{}, bye{}}
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
	for _, effect := range s.tree.Next(w, e) {
		switch effect.(type) {
		case run.Enqueue:
			s.Phase = waiting
			todo = append(todo, effect)
		case run.Hangup:
			return append(todo, s.end(appliance.BySystem, "tree", true)...)
		default:
			todo = append(todo, effect)
		}
	}
	return todo
}

func (s *state) accept(e accepted, now time.Time) []action {
	s.tree.Next(nil, run.Taken{})
	s.Phase, s.Operator = talking, e.operator
	s.Held, s.Muted = false, false
	todo := []action{run.Silence{}}
	if !s.Answered {
		s.Answered = true
		todo = append(todo, answer{})
	}
	todo = append(todo, record{})
	if e.legUp {
		return append(todo, s.join())
	}
	s.Bridged, s.Since = false, now
	return append(todo, music{})
}

// leg follows the operator's sound: while it is gone the caller hears music.
// An operator who reloads his page may come back with a new leg before the
// old one was missed; he is joined again all the same.
func (s *state) leg(e legChanged, now time.Time) []action {
	if s.Phase != talking || e.operator != s.Operator || s.Held {
		return nil
	}
	switch {
	case e.up && s.Bridged:
		return []action{s.join()}
	case e.up:
		gap := now.Sub(s.Since)
		return []action{s.join(), s.entry(appliance.EntryRestored, gap)}
	case s.Bridged:
		s.Bridged, s.Since = false, now
		return []action{music{}, s.entry(appliance.EntryBroken, 0)}
	}
	return nil
}

func (s *state) hold(on bool, now time.Time) []action {
	if s.Phase != talking || on == s.Held {
		return nil
	}
	s.Held = on
	if on {
		s.Bridged, s.Since = false, now
		return []action{music{}, s.entry(appliance.EntryHeld, 0)}
	}
	gap := now.Sub(s.Since)
	return []action{s.join(), s.entry(appliance.EntryResumed, gap)}
}

func (s *state) join() action {
	s.Bridged = true
	return bridge{operator: s.Operator, muted: s.Muted}
}

// end closes the call; when we are the ones who end it, with a BYE. That goes
// last: it waits for the other side, and until then neither must hear the
// other nor the desk show a call that is over.
func (s *state) end(by appliance.Author, cause string, ours bool) []action {
	s.Phase = over
	todo := []action{part{}, finish{by: by, cause: cause}}
	if ours {
		todo = append(todo, bye{})
	}
	return todo
}

// entry is a line of the call's story about the operator's sound.
func (s *state) entry(kind appliance.EntryKind, gap time.Duration) action {
	e := appliance.Entry{Kind: kind, By: appliance.ByOperator, Operator: s.Operator}
	if gap > 0 {
		e.Data = map[string]string{"seconds": strconv.Itoa(int(gap.Round(time.Second) / time.Second))}
	}
	return note{e}
}
