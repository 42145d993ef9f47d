package trunk

import "sync"

// alteration tells those who listen that another configuration is in force.
type alteration struct {
	mu        sync.Mutex
	listeners map[chan struct{}]struct{}
}

// listen is told of each alteration from now on; several may come as one.
// Whoever listens leaves in the end.
func (a *alteration) listen() (altered <-chan struct{}, leave func()) {
	ch := make(chan struct{}, 1)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.listeners == nil {
		a.listeners = map[chan struct{}]struct{}{}
	}
	a.listeners[ch] = struct{}{}
	return ch, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.listeners, ch)
	}
}

// happened tells the listeners; it waits for none.
func (a *alteration) happened() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for ch := range a.listeners {
		select {
		case ch <- struct{}{}:
		default: // it will look anyway
		}
	}
}
