package sqlite

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
)

// pieces is how many pieces the index of phrases is in.
func pieces(t testing.TB, s *Store) (n int) {
	t.Helper()
	read(t, s, func(v *View) (err error) {
		n, err = one(v, scanAs[int], `SELECT count(DISTINCT segid) FROM phrase_idx`)
		return err
	})
	return n
}

// says writes as many messages, each in a commit of its own.
func says(t testing.TB, s *Store, count int) appliance.Conversation {
	t.Helper()
	c := add(t, s, (*Tx).AddConversation, chat())
	for range count {
		add(t, s, (*Tx).AddEntry, appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "dobrý den"})
	}
	return c
}

func TestWhoWritesMergesNothing(t *testing.T) {
	s := open(t)
	c := says(t, s, 5*mergeAfter)
	if got := pieces(t, s); got < 5*mergeAfter {
		t.Errorf("the index is in %d pieces after %d messages", got, 5*mergeAfter)
	}
	if err := s.Merge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := pieces(t, s); got >= mergeAfter {
		t.Errorf("the index is in %d pieces when it is merged", got)
	}
	found(t, s, "dobry den", c.ID)
}

// running is a store that is looked after until the test is over.
func running(t *testing.T, s *Store) {
	ctx, stop := context.WithCancel(t.Context())
	var runs sync.WaitGroup
	runs.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		stop()
		runs.Wait()
	})
}

func TestWhatIsWrittenIsMergedInBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		running(t, s)
		says(t, s, 5*mergeAfter)
		time.Sleep(time.Second)
		synctest.Wait()
		if got := pieces(t, s); got >= 2*mergeAfter {
			t.Errorf("the index is in %d pieces after %d messages", got, 5*mergeAfter)
		}
	})
}

// TestWhatCouldNotBeTakenUpIsTriedAgain has the store fail where it begins.
func TestWhatCouldNotBeTakenUpIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		c := says(t, s, 1)
		do := func(q statement) {
			write(t, s, func(tx *Tx) error { return tx.do(q) })
		}
		do(`DELETE FROM phrase`)
		do(`INSERT INTO unsearched SELECT 0, max(id) FROM entry`)
		do(`ALTER TABLE unsearched RENAME TO away`)
		running(t, s)
		synctest.Wait()
		found(t, s, "dobry den")
		do(`ALTER TABLE away RENAME TO unsearched`)
		time.Sleep(faultPause + time.Second)
		synctest.Wait()
		found(t, s, "dobry den", c.ID)
	})
}
