package account

import (
	"net/netip"
	"sync"
	"time"
)

// limiter gives each name a number of tries, and one back after each pause. It
// remembers a bounded number of names.
type limiter struct {
	burst int
	pause time.Duration

	mu    sync.Mutex
	until map[string]time.Time // when all tries will be back
}

// limiterNames is how many names a limiter remembers. When more are spent at
// once, the one that has spent least is forgotten: who guesses from a crowd of
// addresses gains nothing for those that guess most, and shuts nobody out.
const limiterNames = 10_000

func newLimiter(burst int, pause time.Duration) *limiter {
	return &limiter{burst: burst, pause: pause, until: map[string]time.Time{}}
}

// take uses up a try of name; false when none is left. It is a token bucket,
// kept as the moment at which it will be full again.
func (l *limiter) take(name string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	full, spent := l.until[name]
	if !spent || full.Before(now) {
		full = now
	}
	if !spent && len(l.until) >= limiterNames {
		l.sweep(now)
	}
	full = full.Add(l.pause)
	if full.Sub(now) > time.Duration(l.burst)*l.pause {
		return false
	}
	l.until[name] = full
	return true
}

// giveBack returns a try that was well used.
func (l *limiter) giveBack(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if full, spent := l.until[name]; spent {
		l.until[name] = full.Add(-l.pause)
	}
}

// sweep forgets the names whose tries are all back, or the nearest to it.
func (l *limiter) sweep(now time.Time) {
	least, first := "", true
	for name, full := range l.until {
		if !full.After(now) {
			delete(l.until, name)
		}
		if first || full.Before(l.until[least]) {
			least, first = name, false
		}
	}
	if len(l.until) >= limiterNames {
		delete(l.until, least)
	}
}

// neighbourhood is what one who has an address can have more of: a /64 of IPv6.
func neighbourhood(a netip.Addr) string {
	if a = a.Unmap().WithZone(""); a.Is6() {
		return netip.PrefixFrom(a, 64).Masked().String()
	}
	return a.String()
}
