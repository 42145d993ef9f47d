package acd_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// TestWhatIsNotToldYetIsNoGroundToRefuse has somebody read in the store that a chat
// waits before the feed has told of it, and take it.
func TestWhatIsNotToldYetIsNoGroundToRefuse(t *testing.T) {
	bubble(t, func(b *box) {
		b.available(b.jana)
		told, opened, taken := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		b.heard.Store(&told)
		go func() {
			defer close(opened)
			b.enter(appliance.WebChat)
		}()
		waiting := view(b, func(v *sqlite.View) ([]appliance.Conversation, error) {
			return v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
		})
		if len(waiting) != 1 {
			b.t.Fatalf("in the store %d wait, want the one that was not told of", len(waiting))
		}
		go func() { taken <- b.Accept(b.t.Context(), b.jana, waiting[0].ID) }()
		synctest.Wait()
		b.heard.Store(nil)
		close(told)
		if err := <-taken; err != nil {
			b.t.Errorf("he is refused: %v", err)
		}
		<-opened
		b.wantServed(waiting[0].ID, b.jana)
		if err := b.Accept(b.t.Context(), b.jana, waiting[0].ID+1); !errors.Is(err, appliance.ErrNotWaiting) {
			b.t.Errorf("one that there is not: %v, want %v", err, appliance.ErrNotWaiting)
		}
	})
}
