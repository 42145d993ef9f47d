package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

// finds are the numbers of the conversations in which a phrase is.
func finds(t testing.TB, s *Store, phrase string) (ids []appliance.ConversationID) {
	t.Helper()
	read(t, s, func(v *View) error {
		all, err := v.Conversations(ConversationFilter{Text: phrase})
		for _, c := range all {
			ids = append(ids, c.ID)
		}
		return err
	})
	slices.Sort(ids)
	return ids
}

func found(t testing.TB, s *Store, phrase string, want ...appliance.ConversationID) {
	t.Helper()
	if got := finds(t, s, phrase); !slices.Equal(got, want) {
		t.Errorf("%q: got conversations %v, want %v", phrase, got, want)
	}
}

func TestPhraseIsFoundWhereverItStands(t *testing.T) {
	s := open(t)
	var talk, other appliance.Conversation
	write(t, s, func(tx *Tx) error {
		if err := owners(tx); err != nil {
			return err
		}
		k, err := tx.AddContact(appliance.Contact{Name: "Vlasta Řezníčková", Phones: []string{"+420603123456"}, Created: noon})
		if err != nil {
			return err
		}
		c := chat()
		c.Contact, c.Name, c.Mail, c.Topic = k.ID, "Vlasta", "vlasta@example.cz", "Reklamace"
		if talk, err = tx.AddConversation(c); err != nil {
			return err
		}
		if other, err = tx.AddConversation(chat()); err != nil {
			return err
		}
		p, err := tx.AddPart(appliance.Part{Conversation: talk.ID, Operator: 1, Role: appliance.Serving, Began: noon})
		if err != nil {
			return err
		}
		p.Note = "slíbeno vrácení peněz"
		if err := tx.SavePart(p); err != nil {
			return err
		}
		for _, e := range []appliance.Entry{
			{Conversation: talk.ID, At: noon, Kind: appliance.EntryMessage, Text: "Kurýr PŘIŠEL pozdě"},
			{Conversation: talk.ID, At: noon, Kind: appliance.EntryNote, Text: "zná pana Nováka"},
			{Conversation: talk.ID, At: noon, Kind: appliance.EntryFile, Text: "účtenka.pdf"},
			{Conversation: other.ID, At: noon, Kind: appliance.EntryMessage, Text: `volejte 777 888 999, "hned" * NEAR(a b) -x`},
			{Conversation: other.ID, At: noon, Kind: appliance.EntryPressed, Text: "tajemství", Data: map[string]string{"node": "tajemství"}},
		} {
			if _, err := tx.AddEntry(e); err != nil {
				return err
			}
		}
		return nil
	})
	for _, phrase := range []string{
		"prisel pozde", "Přišel", "pana novaka", "uctenka", "vraceni penez",
		"vlasta@example", "reklamace", "Řezníč", "603123456", "603 123 456", "+420 603",
	} {
		found(t, s, phrase, talk.ID)
	}
	// Nothing of what is typed is an operator of the index.
	for _, phrase := range []string{"777888999", "888 999", `"hned"`, `"hned" *`, "NEAR(a b)", ") -x"} {
		found(t, s, phrase, other.ID)
	}
	for _, phrase := range []string{
		"tajemstvi", "text:kuryr", "kuryr OR volejte", "kuryr AND pozde", "kuryr NOT nic", "kur*", "^kuryr", "{text}: kuryr", "NEAR(kuryr pozde)", "pozde prisel", `kuryr"`, `""" OR """`, "%%%", "___", "\x00\x00\x00\xff\xfe\xfd",
	} {
		found(t, s, phrase)
	}
}

func TestPhraseOfFewerLettersIsRefused(t *testing.T) {
	s := open(t)
	for _, phrase := range []string{"a", "ab", " a ", "-x ", "á́", "()-", "\x00\xff\xfe", `"`} {
		read(t, s, func(v *View) error {
			for what, err := range map[string]error{
				"conversations": func() error { _, err := v.Conversations(ConversationFilter{Text: phrase}); return err }(),
				"tickets":       func() error { _, err := v.Tickets(TicketFilter{Text: phrase}); return err }(),
			} {
				if phrase == "()-" {
					if err != nil { // three characters are three letters, and stand nowhere
						t.Errorf("%s with %q: %v", what, phrase, err)
					}
				} else if !errors.Is(err, appliance.ErrShortPhrase) {
					t.Errorf("%s with %q: got %v, want %v", what, phrase, err, appliance.ErrShortPhrase)
				}
			}
			return nil
		})
	}
}

func TestWhatWasTakenBackIsFoundNoMore(t *testing.T) {
	s := open(t)
	c := add(t, s, (*Tx).AddConversation, chat())
	e := add(t, s, (*Tx).AddEntry, appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "první podoba"})
	found(t, s, "prvni podoba", c.ID)
	e.Text, e.Edited = "druhá podoba", noon
	write(t, s, func(tx *Tx) error { return tx.ReviseEntry(e) })
	found(t, s, "prvni podoba")
	found(t, s, "druha podoba", c.ID)
	e.Text, e.Deleted = "", noon
	write(t, s, func(tx *Tx) error { return tx.ReviseEntry(e) })
	found(t, s, "druha podoba")
	c.Name = "Oldřiška"
	write(t, s, func(tx *Tx) error { return tx.SaveConversation(c) })
	found(t, s, "oldriska", c.ID)
	c.Name = ""
	write(t, s, func(tx *Tx) error { return tx.SaveConversation(c) })
	found(t, s, "oldriska")
}

// TestNothingIsLeftOfWhatIsDeleted deletes rows as retention does, and counts what the
// index still holds of them.
func TestNothingIsLeftOfWhatIsDeleted(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) error {
		if err := owners(tx); err != nil {
			return err
		}
		c := chat()
		c.Name = "zmizelá"
		c, err := tx.AddConversation(c)
		if err != nil {
			return err
		}
		for _, err := range []error{
			func() error {
				_, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "zmizelá"})
				return err
			}(),
			func() error {
				_, err := tx.AddPart(appliance.Part{Conversation: c.ID, Operator: 1, Role: appliance.Serving, Began: noon, Note: "zmizelá"})
				return err
			}(),
			func() error {
				_, err := tx.AddContact(appliance.Contact{Name: "zmizelá", Created: noon})
				return err
			}(),
			func() error {
				_, err := tx.AddTicket(appliance.Ticket{Subject: "zmizelá", State: appliance.TicketOpen, Created: noon, Changed: noon})
				return err
			}(),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	held := func() (n int) {
		read(t, s, func(v *View) (err error) {
			n, err = one(v, scanAs[int], `SELECT count(*) FROM phrase WHERE phrase MATCH '"zmi" "miz"'`)
			return err
		})
		return n
	}
	if got := held(); got != 5 {
		t.Fatalf("the index holds %d, want 5", got)
	}
	write(t, s, func(tx *Tx) error {
		for _, q := range []statement{
			`DELETE FROM entry`, `DELETE FROM part`, `DELETE FROM conversation`, `DELETE FROM ticket`, `DELETE FROM contact WHERE name = 'zmizelá'`,
		} {
			if err := tx.do(q); err != nil {
				return err
			}
		}
		return nil
	})
	if got := held(); got != 0 {
		t.Errorf("the index holds %d of what is deleted", got)
	}
}

// TestWhatAnOlderBoxHoldsIsTakenUp makes a box of before there was an index, with more
// than is taken up at once, and stops it in between.
func TestWhatAnOlderBoxHoldsIsTakenUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	s := openAt(t, path)
	var c appliance.Conversation
	write(t, s, func(tx *Tx) (err error) {
		if err := owners(tx); err != nil {
			return err
		}
		k, err := tx.AddContact(appliance.Contact{Name: "Matěj Dávný", Created: noon})
		if err != nil {
			return err
		}
		c = chat()
		c.Contact, c.Topic = k.ID, "Dotaz dávno"
		if c, err = tx.AddConversation(c); err != nil {
			return err
		}
		if _, err = tx.AddPart(appliance.Part{Conversation: c.ID, Operator: 1, Role: appliance.Serving, Began: noon, Note: "dávná poznámka"}); err != nil {
			return err
		}
		if _, err = tx.AddTicket(appliance.Ticket{Subject: "dávná žádost", State: appliance.TicketOpen, Created: noon, Changed: noon}); err != nil {
			return err
		}
		for i := range 3 * atOnce {
			if _, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: fmt.Sprintf("dávná věta %d.", i)}); err != nil {
				return err
			}
		}
		// As the migration leaves it.
		for _, q := range []statement{
			`DELETE FROM phrase`,
			`INSERT INTO unsearched SELECT 0, max(id) FROM entry UNION ALL SELECT 1, max(id) FROM part UNION ALL SELECT 2, max(id) FROM conversation UNION ALL SELECT 3, max(id) FROM contact UNION ALL SELECT 4, max(id) FROM ticket`,
		} {
			if err := tx.do(q); err != nil {
				return err
			}
		}
		_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "nová věta"})
		return err
	})
	found(t, s, "nova veta", c.ID)
	found(t, s, "davna veta 299")
	write(t, s, func(tx *Tx) error { _, err := tx.takeUp(); return err })
	found(t, s, "davna veta 299.", c.ID)
	found(t, s, "davna veta 0.")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path)
	back(t, s, true, (*View).Unsearched)
	if err := s.TakeUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	back(t, s, false, (*View).Unsearched)
	for _, phrase := range []string{"davna veta 0.", "davna poznamka", "dotaz davno", "Davny"} {
		found(t, s, phrase, c.ID)
	}
	read(t, s, func(v *View) error {
		all, err := v.Tickets(TicketFilter{Text: "davna zadost"})
		if len(all) != 1 {
			t.Errorf("found %d tickets, want 1", len(all))
		}
		return err
	})
}

// TestLittleIsLookedAtInOneStep has many entries that say nothing above the one that
// says something: one step passes no more of them than it may.
func TestLittleIsLookedAtInOneStep(t *testing.T) {
	s := open(t)
	var c appliance.Conversation
	var last appliance.Entry
	write(t, s, func(tx *Tx) (err error) {
		if c, err = tx.AddConversation(chat()); err != nil {
			return err
		}
		if _, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "dávná věta"}); err != nil {
			return err
		}
		for range 2*atMost + 1 {
			if last, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryPressed}); err != nil {
				return err
			}
		}
		if err := tx.do(`DELETE FROM phrase`); err != nil {
			return err
		}
		return tx.do(`INSERT INTO unsearched VALUES (0, ?)`, last.ID)
	})
	var looked []int64
	for upto := int64(last.ID); upto > 0; {
		write(t, s, func(tx *Tx) error {
			if _, err := tx.takeUp(); err != nil {
				return err
			}
			next, err := one(&tx.View, scanAs[int64], `SELECT coalesce(max(upto), 0) FROM unsearched`)
			looked, upto = append(looked, upto-next), next
			return err
		})
	}
	if !slices.Equal(looked, []int64{atMost, atMost, 2}) {
		t.Errorf("the steps passed %v rows", looked)
	}
	found(t, s, "davna veta", c.ID)
}

// TestTakenUpIsWhatIsWritten holds what is taken up of each kind to what was looked
// through when it was written.
func TestTakenUpIsWhatIsWritten(t *testing.T) {
	s := open(t)
	held := func(tx *Tx) (all []string, err error) {
		return many(&tx.View, scanAs[string], `SELECT doc || ' ' || term FROM temp.held ORDER BY 1`)
	}
	write(t, s, func(tx *Tx) error {
		if err := owners(tx); err != nil {
			return err
		}
		k, err := tx.AddContact(appliance.Contact{Name: "Matěj 7", Mails: []string{"m@hobla.example"}, Phones: []string{"+420 603 123 456"}, Created: noon})
		if err != nil {
			return err
		}
		c := chat()
		c.Contact, c.Name, c.Mail, c.Phone, c.Topic, c.Called = k.ID, "Matěj", "m@hobla.example", "603 123 456", "Dotaz 12", "+420541230800"
		if c, err = tx.AddConversation(c); err != nil {
			return err
		}
		if _, err = tx.AddPart(appliance.Part{Conversation: c.ID, Operator: 1, Role: appliance.Serving, Began: noon, Note: "volat 777 888"}); err != nil {
			return err
		}
		if _, err = tx.AddTicket(appliance.Ticket{Subject: "Žádost 1", Body: "2 kusy", Name: "Matěj", Mail: "m@hobla.example", Phone: "603 123", State: appliance.TicketOpen, Created: noon, Changed: noon}); err != nil {
			return err
		}
		for _, kind := range []appliance.EntryKind{appliance.EntryMessage, appliance.EntryNote, appliance.EntryFile, appliance.EntryPressed} {
			if _, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: kind, Text: "věta " + string(kind)}); err != nil {
				return err
			}
		}
		if err := tx.do(`CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, phrase, instance)`); err != nil {
			return err
		}
		written, err := held(tx)
		if err != nil || len(written) < 100 {
			t.Fatalf("written are %d, %v", len(written), err)
		}
		for _, q := range []statement{
			`DELETE FROM phrase`,
			`INSERT INTO unsearched SELECT 0, max(id) FROM entry UNION ALL SELECT 1, max(id) FROM part UNION ALL SELECT 2, max(id) FROM conversation UNION ALL SELECT 3, max(id) FROM contact UNION ALL SELECT 4, max(id) FROM ticket`,
		} {
			if err := tx.do(q); err != nil {
				return err
			}
		}
		for more := true; more; {
			if more, err = tx.takeUp(); err != nil {
				return err
			}
		}
		taken, err := held(tx)
		if !slices.Equal(taken, written) {
			t.Errorf("taken up is\n%q\nwritten was\n%q", taken, written)
		}
		return err
	})
}

// BenchmarkPhrase looks through 50,000 conversations with ten messages each, beside the
// same list without a phrase. It tells the index's share of the store.
func BenchmarkPhrase(b *testing.B) {
	path := filepath.Join(b.TempDir(), "box.db")
	s := openAt(b, path)
	words := strings.Fields("dobrý den potřeboval bych poradit s výběrem kola pro dceru je jí osm let objednávka kurýr přišel pozdě balík reklamace zaplatil kartou faktura adresa doručení děkuji prosím nashledanou cena sleva kdy dorazí telefon číslo zavolejte")
	for from := 0; from < 50_000; from += 1000 {
		write(b, s, func(tx *Tx) error {
			for i := from; i < from+1000; i++ {
				c := chat()
				c.State, c.Ended, c.Name = appliance.Finished, noon.Add(time.Duration(i)*time.Second), fmt.Sprintf("Name %d", i)
				c, err := tx.AddConversation(c)
				if err != nil {
					return err
				}
				for n := range 10 {
					var said []string
					for w := range 12 {
						said = append(said, words[(i*7+n*13+w*w*(i%11+1))%len(words)])
					}
					if i%5000 == 0 && n == 3 {
						said = append(said, "žluťoučký kůň")
					}
					if _, err := tx.AddEntry(appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: strings.Join(said, " ")}); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	pages := func(of statement) (n int64) {
		read(b, s, func(v *View) (err error) { n, err = one(v, scanAs[int64], of); return err })
		return n
	}
	if info, err := os.Stat(path); err == nil {
		b.Logf("store %d bytes with log folded in so far", info.Size())
	}
	index, text := pages(`SELECT sum(length(block)) FROM phrase_data`), pages(`SELECT sum(length(text)) FROM entry`)
	all := pages(`SELECT page_count * 4096 FROM pragma_page_count`)
	b.Logf("index %d bytes, text %d, store %d: %.2f of the store", index, text, all, float64(index)/float64(all))
	for _, f := range []struct{ name, text string }{{"none", ""}, {"rare", "zlutoucky kun"}, {"nowhere", "nebeklicka"}, {"name", "name 4711"}, {"common", "kuryr"}, {"commonest", "prosim"}} {
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				read(b, s, func(v *View) error {
					_, err := v.Conversations(ConversationFilter{States: []appliance.ConversationState{appliance.Finished}, ByEnd: true, Limit: 61, Text: f.text})
					return err
				})
			}
		})
	}
}
