package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestLoadCountsWhatServesAndNotWhatWaitsForItsWrapUp(t *testing.T) {
	b := book{parts: map[appliance.ConversationID]appliance.Part{}}
	add := func(c appliance.Channel, s appliance.ConversationState, left time.Time) {
		id := appliance.ConversationID(len(b.mine) + 1)
		b.mine = append(b.mine, appliance.Conversation{ID: id, Channel: c, State: s})
		b.parts[id] = appliance.Part{Role: appliance.Serving, Left: left}
	}
	now := time.Now()
	add(appliance.Phone, appliance.Active, time.Time{})
	add(appliance.Phone, appliance.Finished, now)
	add(appliance.WebChat, appliance.Active, time.Time{})
	add(appliance.WebChat, appliance.Active, now)
	add(appliance.WebChat, appliance.Finished, time.Time{})
	if chats, calls := b.holds(); chats != 1 || calls != 1 {
		t.Errorf("%d chats and %d calls, want 1 and 1", chats, calls)
	}
}

func TestWhatWaitsIsShownOnceTheReaderMayTakeIt(t *testing.T) {
	since := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	b := book{
		me: appliance.Operator{ID: 7, Rights: appliance.Serve(), Groups: []appliance.GroupID{1}, Skills: appliance.Levels{1: 1}},
		names: &names{queues: map[appliance.QueueID]appliance.Queue{
			3: {ID: 3, Groups: []appliance.GroupID{1}, Needs: appliance.Levels{1: 2}, RelaxEvery: time.Minute},
		}},
	}
	c := appliance.Conversation{ID: 9, Queue: 3, State: appliance.Waiting, Queued: since}
	for waited, want := range map[time.Duration]bool{0: false, time.Minute - 1: false, time.Minute: true} {
		if b.now = since.Add(waited); b.waitsFor(&c) != want {
			t.Errorf("after %v he may take it: %v", waited, !want)
		}
	}
	if !b.relaxes(b.me) {
		t.Error("nothing has the list written again once its level has fallen")
	}
	b.me.Skills = appliance.Levels{1: 2}
	if b.relaxes(b.me) {
		t.Error("his list is written again and again, and he may take all of it at once")
	}
}
