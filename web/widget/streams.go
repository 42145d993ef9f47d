package widget

import (
	"net/netip"
	"sync"

	"cordboard/appliance"
)

// streams counts who listens, so that nobody takes all of the box's
// connections, and so that we know when a visitor's last page has gone.
type streams struct {
	limits Limits

	mu    sync.Mutex
	of    map[appliance.ConversationID]int
	from  map[netip.Prefix]int
	total int
}

func newStreams(l Limits) *streams {
	return &streams{limits: l, of: map[appliance.ConversationID]int{}, from: map[netip.Prefix]int{}}
}

// enter counts a stream in, or refuses it. leave counts it out and tells
// whether it was the conversation's last one.
func (s *streams) enter(c appliance.ConversationID, from netip.Prefix) (leave func() (last bool), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.of[c] >= s.limits.Streams:
		return nil, ErrStreams
	case s.from[from] >= s.limits.AddressStreams:
		return nil, ErrOften.With(afterSeconds, streamsAgain)
	case s.total >= s.limits.AllStreams:
		return nil, ErrFull
	}
	s.of[c]++
	s.from[from]++
	s.total++
	return func() bool { return s.leave(c, from) }, nil
}

// here tells whether a page of the conversation's visitor listens.
func (s *streams) here(c appliance.ConversationID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of[c] > 0
}

// streamsAgain is after how many seconds an address that has all its streams
// may ask for another.
const streamsAgain = 30

func (s *streams) leave(c appliance.ConversationID, from netip.Prefix) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.from[from]--; s.from[from] == 0 {
		delete(s.from, from)
	}
	if s.of[c]--; s.of[c] > 0 {
		return false
	}
	delete(s.of, c)
	return true
}
