package feed

import (
	"errors"
	"sync"

	"cordboard/appliance"
)

// ErrGone says that the log does not hold what came after the given id: it is
// of another epoch, too old, or was never given out. Read the store.
var ErrGone = errors.New("feed: no longer held")

// Fact is an event and its place in the log. A notice has the zero ID.
type Fact struct {
	ID    ID
	Event appliance.Event
}

// Log holds the last facts of one epoch and hands new ones to whoever
// subscribed.
//
// What it promises: every subscription receives facts in the order of their
// ids and without a gap, from the one after where it began until it is cut or
// closed; two subscriptions see the same facts under the same ids in the same
// order. A notice comes after the facts that were published before it and
// before those after it, or not at all.
type Log struct {
	epoch uint64

	// mu guards everything below, and the sends to the subscriptions: sending
	// under it is what makes their order one. No send waits.
	mu       sync.Mutex
	seq      uint64 // of the newest fact
	ring     []Fact // fact n lies at n modulo its length
	listener map[*Subscription]struct{}
}

// New makes the log of an epoch, which keeps the last facts for replay.
func New(epoch uint64, keep int) *Log {
	return &Log{
		epoch:    epoch,
		ring:     make([]Fact, max(keep, 0)),
		listener: map[*Subscription]struct{}{},
	}
}

// Publish appends events to the log, in their order. It is for the store's
// writer alone, after the commit; it never waits for a reader.
func (l *Log) Publish(events ...appliance.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range events {
		l.seq++
		f := Fact{ID: ID{l.epoch, l.seq}, Event: e}
		if n := uint64(len(l.ring)); n > 0 {
			l.ring[l.seq%n] = f
		}
		for s := range l.listener {
			s.fact(f)
		}
	}
}

// Notify hands a passing truth to who listens now. It is not kept, and a
// reader whose buffer is half full goes without it, so that notices never cost
// anybody his facts.
func (l *Log) Notify(e appliance.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for s := range l.listener {
		s.notice(Fact{Event: e})
	}
}

// Last is the id of the newest fact; before the first one its Seq is 0.
func (l *Log) Last() ID {
	l.mu.Lock()
	defer l.mu.Unlock()
	return ID{l.epoch, l.seq}
}

// Subscribe begins with the fact after the given one; with the zero ID, from
// now on. It returns ErrGone when facts in between are not held any more.
func (l *Log) Subscribe(after ID) (*Subscription, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if after == (ID{}) {
		after = ID{l.epoch, l.seq}
	}
	if after.Epoch != l.epoch || after.Seq > l.seq || l.seq-after.Seq > uint64(len(l.ring)) {
		return nil, ErrGone
	}
	missed := l.seq - after.Seq
	s := &Subscription{log: l, facts: make(chan Fact, missed+buffer)}
	for n := after.Seq + 1; n <= l.seq; n++ {
		s.facts <- l.ring[n%uint64(len(l.ring))]
	}
	l.listener[s] = struct{}{}
	return s, nil
}
