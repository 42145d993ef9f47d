package sqlite

import (
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
