package desk

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/blob"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// house is a desk on a store of its own, with two operators, two queues, a
// widget, a number and two reasons.
type house struct {
	*Desk
	t      testing.TB
	path   string
	store  *sqlite.Store
	feed   *feed.Log
	told   *feed.Subscription
	clock  time.Time
	widget appliance.EntryPoint
	number appliance.EntryPoint
	rules  appliance.FileRules
	// silence is after which chats are closed, from the next start on.
	silence time.Duration
	// unattended is after which a chat waits for anybody, from the next start on.
	unattended time.Duration
	files      *blob.Dir // nil: none are taken
}

// rules is a site with settings of its own.
type rules struct {
	free  bool
	files appliance.FileRules
	// silence is after which chats are closed; zero: never.
	silence time.Duration
	// unattended is after which a chat waits for anybody; zero: never.
	unattended time.Duration
}

func (r rules) ReserveBrackets(*sqlite.View) (bool, error)        { return !r.free, nil }
func (rules) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (rules) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (rules) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (r rules) Silence(*sqlite.View) (time.Duration, error)       { return r.silence, nil }
func (r rules) Unattended(*sqlite.View) (time.Duration, error)    { return r.unattended, nil }
func (r rules) Files(*sqlite.View) (appliance.FileRules, error)   { return r.files, nil }

func furnish(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, path: filepath.Join(t.TempDir(), "box.db"), clock: noon}
	h.start()
	t.Cleanup(func() { h.stop() })
	h.write(func(tx *sqlite.Tx) error {
		for _, o := range []appliance.Operator{jana, petr} {
			o.Login = o.Name
			if _, err := tx.AddOperator(o); err != nil {
				return err
			}
		}
		for _, q := range []appliance.Queue{sales, help} {
			if _, err := tx.AddQueue(q); err != nil {
				return err
			}
		}
		for range 2 {
			if _, err := tx.AddReason(appliance.Reason{Name: map[appliance.Language]string{appliance.English: "Sold"}}); err != nil {
				return err
			}
		}
		var err error
		h.widget, err = tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.WebChat, Name: "Shop", Language: appliance.Czech, Queue: sales.ID})
		if err == nil {
			h.number, err = tx.AddEntryPoint(appliance.EntryPoint{
				Channel: appliance.Phone, Name: "Main", Language: appliance.Polish, Phone: appliance.PhoneEntry{Number: "100"},
			})
		}
		return err
	})
	return h
}

func (h *house) start() {
	h.t.Helper()
	var err error
	if h.store, err = sqlite.Open(h.t.Context(), h.path, sqlite.Options{}); err != nil {
		h.t.Fatal(err)
	}
	h.feed = feed.New(h.store.Epoch(), 1000)
	h.store.PublishTo(h.feed.Publish)
	if h.told, err = h.feed.Subscribe(feed.ID{}); err != nil {
		h.t.Fatal(err)
	}
	h.Desk = New(Deps{Store: h.store, Feed: h.feed, Site: rules{files: h.rules, silence: h.silence, unattended: h.unattended}, Files: h.files, Now: func() time.Time {
		h.clock = h.clock.Add(time.Second)
		return h.clock
	}})
}

func (h *house) stop() {
	if err := h.store.Close(); err != nil {
		h.t.Error(err)
	}
}

func (h *house) write(fn func(*sqlite.Tx) error) {
	h.t.Helper()
	if err := h.store.Write(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// heard is what the feed told since it was asked last, as type names.
func (h *house) heard() []string {
	var all []string
	for len(h.told.C()) > 0 {
		f := <-h.told.C()
		all = append(all, fmt.Sprintf("%T", f.Event)[len("appliance."):])
	}
	return all
}

func (h *house) chat(visitor string) appliance.Conversation {
	h.t.Helper()
	c, err := h.Open(h.t.Context(), Opening{
		Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte(visitor), Language: appliance.Czech,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// call opens a telephone call at the house's number.
func (h *house) call(from string) appliance.Conversation {
	h.t.Helper()
	c, err := h.Open(h.t.Context(), Opening{
		Channel: appliance.Phone, EntryPoint: h.number.ID, Phone: from, Called: "100", Call: "call-" + from,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) join(c appliance.ConversationID, o appliance.OperatorID) error {
	return h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error { return h.Join(tx, c, o, h.now()) })
}

func (h *house) conversation(id appliance.ConversationID) (c appliance.Conversation) {
	h.t.Helper()
	h.view(func(v *sqlite.View) (err error) { c, err = v.Conversation(id); return err })
	return c
}

func (h *house) messages(id appliance.ConversationID) (texts []string) {
	h.t.Helper()
	h.view(func(v *sqlite.View) error {
		all, err := v.Entries(id, 0, 0)
		for _, e := range all {
			if e.Kind == appliance.EntryMessage {
				texts = append(texts, e.Text)
			}
		}
		return err
	})
	return texts
}

func (h *house) view(fn func(*sqlite.View) error) {
	h.t.Helper()
	if err := h.store.Read(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func TestChatIsOpenedQueuedAndToldInOneWrite(t *testing.T) {
	h := furnish(t)
	c, err := h.Open(t.Context(), Opening{
		Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID,
		Name: " Jan  Novák ", Mail: "Jan@Example.cz", Visitor: []byte("v"), Language: appliance.English,
		Message: Message{Text: "Hello", Key: "k1", Page: "/shop"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"ConversationOpened", "EntryPosted", "EntryPosted", "EntryPosted", "ConversationQueued"}
	if got := h.heard(); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	got := h.conversation(c.ID)
	if got.State != appliance.Waiting || got.Queue != sales.ID || got.Topic != "Sales" || got.Name != "Jan Novák" ||
		got.Mail != "jan@example.cz" || got.Language != appliance.English || got.Unread != 1 || got.LastText != "Hello" || got.Contact == 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestSecondOpeningOfVisitorAnswersWithTheOneThatRuns(t *testing.T) {
	h := furnish(t)
	first := h.chat("visitor")
	if other := h.chat("somebody else"); other.ID == first.ID {
		t.Fatal("two visitors share a conversation")
	}
	again, err := h.Open(t.Context(), Opening{
		Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: help.ID, Visitor: []byte("visitor"),
		Message: Message{Text: "Are you there?", Key: "k"},
	})
	if err != nil || again.ID != first.ID || again.Queue != sales.ID {
		t.Errorf("got %s in queue %s, %v, want %s", again.ID, again.Queue, err, first.ID)
	}
	if got := h.messages(first.ID); !slices.Equal(got, []string{"Are you there?"}) {
		t.Errorf("messages %q", got)
	}
	if err := h.End(t.Context(), first.ID, appliance.ByContact, 0, "closed"); err != nil {
		t.Fatal(err)
	}
	if next := h.chat("visitor"); next.ID == first.ID {
		t.Error("after the end the visitor gets the old one")
	}
}

func TestContactIsFoundByAddressAndMadeOnlyWhenIdentified(t *testing.T) {
	h := furnish(t)
	open := func(o Opening) appliance.Conversation {
		t.Helper()
		o.EntryPoint = h.widget.ID
		if o.Channel == appliance.Phone {
			o.EntryPoint = h.number.ID
		}
		c, err := h.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	made := open(Opening{Channel: appliance.WebChat, Name: "Jan Novák", Mail: "jan@example.cz", Phone: "777 123 456"})
	if made.Contact == 0 {
		t.Fatal("mail and number made no contact")
	}
	for rule, c := range map[string]appliance.Conversation{
		"mail in another case":     open(Opening{Channel: appliance.WebChat, Mail: "JAN@example.CZ"}),
		"number with its country":  open(Opening{Channel: appliance.Phone, Phone: "+420777123456"}),
		"number as in the country": open(Opening{Channel: appliance.Phone, Phone: "777123456"}),
	} {
		if c.Contact != made.Contact || c.Name != "Jan Novák" {
			t.Errorf("%s: contact %s %q, want %s", rule, c.Contact, c.Name, made.Contact)
		}
	}
	if c := open(Opening{Channel: appliance.WebChat, Mail: "jan@example.cz", Name: "Honza"}); c.Name != "Honza" {
		t.Errorf("the name given is %q, want it kept", c.Name)
	}
	for rule, c := range map[string]appliance.Conversation{
		"a name alone":      open(Opening{Channel: appliance.WebChat, Name: "Jan Novák"}),
		"a hidden number":   open(Opening{Channel: appliance.Phone, Phone: "anonymous"}),
		"an extension":      open(Opening{Channel: appliance.Phone, Phone: "201"}),
		"nothing whatever":  open(Opening{Channel: appliance.WebChat}),
		"a caller, no more": open(Opening{Channel: appliance.Phone, Name: "Front door"}),
	} {
		if c.Contact != 0 {
			t.Errorf("%s made contact %s", rule, c.Contact)
		}
	}
	h.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddContact(appliance.Contact{Name: "Reception", Phones: []string{"201"}, Created: noon})
		return err
	})
	if c := open(Opening{Channel: appliance.Phone, Phone: "201"}); c.Name != "Reception" {
		t.Errorf("an extension on a card finds %q", c.Name)
	}
}

func TestStrangersNumberIsNotAddedToTheCardOfAMailAddress(t *testing.T) {
	h := furnish(t)
	for _, o := range []Opening{{Mail: "jan@example.cz"}, {Mail: "jan@example.cz", Phone: "+420777999888"}} {
		o.Channel, o.EntryPoint = appliance.WebChat, h.widget.ID
		if _, err := h.Open(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	h.view(func(v *sqlite.View) error {
		if c, err := v.ContactByPhone("+420777999888"); !errors.Is(err, appliance.ErrNotFound) {
			t.Errorf("the number leads to %+v, %v", c, err)
		}
		return nil
	})
}

func TestAnonymousConversationIsLinkedToAContactByHand(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	h.write(func(tx *sqlite.Tx) error {
		_, err := tx.AddContact(appliance.Contact{Name: "Jan Novák", Created: noon})
		return err
	})
	h.heard()
	if err := h.Identify(t.Context(), c.ID, 1); err != nil {
		t.Fatal(err)
	}
	got, err := h.Conversation(t.Context(), c.ID)
	if err != nil || got.Contact != 1 || got.Name != "Jan Novák" {
		t.Errorf("got %+v, %v", got, err)
	}
	if told := h.heard(); !slices.Equal(told, []string{"ConversationChanged"}) {
		t.Errorf("told %v", told)
	}
	if err := h.Identify(t.Context(), c.ID, 99); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
}

func TestFormWithWrongAddressIsRefused(t *testing.T) {
	h := furnish(t)
	for _, c := range []struct {
		o    Opening
		want error
	}{
		{Opening{Mail: "jan at example"}, address.ErrMail},
		{Opening{Phone: "call me"}, address.ErrPhone},
		{Opening{EntryPoint: 99}, appliance.ErrNotFound},
		{Opening{Queue: 99}, appliance.ErrNotFound},
	} {
		c.o.Channel = appliance.WebChat
		if c.o.EntryPoint == 0 {
			c.o.EntryPoint = h.widget.ID
		}
		if _, err := h.Open(t.Context(), c.o); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.o, err, c.want)
		}
	}
	if told := h.heard(); len(told) > 0 {
		t.Errorf("refused, and yet told %v", told)
	}
}

func TestSameKeyIsTheSameMessageAlsoAfterARestart(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	send := func(text, key string) appliance.Entry {
		t.Helper()
		e, err := h.Receive(t.Context(), c.ID, Message{Text: text, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	one, two := send("one", "k1"), send("two", "k2")
	if one.ID == two.ID {
		t.Fatal("two keys, one entry")
	}
	h.heard()
	if again := send("one", "k1"); again.ID != one.ID {
		t.Errorf("entry %s, want %s", again.ID, one.ID)
	}
	if told := h.heard(); len(told) > 0 {
		t.Errorf("a repeated message was told as %v", told)
	}
	h.stop()
	h.start()
	if again := send("one", "k1"); again.ID != one.ID {
		t.Errorf("after a restart entry %s, want %s", again.ID, one.ID)
	}
	if err := h.End(t.Context(), c.ID, appliance.ByContact, 0, ""); err != nil {
		t.Fatal(err)
	}
	if again := send("two", "k2"); again.ID != two.ID {
		t.Errorf("after the end entry %s, want %s", again.ID, two.ID)
	}
	if got := h.messages(c.ID); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("messages %q", got)
	}
	if got := h.conversation(c.ID).Unread; got != 2 {
		t.Errorf("%d unread, want 2", got)
	}
}

func TestKeyOfSomebodyElseIsRefused(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "secret", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	e, err := h.Receive(t.Context(), c.ID, Message{Text: "x", Key: "k"})
	if !errors.Is(err, appliance.ErrKey) || e.Text != "" {
		t.Errorf("got %q, %v, want %v", e.Text, err, appliance.ErrKey)
	}
}

func TestReplyClearsUnreadAndNotesDoNot(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	for range 2 {
		if _, err := h.Receive(t.Context(), c.ID, Message{Text: "hello"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Note(t.Context(), jana.ID, c.ID, Message{Text: "a <regular>"}); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID); got.Unread != 2 || got.LastText != "hello" || got.LastBy != appliance.ByContact {
		t.Errorf("after a note %d unread, last %q by %s", got.Unread, got.LastText, got.LastBy)
	}
	if _, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "good\nday"}); err != nil {
		t.Fatal(err)
	}
	if got := h.conversation(c.ID); got.Unread != 0 || got.LastText != "good day" || got.LastBy != appliance.ByOperator {
		t.Errorf("after a reply %d unread, last %q by %s", got.Unread, got.LastText, got.LastBy)
	}
}

func TestOperatorsBracketsAreRefusedWhileReserved(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	reply := func() error {
		_, err := h.Reply(t.Context(), jana.ID, c.ID, Message{Text: "Dear <name>"})
		return err
	}
	if err := reply(); !errors.Is(err, ErrUnfilled) {
		t.Errorf("got %v, want %v", err, ErrUnfilled)
	}
	if _, err := h.Receive(t.Context(), c.ID, Message{Text: "I <3 it"}); err != nil {
		t.Errorf("a visitor's bracket: %v", err)
	}
	h.site = rules{free: true}
	if err := reply(); err != nil {
		t.Errorf("not reserved: %v", err)
	}
}

func TestOnlyOneOfTwoOperatorsJoins(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	done := make(chan error)
	for _, o := range []appliance.OperatorID{jana.ID, petr.ID} {
		go func() { done <- h.join(c.ID, o) }()
	}
	errs := []error{<-done, <-done}
	if (errs[0] == nil) == (errs[1] == nil) || !errors.Is(errors.Join(errs...), appliance.ErrNotWaiting) {
		t.Errorf("got %v, want one %v", errs, appliance.ErrNotWaiting)
	}
	if got := h.conversation(c.ID); len(got.Operators) != 1 || got.State != appliance.Active {
		t.Errorf("%s served by %v", got.State, got.Operators)
	}
}

func TestChatIsServedEndedAndWrappedUp(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	steps := []struct {
		do   func() error
		want []string
	}{
		{func() error { return h.join(c.ID, jana.ID) }, []string{"PartBegan", "EntryPosted"}},
		{func() error { return h.Visited(t.Context(), c.ID, "/cart", "Cart") }, []string{"ConversationChanged"}},
		{func() error { return h.Visited(t.Context(), c.ID, "/cart", "Cart") }, nil},
		{func() error {
			return h.Log(t.Context(), c.ID, appliance.Entry{Kind: appliance.EntryHeld, By: appliance.ByOperator})
		}, []string{"EntryPosted"}},
		{func() error { return h.End(t.Context(), c.ID, appliance.ByContact, 0, "closed") }, []string{"PartEnded", "EntryPosted", "ConversationEnded"}},
		{func() error { return h.End(t.Context(), c.ID, appliance.ByOperator, jana.ID, "") }, nil},
		{func() error { return h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1, Note: "fine"}) }, []string{"PartWrappedUp", "EntryPosted"}},
		{func() error { return h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1, Note: "fine"}) }, nil},
	}
	h.heard()
	for i, s := range steps {
		if err := s.do(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if got := h.heard(); !slices.Equal(got, s.want) {
			t.Errorf("step %d told %v, want %v", i, got, s.want)
		}
	}
	if err := h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{}); !errors.Is(err, ErrReason) {
		t.Errorf("without a reason: %v, want %v", err, ErrReason)
	}
	h.view(func(v *sqlite.View) error {
		open, err := v.OpenParts()
		if len(open) > 0 {
			t.Errorf("parts are open: %+v", open)
		}
		return err
	})
}

func TestConversationTakenOutOfItsQueueCannotBeTaken(t *testing.T) {
	h := furnish(t)
	c := h.chat("v")
	h.heard()
	for _, want := range [][]string{{"ConversationChanged"}, nil} { // again, it does nothing
		if err := h.Unqueue(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
		if got := h.heard(); !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	}
	if got := h.conversation(c.ID); got.State != appliance.InTree {
		t.Errorf("it is %s, want %s", got.State, appliance.InTree)
	}
	if err := h.join(c.ID, jana.ID); !errors.Is(err, appliance.ErrNotWaiting) {
		t.Errorf("Jana takes it: %v, want %v", err, appliance.ErrNotWaiting)
	}
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Errorf("queued again it cannot be taken: %v", err)
	}
}

func TestTypingIsHeardAndNotKept(t *testing.T) {
	h := furnish(t)
	h.Typing(1, appliance.ByContact, 0, "hel")
	f := <-h.told.C()
	if n, ok := f.Event.(appliance.Typing); !ok || n.Text != "hel" || f.ID != (feed.ID{}) {
		t.Errorf("heard %+v", f)
	}
}
