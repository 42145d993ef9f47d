package desk

import (
	"sync"
	"time"

	talks "cordboard/appliance/desk"
	"cordboard/appliance/feed"
)

// missedNow is what is missed, as all pages count it: to find that out is work, and
// what one of them has read the others need not read again. The zero missedNow has
// read nothing.
type missedNow struct {
	mu   sync.Mutex
	at   feed.ID // all facts up to this one are in it
	read time.Time
	all  []talks.Missed
}

// missedLasts is how long it is true without any fact: calls also leave the list
// because they are old.
const missedLasts = time.Minute

// now is what is missed after all facts of the log.
func (m *missedNow) now(log *feed.Log, at time.Time, read func() ([]talks.Missed, error)) ([]talks.Missed, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.Sub(m.read) < missedLasts && m.stands(log) {
		return m.all, nil
	}
	last := log.Last() // before reading: a fact meanwhile makes it old
	all, err := read()
	if err == nil {
		m.at, m.read, m.all = last, at, all
	}
	return all, err
}

// stands tells whether no fact since can have changed it.
func (m *missedNow) stands(log *feed.Log) bool {
	facts, err := log.Subscribe(m.at)
	if err != nil {
		return false
	}
	defer facts.Close()
	for len(facts.C()) > 0 {
		fact := <-facts.C()
		if touched(fact.Event, reader{missed: true})&partMissed != 0 {
			return false
		}
		if fact.ID != (feed.ID{}) {
			m.at = fact.ID
		}
	}
	return true
}
