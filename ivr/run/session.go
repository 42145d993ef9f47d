package run

import (
	"cordboard/appliance"
	"cordboard/ivr"
)

// Session is one caller's walk through a tree. It belongs to one goroutine.
type Session struct {
	tree *ivr.Tree
	state
}

// state is all that a session remembers; Save writes it.
type state struct {
	Phase    phase              `json:"phase"`
	Node     string             `json:"node,omitempty"`
	Language appliance.Language `json:"language,omitempty"`
	// Last is the newest number given to a Play or a Wait.
	Last int `json:"last,omitempty"`
	// Playing and Waiting are the numbers of those that count; zero: none.
	Playing int `json:"playing,omitempty"`
	Waiting int `json:"waiting,omitempty"`
	// Typed are keys that wait for the next menu.
	Typed string `json:"typed,omitempty"`
	// Misses counts silence and wrong keys at this menu.
	Misses int `json:"misses,omitempty"`
	// Asking is the number of the Ask that is not answered; zero: none.
	Asking int `json:"asking,omitempty"`
	// Through says that the caller talks with whom a Dial called.
	Through bool `json:"through,omitempty"`
	// Digits are those collected so far.
	Digits string `json:"digits,omitempty"`
	// Parameters are those that the tree set.
	Parameters map[string]string `json:"parameters,omitempty"`
	// Idle counts nodes since the caller last pressed a key.
	Idle int `json:"idle,omitempty"`
}

// phase is where in its life a session is.
type phase string

const (
	before  phase = "before"  // Began has not come
	inside  phase = "inside"  // in a node
	talking phase = "talking" // with an operator; Released goes on
	leaving phase = "leaving" // hears a last sentence
	over    phase = "over"
)

// New begins a walk. language is the called number's; a tree that names its
// own speaks that.
func New(t *ivr.Tree, language appliance.Language) *Session {
	if t.Language != "" {
		language = appliance.Language(t.Language)
	}
	return &Session{tree: t, state: state{Phase: before, Language: language}}
}

// At names the node in which the caller is, or was at the end; empty before
// the beginning.
func (s *Session) At() string { return s.Node }

// Over tells whether the walk has ended: Next returns nothing any more.
func (s *Session) Over() bool { return s.Phase == over }

// Talking tells whether the caller talks with somebody outside, or with an
// operator from whom the walk goes on when he is Released: nothing sounds, and
// nothing runs out.
func (s *Session) Talking() bool { return s.Phase == talking || s.Through }

// Next takes what happened and tells what to do. Events that no longer mean
// anything, as the end of a prompt that was replaced, have no effect.
func (s *Session) Next(w World, e Event) []Effect {
	if s.Over() {
		return nil
	}
	st := &step{Session: s, world: w}
	st.take(e)
	return st.effects
}

// number gives the next number for a Play or a Wait.
func (s *Session) number() int {
	s.Last++
	return s.Last
}
