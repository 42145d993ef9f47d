package ivr

import (
	"slices"
	"time"
)

// Patience is how a node asks for keys: how long it waits for each, how often
// it asks, and what of the keys counts that come too early.
type Patience struct {
	// Nothing is for the caller who presses no key, Wrong for keys that do
	// not fit. Where Wrong leads nowhere, Nothing's way is taken.
	Nothing, Wrong     Miss
	Timeout            time.Duration
	Retries            int
	BargeIn, TypeAhead bool
}

func (r *reader) patience(node string, ls *lines) Patience {
	return Patience{
		Nothing: r.miss(node, ls.take("nothing")),
		Wrong:   r.miss(node, ls.take("wrong")),
		Timeout: r.duration(ls.take("timeout"), DefaultTimeout, leastTimeout, mostTimeout),
		Retries: r.number(ls.take("retries"), DefaultRetries, 0, mostRetries),
		BargeIn: r.yes(ls.take("barge-in"), true), TypeAhead: r.yes(ls.take("type-ahead"), true),
	}
}

// prompts are what is said when it asks again.
func (p Patience) prompts() []string { return slices.Concat(p.Nothing.Play, p.Wrong.Play) }

func (w *writer) asking(p Patience) {
	w.patience(p.Nothing, p.Wrong, p.Timeout, p.Retries)
	w.yes("barge-in", p.BargeIn, true)
	w.yes("type-ahead", p.TypeAhead, true)
}
