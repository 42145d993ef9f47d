package appliance_test

import (
	"testing"
	"time"

	"cordboard/appliance"
)

const (
	english appliance.SkillID = 1 + iota
	invoices
)

func TestQueueIsServedByWhoHasTheSkillsThatItNeeds(t *testing.T) {
	needs := func(speaks, bills int, relax time.Duration) appliance.Queue {
		return appliance.Queue{
			Groups: []appliance.GroupID{1}, RelaxEvery: relax,
			Needs: appliance.Levels{english: speaks, invoices: bills},
		}
	}
	can := func(speaks, bills int, groups ...appliance.GroupID) appliance.Operator {
		return appliance.Operator{Rights: appliance.Serve(), Groups: groups, Skills: appliance.Levels{english: speaks, invoices: bills}}
	}
	const never = 1000 * time.Hour
	for _, c := range []struct {
		rule     string
		queue    appliance.Queue
		operator appliance.Operator
		from     time.Duration // the wait from which on he may take it; never: he may not
	}{
		{"no skill is needed", appliance.Queue{Groups: []appliance.GroupID{1}}, appliance.Operator{Rights: appliance.Serve(), Groups: []appliance.GroupID{1}}, 0},
		{"his level is the one", needs(3, 0, 0), can(3, 0, 1), 0},
		{"his level is too low", needs(3, 0, 0), can(2, 5, 1), never},
		{"he has one of two", needs(3, 1, 0), can(5, 0, 1), never},
		{"he has both", needs(3, 1, 0), can(5, 1, 1), 0},
		{"he has the skills and not the group", needs(3, 0, time.Minute), can(5, 5, 2), never},
		{"he has none, and the levels never fall", needs(1, 0, 0), can(0, 0, 1), never},
		{"one level falls", needs(3, 0, time.Minute), can(2, 0, 1), time.Minute},
		{"all levels fall until nothing is needed", needs(3, 0, time.Minute), can(0, 0, 1), 3 * time.Minute},
		{"each of two levels falls", needs(3, 1, time.Minute), can(1, 0, 1), 2 * time.Minute},
	} {
		for _, waited := range []time.Duration{0, time.Minute - 1, time.Minute, 2*time.Minute - 1, 2 * time.Minute, 3*time.Minute - 1, 3 * time.Minute, time.Hour} {
			if got, want := c.queue.Suits(c.operator, waited), waited >= c.from; got != want {
				t.Errorf("%s: after %v %v, want %v", c.rule, waited, got, want)
			}
		}
		if got := c.queue.ServedBy(c.operator); got != (c.from < never) {
			t.Errorf("%s: he serves it: %v", c.rule, got)
		}
		if got := c.queue.Skilled(c.operator); got != (c.from == 0) {
			t.Errorf("%s: he has the skills at once: %v", c.rule, got)
		}
	}
}

func TestLevelsFallUntilNothingIsNeeded(t *testing.T) {
	q := appliance.Queue{Needs: appliance.Levels{english: 2, invoices: 1}, RelaxEvery: 30 * time.Second}
	for waited, want := range map[time.Duration]time.Duration{0: 30 * time.Second, 30*time.Second - 1: 30 * time.Second, 30 * time.Second: time.Minute} {
		if at, falls := q.Falls(waited); !falls || at != want {
			t.Errorf("after %v they fall at %v (%v), want at %v", waited, at, falls, want)
		}
	}
	if _, falls := q.Falls(time.Minute); falls {
		t.Error("they fall below nothing")
	}
	q.RelaxEvery = 0
	if _, falls := q.Falls(0); falls {
		t.Error("they fall, and never should")
	}
}

func TestPriorityIsTheQueuesOrRaisedByTheTreeAndByTheWait(t *testing.T) {
	for _, c := range []struct {
		queue, own int
		raise      time.Duration
		waited     time.Duration
		want       int
	}{
		{0, 0, 0, time.Hour, appliance.UsualPriority},
		{2, 0, 0, time.Hour, 2},
		{2, 7, 0, 0, 7},
		{8, 7, 0, 0, 8}, // a tree raises, and never lowers
		{0, 3, 0, 0, appliance.UsualPriority},
		{2, 0, time.Minute, time.Minute - 1, 2},
		{2, 0, time.Minute, 3 * time.Minute, 5},
		{8, 0, time.Minute, time.Hour, appliance.HighestPriority},
		{9, 0, time.Minute, -time.Minute, 9},
	} {
		q := appliance.Queue{Priority: c.queue, RaiseEvery: c.raise}
		if got := q.PriorityOf(c.own, c.waited); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func TestPriorityOfAConversationIsWhatATreeGaveIt(t *testing.T) {
	for _, c := range []struct {
		parameter appliance.Parameter
		want      int
	}{
		{appliance.Parameter{Key: "priority", Value: "8", From: appliance.FromTree}, 8},
		{appliance.Parameter{Key: "priority", Value: "8", From: "form"}, 0},
		{appliance.Parameter{Key: "topic", Value: "8", From: appliance.FromTree}, 0},
		{appliance.Parameter{Key: "priority", Value: "10", From: appliance.FromTree}, 0},
		{appliance.Parameter{Key: "priority", Value: "high", From: appliance.FromTree}, 0},
	} {
		if got := (appliance.Conversation{Parameters: []appliance.Parameter{c.parameter}}).Priority(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.parameter, got, c.want)
		}
	}
}
