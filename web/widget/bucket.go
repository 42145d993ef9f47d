package widget

import (
	"hash/maphash"
	"math"
	"sync"
	"time"
)

// Rate is how often something may be done: Burst times at once, and once more
// after every Every.
type Rate struct {
	Every time.Duration
	Burst int
}

// buckets are token buckets by any key, in a table that never grows: keys may
// share a bucket, which nobody can bring about on purpose, because the seed is
// drawn at start.
type buckets[K comparable] struct {
	rate Rate
	seed maphash.Seed

	mu    sync.Mutex
	slots [4096]bucket
}

// bucket holds what was taken from it until at, in uses.
type bucket struct {
	taken float64
	at    time.Time
}

func newBuckets[K comparable](r Rate) *buckets[K] {
	return &buckets[K]{rate: r, seed: maphash.MakeSeed()}
}

// take uses one token of key, or tells how long it is until there is one.
func (b *buckets[K]) take(key K, now time.Time) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := &b.slots[maphash.Comparable(b.seed, key)%uint64(len(b.slots))]
	refilled := now.Sub(s.at).Seconds() / b.rate.Every.Seconds()
	taken := math.Max(0, s.taken-math.Max(0, refilled))
	if taken+1 > float64(b.rate.Burst) {
		over := taken + 1 - float64(b.rate.Burst)
		return time.Duration(over * float64(b.rate.Every)), false
	}
	s.taken, s.at = taken+1, now
	return 0, true
}
