package appliance_test

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestOperatorHasRoomOfItsOwnForEachKind(t *testing.T) {
	for _, c := range []struct {
		rule         string
		chats, calls int
		voice        bool
		held         int
		want         bool
	}{
		{"a chat below his limit", 2, 0, false, 1, true},
		{"a chat at his limit", 2, 1, false, 2, false},
		{"no chats at all", 0, 1, false, 0, false},
		{"a call", 0, 1, true, 0, true},
		{"no calls at all", 2, 0, true, 0, false},
		{"a second call", 2, 2, true, 1, false},
	} {
		o := appliance.Operator{Chats: c.chats, Calls: c.calls}
		if got := o.HasRoom(c.voice, c.held); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestPartHoldsRoomUntilACallEndsOrAChatIsWrappedUp(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		rule  string
		part  appliance.Part
		voice bool
		want  bool
	}{
		{"a call", appliance.Part{Role: appliance.Serving}, true, true},
		{"a call in wrap-up", appliance.Part{Role: appliance.Serving, Left: now}, true, false},
		{"a chat in wrap-up", appliance.Part{Role: appliance.Serving, Left: now}, false, true},
		{"a chat wrapped up", appliance.Part{Role: appliance.Serving, Left: now, WrappedUp: now}, false, false},
	} {
		if got := c.part.Holds(c.voice); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestOperatorMansAQueueOfHisGroupsWhileHeIsAtHisDesk(t *testing.T) {
	queue := appliance.Queue{Groups: []appliance.GroupID{1, 2}}
	jana := appliance.Operator{Groups: []appliance.GroupID{2, 3}, Chats: 1}
	there := appliance.Presence{State: appliance.Away}
	with := func(edit func(*appliance.Operator)) appliance.Operator {
		o := jana
		edit(&o)
		return o
	}
	for _, c := range []struct {
		rule     string
		operator appliance.Operator
		queue    appliance.Queue
		voice    bool
		now      appliance.Presence
		want     bool
	}{
		{"there, though away", jana, queue, false, there, true},
		{"for a kind that he does not take", jana, queue, true, there, false},
		{"a queue of other groups", jana, appliance.Queue{Groups: []appliance.GroupID{1}}, false, there, false},
		{"a queue that nobody serves", jana, appliance.Queue{}, false, there, false},
		{"in no group", with(func(o *appliance.Operator) { o.Groups = nil }), queue, false, there, false},
		{"disabled", with(func(o *appliance.Operator) { o.Disabled = true }), queue, false, there, false},
		{"never there", jana, queue, false, appliance.Presence{}, false},
		{"offline", jana, queue, false, appliance.Presence{State: appliance.Offline}, false},
		{"his page closed", jana, queue, false, appliance.Presence{State: appliance.Available, Absent: true}, false},
	} {
		if got := c.operator.Mans(c.queue, c.voice, c.now); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}
