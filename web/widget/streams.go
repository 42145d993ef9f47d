package widget

import (
	"sync"

	"cordboard/appliance"
)

// streams counts who listens, so that nobody takes all of the box's
// connections, and so that we know when a visitor's last page has gone.
type streams struct {
	each, all int

	mu    sync.Mutex
	open  map[appliance.ConversationID]int
	total int
}

func newStreams(each, all int) *streams {
	return &streams{each: each, all: all, open: map[appliance.ConversationID]int{}}
}

// enter counts a stream in, or refuses it. leave counts it out and tells
// whether it was the conversation's last one.
func (s *streams) enter(c appliance.ConversationID) (leave func() (last bool), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[c] >= s.each {
		return nil, ErrStreams
	}
	if s.total >= s.all {
		return nil, ErrFull
	}
	s.open[c]++
	s.total++
	return func() bool { return s.leave(c) }, nil
}

func (s *streams) leave(c appliance.ConversationID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.open[c]--; s.open[c] > 0 {
		return false
	}
	delete(s.open, c)
	return true
}
