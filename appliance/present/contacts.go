package present

import (
	"sync"

	"cordboard/appliance"
)

// mostContacts are kept before all are forgotten: those of what is open are fewer.
const mostContacts = 4096

// contacts are what was read of the people whom pages show, until a fact says that a
// card is another one. The zero contacts has none.
type contacts struct {
	mu   sync.Mutex
	age  uint64 // how many cards changed so far
	kept map[appliance.ContactID]appliance.Contact
}

func (k *contacts) look(id appliance.ContactID) (c appliance.Contact, kept bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, kept = k.kept[id]
	return c, kept
}

// keep keeps one that was read at an age or later; where a card has changed since,
// the next one reads it.
func (k *contacts) keep(c appliance.Contact, age uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if age != k.age {
		return
	}
	if k.kept == nil || len(k.kept) >= mostContacts {
		k.kept = map[appliance.ContactID]appliance.Contact{}
	}
	k.kept[c.ID] = c
}

func (k *contacts) drop(id appliance.ContactID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.age++
	delete(k.kept, id)
}

func (k *contacts) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.age++
	k.kept = nil
}

func (k *contacts) now() uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.age
}
