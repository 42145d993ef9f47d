package call_test

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

func TestOpenCallsAloneAreCutOffByAKill(t *testing.T) {
	b := newBox(t) // in whose store a call stands in its tree
	err := b.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for _, c := range []appliance.Conversation{
			{Channel: appliance.Phone, State: appliance.Waiting},
			{Channel: appliance.Phone, State: appliance.Active},
			{Channel: appliance.Phone, State: appliance.Finished},
			{Channel: appliance.Phone, State: appliance.Abandoned},
			{Channel: appliance.WebChat, State: appliance.Waiting},
			{Channel: appliance.WebChat, State: appliance.Active},
		} {
			c.Began = time.Now()
			if _, err := tx.AddConversation(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.calls.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := slices.Repeat([]string{"system restart"}, 3); !slices.Equal(b.desk.written().ended, want) {
		t.Errorf("ended by %v, want %v: a call in the tree, one that waited, one that was talked", b.desk.written().ended, want)
	}
}
