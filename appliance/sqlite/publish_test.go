package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// TestWhoHearsOfAFactCanReadIt: sixteen writers open conversations while
// readers follow the feed and look each one up the moment they hear of it.
// They hear of every one, in the order of the ids, which is the order of the
// commits; and of none that was undone.
func TestWhoHearsOfAFactCanReadIt(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	log := feed.New(store.Epoch(), 1000)
	store.PublishTo(log.Publish)

	const writers, each, readers = 16, 20, 3
	var wg sync.WaitGroup
	for range readers {
		sub, err := log.Subscribe(feed.ID{})
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() { follow(t, store, sub, writers*each) })
	}
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := openConversation(t.Context(), store, fmt.Sprintf("%d/%d", w, i), i%3 == 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := log.Last().Seq; got != writers*each {
		t.Errorf("%d facts were published, want %d", got, writers*each)
	}
}

var errUndone = errors.New("undone")

// openConversation makes one; before it, if asked to, another whose write
// fails after it told of it.
func openConversation(ctx context.Context, store *sqlite.Store, name string, undoneToo bool) error {
	fail := func(name string, end error) error {
		return store.Write(ctx, func(tx *sqlite.Tx) error {
			c, err := tx.AddConversation(appliance.Conversation{State: appliance.Waiting, Name: name, Began: time.Now()})
			if err != nil {
				return err
			}
			tx.Emit(appliance.ConversationOpened{Conversation: c})
			return end
		})
	}
	if undoneToo {
		if err := fail("undone", errUndone); !errors.Is(err, errUndone) {
			return fmt.Errorf("got %w, want %w", err, errUndone)
		}
	}
	return fail(name, nil)
}

func follow(t *testing.T, store *sqlite.Store, sub *feed.Subscription, count int) {
	defer sub.Close()
	var last appliance.ConversationID
	for range count {
		f, ok := <-sub.C()
		if !ok {
			t.Errorf("cut: %v", sub.Err())
			return
		}
		told := f.Event.(appliance.ConversationOpened).Conversation
		if told.Name == "undone" {
			t.Errorf("heard of %d, which was undone", told.ID)
		}
		if told.ID <= last {
			t.Errorf("heard of %d after %d", told.ID, last)
		}
		last = told.ID
		err := store.Read(t.Context(), func(v *sqlite.View) error {
			c, err := v.Conversation(told.ID)
			if err == nil && c.Name != told.Name {
				t.Errorf("conversation %d: read %q, told %q", c.ID, c.Name, told.Name)
			}
			return err
		})
		if err != nil {
			t.Errorf("conversation %d was told of and cannot be read: %v", told.ID, err)
		}
	}
}

func TestWriteInsideOfPublishingPanics(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // so that it would not wait for ever
	defer cancel()
	var reason any
	store.PublishTo(func(...appliance.Event) {
		defer func() { reason = recover() }()
		_ = store.Write(ctx, func(*sqlite.Tx) error { return nil })
	})
	if err := openConversation(t.Context(), store, "one", false); err != nil {
		t.Fatal(err)
	}
	if reason == nil {
		t.Error("it did not panic")
	}
}
