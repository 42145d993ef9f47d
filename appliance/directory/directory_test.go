package directory_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/directory"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

type region struct{}

func (region) Region(*sqlite.View) (string, error) { return "CZ", nil }

func open(t testing.TB) (*directory.Directory, *sqlite.Store, *feed.Subscription) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := feed.New(store.Epoch(), 100)
	store.PublishTo(log.Publish)
	told, err := log.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	return directory.New(directory.Deps{Store: store, Site: region{}}), store, told
}

func TestContactIsKeptAsHeIsFoundAgain(t *testing.T) {
	d, store, told := open(t)
	c, err := d.Save(t.Context(), appliance.Contact{
		Name: " Jan  Novák ", Mails: []string{"Jan@Example.CZ", " ", "jan@example.cz"}, Phones: []string{"777 123 456", "+420777123456", "201"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "Jan Novák" || !slices.Equal(c.Mails, []string{"jan@example.cz"}) || !slices.Equal(c.Phones, []string{"+420777123456", "201"}) || c.Created.IsZero() {
		t.Errorf("kept %+v", c)
	}
	if f := <-told.C(); f.Event.(appliance.ContactChanged).Contact.ID != c.ID {
		t.Errorf("told %+v", f)
	}
	err = store.Read(t.Context(), func(v *sqlite.View) error {
		found, err := v.ContactByPhone("+420777123456")
		if found.ID != c.ID {
			t.Errorf("by his number %+v", found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for number, want := range map[string]int{"777 123 456": 1, "+420777123456": 1, "201": 1, "202": 0} {
		if all, err := d.ByNumber(t.Context(), number); err != nil || len(all) != want {
			t.Errorf("by the number %q %v, %v, want %d", number, all, err, want)
		}
	}
	for _, text := range []string{"novak", "EXAMPLE.cz", "777123"} {
		if all, err := d.Find(t.Context(), text, 10); err != nil || len(all) != 1 {
			t.Errorf("by %q %v, %v", text, all, err)
		}
	}
	if _, err := d.Save(t.Context(), c); err != nil || len(told.C()) > 0 {
		t.Errorf("the same again: %v, told %d times", err, len(told.C()))
	}
	c.Name = "Honza"
	if again, err := d.Save(t.Context(), c); err != nil || !again.Created.Equal(c.Created) || len(told.C()) != 1 {
		t.Errorf("changed %+v, %v, told %d times", again, err, len(told.C()))
	}
}

func TestContactThatCannotBeReachedSoIsRefused(t *testing.T) {
	d, _, told := open(t)
	if _, err := d.Save(t.Context(), appliance.Contact{Name: "Jana", Mails: []string{"jana@example.cz"}}); err != nil {
		t.Fatal(err)
	}
	<-told.C()
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprintf("m%d@example.cz", i)
	}
	for rule, c := range map[string]struct {
		contact appliance.Contact
		want    error
	}{
		"nothing known":  {appliance.Contact{Name: " ", Mails: []string{""}}, directory.ErrNobody},
		"long name":      {appliance.Contact{Name: strings.Repeat("x", 201)}, appliance.ErrName},
		"no mail":        {appliance.Contact{Mails: []string{"jana"}}, address.ErrMail},
		"no number":      {appliance.Contact{Phones: []string{"call me"}}, address.ErrPhone},
		"many addresses": {appliance.Contact{Mails: many}, directory.ErrMany},
		"her mail":       {appliance.Contact{Name: "Petr", Mails: []string{"JANA@example.cz"}}, directory.ErrTaken},
		"not there":      {appliance.Contact{ID: 99, Name: "Nobody"}, appliance.ErrNotFound},
	} {
		_, err := d.Save(t.Context(), c.contact)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
		if r := appliance.AsRefusal(err); errors.Is(err, directory.ErrTaken) && r.Args["contact"] != "Jana" {
			t.Errorf("%s: %v does not name her", rule, err)
		}
	}
	if n := len(told.C()); n > 0 {
		t.Errorf("refused, and yet told %d times", n)
	}
}

func TestCardTellsAllConversationsOfTheContact(t *testing.T) {
	d, store, _ := open(t)
	c, err := d.Save(t.Context(), appliance.Contact{Name: "Jana"})
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for i, whose := range []appliance.ContactID{c.ID, 0, c.ID, c.ID} {
			if _, err := tx.AddConversation(appliance.Conversation{
				Channel: appliance.WebChat, State: appliance.Finished, Contact: whose, Began: noon.Add(time.Duration(i) * time.Hour),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := func(before appliance.ConversationID) (all []appliance.ConversationID) {
		card, err := d.Card(t.Context(), c.ID, before, 2)
		if err != nil || card.Contact.Name != "Jana" {
			t.Fatalf("card %+v, %v", card, err)
		}
		for _, k := range card.Conversations {
			all = append(all, k.ID)
		}
		return all
	}
	if got := ids(0); !slices.Equal(got, []appliance.ConversationID{4, 3}) {
		t.Errorf("first %v", got)
	}
	if got := ids(3); !slices.Equal(got, []appliance.ConversationID{1}) {
		t.Errorf("then %v", got)
	}
	if _, err := d.Card(t.Context(), 99, 0, 2); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("nobody's card: %v", err)
	}
}
