package appliance_test

import (
	"testing"
	"time"

	"cordboard/appliance"
)

const (
	chat    = appliance.KindChat
	call    = appliance.KindCall
	message = appliance.KindMessage
)

func TestOperatorHasRoomOfItsOwnForEachKind(t *testing.T) {
	for _, c := range []struct {
		rule         string
		chats, calls int
		kind         appliance.Kind
		held         int
		want         bool
	}{
		{"a chat below his limit", 2, 0, chat, 1, true},
		{"a chat at his limit", 2, 1, chat, 2, false},
		{"no chats at all", 0, 1, chat, 0, false},
		{"a call", 0, 1, call, 0, true},
		{"no calls at all", 2, 0, call, 0, false},
		{"a second call", 2, 2, call, 1, false},
		{"a message", 0, 1, message, 0, true},
		{"a message for one without calls", 2, 0, message, 0, false},
		{"a second message", 2, 1, message, 1, false},
	} {
		o := appliance.Operator{Chats: c.chats, Calls: c.calls}
		if got := o.HasRoom(c.kind, c.held); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestPartHoldsRoomUntilACallEndsOrAChatIsWrappedUp(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		rule string
		part appliance.Part
		kind appliance.Kind
		want bool
	}{
		{"a call", appliance.Part{Role: appliance.Serving}, call, true},
		{"a call in wrap-up", appliance.Part{Role: appliance.Serving, Left: now}, call, false},
		{"a chat in wrap-up", appliance.Part{Role: appliance.Serving, Left: now}, chat, true},
		{"a chat wrapped up", appliance.Part{Role: appliance.Serving, Left: now, WrappedUp: now}, chat, false},
		{"a message in wrap-up", appliance.Part{Role: appliance.Serving, Left: now}, message, true},
	} {
		if got := c.part.Holds(c.kind); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestOperatorMansAQueueOfHisGroupsWhileHeIsAtHisDesk(t *testing.T) {
	queue := appliance.Queue{Groups: []appliance.GroupID{1, 2}}
	jana := appliance.Operator{Rights: appliance.Serve(), Groups: []appliance.GroupID{2, 3}, Chats: 1}
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
		kind     appliance.Kind
		now      appliance.Presence
		want     bool
	}{
		{"there, though away", jana, queue, chat, there, true},
		{"for a kind that he does not take", jana, queue, call, there, false},
		{"a queue of other groups", jana, appliance.Queue{Groups: []appliance.GroupID{1}}, chat, there, false},
		{"a queue that nobody serves", jana, appliance.Queue{}, chat, there, false},
		{"in no group", with(func(o *appliance.Operator) { o.Groups = nil }), queue, chat, there, false},
		{"disabled", with(func(o *appliance.Operator) { o.Disabled = true }), queue, chat, there, false},
		{"never there", jana, queue, chat, appliance.Presence{}, false},
		{"offline", jana, queue, chat, appliance.Presence{State: appliance.Offline}, false},
		{"his page closed", jana, queue, chat, appliance.Presence{State: appliance.Available, Absent: true}, false},
	} {
		if got := c.operator.Mans(c.queue, c.kind, c.now); got != c.want {
			t.Errorf("%s: %v, want %v", c.rule, got, c.want)
		}
	}
}

func TestPresenceConcealsACallThatItDoesNotFollow(t *testing.T) {
	for state, want := range map[appliance.PresenceState]bool{
		"": true, appliance.Offline: true, appliance.Away: true,
		appliance.Available: false, appliance.Busy: false, appliance.WrapUp: false, appliance.RONA: false,
	} {
		if got := (appliance.Presence{State: state}).Conceals(); got != want {
			t.Errorf("%q: %t, want %t", state, got, want)
		}
	}
}
