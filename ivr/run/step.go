package run

import (
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
)

// Event is something that happened to the caller.
type Event interface{ event() }

// The events.
type (
	// Began comes first and once.
	Began struct{}
	// Pressed is a key: '0' to '9', '*', '#', 'A' to 'D'.
	Pressed struct{ Key byte }
	// Played says that the Play with this number sounded to its end. One
	// that was replaced or stopped reports nothing.
	Played struct{ Play int }
	// TimedOut says that the Wait with this number ran out.
	TimedOut struct{ Wait int }
	// NobodyThere says that the queue which the session chose has nobody
	// signed in. Whoever reports it has taken the caller out of the queue.
	NobodyThere struct{}
	// Answer tells what came of the Ask with this number. Each is answered
	// once at most; what was asked before is forgotten.
	Answer struct {
		Ask     int
		Outcome Outcome
	}
	// Through says that whom a Dial called has answered: the caller talks with
	// him until the Answer.
	Through struct{ Ask int }
	// Taken says that an operator accepted: the session is over, or stands
	// still until Released where the tree goes on after the talk.
	Taken struct{}
	// Released says that the operator left a caller who is still there.
	Released struct{}
	// HungUp says that the caller left: the session is over.
	HungUp struct{}
)

// Effect is something to be done for the caller.
type Effect interface{ effect() }

// The effects, to be carried out in the order given.
type (
	// Play sounds these prompts one after the other, in place of whatever
	// plays, and ends the Wait. Loop repeats them for ever (music). A prompt
	// that cannot be found sounds as a second of silence: were it Played at
	// once, a tree of lost prompts would turn without end.
	Play struct {
		Number   int
		Prompts  []string
		Language appliance.Language
		Loop     bool
	}
	// Silence stops what plays.
	Silence struct{}
	// Wait asks for a TimedOut after a time, unless another Wait or a Play
	// replaces it.
	Wait struct {
		Number int
		After  time.Duration
	}
	// Note is for the call's story: at Node the caller pressed Key, offered
	// there or not. Label says in words what it stands for, if the tree does.
	Note struct {
		Node  string
		Key   byte
		Label string
	}
	// Enqueue puts the caller into the queue of that name. Announce is how often
	// he is told his place and how long it will be, in place of the music; zero:
	// never.
	Enqueue struct {
		Queue    string
		Language appliance.Language
		Announce time.Duration
	}
	// Unqueue takes him out of it again. If an operator has taken the call in
	// this moment, what comes after it does not happen: Taken follows.
	Unqueue struct{}
	// SentAway is for the call's story: why the caller is not where somebody would
	// have answered: EntryFull or EntryLate of a queue, EntryClosed of opening hours.
	// After is how long he waited in that queue, for EntryLate.
	SentAway struct {
		Why   appliance.EntryKind
		Of    string
		After time.Duration
	}
	// Say speaks a text in place of whatever plays, as Play does with prompts:
	// its Pieces one after the other, and Played when they have sounded. Text is
	// all of it with the values in their places.
	Say struct {
		Number   int
		Text     string
		Language appliance.Language
		Pieces   []Piece
	}
	// Piece is a part of what is said: Words, which are the prompt that
	// ivr.Spoken names, or else a Value, in the words that the language has for
	// it when it is read As it says.
	Piece struct {
		Words string
		Value string
		As    ivr.Reading
	}
	// Set writes a parameter of the conversation.
	Set struct{ Name, Value string }
	// Reach rings one operator, by his sign-in name, for a time. It ends with
	// Taken or with an Answer: Busy, Nobody, Failed.
	Reach struct {
		Ask      int
		Operator string
		For      time.Duration
		Language appliance.Language
	}
	// Invite does the same with the operator who made the invitation of this
	// code, or answers Unknown.
	Invite struct {
		Ask      int
		Code     string
		For      time.Duration
		Language appliance.Language
	}
	// Dial calls a number outside. It ends with Through and then Done, or with
	// Busy, Nobody or Failed.
	Dial struct {
		Ask    int
		Number string
		For    time.Duration
	}
	// Lookup looks for the contact with a number: Found, Several or Unknown.
	Lookup struct {
		Ask    int
		Number string
	}
	// Record sounds a tone and records the caller for a queue, until the limit,
	// a long silence or EndRecording: Kept, Empty or Failed. What is recorded
	// when he hangs up is kept too.
	Record struct {
		Ask   int
		Queue string
		Limit time.Duration
	}
	// EndRecording ends the Record; its Answer follows.
	EndRecording struct{ Ask int }
	// CallBack puts a call to this number into a queue: Kept or Failed.
	CallBack struct {
		Ask    int
		Queue  string
		Number string
	}
	// Withdraw gives up what was asked for: nobody is rung any more.
	Withdraw struct{ Ask int }
	// Speak says which language is spoken from now on: the tree's own at the
	// beginning, then the one that the caller chose.
	Speak struct{ Language appliance.Language }
	// Hangup ends the call.
	Hangup struct{}
)

func (Began) event()       {}
func (Pressed) event()     {}
func (Played) event()      {}
func (TimedOut) event()    {}
func (NobodyThere) event() {}
func (Answer) event()      {}
func (Through) event()     {}
func (Taken) event()       {}
func (Released) event()    {}
func (HungUp) event()      {}

func (Play) effect()         {}
func (Silence) effect()      {}
func (Wait) effect()         {}
func (Note) effect()         {}
func (Enqueue) effect()      {}
func (Unqueue) effect()      {}
func (SentAway) effect()     {}
func (Say) effect()          {}
func (Set) effect()          {}
func (Reach) effect()        {}
func (Invite) effect()       {}
func (Dial) effect()         {}
func (Lookup) effect()       {}
func (Record) effect()       {}
func (EndRecording) effect() {}
func (CallBack) effect()     {}
func (Withdraw) effect()     {}
func (Speak) effect()        {}
func (Hangup) effect()       {}

// World answers what a tree may ask while it runs.
type World interface {
	// Open tells whether the opening hours of that name are open now.
	Open(hours string) bool
	// Queue tells how a queue stands now; one that is not known is empty.
	Queue(name string) ivr.QueueFacts
	// Call tells about the call.
	Call() Call
	// People are the operators who can be reached by name.
	People() []Person
}

// Person is somebody who can be reached by name.
type Person struct{ Operator, Name string }

// Call is what a tree may know of the call.
type Call struct {
	// Caller and Called are the numbers; a caller who hides his has none.
	Caller, Called string
	// Known tells whether the caller is one contact that the box knows.
	Known bool
	// Now is the time where the box stands.
	Now time.Time
}
