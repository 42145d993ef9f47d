package call

import (
	"slices"
	"time"

	"cordboard/appliance"
)

// seat is a party's place at a call: caller is the contact's, whoever called
// whom; the others are numbered as they come.
type seat int

const caller seat = 0

// Role is what somebody does at a call.
type Role string

// The roles.
const (
	// Serving is an operator who talks with the caller.
	Serving Role = "serving"
	// Aside is one whom an operator asks something: he talks with the
	// operators while the caller is held, and waits while they talk with him.
	Aside Role = "aside"
	// Guest is one who talks with the caller and the operators.
	Guest Role = "guest"
	// Listening is a supervisor who hears the operators and whom they hear:
	// nobody hears him.
	Listening Role = "listening"
	// Whispering is a supervisor whom the operators hear, and nobody else.
	Whispering Role = "whispering"
)

// party is somebody at a call besides the caller: an operator, or a number
// that was called for it.
type party struct {
	Seat     seat
	Role     Role
	Operator appliance.OperatorID // zero: a number
	Number   string
	// Answered says of a number that somebody took the call; an operator has.
	Answered bool
	// There says that his sound is up, Legs how often it came: another one is
	// another leg. Lost says that it was up and went, at Since; one's own
	// telephone that still rings is not lost.
	There bool
	Lost  bool
	Legs  int
	Since time.Time
	Muted bool
	// Handing says that the operators leave the caller to him once he answers.
	Handing bool
	// By is who had a number called.
	By appliance.OperatorID
}

// party is the one at a place, or nil.
func (s *state) party(at seat) *party {
	i := slices.IndexFunc(s.Parties, func(p party) bool { return p.Seat == at })
	if i < 0 {
		return nil
	}
	return &s.Parties[i]
}

// operator is where an operator sits, or nil.
func (s *state) operator(o appliance.OperatorID) *party {
	i := slices.IndexFunc(s.Parties, func(p party) bool { return p.Operator == o })
	if i < 0 || o == 0 {
		return nil
	}
	return &s.Parties[i]
}

// watches tells whether he is an operator who has no part in the conversation.
func (p party) watches() bool {
	return p.Operator != 0 && p.Role != Serving && p.Role != Aside
}

// serves tells whether an operator talks with the caller.
func (s *state) serves(o appliance.OperatorID) bool {
	p := s.operator(o)
	return p != nil && p.Role == Serving
}

// operators are those who sit at the call, whatever they do there.
func (s *state) operators() (all []appliance.OperatorID) {
	if s.Phase == over {
		return nil
	}
	for _, p := range s.Parties {
		if p.Operator != 0 {
			all = append(all, p.Operator)
		}
	}
	return all
}

// in are those in a role.
func (s *state) in(r Role) (all []*party) {
	for i := range s.Parties {
		if s.Parties[i].Role == r {
			all = append(all, &s.Parties[i])
		}
	}
	return all
}

// sit gives somebody a place.
func (s *state) sit(p party) *party {
	s.Seats++
	p.Seat = s.Seats
	s.Parties = append(s.Parties, p)
	return &s.Parties[len(s.Parties)-1]
}

// rise takes somebody's place away.
func (s *state) rise(at seat) {
	s.Parties = slices.DeleteFunc(s.Parties, func(p party) bool { return p.Seat == at })
	s.endSuccession(at)
}
