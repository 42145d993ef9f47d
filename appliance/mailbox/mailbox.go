// Package mailbox orders what happens to something that one goroutine owns.
package mailbox

import "sync"

// Box is a mailbox. Anybody may post and never waits; its owner alone takes. It has
// no bound: a lost letter would be a call that never ends, and what comes in is
// bounded by what the box carries.
type Box[Letter any] struct {
	mu      sync.Mutex
	letters []Letter
	some    chan struct{}
}

// New makes an empty one.
func New[Letter any]() *Box[Letter] { return &Box[Letter]{some: make(chan struct{}, 1)} }

// Post puts a letter into it.
func (b *Box[Letter]) Post(l Letter) {
	b.mu.Lock()
	b.letters = append(b.letters, l)
	b.mu.Unlock()
	select {
	case b.some <- struct{}{}:
	default:
	}
}

// Some holds a token while letters may be there.
func (b *Box[Letter]) Some() <-chan struct{} { return b.some }

// Take empties the mailbox, the oldest letter first.
func (b *Box[Letter]) Take() []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	letters := b.letters
	b.letters = nil
	return letters
}
