package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

const (
	abuser = "abuser"
	mark   = "0a1b2c"
)

// TestContactIsKnownAgainByWhatHeCameWith holds what each kind of conversation shows
// of him, and by what of that he can be blocked, the best first.
func TestContactIsKnownAgainByWhatHeCameWith(t *testing.T) {
	type c = appliance.Conversation
	browser := appliance.Browser{Mark: mark, Address: "192.0.2.7"}
	for rule, test := range map[string]struct {
		c               c
		known, blocking string
	}{
		"a call":                       {c{Channel: appliance.Phone, Phone: "+420603123456"}, "phone +420603123456", "phone +420603123456"},
		"a call of ours":               {c{Channel: appliance.Phone, Outbound: true, Called: "+420603123456"}, "phone +420603123456", "phone +420603123456"},
		"a voicemail":                  {c{Channel: appliance.Voicemail, Phone: "+420603123456"}, "phone +420603123456", "phone +420603123456"},
		"an extension":                 {c{Channel: appliance.Phone, Phone: "201"}, "", ""},
		"help that calls back":         {c{Channel: appliance.Phone, Phone: "112"}, "", ""},
		"a withheld number":            {c{Channel: appliance.Phone, Phone: "anonymous"}, "", ""},
		"the number of ours":           {c{Channel: appliance.Phone, Called: "+420541230800"}, "", ""},
		"a chat":                       {c{Channel: appliance.WebChat, Browser: browser}, "device 0a1b2c, address 192.0.2.7/32", "device 0a1b2c, address 192.0.2.7/32"},
		"a chat without storage":       {c{Channel: appliance.WebChat, Browser: appliance.Browser{Address: "2001:db8:1:2:3::4"}}, "address 2001:db8:1:2::/64", "address 2001:db8:1:2::/64"},
		"IPv4 within IPv6":             {c{Channel: appliance.WebChat, Browser: appliance.Browser{Address: "::ffff:192.0.2.7"}}, "address 192.0.2.7/32", "address 192.0.2.7/32"},
		"a form with mail and number":  {c{Channel: appliance.WebChat, Browser: browser, Mail: "a@b.cz", Phone: "+420603123456"}, "phone +420603123456, device 0a1b2c, address 192.0.2.7/32, mail a@b.cz", "device 0a1b2c, address 192.0.2.7/32"},
		"a form without a browser":     {c{Channel: appliance.WebChat, Mail: "a@b.cz", Phone: "+420603123456"}, "phone +420603123456, mail a@b.cz", "mail a@b.cz"},
		"a chat that shows nothing":    {c{Channel: appliance.WebChat}, "", ""},
		"a chat whose address is none": {c{Channel: appliance.WebChat, Browser: appliance.Browser{Address: "pipe"}}, "", ""},
	} {
		for what, got := range map[string][]appliance.Identity{"known by " + test.known: CameWith(test.c), "blocked by " + test.blocking: BlockableBy(test.c)} {
			var said []string
			for _, who := range got {
				said = append(said, string(who.Scope)+" "+who.Value)
			}
			if !strings.HasSuffix(what, " by "+strings.Join(said, ", ")) {
				t.Errorf("%s: got %q, want %s", rule, said, what)
			}
		}
	}
}

// disturb opens a chat from a browser and has Jana accept it.
func (h *house) disturb(visitor string, b appliance.Browser) appliance.Conversation {
	h.t.Helper()
	c, err := h.Open(h.t.Context(), Opening{
		Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte(visitor), Browser: b, Mail: "abuser@example.org",
	})
	if err == nil {
		err = h.join(c.ID, jana.ID)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// mayBlock gives Jana the right, and Petr to look after others without it.
func (h *house) mayBlock() {
	h.write(func(tx *sqlite.Tx) error {
		role, err := tx.AddRole(appliance.Role{Name: map[appliance.Language]string{appliance.English: "Looks on"}, Rights: appliance.Rights{appliance.RightTake, appliance.RightObserve}})
		if err != nil {
			return err
		}
		petr, err := tx.Operator(petr.ID)
		if err != nil {
			return err
		}
		petr.Role, petr.Mail = role.ID, "Petr@Hobla.example"
		return tx.SaveOperator(petr)
	})
}

// TestBlockedContactCanSendNothingUntilItEnds has Jana block a visitor's device for an
// hour: the chat is finished and marked, her wrap-up stands open, he can neither write
// on nor begin anew there, also after a restart, and can when the hour is over.
func TestBlockedContactCanSendNothingUntilItEnds(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	from := appliance.Browser{Mark: mark, Address: "192.0.2.7"}
	c := h.disturb(abuser, from)
	beside := h.disturb("the same in another widget", from)
	h.heard()
	if err := h.Block(t.Context(), jana.ID, c.ID, Blocking{Scope: appliance.BlockDevice, For: time.Hour, Reason: " swears\n a lot "}); err != nil {
		t.Fatal(err)
	}
	if got := h.heard(); !slices.Contains(got, "BlockChanged") || !slices.Contains(got, "ConversationEnded") {
		t.Errorf("told %v", got)
	}
	got := h.conversation(c.ID)
	if got.State != appliance.Finished || !got.Blocked || got.EndedBy != appliance.ByOperator {
		t.Errorf("the conversation is %+v", got)
	}
	h.view(func(v *sqlite.View) error {
		parts, err := v.Parts(c.ID)
		if err != nil || len(parts) != 1 || !parts[0].Open() || parts[0].Left.IsZero() {
			t.Errorf("her part is %+v, %v", parts, err)
		}
		log, err := v.AuditLog(sqlite.AuditFilter{})
		if err != nil || len(log) != 1 || log[0].Act != appliance.BlockedContact || log[0].Operator != jana.ID || log[0].Conversation != c.ID {
			t.Errorf("the audit log is %+v, %v", log, err)
		}
		return nil
	})
	refused := func(when string, want error) {
		t.Helper()
		again := Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte("new " + when), Browser: from, Message: Message{Text: "Again", Key: when}}
		if _, err := h.Open(t.Context(), again); !errors.Is(err, want) {
			t.Errorf("%s: a new chat: %v, want %v", when, err, want)
		}
		if _, err := h.Receive(t.Context(), beside.ID, Message{Text: "Here too", Key: when}); !errors.Is(err, want) {
			t.Errorf("%s: a message in another: %v, want %v", when, err, want)
		}
	}
	refused("at once", ErrBlocked)
	if _, err := h.Receive(t.Context(), c.ID, Message{Text: "Still here"}); !errors.Is(err, ErrBlocked) {
		t.Errorf("a message in what was suspended: %v", err)
	}
	h.stop()
	h.start()
	refused("after a restart", ErrBlocked)
	from.Mark = ""
	if _, err := h.Open(t.Context(), Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Visitor: []byte("neighbour"), Browser: from}); err != nil {
		t.Errorf("another device on the same network: %v", err)
	}
	from.Mark = mark
	h.clock = h.clock.Add(time.Hour)
	refused("after the hour", nil)
	if c := h.conversation(c.ID); !c.Blocked {
		t.Error("what was blocked is not marked any more")
	}
}

// TestBlockedNumberIsRefusedAndLetInAgain blocks a caller for good and unblocks him.
func TestBlockedNumberIsRefusedAndLetInAgain(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	c := h.call("+420603123456")
	if err := h.Enqueue(t.Context(), c.ID, sales.ID, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.join(c.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Block(t.Context(), jana.ID, c.ID, Blocking{Scope: appliance.BlockPhone}); err != nil {
		t.Fatal(err)
	}
	opening := Opening{Channel: appliance.Phone, EntryPoint: h.number.ID, Phone: "603 123 456", Called: "100"}
	if _, err := h.Open(t.Context(), opening); !errors.Is(err, ErrBlocked) {
		t.Errorf("he calls again: %v", err)
	}
	var all []appliance.Block
	h.view(func(v *sqlite.View) (err error) { all, err = v.Blocks(h.clock.AddDate(50, 0, 0)); return err })
	if len(all) != 1 || !all[0].Until.IsZero() {
		t.Fatalf("there are %+v", all)
	}
	if err := h.Unblock(t.Context(), petr.ID, all[0].ID); !errors.Is(err, ErrMayNotBlock) {
		t.Errorf("who may not unblocks: %v", err)
	}
	h.heard()
	for range 2 { // the second does nothing
		if err := h.Unblock(t.Context(), jana.ID, all[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.heard(); !slices.Equal(got, []string{"BlockChanged"}) {
		t.Errorf("told %v", got)
	}
	if _, err := h.Open(t.Context(), opening); err != nil {
		t.Errorf("he calls when he may: %v", err)
	}
}

// TestNewestBlockOfOneIdentityHolds blocks for good and then for an hour: it is the
// hour that holds, and one block stands in the list.
func TestNewestBlockOfOneIdentityHolds(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	c := h.disturb(abuser, appliance.Browser{Mark: mark, Address: "192.0.2.7"})
	for _, length := range []time.Duration{0, time.Hour} {
		if err := h.Block(t.Context(), jana.ID, c.ID, Blocking{Scope: appliance.BlockDevice, For: length}); err != nil {
			t.Fatal(err)
		}
	}
	h.view(func(v *sqlite.View) error {
		all, err := v.Blocks(h.clock)
		if len(all) != 1 || all[0].Until.IsZero() {
			t.Errorf("there are %+v", all)
		}
		return err
	})
}

// TestBlockIsRefusedAndChangesNothing lists whom nobody blocks, and who may not.
func TestBlockIsRefusedAndChangesNothing(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	office := appliance.Browser{Mark: mark, Address: "192.0.2.7"}
	chat, waits := h.disturb(abuser, office), h.chat("waits")
	colleague, err := h.Open(t.Context(), Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte("petr"), Mail: "petr@hobla.example"})
	if err == nil {
		err = h.join(colleague.ID, jana.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.write(func(tx *sqlite.Tx) error {
		return tx.AddLogin(appliance.Login{Hash: []byte("h"), Operator: petr.ID, Began: h.clock, Seen: h.clock, Until: h.clock.Add(time.Hour), Address: "192.0.2.7"})
	})
	supervisor := h.looksAfterAll()
	hour := time.Hour
	for rule, c := range map[string]struct {
		by   appliance.OperatorID
		in   appliance.ConversationID
		b    Blocking
		want error
	}{
		"without the right":              {petr.ID, chat.ID, Blocking{Scope: appliance.BlockDevice, For: hour}, ErrMayNotBlock},
		"what waits":                     {jana.ID, waits.ID, Blocking{Scope: appliance.BlockDevice, For: hour}, appliance.ErrNotServing},
		"what waits, by who sees it":     {supervisor, waits.ID, Blocking{Scope: appliance.BlockDevice, For: hour}, ErrNotTaken},
		"by what he did not come with":   {jana.ID, chat.ID, Blocking{Scope: appliance.BlockPhone, For: hour}, ErrBlockScope},
		"by nothing":                     {jana.ID, chat.ID, Blocking{For: hour}, ErrBlockScope},
		"a time that is none":            {jana.ID, chat.ID, Blocking{Scope: appliance.BlockDevice, For: -hour}, ErrBlockLength},
		"a time without end":             {jana.ID, chat.ID, Blocking{Scope: appliance.BlockDevice, For: longestBlock + 1}, ErrBlockLength},
		"a colleague's mail":             {jana.ID, colleague.ID, Blocking{Scope: appliance.BlockMail, For: hour}, ErrColleague},
		"where a colleague is signed in": {jana.ID, chat.ID, Blocking{Scope: appliance.BlockAddress, For: hour}, ErrColleague},
		"what there is not":              {jana.ID, 999, Blocking{Scope: appliance.BlockDevice, For: hour}, appliance.ErrNotFound},
	} {
		h.heard()
		if err := h.Block(t.Context(), c.by, c.in, c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
		if got := h.heard(); len(got) != 0 {
			t.Errorf("%s: told %v", rule, got)
		}
	}
}

// looksAfterAll adds who may look into all that goes on, and block.
func (h *house) looksAfterAll() (id appliance.OperatorID) {
	h.t.Helper()
	h.write(func(tx *sqlite.Tx) error {
		role, err := tx.AddRole(appliance.Role{Name: map[appliance.Language]string{appliance.English: "Looks after"}, Rights: appliance.Rights{appliance.RightBlock, appliance.RightObserve}})
		if err != nil {
			return err
		}
		o, err := tx.AddOperator(appliance.Operator{Login: "eva", Name: "Eva", Role: role.ID})
		id = o.ID
		return err
	})
	return id
}

// TestWhereAColleagueWasSignedInCanBeBlocked has the sign-in end.
func TestWhereAColleagueWasSignedInCanBeBlocked(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	c := h.disturb(abuser, appliance.Browser{Mark: mark, Address: "192.0.2.7"})
	h.write(func(tx *sqlite.Tx) error {
		return tx.AddLogin(appliance.Login{Hash: []byte("h"), Operator: petr.ID, Began: h.clock, Seen: h.clock, Until: h.clock.Add(time.Hour), Address: "192.0.2.7"})
	})
	network := Blocking{Scope: appliance.BlockAddress, For: time.Hour}
	if err := h.Block(t.Context(), jana.ID, c.ID, network); !errors.Is(err, ErrColleague) {
		t.Errorf("while he is signed in: %v", err)
	}
	h.clock = h.clock.Add(time.Hour)
	if err := h.Block(t.Context(), jana.ID, c.ID, network); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// TestWhatElseWaitsOfABlockedContactEnds has him come with three more chats: one waits,
// one is Petr's, and one waits that another device of his network opened.
func TestWhatElseWaitsOfABlockedContactEnds(t *testing.T) {
	h := furnish(t)
	h.mayBlock()
	from := appliance.Browser{Mark: mark, Address: "192.0.2.7"}
	open := func(visitor string, b appliance.Browser) appliance.Conversation {
		t.Helper()
		c, err := h.Open(t.Context(), Opening{Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte(visitor), Browser: b})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c, waits, served := h.disturb(abuser, from), open("second tab", from), open("third tab", from)
	if err := h.join(served.ID, petr.ID); err != nil {
		t.Fatal(err)
	}
	from.Mark = "another"
	beside := open("his neighbour", from)
	if err := h.Block(t.Context(), jana.ID, c.ID, Blocking{Scope: appliance.BlockDevice, Reason: "swears"}); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[appliance.ConversationID]appliance.ConversationState{
		c.ID: appliance.Finished, waits.ID: appliance.Abandoned, served.ID: appliance.Active, beside.ID: appliance.Waiting,
	} {
		if got := h.conversation(id); got.State != want || got.Blocked != got.State.Over() {
			t.Errorf("conversation %s is %s, blocked %v, want %s", id, got.State, got.Blocked, want)
		}
	}
	if told := h.entriesOf(waits.ID, appliance.EntryBlocked); len(told) != 1 || told[0].Operator != jana.ID || told[0].Data["reason"] != "swears" {
		t.Errorf("told there is %+v", told)
	}
}

// TestBlockedContactChangesNothing of what his browser or his page says of him, in the
// write itself; what a tree says of a caller is not his word.
func TestBlockedContactChangesNothing(t *testing.T) {
	h := furnish(t)
	tag := h.tag("VIP", false)
	var chats [2]appliance.Conversation
	for i := range chats {
		var err error
		chats[i], err = h.Open(t.Context(), Opening{
			Channel: appliance.WebChat, EntryPoint: h.widget.ID, Queue: sales.ID, Visitor: []byte{byte(i)}, Language: appliance.Czech, Browser: appliance.Browser{Mark: "mark"},
		})
		if err == nil {
			err = h.join(chats[i].ID, jana.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	c := chats[0]
	deeds := map[string]func() error{
		"is on a page":   func() error { return h.Visited(t.Context(), c.ID, "/away", "Away") },
		"speaks":         func() error { return h.Speak(t.Context(), c.ID, appliance.Polish) },
		"is vouched for": func() error { return h.Vouch(t.Context(), c.ID, "customer-1") },
		"is tagged":      func() error { return h.TagByPage(t.Context(), c.ID, tag.Name) },
		"has an attribute": func() error {
			return h.Set(t.Context(), c.ID, appliance.Parameter{Key: "a", Value: "1", From: appliance.FromScript})
		},
	}
	if err := h.Block(t.Context(), jana.ID, chats[1].ID, Blocking{Scope: appliance.BlockDevice}); err != nil {
		t.Fatal(err)
	}
	before := h.conversation(c.ID)
	h.heard()
	for name, do := range deeds {
		if err := do(); !errors.Is(err, ErrBlocked) {
			t.Errorf("he %s: %v", name, err)
		}
	}
	if told := h.heard(); len(told) != 0 || appliance.VersionOf(h.conversation(c.ID)) != appliance.VersionOf(before) {
		t.Errorf("it told %v, and became %+v", told, h.conversation(c.ID))
	}
	if err := h.Set(t.Context(), c.ID, appliance.Parameter{Key: "a", Value: "1", From: appliance.FromTree}); err != nil {
		t.Errorf("a tree: %v", err)
	}
	var held appliance.Block
	h.view(func(v *sqlite.View) error {
		all, err := v.Blocks(time.Now())
		held = all[0]
		return err
	})
	if err := h.Unblock(t.Context(), jana.ID, held.ID); err != nil {
		t.Fatal(err)
	}
	for name, do := range deeds {
		if err := do(); err != nil {
			t.Errorf("when he may come again he %s: %v", name, err)
		}
	}
}
