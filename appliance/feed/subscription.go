package feed

import "errors"

// ErrLagged says that a subscription was cut because its reader was too slow.
// Subscribe again from the last fact read, or read the store.
var ErrLagged = errors.New("feed: reader too slow")

// buffer is how many facts may wait for one reader beyond those that he asked
// to be replayed.
const buffer = 256

// few is buffer for who hears of one conversation: of them there are thousands.
const few = 32

// Subscription is one reader's place in the log. The log sends on its channel
// and closes it; the reader receives, and calls Close when he has enough.
type Subscription struct {
	log   *Log
	scope scope
	facts chan Fact

	// Guarded by log.mu.
	err  error
	over bool
}

// C gives the facts. It is closed by Close, and when the reader was cut; facts
// that were waiting by then can still be received.
func (s *Subscription) C() <-chan Fact { return s.facts }

// Err is ErrLagged once the subscription was cut, and nil otherwise.
func (s *Subscription) Err() error {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.err
}

// Close ends the subscription; safe to call twice and after a cut.
func (s *Subscription) Close() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.end(nil)
}

// fact is called under log.mu.
func (s *Subscription) fact(f Fact) {
	select {
	case s.facts <- f:
	default:
		s.end(ErrLagged)
	}
}

// notice is called under log.mu.
func (s *Subscription) notice(f Fact) {
	if len(s.facts) >= cap(s.facts)/2 {
		return
	}
	s.facts <- f // has room: only the log sends, and under its lock
}

// end is called under log.mu.
func (s *Subscription) end(err error) {
	if s.over {
		return
	}
	s.over, s.err = true, err
	of := s.log.listener[s.scope.of]
	if delete(of, s); len(of) == 0 {
		delete(s.log.listener, s.scope.of)
	}
	close(s.facts)
}
