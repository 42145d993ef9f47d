package studio

import (
	"time"

	"cordboard/ivr/spoken"
)

// stage is where a call stands.
type stage int

const (
	asking   stage = iota // for the code
	briefing              // what to do is being said
	toning                // the tone sounds
	taking                // the tape runs
	choosing              // he hears himself, and then which keys there are
	leaving               // how it ended is being said
	over
)

const (
	// codeDigits is how long a code is.
	codeDigits = 6
	// mostTries is how many codes a caller may type, how often he may say
	// nothing, and how often he may choose nothing.
	mostTries = 3
	// patience is how long nothing may come where a key is waited for.
	patience = 10 * time.Second
)

// state is one call, as far as anything is decided by it.
type state struct {
	stage
	typed string // of the code
	heard bool   // what is said at this stage has been heard
	tries int    // of the stage: see mostTries
	empty int    // takes without a word
}

// What happens to a call.
type (
	event   interface{ happens() }
	pressed struct{ key byte }
	played  struct{} // what was said or sounded has been heard
	late    struct{} // nothing came for patience, or the take is long or silent enough
	left    struct{} // the caller hung up, or has been here too long
	judged  struct{ verdict }
	taken   struct{ speech bool } // what the stopped tape holds
	kept    struct{ whole bool }
)

func (pressed) happens() {}
func (played) happens()  {}
func (late) happens()    {}
func (left) happens()    {}
func (judged) happens()  {}
func (taken) happens()   {}
func (kept) happens()    {}

// verdict is what a code is good for.
type verdict int

const (
	wrong verdict = iota
	good
	tooMany // wrong ones, of all callers: none is looked at
)

// What follows from it. judged follows check, taken follows stop, kept follows
// keep, each before anything else happens.
type (
	action interface{ deed() }
	say    struct{ cues []spoken.Cue }
	hush   struct{}
	check  struct{ code string }
	beep   struct{}
	record struct{}
	stop   struct{ key bool } // by a key, whose tone may be on the tape
	review struct{}           // plays the take and then tells the keys
	keep   struct{}
	hang   struct{}
)

func (say) deed()    {}
func (hush) deed()   {}
func (check) deed()  {}
func (beep) deed()   {}
func (record) deed() {}
func (stop) deed()   {}
func (review) deed() {}
func (keep) deed()   {}
func (hang) deed()   {}

// begin is what a caller meets.
func (s *state) begin() []action { return s.ask(spoken.AskCode) }

// lasts is how long nothing need happen now, or 0.
func (s *state) lasts() time.Duration {
	if (s.stage == asking || s.stage == choosing) && s.heard {
		return patience
	}
	return 0
}

// on takes an event and tells what to do. It is pure.
func (s *state) on(e event) []action {
	if s.stage == over {
		return nil
	}
	switch e := e.(type) {
	case pressed:
		return s.press(e.key)
	case played:
		return s.played()
	case late:
		return s.late()
	case judged:
		return s.judged(e.verdict)
	case taken:
		return s.taken(e.speech)
	case kept:
		if !e.whole {
			return s.leave(spoken.Failed)
		}
		return s.leave(spoken.Kept)
	case left:
		s.stage = over
		return []action{hang{}}
	}
	return nil
}

func (s *state) press(key byte) []action {
	switch s.stage {
	case asking:
		return s.enter(key)
	case taking:
		if key == '#' {
			return []action{stop{key: true}}
		}
	case choosing:
		switch key {
		case '1':
			return []action{hush{}, keep{}}
		case '2':
			return s.brief()
		case '3':
			return s.leave(spoken.NotKept)
		}
	}
	return nil
}

// enter takes a key of the code: with the last digit, or a hash, it is whole,
// and a star begins it anew.
func (s *state) enter(key byte) []action {
	todo := []action{hush{}}
	s.heard = true
	switch {
	case key == '*':
		s.typed = ""
	case '0' <= key && key <= '9':
		s.typed += string(key)
	}
	if len(s.typed) == codeDigits || key == '#' && s.typed != "" {
		todo = append(todo, check{s.typed})
		s.typed = ""
	}
	return todo
}

func (s *state) played() []action {
	switch s.stage {
	case briefing:
		s.stage = toning
		return []action{beep{}}
	case toning:
		s.stage = taking
		return []action{record{}}
	case leaving:
		s.stage = over
		return []action{hang{}}
	}
	s.heard = true
	return nil
}

func (s *state) late() []action {
	switch s.stage {
	case asking:
		return s.judged(wrong)
	case taking:
		return []action{stop{}}
	case choosing:
		if s.tries++; s.tries == mostTries {
			return s.leave(spoken.NotKept)
		}
		s.heard = false
		return []action{say{[]spoken.Cue{spoken.Choose}}}
	}
	return nil
}

func (s *state) judged(v verdict) []action {
	switch v {
	case good:
		return s.brief()
	case tooMany:
		return s.leave(spoken.TooManyCodes)
	}
	if s.tries++; s.tries == mostTries {
		return s.leave(spoken.WrongCode)
	}
	return s.ask(spoken.WrongCode, spoken.AskCode)
}

func (s *state) taken(speech bool) []action {
	if speech {
		s.stage, s.heard, s.tries, s.empty = choosing, false, 0, 0
		return []action{review{}}
	}
	if s.empty++; s.empty == mostTries {
		return s.leave(spoken.NothingHeard, spoken.NotKept)
	}
	return s.brief(spoken.NothingHeard)
}

func (s *state) ask(cues ...spoken.Cue) []action {
	s.stage, s.typed, s.heard = asking, "", false
	return []action{say{cues}}
}

// brief tells what to do, behind what is said first.
func (s *state) brief(first ...spoken.Cue) []action {
	s.stage = briefing
	return []action{say{append(first, spoken.Speak)}}
}

// leave says how it ended, and goodbye.
func (s *state) leave(how ...spoken.Cue) []action {
	s.stage = leaving
	return []action{say{append(how, spoken.Goodbye)}}
}
