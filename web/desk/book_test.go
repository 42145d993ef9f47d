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
