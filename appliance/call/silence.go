package call

import (
	"context"
	"time"
)

// listen asks whether those on a telephone still send.
type listen struct{}

func (listen) happens() {}

// owesSince is since when somebody owes us sound whose sound is agreed on now: zero
// before the answer, for it may be agreed on while it rings.
func (s *state) owesSince(at seat, now time.Time) time.Time {
	if at == caller && !s.Answered {
		return time.Time{}
	}
	return now
}

// listen ends what has fallen silent.
func (a *actor) listen(ctx context.Context) {
	now := a.Now()
	for at, f := range a.fars {
		if a.successors[at] == nil && f.stream.Silent(f.leg.LastHeard(), f.since, now, a.Silence) {
			a.log.Warn("a telephone has fallen silent", "seat", at)
			a.dropSilent(ctx, at)
			return
		}
	}
}

// dropSilent hangs up on somebody and takes him for gone. Without the caller there
// is no call.
func (a *actor) dropSilent(ctx context.Context, at seat) {
	if at == caller {
		a.take(ctx, broke{"silence"})
		return
	}
	a.take(ctx, lineEvent{seat: at, what: lineLeft})
	a.release(ctx, at)
}
