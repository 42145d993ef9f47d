package telephone

import (
	"slices"
	"time"

	"cordboard/appliance"
)

// Stage is where a telephone stands.
type Stage string

// The stages.
const (
	Down    Stage = ""        // nobody is on it
	Calling Stage = "calling" // it is called, and nobody knows whether it is there
	Ringing Stage = "ringing"
	Asking  Stage = "asking"  // somebody, or a voicemail, has lifted and is asked for the key
	Up      Stage = "up"      // it is the operator's sound
	Leaving Stage = "leaving" // he has hung up, and the calls are told
)

// What was wrong with a telephone, beside what sip.Cause names.
const (
	NoAnswer    = "no-answer"
	NoKey       = "no-key" // it was lifted, and the key was not pressed
	Declined    = "declined"
	Busy        = "busy"
	Unreachable = "unreachable"
)

// takes is the key by which a person takes a call.
const takes = '1'

// state is all that decides about one telephone: plain values.
type state struct {
	// On says that the operator's sound is his telephone.
	On bool
	// Offer is a call that he is offered, Taken one that he took and at which he
	// has no place yet, Seats are those at which he has one.
	Offer, Taken appliance.ConversationID
	Seats        []appliance.ConversationID

	Stage Stage
	// Done says that it rang for all this already, in vain, and Fault why.
	Done  bool
	Fault string
}

// event is what happens to a telephone or to its operator.
type event interface{ happens() }

type (
	chosen  struct{ on bool } // it is, or is not, the operator's sound
	offered struct{ call appliance.ConversationID }
	settled struct { // an offer has ended
		call     appliance.ConversationID
		accepted bool
	}
	sat   struct{ call appliance.ConversationID }
	rose  struct{ call appliance.ConversationID }
	again struct{} // he wants it to ring once more

	rang    struct{} // it does
	lifted  struct{}
	pressed struct{ key byte }
	failed  struct{ cause string }
	hungUp  struct{}
	expired struct{} // the time of the stage is over

	notTaken struct{ call appliance.ConversationID } // somebody was quicker, or the box is full
	notLeft  struct{}
	broke    struct{} // a fault of ours was met in what was done about it
)

func (chosen) happens()   {}
func (offered) happens()  {}
func (settled) happens()  {}
func (sat) happens()      {}
func (rose) happens()     {}
func (again) happens()    {}
func (rang) happens()     {}
func (lifted) happens()   {}
func (pressed) happens()  {}
func (failed) happens()   {}
func (hungUp) happens()   {}
func (expired) happens()  {}
func (notTaken) happens() {}
func (notLeft) happens()  {}
func (broke) happens()    {}

// action is what is to be done about it.
type action interface{ deed() }

type (
	dial    struct{}
	ask     struct{} // plays who calls, and that 1 takes the call
	join    struct{} // its leg is the operator's sound from now on
	part    struct{} // … and no more
	hang    struct{} // ends the line, if it has not ended, and the leg
	accept  struct{ call appliance.ConversationID }
	decline struct{ call appliance.ConversationID }
	// unreached says that it cannot be rung for an offer.
	unreached struct {
		call  appliance.ConversationID
		cause string
	}
	leave struct{ call appliance.ConversationID }
	press struct {
		call appliance.ConversationID
		key  byte
	}
)

func (dial) deed()      {}
func (ask) deed()       {}
func (join) deed()      {}
func (part) deed()      {}
func (hang) deed()      {}
func (accept) deed()    {}
func (decline) deed()   {}
func (unreached) deed() {}
func (leave) deed()     {}
func (press) deed()     {}

// on takes an event and says what to do, in order.
func (s *state) on(e event) []action {
	todo := s.happened(e)
	return append(todo, s.settle()...)
}

func (s *state) happened(e event) []action {
	switch e := e.(type) {
	case chosen:
		if s.On != e.on {
			s.On, s.Done, s.Fault = e.on, false, ""
		}
	case offered:
		s.Offer, s.Done = e.call, false
	case settled:
		s.over(e)
	case sat:
		s.sit(e.call)
	case rose:
		s.Seats = slices.DeleteFunc(s.Seats, func(c appliance.ConversationID) bool { return c == e.call })
	case again:
		s.Done = false
	case rang:
		if s.Stage == Calling {
			s.Stage = Ringing
		}
	case lifted:
		if s.called() {
			s.Stage = Asking
			return []action{ask{}}
		}
	case pressed:
		return s.press(e.key)
	case failed:
		return s.fail(e.cause)
	case hungUp:
		return s.hungUp()
	case expired:
		return s.expire()
	case notTaken:
		if s.Stage == Up && s.Offer == e.call {
			s.Stage = Asking
			return []action{part{}, ask{}}
		}
	case notLeft:
		if s.Stage == Leaving {
			return s.give("")
		}
	case broke:
		return s.broke()
	}
	return nil
}

// broke ends the line, wherever it stood; what waits for the telephone is passed
// by, for nobody knows whether it rings.
func (s *state) broke() []action {
	if s.Stage == Down {
		return []action{hang{}}
	}
	todo := s.give(Unreachable)
	if s.Offer != 0 {
		todo = append(todo, unreached{s.Offer, Unreachable})
	}
	return todo
}

// over is the end of an offer. A place at the call follows at once where it was
// accepted.
func (s *state) over(e settled) {
	if s.Offer != e.call {
		return
	}
	s.Offer = 0
	if e.accepted && !slices.Contains(s.Seats, e.call) {
		s.Taken = e.call
	}
}

// sit gives him a place at a call: by his telephone, which rings once more if it
// did in vain.
func (s *state) sit(c appliance.ConversationID) {
	if s.Taken == c {
		s.Taken = 0
	}
	if !slices.Contains(s.Seats, c) {
		s.Seats = append(s.Seats, c)
	}
	if s.Stage == Down {
		s.Done = false
	}
}

func (s *state) press(key byte) []action {
	switch {
	case s.Stage == Asking && key == takes:
		s.Stage, s.Fault = Up, ""
		if s.Offer != 0 {
			return []action{join{}, accept{s.Offer}}
		}
		return []action{join{}}
	case s.Stage == Up && len(s.Seats) > 0:
		return []action{press{s.Seats[0], key}}
	}
	return nil
}

// called tells whether it is being called, and nobody has lifted it.
func (s *state) called() bool { return s.Stage == Calling || s.Stage == Ringing }

// fail is a call to the telephone that came to nothing. Who declines there
// declines the offer; one who cannot be reached is passed by, and asked no more
// until he says that he is there; who lets it ring has until the offer's end.
func (s *state) fail(cause string) []action {
	if !s.called() {
		return nil
	}
	todo := s.give(cause)
	switch {
	case s.Offer == 0 || cause == NoAnswer:
	case cause == Declined:
		todo = append(todo, decline{s.Offer})
	default:
		todo = append(todo, unreached{s.Offer, cause})
	}
	return todo
}

// hungUp is the end of the line by the operator, who leaves his calls so.
func (s *state) hungUp() []action {
	switch {
	case s.Stage == Asking:
		return s.give(NoKey)
	case s.Stage == Up && len(s.Seats) > 0:
		s.Stage = Leaving
		var todo []action
		for _, c := range s.Seats {
			todo = append(todo, leave{c})
		}
		return todo
	case s.Stage == Up:
		return s.give("")
	}
	return nil
}

func (s *state) expire() []action {
	switch s.Stage {
	case Calling:
		return s.fail(Unreachable)
	case Ringing:
		return s.give(NoAnswer)
	case Asking:
		return s.give(NoKey)
	case Leaving:
		return s.give("")
	case Up: // the call that he took had ended in that moment
		s.Taken = 0
	case Down:
	}
	return nil
}

// give ends a line that led to nothing.
func (s *state) give(fault string) []action {
	todo := []action{hang{}}
	if s.Stage == Up || s.Stage == Leaving {
		todo = []action{part{}, hang{}}
	}
	s.Stage, s.Done, s.Fault = Down, true, fault
	return todo
}

// settle has the telephone ring while there is something to ring for, and no
// longer.
func (s *state) settle() []action {
	wanted := s.On && (s.Offer != 0 || s.Taken != 0 || len(s.Seats) > 0)
	switch {
	case wanted && s.Stage == Down && !s.Done:
		s.Stage, s.Fault = Calling, ""
		return []action{dial{}}
	case !wanted && s.Stage != Down:
		fault := s.Fault
		todo := s.give(fault)
		s.Done = false
		return todo
	case !wanted:
		s.Done = false
	}
	return nil
}

// call is the one that the telephone rings for, zero if there is none.
func (s *state) call() appliance.ConversationID {
	switch {
	case s.Offer != 0:
		return s.Offer
	case s.Taken != 0:
		return s.Taken
	case len(s.Seats) > 0:
		return s.Seats[0]
	}
	return 0
}

// How long a stage lasts. An offer's own time is mostly shorter than ringFor.
const (
	callFor  = 8 * time.Second // until the exchange has found it, and it rings
	ringFor  = 45 * time.Second
	askFor   = 40 * time.Second
	leaveFor = 10 * time.Second // until the call that was left says so
	takeFor  = 10 * time.Second // … and until the one that was taken gives a place
)

// lasts is how long this stage may last; zero: as long as it does.
func (s *state) lasts() time.Duration {
	switch {
	case s.Stage == Calling:
		return callFor
	case s.Stage == Ringing:
		return ringFor
	case s.Stage == Asking:
		return askFor
	case s.Stage == Leaving:
		return leaveFor
	case s.Stage == Up && s.Taken != 0:
		return takeFor
	}
	return 0
}
