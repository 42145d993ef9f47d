package widget

import (
	"context"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

func TestWaitingChatIsGivenUpSomeMinutesAfterItsLastPageWent(t *testing.T) {
	now, here := time.Unix(0, 0), map[appliance.ConversationID]bool{1: true}
	var away absences
	look := func(after time.Duration, want ...appliance.ConversationID) {
		t.Helper()
		now = now.Add(after)
		var got []appliance.ConversationID
		away, got = away.look([]appliance.ConversationID{1, 2}, func(c appliance.ConversationID) bool { return here[c] }, now)
		if !slices.Equal(got, want) {
			t.Errorf("given up %v, want %v", got, want)
		}
	}
	look(0)
	look(patience - time.Second)
	here[2] = true
	look(time.Second)
	delete(here, 2)
	look(time.Hour) // seen here a moment ago
	look(patience - time.Second)
	look(time.Second, 2)
	delete(here, 1)
	look(0, 2) // still there: it could not be ended
	look(patience, 1, 2)
}

type brackets struct{}

func (brackets) ReserveBrackets(*sqlite.View) (bool, error)          { return false, nil }
func (brackets) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (brackets) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (brackets) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (brackets) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (brackets) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

func TestVisitorWhoClosesHisBrowserDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		log := feed.New(store.Epoch(), 100)
		store.PublishTo(log.Publish)
		d := desk.New(desk.Deps{Store: store, Feed: log, Site: brackets{}})
		p, err := New(t.Context(), Deps{Store: store, Feed: log, Desk: d})
		if err != nil {
			t.Fatal(err)
		}
		var open [2]appliance.Conversation
		err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
			q, err := tx.AddQueue(appliance.Queue{Name: "Orders"})
			if err != nil {
				return err
			}
			for i := range open {
				open[i], err = tx.AddConversation(appliance.Conversation{Channel: appliance.WebChat, Queue: q.ID, State: appliance.Waiting, Began: time.Now(), Queued: time.Now()})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		leave, err := p.streams.enter(open[0].ID, netip.MustParsePrefix("192.0.2.1/32"))
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		done := make(chan error)
		ctx, stop := context.WithCancel(t.Context())
		go func() { done <- p.Run(ctx) }()
		time.Sleep(patience + 3*lookEvery)
		synctest.Wait()
		for i, want := range []appliance.ConversationState{appliance.Waiting, appliance.Abandoned} {
			if c, err := d.Conversation(t.Context(), open[i].ID); err != nil || c.State != want {
				t.Errorf("chat %d is %s (%v), want %s", i, c.State, err, want)
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
