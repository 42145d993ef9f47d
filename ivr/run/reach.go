package run

import (
	"slices"
	"strings"
	"time"

	"cordboard/ivr"
)

// enterOperator rings one operator.
func (s *step) enterOperator(a ivr.Operator) {
	s.Typed = ""
	s.reach(a.Operator, a.For, a.Sounds())
}

func (s *step) reach(operator string, within time.Duration, music string) {
	s.request(within+slack, music, func(n int) Effect {
		return Reach{Ask: n, Operator: operator, For: within, Language: s.Language}
	})
}

// invite looks for who made the invitation and rings him.
func (s *step) invite(a ivr.Invitation, code string) {
	s.Typed = ""
	s.request(a.For+slack, a.Sounds(), func(n int) Effect {
		return Invite{Ask: n, Code: code, For: a.For, Language: s.Language}
	})
}

// uninvited asks again for a number that is none.
func (s *step) uninvited(a ivr.Invitation, o Outcome) {
	if o == Unknown {
		s.wrongDigits(a.Digits())
		return
	}
	s.enter(unreached(o, a.Busy, a.Nobody))
}

// spelled rings the operator whose name the keys are. Several of one name are
// told apart by going on; at the end there is a way for them.
func (s *step) spelled(a ivr.Directory, keys string) {
	switch meant := s.meant(keys); {
	case len(meant) == 1:
		s.Typed = ""
		s.reach(meant[0].Operator, a.For, a.Sounds())
	case len(meant) > 1 && a.Several != "":
		s.enter(a.Several)
	default:
		s.wrongDigits(a.Digits())
	}
}

// meant are the people one word of whose name begins with these keys.
func (s *step) meant(keys string) (people []Person) {
	for _, p := range s.world.People() {
		if slices.ContainsFunc(ivr.Spell(p.Name), func(word string) bool { return strings.HasPrefix(word, keys) }) {
			people = append(people, p)
		}
	}
	return people
}

// enoughLetters is from how many letters on a name is taken for meant as soon
// as nobody else's begins with them.
const enoughLetters = 3

// spelledOut tells whether no more letters are needed.
func (s *step) spelledOut(keys string) bool {
	return len(keys) >= enoughLetters && len(s.meant(keys)) == 1
}
