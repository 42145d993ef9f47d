package privacy

import (
	"strings"
	"sync"
)

// Masks masks texts and nouns for pages. It keeps what it masked last: a page writes
// the same messages whenever something is added to them. The zero value is ready; it
// is safe for several goroutines.
type Masks struct {
	mu         sync.Mutex
	young, old map[masked]string
}

// masked is a text and the numbers that were known when it was masked.
type masked struct{ text, known string }

// generation is how many masked texts are young: once there are so many, they are
// the old ones, and those that were old before are forgotten.
const generation = 4096

// Text masks all that Find finds.
func (m *Masks) Text(s string, known ...string) string {
	if !findable(s) {
		return s
	}
	key := masked{s, strings.Join(known, "\n")}
	if kept, is := m.look(key); is {
		return kept
	}
	hidden := Text(s, known...)
	m.keep(key, hidden)
	return hidden
}

func (m *Masks) look(key masked) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if kept, is := m.young[key]; is {
		return kept, true
	}
	kept, is := m.old[key]
	if is {
		m.add(key, kept)
	}
	return kept, is
}

func (m *Masks) keep(key masked, hidden string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.add(key, hidden)
}

// add is called with the lock held.
func (m *Masks) add(key masked, hidden string) {
	if m.young == nil || len(m.young) >= generation {
		m.old, m.young = m.young, make(map[masked]string, generation)
	}
	m.young[key] = hidden
}
