package sqlite

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
)

// TestMessageOfTheSameKeyIsTheSameMessage: the second answer is the first row.
func TestMessageOfTheSameKeyIsTheSameMessage(t *testing.T) {
	s := open(t)
	c, other := add(t, s, (*Tx).AddConversation, chat()), add(t, s, (*Tx).AddConversation, chat())
	message := appliance.Entry{Conversation: c.ID, At: noon, Kind: appliance.EntryMessage, Text: "first", Key: "k"}
	first := add(t, s, (*Tx).AddEntry, message)
	message.Text = "again"
	write(t, s, func(tx *Tx) error {
		got, err := tx.AddEntry(message)
		if !errors.Is(err, ErrDuplicate) || got.ID != first.ID || got.Text != "first" {
			t.Errorf("got %+v, %v, want the first and %v", got, err, ErrDuplicate)
		}
		return nil
	})
	message.Conversation = other.ID
	add(t, s, (*Tx).AddEntry, message)
	message.Key = ""
	add(t, s, (*Tx).AddEntry, message)
	add(t, s, (*Tx).AddEntry, message)
	read(t, s, func(v *View) error {
		if got, err := v.EntryByKey(other.ID, ""); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("by no key: got %+v, %v, want %v", got, err, appliance.ErrNotFound)
		}
		return nil
	})
	back(t, s, 3, func(v *View) (int, error) { all, err := v.Entries(other.ID, 0, 0); return len(all), err })
	back(t, s, 1, func(v *View) (int, error) { all, err := v.Entries(c.ID, 0, 0); return len(all), err })
}

func TestEntriesGoOnAfterTheLastOneRead(t *testing.T) {
	s := open(t)
	c := add(t, s, (*Tx).AddConversation, chat())
	var want []appliance.Entry
	for range 7 {
		want = append(want, add(t, s, (*Tx).AddEntry, appliance.Entry{Conversation: c.ID, At: noon}))
	}
	back(t, s, want, func(v *View) (all []appliance.Entry, err error) {
		var after appliance.EntryID
		for {
			some, err := v.Entries(c.ID, after, 3)
			if err != nil || len(some) == 0 {
				return all, err
			}
			all = append(all, some...)
			after = some[len(some)-1].ID
		}
	})
}

func TestOfferEndsOnce(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	c := add(t, s, (*Tx).AddConversation, chat())
	ask := appliance.Offer{Conversation: c.ID, Operator: w.operator.ID, Made: noon, Until: noon.Add(time.Minute)}
	o := add(t, s, (*Tx).AddOffer, ask)
	if err := s.Write(t.Context(), func(tx *Tx) error { _, err := tx.AddOffer(ask); return err }); !errors.Is(err, ErrDuplicate) {
		t.Errorf("asked twice at once: got %v, want %v", err, ErrDuplicate)
	}
	end := func(tx *Tx) error { return tx.EndOffer(o.ID, appliance.OfferUnheard, noon) }
	write(t, s, end)
	if err := s.Write(t.Context(), end); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("ended twice: got %v, want %v", err, appliance.ErrNotFound)
	}
	again := add(t, s, (*Tx).AddOffer, ask)
	back(t, s, []appliance.Offer{again}, (*View).Offers)
}

func TestOpenPartsAreThoseThatTakeAPlace(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	c := add(t, s, (*Tx).AddConversation, chat())
	var want, parts []appliance.Part
	for _, p := range []appliance.Part{
		{Operator: w.operator.ID, Role: appliance.Serving},
		{Operator: w.operator.ID, Role: appliance.Serving, Left: noon},
		{Operator: w.other.ID, Role: appliance.Serving},
		{Operator: w.operator.ID, Role: appliance.Serving, Left: noon, WrappedUp: noon},
		{Operator: w.operator.ID, Role: appliance.Observing},
	} {
		p.Conversation, p.Began = c.ID, noon
		p = add(t, s, (*Tx).AddPart, p)
		parts = append(parts, p)
		if p.Open() {
			want = append(want, p)
		}
	}
	back(t, s, want, (*View).OpenParts)
	back(t, s, want[:2], func(v *View) ([]appliance.Part, error) { return v.OpenPartsOf(w.operator.ID) })
	back(t, s, parts, func(v *View) ([]appliance.Part, error) { return v.Parts(c.ID) })
	back(t, s, parts[3:4], func(v *View) ([]appliance.Part, error) { return v.ClosedParts(c.Channel, 10) })
	back(t, s, nil, func(v *View) ([]appliance.Part, error) { return v.ClosedParts(appliance.Phone, 10) })
	back(t, s, parts[4], func(v *View) (appliance.Part, error) { return v.PartOf(c.ID, w.operator.ID) })
}

// TestNotesThatWereTakenBackAreNone, and take no place of those that stand.
func TestNotesThatWereTakenBackAreNone(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	c := add(t, s, (*Tx).AddConversation, chat())
	for i, text := range []string{"stands", "taken back"} {
		e := add(t, s, (*Tx).AddEntry, appliance.Entry{
			Conversation: c.ID, At: noon.Add(time.Duration(i) * time.Hour), Kind: appliance.EntryNote, By: appliance.ByOperator, Operator: w.operator.ID, Text: text,
		})
		if i == 1 {
			e.Text, e.Deleted = "", noon.Add(2*time.Hour)
			write(t, s, func(tx *Tx) error { return tx.ReviseEntry(e) })
		}
	}
	want := []Note{{Conversation: c.ID, Operator: w.operator.ID, At: noon, Text: "stands"}}
	back(t, s, want, func(v *View) ([]Note, error) { return v.NotesOf([]appliance.ConversationID{c.ID}, 1) })
}

func TestTakenNamesAreDuplicates(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	c := add(t, s, (*Tx).AddConversation, chat())
	file := appliance.Recording{Conversation: c.ID, File: "a.wav", Began: noon}
	add(t, s, (*Tx).AddRecording, file)
	number, key := w.entryPoint, w.entryPoint
	number.Widget.Key, key.Phone.Number = "other", "other"
	for what, fn := range map[string]func(*Tx) error{
		"login in other case": func(tx *Tx) error { _, err := tx.AddOperator(appliance.Operator{Login: "LOGIN"}); return err },
		"login saved": func(tx *Tx) error {
			return tx.SaveOperator(appliance.Operator{ID: w.other.ID, Login: w.operator.Login})
		},
		"group":  func(tx *Tx) error { _, err := tx.AddGroup(w.group); return err },
		"queue":  func(tx *Tx) error { _, err := tx.AddQueue(w.queue); return err },
		"number": func(tx *Tx) error { _, err := tx.AddEntryPoint(number); return err },
		"key":    func(tx *Tx) error { _, err := tx.AddEntryPoint(key); return err },
		"file":   func(tx *Tx) error { _, err := tx.AddRecording(file); return err },
	} {
		if err := s.Write(t.Context(), fn); !errors.Is(err, ErrDuplicate) {
			t.Errorf("%s: got %v, want %v", what, err, ErrDuplicate)
		}
	}
}

func TestMissingRowsAreNotFound(t *testing.T) {
	s := open(t)
	for what, fn := range map[string]func(*Tx) error{
		"conversation":      func(tx *Tx) error { _, err := tx.Conversation(9); return err },
		"part of":           func(tx *Tx) error { _, err := tx.PartOf(9, 9); return err },
		"entry by no key":   func(tx *Tx) error { _, err := tx.EntryByKey(9, ""); return err },
		"entry point, none": func(tx *Tx) error { _, err := tx.EntryPointByNumber(""); return err },
		"login":             func(tx *Tx) error { return tx.TouchLogin([]byte{1}, noon) },
		"saved":             func(tx *Tx) error { c := chat(); c.ID = 9; return tx.SaveConversation(c) },
		"names a missing":   func(tx *Tx) error { c := chat(); c.Queue = 9; _, err := tx.AddConversation(c); return err },
	} {
		if err := s.Write(t.Context(), fn); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", what, err, appliance.ErrNotFound)
		}
	}
	back(t, s, appliance.Presence{Operator: 9, State: appliance.Offline}, func(v *View) (appliance.Presence, error) { return v.Presence(9) })
}

func TestLoginsEnd(t *testing.T) {
	s := open(t)
	w := newWorld(t, s)
	left := func(after string, want int, fn func(*Tx) error) {
		t.Helper()
		write(t, s, fn)
		read(t, s, func(v *View) error {
			a, err := v.Logins(w.operator.ID)
			b, err2 := v.Logins(w.other.ID)
			if got := len(a) + len(b); got != want {
				t.Errorf("%s: got %d logins, want %d", after, got, want)
			}
			return errors.Join(err, err2)
		})
	}
	left("signing in", 5, func(tx *Tx) error {
		for i := range 5 {
			l := appliance.Login{Hash: []byte{byte(i)}, Operator: w.operator.ID, Began: noon, Seen: noon, Until: noon.Add(time.Duration(i) * time.Hour)}
			if i == 4 {
				l.Operator = w.other.ID
			}
			if err := tx.AddLogin(l); err != nil {
				return err
			}
		}
		return nil
	})
	left("one signed out", 4, func(tx *Tx) error { return tx.DeleteLogin([]byte{1}) })
	left("one ended", 3, func(tx *Tx) error { return tx.DeleteLoginsBefore(noon) })
	left("signed out everywhere", 1, func(tx *Tx) error { return tx.DeleteLoginsOf(w.operator.ID) })
}

func TestOutboxHoldsWhatIsDue(t *testing.T) {
	s := open(t)
	for _, m := range []appliance.Mail{
		{To: "later", Due: noon.Add(time.Second)},
		{To: "second", Due: noon},
		{To: "first", Due: noon.Add(-time.Hour)},
		{To: "sent", Due: noon, Sent: noon},
		{To: "given up", Due: noon, Failed: true},
	} {
		m.Created = noon
		add(t, s, (*Tx).AddMail, m)
	}
	var got []string
	read(t, s, func(v *View) error {
		due, err := v.Outbox(noon, 10)
		for _, m := range due {
			got = append(got, m.To)
		}
		return err
	})
	equal(t, "due", got, []string{"first", "second"})
}

func TestSearchIsBlindToCaseAndDiacritics(t *testing.T) {
	for in, want := range map[string]string{
		"Žluťoučký KŮŇ":         "zlutoucky kun",
		"Zażółć gęślą jaźń":     "zazolc gesla jazn",
		"  a \t b\n":            "a b",
		"e\u0301":               "e",
		"Straße, Łódź, Ærø":     "strasse, lodz, aero",
		"+420 (602) 123-456 %_": "+420 (602) 123-456 %_",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q): got %q, want %q", in, got, want)
		}
	}
}
