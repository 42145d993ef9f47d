package acd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// TestRoundsThatComeTooLateEveryTimePause has an operator who is available in
// the State alone: the store refuses whatever is decided about him.
func TestRoundsThatComeTooLateEveryTimePause(t *testing.T) {
	store := opened(t)
	var jana appliance.Operator
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		jana, err = tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	l := New(Deps{Store: store, Feed: feed.New(store.Epoch(), 10)})
	if err := l.restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer l.sub.Close()
	l.state.present(appliance.Presence{Operator: jana.ID, State: appliance.Available, Since: time.Now().Add(-time.Hour)})
	l.state.operator(jana.ID).gone = time.Now().Add(-time.Hour)
	ctx, enough := context.WithTimeout(t.Context(), 5*time.Second)
	defer enough()
	if _, err := l.rounds(ctx); !errors.Is(err, errStale) {
		t.Errorf("got %v, want %v after a few rounds", err, errStale)
	}
}

// TestRoundsThatComeTooLateNowAndThenGoOn has offers that nobody hears, on a desk
// that refuses every second line of their story: each of those rounds comes too
// late, and the next one does not.
func TestRoundsThatComeTooLateNowAndThenGoOn(t *testing.T) {
	store := opened(t)
	clock := noon
	d := &moody{}
	l := New(Deps{Store: store, Feed: feed.New(store.Epoch(), 1000), Desk: d, Now: func() time.Time {
		clock = clock.Add(time.Minute) // by which any offer has run out
		return clock
	}})
	store.PublishTo(l.Feed.Publish)
	const operators = staleRounds + 2
	err := store.Write(t.Context(), func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Sales"})
		if err != nil {
			return err
		}
		q, err := tx.AddQueue(appliance.Queue{Name: "Sales", Groups: []appliance.GroupID{g.ID}, OfferFor: 20 * time.Second})
		if err != nil {
			return err
		}
		for i := range operators {
			o, err := tx.AddOperator(appliance.Operator{
				Login: fmt.Sprint(i), Name: fmt.Sprint(i), Role: appliance.RoleOperator, Groups: []appliance.GroupID{g.ID}, Calls: 1,
			})
			if err != nil {
				return err
			}
			if err := tx.SavePresence(appliance.Presence{Operator: o.ID, State: appliance.Available, Since: noon}, noon); err != nil {
				return err
			}
		}
		_, err = tx.AddConversation(appliance.Conversation{
			Channel: appliance.Phone, State: appliance.Waiting, Queue: q.ID, Began: noon, Queued: noon,
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { l.sub.Close() }()
	for _, o := range l.state.operators {
		l.state.PageOpened(o.ID)
	}
	for range operators + 1 { // as the timer does
		if _, err := l.rounds(t.Context()); err != nil {
			t.Fatalf("after %d lines that were refused: %v", d.refused, err)
		}
	}
	if d.refused < operators {
		t.Errorf("%d lines were refused, want one of each of the %d who heard nothing", d.refused, operators)
	}
}

// opened is a store of the test's own.
func opened(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// moody is a desk that refuses every second line.
type moody struct {
	Desk
	asked, refused int
}

func (m *moody) LogIn(*sqlite.Tx, appliance.ConversationID, appliance.Entry, time.Time) error {
	m.asked++
	if m.asked%2 == 1 {
		m.refused++
		return appliance.ErrNotWaiting
	}
	return nil
}

// TestCommandThatCameTooLateIsDecidedAnew has an operator whose presence is another
// in the store than in the State: his wish is fulfilled on what the store says. If
// that does not help he is told in words, and not that the box is broken.
func TestCommandThatCameTooLateIsDecidedAnew(t *testing.T) {
	for name, test := range map[string]struct {
		known bool // to the store, so that reading it again helps
		want  error
	}{
		"read again": {true, nil},
		"in vain":    {false, ErrMeanwhile},
	} {
		t.Run(name, func(t *testing.T) {
			store := opened(t)
			var jana appliance.Operator
			if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
				jana, err = tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator})
				if err != nil || !test.known {
					return err
				}
				return tx.SavePresence(appliance.Presence{Operator: jana.ID, State: appliance.RONA, Since: noon}, noon)
			}); err != nil {
				t.Fatal(err)
			}
			l := New(Deps{Store: store, Feed: feed.New(store.Epoch(), 10)})
			if err := l.restore(t.Context()); err != nil {
				t.Fatal(err)
			}
			defer func() { l.sub.Close() }()
			l.state.present(appliance.Presence{Operator: jana.ID, State: appliance.Available, Since: noon})
			err := l.serve(t.Context(), command{decide: func(s *State, now time.Time) ([]Decision, error) {
				return s.SetPresence(jana.ID, appliance.Away, "", now)
			}})
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
