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
// What it promises: every subscription receives the facts of its scope in the
// order of their ids and without a gap, from the one after where it began until
// it is cut or closed; two subscriptions see the same facts under the same ids
// in the same order. A notice comes after the facts that were published before
// it and before those after it, or not at all.
type Log struct {
	epoch uint64

	// mu guards everything below, and the sends to the subscriptions: sending
	// under it is what makes their order one. No send waits.
	mu       sync.Mutex
	seq      uint64                                                  // of the newest fact
	ring     []Fact                                                  // fact n lies at n modulo its length
	listener map[appliance.ConversationID]map[*Subscription]struct{} // by whose; zero: of all
}

// New makes the log of an epoch, which keeps the last facts for replay.
func New(epoch uint64, keep int) *Log {
	return &Log{
		epoch:    epoch,
		ring:     make([]Fact, max(keep, 0)),
		listener: map[appliance.ConversationID]map[*Subscription]struct{}{},
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
		l.hear(f, (*Subscription).fact)
	}
}

// Notify hands a passing truth to who listens now. It is not kept, and a
// reader whose buffer is half full goes without it, so that notices never cost
// anybody his facts.
func (l *Log) Notify(e appliance.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hear(Fact{Event: e}, (*Subscription).notice)
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
	return l.subscribe(after, scope{}, buffer)
}

// SubscribeTo is Subscribe to what is told of one conversation, and of what is of none
// to that which also picks: for the many who hear of one each, whom nobody wakes for
// another's. also is called while the log is held and decides by the event alone.
func (l *Log) SubscribeTo(after ID, of appliance.ConversationID, also func(appliance.Event) bool) (*Subscription, error) {
	return l.subscribe(after, scope{of: of, also: also}, few)
}

// scope is what of the log a subscription hears: everything, if of is zero.
type scope struct {
	of   appliance.ConversationID
	also func(appliance.Event) bool
}

func (s scope) holds(e appliance.Event, of appliance.ConversationID) bool {
	return s.of == 0 || s.of == of || of == 0 && s.also(e)
}

func (l *Log) subscribe(after ID, to scope, room int) (*Subscription, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if after == (ID{}) {
		after = ID{l.epoch, l.seq}
	}
	if after.Epoch != l.epoch || after.Seq > l.seq || l.seq-after.Seq > uint64(len(l.ring)) {
		return nil, ErrGone
	}
	var missed []Fact
	for n := after.Seq + 1; n <= l.seq; n++ {
		f := l.ring[n%uint64(len(l.ring))]
		if to.holds(f.Event, appliance.ConversationOf(f.Event)) {
			missed = append(missed, f)
		}
	}
	s := &Subscription{log: l, scope: to, facts: make(chan Fact, len(missed)+room)}
	for _, f := range missed {
		s.facts <- f
	}
	if l.listener[to.of] == nil {
		l.listener[to.of] = map[*Subscription]struct{}{}
	}
	l.listener[to.of][s] = struct{}{}
	return s, nil
}

// hear hands a fact to all whose scope holds it. It is called under mu.
func (l *Log) hear(f Fact, hand func(*Subscription, Fact)) {
	of := appliance.ConversationOf(f.Event)
	if of != 0 {
		for s := range l.listener[0] {
			hand(s, f)
		}
		for s := range l.listener[of] {
			hand(s, f)
		}
		return
	}
	for _, some := range l.listener {
		for s := range some {
			if s.scope.holds(f.Event, 0) {
				hand(s, f)
			}
		}
	}
}
