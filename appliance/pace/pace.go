// Package pace bounds how often something may be done by whom: token buckets
// by any key, and what counts as one place on the network. It is pure but for
// a mutex and starts no goroutine.
package pace

import (
	"container/heap"
	"sync"
	"time"
)

// Rate is how often something may be done: Burst times at once, and once more
// after every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// Keys is how many keys Buckets remember. When more have spent something at
// once, the one that has spent least is forgotten: who tries from a crowd of
// addresses gains nothing for those that try most, and shuts nobody out.
const Keys = 10_000

// Buckets give each key its own bucket of tokens, kept as the moment at which
// it will be full again. A key without one has spent nothing.
type Buckets[K comparable] struct {
	rate Rate

	mu    sync.Mutex
	of    map[K]*bucket[K]
	spent least[K]
}

type bucket[K comparable] struct {
	key   K
	full  time.Time
	place int // in spent
}

// New makes buckets that are all full.
func New[K comparable](r Rate) *Buckets[K] {
	return &Buckets[K]{rate: r, of: map[K]*bucket[K]{}}
}

// Take uses one token of key, or tells how long it is until there is one.
func (b *Buckets[K]) Take(key K, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.spent) > 0 && !b.spent[0].full.After(now) {
		b.forget()
	}
	full := now
	known := b.of[key]
	if known != nil {
		full = known.full
	}
	full = full.Add(b.rate.Every)
	if over := full.Sub(now) - time.Duration(b.rate.Burst)*b.rate.Every; over > 0 {
		return over, false
	}
	if known != nil {
		known.full = full
		heap.Fix(&b.spent, known.place)
		return 0, true
	}
	if len(b.of) >= Keys {
		b.forget()
	}
	fresh := &bucket[K]{key: key, full: full}
	b.of[key] = fresh
	heap.Push(&b.spent, fresh)
	return 0, true
}

// GiveBack returns a token that was well used.
func (b *Buckets[K]) GiveBack(key K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.of[key]; known != nil {
		known.full = known.full.Add(-b.rate.Every)
		heap.Fix(&b.spent, known.place)
	}
}

// forget drops the bucket that is fullest.
func (b *Buckets[K]) forget() {
	delete(b.of, heap.Pop(&b.spent).(*bucket[K]).key)
}

// least is a heap of buckets, the one that has spent least on top.
type least[K comparable] []*bucket[K]

func (l least[K]) Len() int           { return len(l) }
func (l least[K]) Less(i, j int) bool { return l[i].full.Before(l[j].full) }

func (l least[K]) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].place, l[j].place = i, j
}

func (l *least[K]) Push(x any) {
	fresh := x.(*bucket[K])
	fresh.place = len(*l)
	*l = append(*l, fresh)
}

func (l *least[K]) Pop() any {
	last := (*l)[len(*l)-1]
	(*l)[len(*l)-1] = nil
	*l = (*l)[:len(*l)-1]
	return last
}
