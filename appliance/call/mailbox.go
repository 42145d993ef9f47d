package call

import "sync"

// mailbox orders what happens to one call. Anybody may post and never waits;
// the actor alone takes. It has no bound: what comes in is bounded by the
// call itself, and a lost hang-up would be a call that never ends.
type mailbox struct {
	mu     sync.Mutex
	events []event
	// some holds a token while events may be there.
	some chan struct{}
}

func newMailbox() *mailbox { return &mailbox{some: make(chan struct{}, 1)} }

func (m *mailbox) post(e event) {
	m.mu.Lock()
	m.events = append(m.events, e)
	m.mu.Unlock()
	select {
	case m.some <- struct{}{}:
	default:
	}
}

// take empties the mailbox.
func (m *mailbox) take() []event {
	m.mu.Lock()
	defer m.mu.Unlock()
	events := m.events
	m.events = nil
	return events
}
