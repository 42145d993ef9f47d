package call

import (
	"context"
	"time"

	"cordboard/appliance/media"
)

// usualSilence is how long the other side of a call may send nothing at all,
// neither sound nor a report, before it counts as gone: an exchange that lost
// its power says no BYE. RFC 3550 section 6.3.5 gives up on a party after five
// of its reports, each at least 5 seconds apart.
const usualSilence = 2 * time.Minute

// listen asks whether those on a telephone still send.
type listen struct{}

func (listen) happens() {}

// silent tells whether somebody has gone without a word. Whoever has us on hold
// owes us no sound, though he may send music (RFC 3264 section 8.4); nobody owes any before the call stands, which was at since.
func silent(s media.Stream, last, since, now time.Time, limit time.Duration) bool {
	if !s.Sends || !s.Hears || since.IsZero() {
		return false
	}
	if last.Before(since) {
		last = since
	}
	return now.Sub(last) >= limit
}

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
		if a.successors[at] == nil && silent(f.stream, f.leg.LastHeard(), f.since, now, a.Silence) {
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
