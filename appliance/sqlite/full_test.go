package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"cordboard/appliance"
)

// TestFullDiskRefusesAndComesBack: max_page_count makes SQLite report what it
// reports on a full disk, SQLITE_FULL.
func TestFullDiskRefusesAndComesBack(t *testing.T) {
	s := open(t)
	c := add(t, s, (*Tx).AddConversation, chat())
	allow := func(pages int) {
		t.Helper()
		pragma := fmt.Sprintf("PRAGMA max_page_count = %d", pages)
		if _, err := s.writer.conn.sql.ExecContext(t.Context(), pragma); err != nil {
			t.Fatal(err)
		}
	}
	allow(1) // SQLite takes it as: no more than now
	kept, err := fillUp(t, s, c.ID)
	if !errors.Is(err, appliance.ErrDiskFull) || appliance.AsRefusal(err).Kind != appliance.Full {
		t.Fatalf("got %v, want %v", err, appliance.ErrDiskFull)
	}
	if err := s.Write(t.Context(), func(tx *Tx) error {
		_, _ = tx.AddEntry(long(c.ID)) // a function that overlooks the error
		return nil
	}); !errors.Is(err, appliance.ErrDiskFull) {
		t.Errorf("overlooked: got %v, want %v", err, appliance.ErrDiskFull)
	}
	count := func() (n int) {
		read(t, s, func(v *View) error {
			all, err := v.Entries(c.ID, 0, 0)
			n = len(all)
			return err
		})
		return n
	}
	if got := count(); got != kept {
		t.Errorf("%d entries are there, %d were acknowledged", got, kept)
	}
	if h := s.Health(); !errors.Is(h.Refusing, appliance.ErrDiskFull) || h.Reserve {
		t.Errorf("the store's health is %+v, want it refusing and without reserve", h)
	}
	allow(1 << 20)
	add(t, s, (*Tx).AddEntry, long(c.ID))
	if h := s.Health(); h.Refusing != nil {
		t.Errorf("with room again: the store's health is %+v", h)
	}
	if got := count(); got != kept+1 {
		t.Errorf("with room again: got %d entries, want %d", got, kept+1)
	}
}

func long(c appliance.ConversationID) appliance.Entry {
	return appliance.Entry{Conversation: c, At: noon, Kind: appliance.EntryMessage, Text: strings.Repeat("x", 900)}
}

// fillUp adds entries until the store refuses and returns how many it took.
func fillUp(t *testing.T, s *Store, c appliance.ConversationID) (int, error) {
	t.Helper()
	for n := range 10_000 {
		err := s.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.AddEntry(long(c))
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return 0, errors.New("the disk was never full")
}
