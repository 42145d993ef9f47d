package run

import (
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
)

// typedLimit is how many keys are kept for menus to come.
const typedLimit = 32

// step is the work on one event.
type step struct {
	*Session
	world   World
	effects []Effect
	// entered counts nodes since the event, or since a menu took a key that
	// was typed ahead: more than the tree has means that it goes round.
	entered int
}

func (s *step) do(e Effect) { s.effects = append(s.effects, e) }

func (s *step) take(e Event) {
	switch e := e.(type) {
	case Began:
		if s.Phase == before {
			s.Phase = inside
			if s.tree.Language != "" {
				s.do(Speak{Language: s.Language})
			}
			s.enter(s.tree.Start)
		}
	case HungUp:
		s.end()
	case Taken:
		s.taken()
	case Released:
		if s.Phase == talking {
			s.released()
		}
	case Answer:
		if s.Phase == inside && e.Ask == s.Asking && e.Ask != 0 {
			s.answered(e.Outcome)
		}
	case Through:
		if s.Phase == inside && e.Ask == s.Asking && e.Ask != 0 {
			s.through()
		}
	case Played:
		if s.Phase != before && e.Play == s.Playing && e.Play != 0 {
			s.Playing = 0
			s.played()
		}
	case TimedOut:
		if s.Phase == inside && e.Wait == s.Waiting && e.Wait != 0 {
			s.Waiting = 0
			s.timedOut()
		}
	case Pressed:
		if s.Phase == inside && strings.IndexByte(ivr.Keys, e.Key) >= 0 {
			s.acted()
			s.pressed(e.Key)
		}
	case NobodyThere:
		if s.Phase == inside {
			s.nobodyThere()
		}
	}
}

// enter goes to a node and does what it does on arrival. A way that leads
// nowhere, and a tree that goes round, end the call: the caller is never left
// in silence, and one who does nothing comes by no node twice.
func (s *step) enter(name string) {
	n := s.tree.Find(name)
	s.entered++
	s.Idle++
	if n == nil || max(s.entered, s.Idle) > len(s.tree.Nodes) {
		s.hangup()
		return
	}
	s.Node, s.Misses, s.Waiting, s.Asking = n.Name, 0, 0, 0
	if l := appliance.Language(n.Language); l != "" && l != s.Language {
		s.Language = l
		s.do(Speak{Language: l})
	}
	switch a := n.Act.(type) {
	case ivr.Play:
		s.enterPlay(a)
	case ivr.Menu:
		s.enterMenu(a)
	case ivr.Hours:
		s.enterHours(a)
	case ivr.Queue:
		s.enterQueue(a)
	case ivr.Goto:
		s.enter(a.Goto)
	case ivr.Subtree:
		s.enter(either(a.Start, a.Then))
	case ivr.Return:
		s.enter(a.Then)
	case ivr.Language:
		s.enter(a.Then)
	case ivr.Set:
		s.enterSet(a)
	case ivr.If:
		s.enterIf(a)
	case ivr.Say:
		s.enterSay(a)
	case ivr.Collect, ivr.Survey, ivr.Invitation, ivr.Directory:
		d, _ := digits(a)
		s.enterDigits(d)
	case ivr.Operator:
		s.enterOperator(a)
	case ivr.Dial:
		s.enterDial(a)
	case ivr.Lookup:
		s.enterLookup(a)
	case ivr.Voicemail:
		s.enterVoicemail(a)
	case ivr.Callback:
		s.enterCallback(a)
	case ivr.Hangup:
		s.leave(a.Play)
	default:
		s.hangup()
	}
}

// acted says that the caller did something: he may go round as often as he
// likes.
func (s *step) acted() { s.entered, s.Idle = 0, 0 }

// act is what the node does in which the caller is.
func (s *step) act() ivr.Act {
	if n := s.tree.Find(s.Node); n != nil {
		return n.Act
	}
	return nil
}

func (s *step) played() {
	if s.Asking != 0 {
		return // music, which never ends by itself
	}
	if s.Phase == leaving {
		s.hangup()
		return
	}
	switch a := s.act().(type) {
	case ivr.Play:
		s.enter(a.Then)
	case ivr.Say:
		s.enter(a.Then)
	case ivr.Menu:
		s.asked(a)
	case ivr.Voicemail:
		s.record(a)
	default:
		if d, wanted := digits(a); wanted {
			s.askedDigits(d)
		}
	}
}

func (s *step) timedOut() {
	if s.Asking != 0 {
		s.withdraw()
		s.answered(Failed)
		return
	}
	switch a := s.act().(type) {
	case ivr.Menu:
		s.miss(a, a.Nothing)
	case ivr.Queue:
		s.lateInQueue(a)
	default:
		if d, wanted := digits(a); wanted {
			s.collected(d)
		}
	}
}

func (s *step) pressed(key byte) {
	switch a := s.act().(type) {
	case ivr.Play:
		s.pressedInPlay(a.BargeIn, a.TypeAhead, a.Then, key)
	case ivr.Say:
		s.pressedInPlay(a.BargeIn, a.TypeAhead, a.Then, key)
	case ivr.Menu:
		s.pressedInMenu(a, key)
	case ivr.Voicemail:
		s.pressedInVoicemail(a)
	case ivr.Queue:
		s.pressedInQueue(a, key)
	default:
		if d, wanted := digits(a); wanted {
			s.pressedInDigits(d, key)
		}
	}
}

// taken ends the walk, or lets it rest where it goes on after the talk.
func (s *step) taken() {
	if s.Phase != inside || s.after() == "" {
		s.end()
		return
	}
	s.state = state{Phase: talking, Node: s.Node, Language: s.Language, Last: s.Last, Parameters: s.Parameters}
}

// released goes on where the operator left the caller.
func (s *step) released() {
	s.Phase = inside
	s.acted()
	s.enter(s.after())
}

// after is the way of a caller whom an operator left.
func (s *step) after() string {
	switch a := s.act().(type) {
	case ivr.Queue:
		return a.After
	case ivr.Operator:
		return a.After
	case ivr.Invitation:
		return a.After
	case ivr.Directory:
		return a.After
	}
	return ""
}

func (s *step) nobodyThere() {
	if a, ok := s.act().(ivr.Queue); ok {
		s.emptyQueue(a)
	}
}

// play sounds prompts in place of what sounds now.
func (s *step) play(prompts []string, loop bool) {
	s.Playing, s.Waiting = s.number(), 0
	s.do(Play{Number: s.Playing, Prompts: prompts, Language: s.Language, Loop: loop})
}

// question sounds what went wrong and what is asked. One without a sound is
// asked at once.
func (s *step) question(before, ask []string, asked func()) {
	prompts := slices.Concat(before, ask)
	if len(prompts) == 0 {
		s.silence()
		asked()
		return
	}
	s.play(prompts, false)
}

// silence stops what sounds now.
func (s *step) silence() {
	if s.Playing != 0 {
		s.Playing = 0
		s.do(Silence{})
	}
}

func (s *step) wait(after time.Duration) {
	s.Waiting = s.number()
	s.do(Wait{Number: s.Waiting, After: after})
}

// keep holds a key for the next menu.
func (s *step) keep(key byte) {
	if len(s.Typed) < typedLimit {
		s.Typed += string(key)
	}
}

// leave says a last sentence and hangs up.
func (s *step) leave(prompts []string) {
	if len(prompts) == 0 {
		s.hangup()
		return
	}
	s.Phase = leaving
	s.play(prompts, false)
}

func (s *step) hangup() {
	s.do(Hangup{})
	s.end()
}

func (s *step) end() {
	s.state = state{Phase: over, Node: s.Node, Language: s.Language, Last: s.Last}
}
