package acd

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestCallIsFollowedByWrapUpUntilTheReasonIsGiven(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.wantPresence(t, jana, appliance.Busy)
	h.end(call)
	h.wantPresence(t, jana, appliance.WrapUp)
	next := h.call(sales)
	h.wantAsked(t, next, 0)
	h.pass(10 * time.Second)
	h.wrapUp(jana, call)
	h.wantPresence(t, jana, appliance.Available)
	h.wantAsked(t, next, jana)
}

func TestWrapUpEndsWithItsTimeThoughTheReasonIsMissing(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.end(call)
	h.pass(30*time.Second - 1)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.pass(1)
	h.wantPresence(t, jana, appliance.Available)
	next := h.call(sales)
	h.must(t, h.accept(jana, next))
	h.end(next)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.wrapUp(jana, call) // the old one
	h.wantPresence(t, jana, appliance.WrapUp)
	h.wrapUp(jana, next)
	h.wantPresence(t, jana, appliance.Available)
}

func TestWrapUpIsExtendedForThisOnce(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	if err := h.extend(jana, time.Minute); !errors.Is(err, ErrNotWrappingUp) {
		t.Errorf("in the call: got %v, want %v", err, ErrNotWrappingUp)
	}
	h.end(call)
	h.pass(10 * time.Second)
	h.must(t, h.extend(jana, time.Minute))
	h.must(t, h.extend(jana, time.Minute))
	h.pass(140*time.Second - 1)
	h.wantPresence(t, jana, appliance.WrapUp)
	h.pass(1)
	h.wantPresence(t, jana, appliance.Available)
	next := h.call(sales)
	h.must(t, h.accept(jana, next))
	h.end(next)
	h.pass(30 * time.Second)
	h.wantPresence(t, jana, appliance.Available)
}

func TestWrapUpCanBeEndedByHand(t *testing.T) {
	for _, to := range []appliance.PresenceState{appliance.Available, appliance.Away, appliance.Offline} {
		h := open(t, jana)
		call := h.call(sales)
		h.must(t, h.accept(jana, call))
		h.end(call)
		h.must(t, h.setPresence(jana, to))
		h.pass(time.Minute)
		h.wantPresence(t, jana, to)
	}
}

func TestQueueWithoutWrapUpTimeLeadsStraightBack(t *testing.T) {
	h := open(t, jana)
	h.rearrange(func(q []appliance.Queue) { q[0].WrapUpFor = 0 })
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.end(call)
	h.wantPresence(t, jana, appliance.Available)
}

func TestWrapUpIsNotExtendedForEver(t *testing.T) {
	h := open(t, jana)
	call := h.call(sales)
	h.must(t, h.accept(jana, call))
	h.end(call)
	for range longest / time.Minute {
		h.must(t, h.extend(jana, time.Minute))
	}
	for _, by := range []time.Duration{time.Minute, 0, -time.Minute} {
		if err := h.extend(jana, by); !errors.Is(err, ErrLongEnough) {
			t.Errorf("%v beyond the longest: got %v, want %v", by, err, ErrLongEnough)
		}
	}
	h.pass(30*time.Second + longest)
	h.wantPresence(t, jana, appliance.Available)
}
