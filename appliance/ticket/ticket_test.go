package ticket_test

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
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/outbox"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
)

// office is tickets on a store of its own, with the desk and the outbox that
// the box has.
type office struct {
	*ticket.Tickets
	t      testing.TB
	desk   *desk.Desk
	store  *sqlite.Store
	told   *feed.Subscription
	widget appliance.EntryPoint
	orders appliance.Queue
}

type region struct{}

func (region) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (region) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (region) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (region) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (region) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (region) ReserveBrackets(*sqlite.View) (bool, error)          { return true, nil }
func (region) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

func newOffice(t testing.TB) *office {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := feed.New(store.Epoch(), 100)
	store.PublishTo(log.Publish)
	o := &office{t: t, store: store}
	o.desk = desk.New(desk.Deps{Store: store, Feed: log, Site: region{}})
	mail := outbox.New(outbox.Deps{Store: store, Feed: log})
	o.Tickets = ticket.New(ticket.Deps{Store: store, Mail: mail, Desk: o.desk, Site: region{}})
	o.write(func(tx *sqlite.Tx) error {
		if o.orders, err = tx.AddQueue(appliance.Queue{Name: "Orders"}); err != nil {
			return err
		}
		hidden, err := tx.AddQueue(appliance.Queue{Name: "Hidden"})
		if err != nil {
			return err
		}
		o.widget, err = tx.AddEntryPoint(appliance.EntryPoint{
			Channel: appliance.WebChat, Name: "Shop", Language: appliance.English, Queue: hidden.ID,
			Widget: appliance.WidgetEntry{
				Topics: []appliance.QueueID{o.orders.ID}, OfflineMail: "sales@example.com",
				Form: appliance.Form{Name: appliance.AskOptional, Mail: appliance.AskRequired, Phone: appliance.AskOptional, Topic: appliance.AskRequired},
			},
		})
		return err
	})
	if o.told, err = log.Subscribe(feed.ID{}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) write(fn func(*sqlite.Tx) error) {
	o.t.Helper()
	if err := o.store.Write(o.t.Context(), fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) mails() (all []appliance.Mail) {
	o.t.Helper()
	err := o.store.Read(o.t.Context(), func(v *sqlite.View) (err error) {
		all, err = v.Outbox(time.Now().Add(time.Hour), 0)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

func (o *office) heard() (all []string) {
	for len(o.told.C()) > 0 {
		f := <-o.told.C()
		all = append(all, fmt.Sprintf("%T", f.Event)[len("appliance."):])
	}
	return all
}

func (o *office) form() ticket.Request {
	return ticket.Request{
		Origin: appliance.FromOfflineForm, EntryPoint: o.widget.ID, Queue: o.orders.ID,
		Name: "Jan Novák", Mail: "Jan@Example.cz", Phone: "777 123 456", Body: "Where is my {parcel}?\nIt is late.", Language: appliance.Czech,
	}
}

func TestOfflineFormBecomesATicketAndAMail(t *testing.T) {
	o := newOffice(t)
	var known appliance.Contact
	o.write(func(tx *sqlite.Tx) (err error) {
		known, err = tx.AddContact(appliance.Contact{Name: "Jan", Phones: []string{"+420777123456"}, Created: time.Now()})
		return err
	})
	k, err := o.Open(t.Context(), o.form())
	if err != nil {
		t.Fatal(err)
	}
	if k.Subject != "Where is my {parcel}?" || k.Queue != o.orders.ID || k.Mail != "jan@example.cz" ||
		k.Contact != known.ID || k.State != appliance.TicketOpen || k.Language != appliance.Czech {
		t.Errorf("got %+v", k)
	}
	if got, want := o.heard(), []string{"TicketOpened", "MailQueued"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	mails := o.mails()
	if len(mails) != 1 || mails[0].To != "sales@example.com" || mails[0].ReplyTo != "jan@example.cz" {
		t.Fatalf("mails %+v", mails)
	}
	for _, want := range []string{"Shop", "Orders", "Jan Novák", "jan@example.cz", "777 123 456", "Where is my {parcel}?\nIt is late."} {
		if !strings.Contains(mails[0].Text, want) {
			t.Errorf("the mail %q lacks %q", mails[0].Text, want)
		}
	}
}

func TestOfflineFormWithoutAFieldThatIsAskedIsRefused(t *testing.T) {
	o := newOffice(t)
	for rule, c := range map[string]struct {
		spoil func(*ticket.Request)
		want  error
	}{
		"no name":        {func(r *ticket.Request) { r.Name = " " }, ticket.ErrName},
		"no mail":        {func(r *ticket.Request) { r.Mail = "" }, address.ErrMail},
		"no phone":       {func(r *ticket.Request) { r.Phone = "" }, address.ErrPhone},
		"no topic":       {func(r *ticket.Request) { r.Queue = 0 }, ticket.ErrTopic},
		"not a topic":    {func(r *ticket.Request) { r.Queue = 99 }, ticket.ErrTopic},
		"no text":        {func(r *ticket.Request) { r.Body = "\r\n " }, appliance.ErrEmpty},
		"long text":      {func(r *ticket.Request) { r.Body = strings.Repeat("x", 10_001) }, appliance.ErrTooLong},
		"wrong mail":     {func(r *ticket.Request) { r.Mail = "jan@example.cz\r\nBcc: x@example.com" }, address.ErrMail},
		"wrong phone":    {func(r *ticket.Request) { r.Phone = "call me" }, address.ErrPhone},
		"no entry point": {func(r *ticket.Request) { r.EntryPoint = 99 }, appliance.ErrNotFound},
	} {
		r := o.form()
		c.spoil(&r)
		if _, err := o.Open(t.Context(), r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
	if told := o.heard(); len(told) > 0 || len(o.mails()) > 0 {
		t.Errorf("refused, and yet told %v, %d mails", told, len(o.mails()))
	}
	if _, err := o.Open(t.Context(), o.form()); err != nil {
		t.Errorf("the form that was not spoilt: %v", err)
	}
}

func TestOfflineFormSentAgainUnderItsKeyIsTheSameTicket(t *testing.T) {
	o := newOffice(t)
	r := o.form()
	r.Key = "0123456789abcdef"
	first, err := o.Open(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	o.heard()
	again, err := o.Open(t.Context(), r)
	if err != nil || again != first {
		t.Errorf("sent again: %+v, %v, want %+v", again, err, first)
	}
	if told := o.heard(); len(told) > 0 || len(o.mails()) != 1 {
		t.Errorf("sent again: told %v, %d mails, want nothing and one", told, len(o.mails()))
	}
	r.Key = "fedcba9876543210"
	if other, err := o.Open(t.Context(), r); err != nil || other.ID == first.ID {
		t.Errorf("the same words under another key: ticket %s, %v, want a second one", other.ID, err)
	}
}

func TestWaitingVisitorLeavesWhatHeWroteAsOneTicket(t *testing.T) {
	o := newOffice(t)
	c, err := o.desk.Open(t.Context(), desk.Opening{
		Channel: appliance.WebChat, EntryPoint: o.widget.ID, Queue: o.orders.ID,
		Name: "Jan", Mail: "jan@example.cz", Message: desk.Message{Text: "Hello"},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.heard()
	r := ticket.Request{Origin: appliance.FromWaiting, Conversation: c.ID, Body: "Call me back"}
	k, err := o.Open(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if k.Body != "Hello\n\nCall me back" || k.Name != "Jan" || k.Contact != c.Contact || k.EntryPoint != o.widget.ID || k.Queue != o.orders.ID {
		t.Errorf("got %+v", k)
	}
	if got, want := o.heard(), []string{"TicketOpened", "EntryPosted", "MailQueued"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	if err := o.desk.End(t.Context(), c.ID, appliance.ByContact, 0, "left-message"); err != nil {
		t.Fatal(err)
	}
	again, err := o.Open(t.Context(), r)
	if err != nil || again.ID != k.ID || len(o.mails()) != 1 {
		t.Errorf("asked again: ticket %s, %v, %d mails, want %s and one", again.ID, err, len(o.mails()), k.ID)
	}
}

func TestOperatorsTicketHoldsTheChatAndNamesItsQueue(t *testing.T) {
	o := newOffice(t)
	c, err := o.desk.Open(t.Context(), desk.Opening{
		Channel: appliance.WebChat, EntryPoint: o.widget.ID, Queue: o.orders.ID, Name: "Jan", Message: desk.Message{Text: "Hello"},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.write(func(tx *sqlite.Tx) error {
		jana, err := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator})
		if err != nil {
			return err
		}
		return o.desk.Join(tx, c.ID, jana.ID, time.Now())
	})
	if _, err := o.desk.Reply(t.Context(), 1, c.ID, desk.Message{Text: "Good day"}); err != nil {
		t.Fatal(err)
	}
	if err := o.desk.End(t.Context(), c.ID, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	k, err := o.Open(t.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: c.ID, Operator: 1})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := o.Open(t.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: c.ID, Operator: 1}); err != nil || again.ID != k.ID {
		t.Errorf("pressed twice: got ticket %s (%v), want %s", again.ID, err, k.ID)
	}
	if err := o.Name(t.Context(), k.ID, "  Parcel\nlost "); err != nil {
		t.Fatal(err)
	}
	if err := o.Name(t.Context(), k.ID, " "); !errors.Is(err, appliance.ErrEmpty) {
		t.Errorf("without a subject: got %v", err)
	}
	o.write(func(tx *sqlite.Tx) error {
		now, err := tx.Ticket(k.ID)
		if now.Subject != "Parcel lost" {
			t.Errorf("it is called %q", now.Subject)
		}
		return err
	})
	if err := o.Close(t.Context(), k.ID); err != nil {
		t.Fatal(err)
	}
	next, err := o.Open(t.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: c.ID, Operator: 1})
	if err != nil || next.ID == k.ID {
		t.Errorf("after the first was closed: got ticket %s (%v)", next.ID, err)
	}
	if again, err := o.Open(t.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: c.ID, Operator: 1}); err != nil || again.ID != next.ID {
		t.Errorf("pressed again: got ticket %s (%v), want %s", again.ID, err, next.ID)
	}
	opened := func(k appliance.Ticket) (is appliance.TicketState) {
		o.write(func(tx *sqlite.Tx) error {
			now, err := tx.Ticket(k.ID)
			is = now.State
			return err
		})
		return is
	}
	if err := o.Reopen(t.Context(), k.ID); !errors.Is(err, ticket.ErrGoesOn) || opened(k) != appliance.TicketClosed {
		t.Errorf("the first beside the next: %v, and it is %s", err, opened(k))
	}
	if err := o.Reopen(t.Context(), next.ID); err != nil {
		t.Errorf("the next, which is open: %v", err)
	}
	if err := o.Close(t.Context(), next.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Reopen(t.Context(), k.ID); err != nil || opened(k) != appliance.TicketOpen {
		t.Errorf("the first when the next is closed: %v, and it is %s", err, opened(k))
	}
	if err := o.Close(t.Context(), k.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.Reopen(t.Context(), next.ID); err != nil {
		t.Fatal(err)
	}
	o.write(func(tx *sqlite.Tx) error {
		named := o.orders
		named.TicketSubject = "Order to be put right"
		return tx.SaveQueue(named)
	})
	if err := o.Close(t.Context(), next.ID); err != nil {
		t.Fatal(err)
	}
	if named, err := o.Open(t.Context(), ticket.Request{Origin: appliance.FromDesk, Conversation: c.ID, Operator: 1}); err != nil || named.Subject != "Order to be put right" {
		t.Errorf("of a queue with a subject of its own it is called %q (%v)", named.Subject, err)
	}
	if k.Subject != "Ticket for chat from queue Orders" || k.Body != "Jan: Hello\n\nJana: Good day" {
		t.Errorf("got %q: %q", k.Subject, k.Body)
	}
	if n := len(o.mails()); n > 0 {
		t.Errorf("%d mails of an operator's own ticket", n)
	}
}

func TestTicketIsClosedReopenedAndAssignedOnce(t *testing.T) {
	o := newOffice(t)
	k, err := o.Open(t.Context(), o.form())
	if err != nil {
		t.Fatal(err)
	}
	o.write(func(tx *sqlite.Tx) error {
		for _, p := range []appliance.Operator{{Login: "jana"}, {Login: "gone", Disabled: true}} {
			if _, err := tx.AddOperator(p); err != nil {
				return err
			}
		}
		return nil
	})
	o.heard()
	for i, s := range []struct {
		do   func() error
		want []string
	}{
		{func() error { return o.Assign(t.Context(), k.ID, 1) }, []string{"TicketChanged"}},
		{func() error { return o.Assign(t.Context(), k.ID, 1) }, nil},
		{func() error { return o.Close(t.Context(), k.ID) }, []string{"TicketChanged"}},
		{func() error { return o.Close(t.Context(), k.ID) }, nil},
		{func() error { return o.Reopen(t.Context(), k.ID) }, []string{"TicketChanged"}},
	} {
		if err := s.do(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if got := o.heard(); !slices.Equal(got, s.want) {
			t.Errorf("step %d told %v, want %v", i, got, s.want)
		}
	}
	if err := o.Assign(t.Context(), k.ID, 2); !errors.Is(err, appliance.ErrDisabled) {
		t.Errorf("to a disabled operator: %v", err)
	}
	if err := o.Close(t.Context(), 99); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("one that is not there: %v", err)
	}
}
