package desk

import (
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// noCalls is a fake of Calls: nobody calls, and there is no way out.
type noCalls struct{ Calls }

func (noCalls) Outward() bool                                   { return false }
func (noCalls) Standing(appliance.ConversationID) call.Standing { return call.Standing{} }

func (noCalls) Line(appliance.ConversationID) (call.Line, bool) { return call.Line{}, false }

type noLegs struct{ Legs }

func (noLegs) Has(appliance.OperatorID) bool { return false }

// TestLogIsReadFromWhereThePageIs: a conversation of hundreds of messages must
// not be read anew for each one that comes.
func TestLogIsReadFromWhereThePageIs(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var jana appliance.Operator
	var c appliance.Conversation
	var log []appliance.Entry
	err = store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		if jana, err = tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleAdmin}); err != nil {
			return err
		}
		if c, err = tx.AddConversation(appliance.Conversation{
			Channel: appliance.WebChat, State: appliance.Active, Began: time.Now(), Operators: []appliance.OperatorID{jana.ID},
		}); err != nil {
			return err
		}
		for _, text := range []string{"one", "two", "three"} {
			e, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: time.Now(), Kind: appliance.EntryMessage, By: appliance.ByContact, Text: text})
			if err != nil {
				return err
			}
			log = append(log, e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p := New(Deps{Store: store, Feed: feed.New(store.Epoch(), 10), Calls: noCalls{}, Legs: noLegs{}})
	for since, want := range map[appliance.EntryID]int{0: 3, log[1].ID: 1, log[2].ID: 0} {
		pg, err := p.read(t.Context(), jana.ID, wanted{open: c.ID, since: since})
		if err != nil || len(pg.Talk.Entries) != want {
			t.Errorf("since entry %d: %d entries, %v; want %d", since, len(pg.Talk.Entries), err, want)
		}
	}
}
