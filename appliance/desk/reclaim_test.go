package desk

import (
	"testing"
	"time"

	"cordboard/appliance"
)

func TestReclaimedConversationWaitsWhereItWaited(t *testing.T) {
	now := time.Unix(1000, 0)
	serving := func(all ...appliance.OperatorID) (parts []appliance.Part) {
		for i, o := range all {
			parts = append(parts, appliance.Part{ID: appliance.PartID(i + 1), Operator: o, Role: appliance.Serving, Began: now})
		}
		return parts
	}
	for name, c := range map[string]struct {
		queue  appliance.QueueID
		parts  []appliance.Part
		state  appliance.ConversationState
		queued time.Time
		told   int
	}{
		"alone":             {sales.ID, serving(jana.ID), appliance.Waiting, time.Unix(500, 0), 4},
		"with another":      {sales.ID, serving(jana.ID, petr.ID), appliance.Active, time.Unix(500, 0), 2},
		"never in a queue":  {0, serving(jana.ID), appliance.Finished, time.Unix(500, 0), 4},
		"another serves it": {sales.ID, serving(petr.ID), appliance.Active, time.Unix(500, 0), 0},
	} {
		x := &exchange{now: now, parts: c.parts, Conversation: appliance.Conversation{
			ID: 1, State: appliance.Active, Queue: c.queue, Queued: time.Unix(500, 0), Joined: time.Unix(600, 0),
		}}
		if err := x.reclaim(jana, sales); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if x.State != c.state || !x.Queued.Equal(c.queued) || x.serving(jana.ID) >= 0 || len(x.deeds) != c.told {
			t.Errorf("%s: %s, queued %v, %d deeds; want %s, %v, %d", name, x.State, x.Queued, len(x.deeds), c.state, c.queued, c.told)
		}
	}
}
