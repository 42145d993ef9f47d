package sip

import "slices"

// sequence puts the requests of one dialog into the order of their CSeq
// numbers. sipgo hands up every message in a goroutine of its own, and UDP
// promises nothing either, so that a BYE may overtake a re-INVITE.
type sequence struct {
	last uint32 // the number that was handed out last
	held []incoming
}

// take takes one request in and returns those that are due. late says that
// its number is not above those already handed out (RFC 3261 section 12.2.2).
func (s *sequence) take(in incoming) (due []incoming, late bool) {
	n := in.seq()
	at, held := slices.BinarySearchFunc(s.held, n, func(e incoming, n uint32) int {
		return int(int64(e.seq()) - int64(n))
	})
	if n <= s.last || held {
		return nil, true
	}
	if s.last == 0 && len(s.held) == 0 { // the first one of a dialog of ours: any number
		s.last = n - 1
	}
	s.held = slices.Insert(s.held, at, in)
	for len(s.held) > 0 && s.held[0].seq() == s.last+1 {
		due = append(due, s.held[0])
		s.last++
		s.held = s.held[1:]
	}
	return due, false
}

// waiting tells whether requests are held back for one that may yet come.
func (s *sequence) waiting() bool { return len(s.held) > 0 }

// give gives all that is held back, in order: the gap was no overtaking, a
// sender may leave numbers out.
func (s *sequence) give() []incoming {
	due := s.held
	s.held = nil
	if len(due) > 0 {
		s.last = due[len(due)-1].seq()
	}
	return due
}
