package call

import (
	"testing"

	"cordboard/appliance"
)

func TestOpenCallsAloneAreCutOffByAKill(t *testing.T) {
	for _, c := range []struct {
		channel appliance.Channel
		state   appliance.ConversationState
		want    bool
	}{
		{appliance.Phone, appliance.InTree, true},
		{appliance.Phone, appliance.Waiting, true},
		{appliance.Phone, appliance.Active, true},
		{appliance.Phone, appliance.Finished, false},
		{appliance.Phone, appliance.Abandoned, false},
		{appliance.WebChat, appliance.Waiting, false},
		{appliance.WebChat, appliance.Active, false},
	} {
		got := cutOff([]appliance.Conversation{{ID: 7, Channel: c.channel, State: c.state}})
		if (len(got) == 1) != c.want {
			t.Errorf("a conversation over %s that was %s: got %v cut off, want %t", c.channel, c.state, got, c.want)
		}
	}
}
