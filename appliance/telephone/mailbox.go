package telephone

import (
	"sync"

	"cordboard/appliance"
)

// letter is an event for one operator's telephone.
type letter struct {
	operator appliance.OperatorID
	event
}

// mailbox orders what happens. Anybody may post and never waits; Run alone
// takes. What comes in is bounded by calls and lines, so it has no bound of its
// own.
type mailbox struct {
	mu      sync.Mutex
	letters []letter
	// some holds a token while letters may be there.
	some chan struct{}
}

func newMailbox() *mailbox { return &mailbox{some: make(chan struct{}, 1)} }

func (m *mailbox) post(o appliance.OperatorID, e event) {
	m.mu.Lock()
	m.letters = append(m.letters, letter{o, e})
	m.mu.Unlock()
	select {
	case m.some <- struct{}{}:
	default:
	}
}

// take empties the mailbox.
func (m *mailbox) take() []letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters := m.letters
	m.letters = nil
	return letters
}
