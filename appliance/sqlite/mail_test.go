package sqlite

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"cordboard/appliance"
)

// TestWhatAMailSaidIsKeptWhileItIsTried saves mails as the outbox does.
func TestWhatAMailSaidIsKeptWhileItIsTried(t *testing.T) {
	for name, is := range map[string]struct {
		became func(*appliance.Mail)
		kept   bool
	}{
		"tried, and to be tried again": {func(m *appliance.Mail) { m.Attempts = 1 }, true},
		"sent":                         {func(m *appliance.Mail) { m.Sent = noon }, false},
		"given up":                     {func(m *appliance.Mail) { m.Failed = true }, false},
	} {
		s := open(t)
		m := add(t, s, (*Tx).AddMail, appliance.Mail{To: "a@hobla.example", Subject: "S", Text: "said", HTML: "<p>said", Created: noon, Due: noon})
		is.became(&m)
		write(t, s, func(tx *Tx) error { return tx.SaveMail(m) })
		read(t, s, func(v *View) error {
			n, err := one(v, scanAs[int], `SELECT count(*) FROM mail WHERE text <> '' AND html <> ''`)
			if n == 1 != is.kept {
				t.Errorf("%s: kept is %v, want %v", name, n == 1, is.kept)
			}
			return err
		})
	}
}

// TestOlderBoxKeptWhatItsMailsSaid upgrades an outbox whose mails kept their words.
func TestOlderBoxKeptWhatItsMailsSaid(t *testing.T) {
	const before = 37
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	old := slices.Clone(steps[:before])
	old[before-1] += `
		INSERT INTO mail (id, recipient, reply_to, subject, text, html, created, due, sent, attempts, failed, error)
			VALUES (1, 'a', '', 'S', 'said', '<p>said', 1, 1, NULL, 3, 0, 'busy'),
			(2, 'a', '', 'S', 'said', '<p>said', 1, 1, 2, 1, 0, ''),
			(3, 'a', '', 'S', 'said', '<p>said', 1, 1, NULL, 9, 1, 'refused')`
	path := filepath.Join(t.TempDir(), "old.db")
	if err := migrateFile(t, path, old); err != nil {
		t.Fatal(err)
	}
	read(t, openAt(t, path), func(v *View) error {
		kept, err := many(v, scanAs[appliance.MailID], `SELECT id FROM mail WHERE text <> '' OR html <> '' ORDER BY id`)
		if !slices.Equal(kept, []appliance.MailID{1}) {
			t.Errorf("the words of mails %v are kept, want those of 1, which is to be sent yet", kept)
		}
		all, errAll := many(v, scanAs[string], `SELECT subject FROM mail`)
		if len(all) != 3 {
			t.Errorf("%d mails are left of 3", len(all))
		}
		return errors.Join(err, errAll)
	})
}
