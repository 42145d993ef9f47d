package trunk

import (
	"net/netip"
	"time"
)

// Seen is when a trunk's exchange was heard of last, since the box started;
// zero: not yet.
type Seen struct {
	// Asked is when it last asked by OPTIONS whether we are there, Called when
	// its last call came.
	Asked, Called time.Time
}

// Asked notes that an address asked by OPTIONS whether we are there.
func (t *Trunks) Asked(source netip.Addr) {
	of, known := t.config.Load().Of(source)
	if !known {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	seen := t.seen[of.Name]
	seen.Asked = time.Now()
	t.seen[of.Name] = seen
}

// called notes a call; mu is held.
func (t *Trunks) called(name string, now time.Time) {
	seen := t.seen[name]
	seen.Called = now
	t.seen[name] = seen
}

// Seen tells when the exchange of a trunk was heard of last.
func (t *Trunks) Seen(name string) Seen {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen[name]
}
