// Package sim walks a scripted caller through a tree without a telephone: it
// keeps the time that a call would take, presses the keys it was told, and
// writes down what happened. The command line shows that, a tree's own tests
// will be held to it.
//
// It is pure, and as fast as the tree: a minute of music takes no time.
package sim

import (
	"fmt"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// Scene is what the caller does and meets. Its zero value is a caller who
// does nothing while everything is open and everybody there.
type Scene struct {
	// Keys are pressed one after the other, each a second after the box began
	// to wait for one; NoKey lets it wait in vain. After the last the caller
	// does nothing more.
	Keys string
	// Hasty presses the next key a second after anything begins to sound.
	Hasty bool
	// Language is the called number's.
	Language appliance.Language
	// Closed tells which opening hours are closed; nil: none.
	Closed func(hours string) bool
	// Nobody tells which queues have nobody to answer; nil: none.
	Nobody func(queue string) bool
	// Waiting tells how many wait in a queue; nil: none.
	Waiting func(queue string) int
	// Answers tells what comes of what the tree asks for in a node; nil, or an
	// empty one: what goes well. An operator is reached, a number outside
	// answers, a caller who is Known is found.
	Answers func(node string) run.Outcome
	// People are those who can be reached by name.
	People []run.Person
	// Call is what the tree may know of the call when it begins; without a
	// time it is a Monday's noon.
	Call run.Call
	// Turns, unless they are nil, take the place of Keys, Hasty and Answers: the
	// story stops where they end, and its Open tells what may come next. Those
	// that do not fit where they come are passed over.
	Turns []Turn
	// Barred tells of a number outside that no trunk lets it go; nil: of none.
	Barred func(number string) bool
	// Length is how long a prompt sounds; nil: three seconds.
	Length func(l appliance.Language, prompt string) time.Duration
}

// NoKey stands in Scene.Keys for no key at all.
const NoKey = '_'

// ParseKeys reads keys written as "1,2" or "12".
func ParseKeys(text string) (string, error) {
	var keys strings.Builder
	for _, c := range text {
		switch {
		case c == ',' || c == ' ':
		case c == NoKey || strings.ContainsRune(ivr.Keys, c):
			keys.WriteRune(c)
		default:
			return "", fmt.Errorf("%q is no key of a telephone: write 0 to 9, *, #, A to D, or _ for none", c)
		}
	}
	return keys.String(), nil
}

// Moment is something that happened in a simulated call.
type Moment struct {
	// At is the time since the call began.
	At time.Duration
	// Node is where the caller is; empty for what the tree asks on its way.
	Node string
	// What is a run.Event, a run.Effect, an Asked or, in place of a run.Note,
	// a Chose; in place of an event that is a turn's Fate, a Befell.
	What any
}

// Asked says that the tree asked for opening hours, and the answer.
type Asked struct {
	Hours string
	Open  bool
}

// Chose says what a menu took a key for.
type Chose struct {
	Key byte
	// Label is what the tree calls it, or empty.
	Label   string
	Offered bool
}

// Story is a simulated call.
type Story struct {
	Moments []Moment
	End     End
	// Parameters are those that the tree set.
	Parameters map[string]string
	// Left are the keys that the caller never came to press.
	Left string
	// Open is what the turns left open, when it ends so.
	Open Open
}

// End is where a caller ends.
type End struct {
	At       time.Duration
	How      Ending
	Node     string
	Queue    string // when it is a queue
	Operator string // when it is one operator, or the code of his invitation
	Language appliance.Language
}

// Ending is how a call ends for a caller.
type Ending string

// The endings. GoesRound stands for a call that was given up after a thousand
// events, or an hour, Taken for a caller whom an operator has, and Undecided for
// one whose turns are at their end.
const (
	Waits     Ending = "waits"   // in a queue
	Reaches   Ending = "reaches" // one operator
	HungUp    Ending = "hung up"
	GoesRound Ending = "goes round"
	Taken     Ending = "taken"
	Gone      Ending = "gone" // he hung up
	Undecided Ending = "undecided"
)

const (
	eventLimit = 1000
	timeLimit  = time.Hour
	thinking   = time.Second
)

// Run walks the caller of a scene through a tree.
func Run(t *ivr.Tree, s Scene) Story {
	if s.Call.Now.IsZero() {
		s.Call.Now = noon
	}
	c := &call{tree: t, scene: s, session: run.New(t, s.Language)}
	c.story.Parameters = map[string]string{}
	c.story.End.Language = s.Language
	c.happen(run.Began{}, nil)
	for range eventLimit {
		if c.session.Over() || c.now > timeLimit {
			break
		}
		e, note, resting := c.next()
		if e == nil {
			return c.end(resting)
		}
		c.happen(e, note)
	}
	if c.session.Over() {
		return c.end(c.over())
	}
	return c.end(GoesRound)
}
