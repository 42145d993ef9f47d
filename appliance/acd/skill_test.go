package acd

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
)

const (
	english appliance.SkillID = 1 + iota
	invoices
)

// skilled is a house whose sales need English, at 3, of which Petr knows 2 and
// Jana 4. Petr is idle longer.
func skilled(t *testing.T, change func(q *appliance.Queue)) *house {
	t.Helper()
	h := open(t, petr, jana)
	for o, level := range map[appliance.OperatorID]int{petr: 2, jana: 4} {
		now := h.operator(o)
		now.Skills = appliance.Levels{english: level}
		h.change(now)
	}
	h.rearrange(func(queues []appliance.Queue) {
		queues[0].Needs = appliance.Levels{english: 3}
		if change != nil {
			change(&queues[0])
		}
	})
	return h
}

func TestWhoLacksTheSkillIsNeverOfferedAndMayNotTakeIt(t *testing.T) {
	h := skilled(t, nil)
	h.must(t, h.setPresence(jana, appliance.Away))
	c := h.call(sales)
	h.pass(time.Hour)
	h.wantAsked(t, c, 0)
	if err := h.accept(petr, c); !errors.Is(err, ErrUnskilled) {
		t.Errorf("he takes it by hand: got %v, want %v", err, ErrUnskilled)
	}
	if err := h.accept(ola, c); !errors.Is(err, ErrNotSignedIn) {
		t.Errorf("one who is not there: got %v", err)
	}
	h.must(t, h.setPresence(ola, appliance.Available))
	if err := h.accept(ola, c); !errors.Is(err, ErrNotYours) {
		t.Errorf("one of another queue: got %v, want %v", err, ErrNotYours)
	}
	h.must(t, h.setPresence(jana, appliance.Available))
	h.wantAsked(t, c, jana)
}

func TestLevelThatIsNeededFallsWhileOneWaits(t *testing.T) {
	h := skilled(t, func(q *appliance.Queue) { q.RelaxEvery = time.Minute })
	h.must(t, h.setPresence(jana, appliance.Away))
	c := h.call(sales)
	h.pass(time.Minute - time.Second)
	h.wantAsked(t, c, 0)
	h.pass(time.Second)
	h.wantAsked(t, c, petr)
}

func TestEachWaitsUntilItsOwnLevelHasFallen(t *testing.T) {
	h := skilled(t, func(q *appliance.Queue) { q.RelaxEvery = time.Minute })
	h.must(t, h.setPresence(jana, appliance.Away))
	older := h.chat(sales)
	h.pass(30 * time.Second)
	younger := h.chat(sales)
	h.pass(30 * time.Second)
	h.wantAsked(t, older, petr)
	h.must(t, h.accept(petr, older))
	h.wantAsked(t, younger, 0)
	h.pass(30 * time.Second)
	h.wantAsked(t, younger, petr)
}

func TestOfferEndsWhenItsOperatorLosesTheSkill(t *testing.T) {
	h := skilled(t, nil)
	c := h.call(sales)
	h.wantAsked(t, c, jana)
	now := h.operator(jana)
	now.Skills = nil
	h.change(now)
	h.wantAsked(t, c, 0)
	h.wantPresence(t, jana, appliance.Available)
}

func TestBetterSkilledIsAskedFirstWhereTheQueueWantsThat(t *testing.T) {
	for best, want := range map[bool]appliance.OperatorID{false: petr, true: jana} {
		h := skilled(t, func(q *appliance.Queue) {
			q.Needs, q.BestFirst = appliance.Levels{english: 1}, best
		})
		h.wantAsked(t, h.call(sales), want)
	}
}

func TestWhoHoldsLessIsAskedBeforeTheBetterSkilled(t *testing.T) {
	h := skilled(t, func(q *appliance.Queue) {
		q.Needs, q.BestFirst = appliance.Levels{english: 1}, true
	})
	h.must(t, h.accept(jana, h.chat(sales)))
	h.wantAsked(t, h.chat(sales), petr)
}

func TestWhoHoldsOneIsAskedBeforeWhoHoldsTwo(t *testing.T) {
	h := open(t, jana, petr)
	for _, o := range []appliance.OperatorID{jana, petr} {
		now := h.operator(o)
		now.Chats = 3
		h.change(now)
	}
	for range 2 {
		h.must(t, h.accept(petr, h.chat(sales)))
	}
	h.pass(time.Second)
	h.must(t, h.accept(jana, h.chat(sales)))
	h.wantAsked(t, h.chat(sales), jana)
}

func TestWhoLacksTheSkillMansNothing(t *testing.T) {
	h := skilled(t, nil)
	h.must(t, h.setPresence(jana, appliance.Offline))
	if h.state.manned().somebody(0, demand{sales, appliance.KindCall}) {
		t.Error("only who lacks the skill is there, and the queue counts as manned")
	}
	h.rearrange(func(queues []appliance.Queue) { queues[0].RelaxEvery = time.Minute })
	if !h.state.manned().somebody(0, demand{sales, appliance.KindCall}) {
		t.Error("who may take it after a while is there, and the queue counts as empty")
	}
}
