package sqlite

import (
	"context"
	"time"
)

// company is how long a Write that is not in a hurry waits for others to share
// its commit: not long for a telephone that rings anyway, and long enough that
// hundreds of calls a second make a hundred commits.
const company = 10 * time.Millisecond

type unhurriedKey struct{}

// Unhurried marks the Writes made with ctx as ones for which nobody at a screen
// waits: each may stand in line for 10 ms until others share its transaction,
// unless one that is in a hurry comes. What it promises stays the same.
func Unhurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, unhurriedKey{}, true)
}

func unhurried(ctx context.Context) bool { return ctx.Value(unhurriedKey{}) != nil }

// gather takes from the line who is to share first's transaction: nobody waits
// for company once one of them is in a hurry, or the store is being closed.
func (w *writer) gather(first *request) []*request {
	together := []*request{first}
	if !first.unhurried {
		return together
	}
	enough := time.NewTimer(company)
	defer enough.Stop()
	for len(together) < batch {
		select {
		case r := <-w.line:
			together = append(together, r)
			if !r.unhurried {
				return together
			}
		case <-enough.C:
			return together
		case <-w.store.closing:
			return together
		}
	}
	return together
}
