package desk

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var (
	jana  = appliance.Operator{ID: 1, Role: appliance.RoleOperator, Rights: appliance.Serve(), Name: "Jana"}
	petr  = appliance.Operator{ID: 2, Role: appliance.RoleOperator, Rights: appliance.Serve(), Name: "Petr"}
	sales = appliance.Queue{ID: 1, Name: "Sales"}
	help  = appliance.Queue{ID: 2, Name: "Help", Names: map[appliance.Language]string{appliance.Czech: "Pomoc"}}
	sold  = appliance.Reason{ID: 1}
	spam  = appliance.Reason{ID: 2}
	past  = appliance.Reason{ID: 3, Off: true}
)

// at is a chat in the given state: waiting, active with Jana, or finished by
// the contact with Jana's part open.
func at(s appliance.ConversationState) *exchange {
	x := &exchange{now: noon, Conversation: appliance.Conversation{
		ID: 7, Channel: appliance.WebChat, State: appliance.InTree, Began: noon,
	}}
	steps := []func(){
		func() { _ = x.enqueue(sales, "") },
		func() { _ = x.join(jana, false) },
		func() { _ = x.end(appliance.ByContact, 0, "closed") },
	}
	for _, step := range steps {
		if x.State == s {
			break
		}
		step()
	}
	x.deeds, x.now = nil, noon.Add(time.Minute)
	return x
}

func abandoned() *exchange {
	x := at(appliance.Waiting)
	_ = x.end(appliance.ByContact, 0, "closed")
	x.deeds = nil
	return x
}

func phone(x *exchange) *exchange { x.Channel = appliance.Phone; return x }

func said(by appliance.Author, o appliance.OperatorID) appliance.Entry {
	return appliance.Entry{Kind: appliance.EntryMessage, By: by, Operator: o, Text: "hello"}
}

func observedByPetr() *exchange {
	x := at(appliance.Active)
	x.parts = append(x.parts, appliance.Part{Operator: petr.ID, Role: appliance.Observing, Began: noon})
	return x
}

// two has Petr serve beside Jana.
func two(x *exchange) *exchange {
	_ = x.joinIn(petr)
	x.deeds = nil
	return x
}

// eva looks after others, and passes on what they serve.
var eva = appliance.Operator{ID: 9, Name: "Eva", Rights: append(appliance.Oversee(), appliance.RightPass)}

// TestWhoMayDoWhatWhen is the table of what a conversation allows.
func TestWhoMayDoWhatWhen(t *testing.T) {
	type act func(*exchange) error
	theirs, group8 := petr, sales
	theirs.Groups, group8.Groups = []appliance.GroupID{8}, []appliance.GroupID{8}
	receive := func(x *exchange) error { return x.receive(said(appliance.ByContact, 0)) }
	reply := func(o appliance.Operator) act {
		return func(x *exchange) error { return x.reply(said(appliance.ByOperator, o.ID)) }
	}
	remark := func(o appliance.Operator) act {
		return func(x *exchange) error { return x.remark(appliance.Entry{Kind: appliance.EntryNote, Operator: o.ID}) }
	}
	join := func(o appliance.Operator, calls bool) act {
		return func(x *exchange) error { return x.join(o, calls) }
	}
	leave := func(o appliance.Operator) act { return func(x *exchange) error { return x.leave(o, sales) } }
	comes := func(o, by appliance.Operator, why appliance.Purpose, calls bool) act {
		return func(x *exchange) error { return x.comeTo(o, by, why, calls) }
	}
	over := func(o appliance.Operator, calls bool) act {
		return func(x *exchange) error { return x.takeOver(o, calls) }
	}
	in := func(o appliance.Operator) act { return func(x *exchange) error { return x.joinIn(o) } }
	up := func(o appliance.Operator) act { return func(x *exchange) error { return x.takeUp(o) } }
	end := func(by appliance.Author, o appliance.OperatorID) act {
		return func(x *exchange) error { return x.end(by, o, "") }
	}
	enqueue := func(x *exchange) error { return x.enqueue(help, "") }
	unqueue := func(x *exchange) error { return x.unqueue() }
	wrapUp := func(o appliance.Operator, r appliance.Reason) act {
		return func(x *exchange) error { _, err := x.wrapUp(o, r, ""); return err }
	}
	tell := func(k appliance.EntryKind) act {
		return func(x *exchange) error { return x.tell(appliance.Entry{Kind: k}) }
	}
	by := func(c appliance.Channel) *exchange {
		x := at(appliance.Active)
		x.Channel = c
		return x
	}
	disabled := appliance.Operator{ID: 9, Disabled: true}
	mute := appliance.Operator{ID: 8, Rights: appliance.Serve(), Chats: 1}

	for _, c := range []struct {
		rule string
		x    *exchange
		do   act
		want error
	}{
		{"a contact writes in the tree", at(appliance.InTree), receive, nil},
		{"a contact writes while he waits", at(appliance.Waiting), receive, nil},
		{"a contact writes while he is served", at(appliance.Active), receive, nil},
		{"a contact cannot write after the end", at(appliance.Finished), receive, ErrOver},
		{"a contact cannot write after he left", abandoned(), receive, ErrOver},

		{"who serves replies", at(appliance.Active), reply(jana), nil},
		{"who does not serve cannot reply", at(appliance.Active), reply(petr), appliance.ErrNotServing},
		{"nobody replies while it waits", at(appliance.Waiting), reply(jana), appliance.ErrNotServing},
		{"nobody replies after the end", at(appliance.Finished), reply(jana), ErrOver},
		{"an observer reads only", observedByPetr(), reply(petr), ErrObserving},
		{"an observer does not end", observedByPetr(), end(appliance.ByOperator, petr.ID), ErrObserving},
		{"an observer does not note", observedByPetr(), remark(petr), ErrObserving},

		{"who serves notes", at(appliance.Active), remark(jana), nil},
		{"a note is added until wrap-up", at(appliance.Finished), remark(jana), nil},
		{"who does not serve cannot note", at(appliance.Active), remark(petr), appliance.ErrNotServing},

		{"an operator takes what waits", at(appliance.Waiting), join(petr, false), nil},
		{"a second operator comes too late", at(appliance.Active), join(petr, false), appliance.ErrNotWaiting},
		{"who serves may accept again", at(appliance.Active), join(jana, false), nil},
		{"nobody takes a caller out of the tree", at(appliance.InTree), join(jana, false), appliance.ErrNotWaiting},
		{"nobody takes what ended", at(appliance.Finished), join(petr, false), ErrOver},
		{"a disabled operator takes nothing", at(appliance.Waiting), join(disabled, false), appliance.ErrDisabled},

		{"who is in a call takes no other", phone(at(appliance.Waiting)), join(petr, true), appliance.ErrOnCall},
		{"who is in a call takes a chat", at(appliance.Waiting), join(petr, true), nil},

		{"a colleague in a call comes to no other", phone(at(appliance.Active)), comes(petr, jana, appliance.ToConsult, true), appliance.ErrOnCall},
		{"a colleague in a call takes a chat", at(appliance.Active), comes(petr, jana, appliance.ToPass, true), nil},
		{"a colleague takes what is passed to him", at(appliance.Active), comes(petr, jana, appliance.ToPass, false), nil},
		{"a colleague comes beside", at(appliance.Active), comes(petr, jana, appliance.ToJoin, false), nil},
		{"nobody comes to one who has left", at(appliance.Waiting), comes(petr, jana, appliance.ToPass, false), appliance.ErrNotWaiting},
		{"nobody comes after the end", at(appliance.Finished), comes(petr, jana, appliance.ToPass, false), ErrOver},
		{"a disabled colleague takes nothing", at(appliance.Active), comes(disabled, jana, appliance.ToPass, false), appliance.ErrDisabled},
		{"who is there may come again", at(appliance.Active), comes(jana, jana, appliance.ToPass, false), nil},

		{"a supervisor takes over", at(appliance.Active), over(petr, true), nil},
		{"who serves takes nothing over", at(appliance.Active), over(jana, false), nil},
		{"a supervisor in a call takes no other over", phone(at(appliance.Active)), over(petr, true), appliance.ErrOnCall},
		{"a supervisor who takes no calls takes none over", phone(at(appliance.Active)), over(mute, false), appliance.ErrNoCalls},
		{"a supervisor who takes no calls takes a chat over", at(appliance.Active), over(mute, false), nil},
		{"what waits is accepted, not taken over", at(appliance.Waiting), over(petr, false), ErrNotTaken},
		{"nobody takes over what ended", at(appliance.Finished), over(petr, false), ErrOver},
		{"a disabled supervisor takes nothing over", at(appliance.Active), over(disabled, false), appliance.ErrDisabled},

		{"what is over is taken up again", at(appliance.Finished), up(petr), nil},
		{"who served it takes it up before he wraps up", at(appliance.Finished), up(jana), nil},
		{"who serves it has taken it up", at(appliance.Active), up(jana), nil},
		{"what somebody serves is not taken up", at(appliance.Active), up(petr), ErrTakenUp},
		{"what waits is accepted, not taken up", at(appliance.Waiting), up(petr), ErrTakenUp},
		{"what nobody answered is not taken up", abandoned(), up(petr), ErrOver},
		{"a call is not taken up but made", phone(at(appliance.Finished)), up(petr), ErrCallAgain},
		{"who takes none takes none up", at(appliance.Finished), up(disabled), disabled.Barred()},
		{"a supervisor joins in", at(appliance.Active), in(petr), nil},
		{"a supervisor who looks on joins in", observedByPetr(), in(petr), nil},
		{"who serves is in", at(appliance.Active), in(jana), nil},
		{"nobody joins in a call unheard", phone(at(appliance.Active)), in(petr), ErrNoChat},
		{"nobody joins in a voicemail", by(appliance.Voicemail), in(petr), ErrNoChat},
		{"what waits is accepted, not joined in", at(appliance.Waiting), in(petr), ErrNotTaken},
		{"nobody joins in what ended", at(appliance.Finished), in(petr), ErrOver},
		{"a disabled supervisor does not join in", at(appliance.Active), in(disabled), appliance.ErrDisabled},

		{"who serves leaves a chat", at(appliance.Active), leave(jana), nil},
		{"who does not serve cannot leave", at(appliance.Active), leave(petr), appliance.ErrNotServing},
		{"the last one cannot leave a call", phone(at(appliance.Active)), leave(jana), ErrHangUp},
		{"the last one cannot leave a call that was owed", by(appliance.Callback), leave(jana), ErrHangUp},
		{"the last one leaves a voicemail", by(appliance.Voicemail), leave(jana), nil},
		{"who it waits for passes it on to a queue", at(appliance.Waiting), func(x *exchange) error { return x.redirect(theirs, group8, help) }, nil},
		{"who serves other queues passes on what waits", at(appliance.Waiting), func(x *exchange) error { return x.redirect(petr, group8, help) }, appliance.ErrNotServing},
		{"who looks after others passes on what waits", at(appliance.Waiting), func(x *exchange) error { return x.redirect(eva, sales, help) }, nil},
		{"who looks after others passes on what they serve", at(appliance.Active), func(x *exchange) error { return x.requeue(eva, help) }, nil},
		{"who looks after others passes what they serve to a colleague", at(appliance.Active), comes(petr, eva, appliance.ToPass, false), nil},
		{"who looks after others asks a colleague to join", at(appliance.Active), comes(petr, eva, appliance.ToJoin, false), appliance.ErrNotWaiting},
		{"what several serve is theirs", two(at(appliance.Active)), func(x *exchange) error { return x.requeue(eva, help) }, appliance.ErrShared},
		{"nobody passes what several serve to a colleague", two(at(appliance.Active)), comes(mute, eva, appliance.ToPass, false), appliance.ErrShared},
		{"one of several passes his share to a colleague", two(at(appliance.Active)), comes(mute, jana, appliance.ToPass, false), nil},
		{"who looks on passes on what others serve", at(appliance.Active), func(x *exchange) error { return x.requeue(petr, help) }, appliance.ErrNotServing},
		{"who serves passes a voicemail on to a queue", by(appliance.Voicemail), func(x *exchange) error { return x.requeue(jana, help) }, nil},
		{"nobody leaves what ended", at(appliance.Finished), leave(jana), ErrOver},

		{"a contact ends while he waits", at(appliance.Waiting), end(appliance.ByContact, 0), nil},
		{"who serves ends", at(appliance.Active), end(appliance.ByOperator, jana.ID), nil},
		{"who does not serve cannot end", at(appliance.Active), end(appliance.ByOperator, petr.ID), appliance.ErrNotServing},
		{"the box ends", at(appliance.Active), end(appliance.BySystem, 0), nil},
		{"to end what ended is no error", at(appliance.Finished), end(appliance.ByOperator, jana.ID), nil},

		{"the tree queues", at(appliance.InTree), enqueue, nil},
		{"what waits is moved to another queue", at(appliance.Waiting), enqueue, nil},
		{"what is served cannot be queued", at(appliance.Active), enqueue, appliance.ErrNotWaiting},
		{"what ended cannot be queued", at(appliance.Finished), enqueue, ErrOver},

		{"the tree takes back what waits", at(appliance.Waiting), unqueue, nil},
		{"what is in the tree stays there", at(appliance.InTree), unqueue, nil},
		{"the tree does not take what is served", at(appliance.Active), unqueue, appliance.ErrNotWaiting},
		{"the tree does not take what ended", at(appliance.Finished), unqueue, ErrOver},

		{"an open part is wrapped up", at(appliance.Finished), wrapUp(jana, sold), nil},
		{"a running conversation is not wrapped up", at(appliance.Active), wrapUp(jana, sold), ErrGoesOn},
		{"others do not wrap up", at(appliance.Finished), wrapUp(petr, sold), appliance.ErrNotServing},
		{"a reason that was taken off the list is none", at(appliance.Finished), wrapUp(jana, past), ErrReason},

		{"the story goes on while it runs", at(appliance.InTree), tell(appliance.EntryPressed), nil},
		{"the story stops at the end", at(appliance.Finished), tell(appliance.EntryHeld), ErrOver},
		{"a ticket comes of what ended", at(appliance.Finished), tell(appliance.EntryTicket), nil},
		{"a message is no event", at(appliance.Active), tell(appliance.EntryMessage), ErrKind},
	} {
		t.Run(c.rule, func(t *testing.T) {
			before := c.x.Conversation
			err := c.do(c.x)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err != nil && (len(c.x.deeds) > 0 || c.x.State != before.State || c.x.Unread != before.Unread) {
				t.Errorf("a refusal changed something: %v, %+v", c.x.deeds, c.x.Conversation)
			}
		})
	}
}

func TestWhoComesInPlaceOrBeside(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*exchange) error
		want []appliance.OperatorID
	}{
		"passed":     {func(x *exchange) error { return x.comeTo(petr, jana, appliance.ToPass, false) }, []appliance.OperatorID{petr.ID}},
		"beside":     {func(x *exchange) error { return x.comeTo(petr, jana, appliance.ToConsult, false) }, []appliance.OperatorID{jana.ID, petr.ID}},
		"joins in":   {func(x *exchange) error { return x.joinIn(petr) }, []appliance.OperatorID{jana.ID, petr.ID}},
		"taken over": {func(x *exchange) error { return x.takeOver(petr, false) }, []appliance.OperatorID{petr.ID}},
	} {
		x := at(appliance.Active)
		if err := c.do(x); err != nil || !slices.Equal(x.Operators, c.want) || !slices.Equal(x.servers(), c.want) {
			t.Errorf("%s: %v, served by %v and %v, want %v", name, err, x.Operators, x.servers(), c.want)
		}
		if x.deeds[0].kind != began {
			t.Errorf("%s: %s first: the contact was with nobody", name, x.deeds[0].kind)
		}
	}
}

// TestWhoWasAskedAsideHasNothingToWrapUp unless the contact became his.
func TestWhoWasAskedAsideHasNothingToWrapUp(t *testing.T) {
	hangUp := func(x *exchange) error { return x.end(appliance.ByContact, 0, "hangup") }
	for name, c := range map[string]struct {
		do    []func(*exchange) error
		janas bool // her part waits for its wrap-up
		petrs bool
	}{
		"he goes":             {[]func(*exchange) error{func(x *exchange) error { return x.leave(petr, sales) }}, false, false},
		"the contact goes":    {[]func(*exchange) error{hangUp}, true, false},
		"back to the tree":    {[]func(*exchange) error{(*exchange).release}, true, false},
		"she goes, and he":    {[]func(*exchange) error{func(x *exchange) error { return x.leave(jana, sales) }, hangUp}, true, true},
		"she is lost, and he": {[]func(*exchange) error{func(x *exchange) error { return x.reclaim(jana, sales) }, hangUp}, true, true},
		"he is let in":        {[]func(*exchange) error{func(x *exchange) error { x.promote(); return nil }, hangUp}, true, true},
	} {
		x := phone(at(appliance.Active))
		if err := x.comeTo(petr, jana, appliance.ToConsult, false); err != nil {
			t.Fatal(err)
		}
		for _, do := range c.do {
			if err := do(x); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, p := range x.parts {
			want := map[appliance.OperatorID]bool{jana.ID: c.janas, petr.ID: c.petrs}[p.Operator]
			if waits := p.Open() && !p.Left.IsZero(); waits != want {
				t.Errorf("%s: the part of operator %s waits for its wrap-up: %t, want %t", name, p.Operator, waits, want)
			}
		}
	}
}

// TestStoryTellsToWhomACallWasHandedOver and not only that somebody left.
func TestStoryTellsToWhomACallWasHandedOver(t *testing.T) {
	x := phone(at(appliance.Active))
	if err := x.hand(jana, petr); !errors.Is(err, appliance.ErrNotServing) {
		t.Errorf("to one who is not there: %v, want %v", err, appliance.ErrNotServing)
	}
	if err := x.comeTo(petr, jana, appliance.ToConsult, false); err != nil {
		t.Fatal(err)
	}
	if err := x.hand(jana, petr); err != nil {
		t.Fatal(err)
	}
	told := x.lastPosted()
	if told.Kind != appliance.EntryPassed || told.Operator != jana.ID || told.Data["operator"] != petr.Name {
		t.Errorf("the story ends with %+v, want that Jana passed it to Petr", told)
	}
	if !slices.Equal(x.Operators, []appliance.OperatorID{petr.ID}) || x.parts[len(x.parts)-1].Aside {
		t.Errorf("served by %v, parts %+v; want Petr, who is not asked aside any more", x.Operators, x.parts)
	}
}

// TestStoryTellsWhyAColleagueCame: who is only asked has not taken the call, and
// whoever is let in afterwards joins it.
func TestStoryTellsWhyAColleagueCame(t *testing.T) {
	for _, why := range []appliance.Purpose{appliance.ToConsult, appliance.ToJoin} {
		x := phone(at(appliance.Active))
		if err := x.comeTo(petr, jana, why, false); err != nil {
			t.Fatal(err)
		}
		told := x.lastPosted()
		if told.Kind != appliance.EntryJoined || told.Data["purpose"] != string(why) || told.Data["asker"] != jana.ID.String() {
			t.Errorf("%s: told %+v, want for what, and who asked", why, told)
		}
		before := len(x.deeds)
		if err := x.letIn(func(appliance.OperatorID) (appliance.Operator, error) { return petr, nil }); err != nil {
			t.Fatal(err)
		}
		told = x.lastPosted()
		if told.Operator != petr.ID || told.Data["operator"] != petr.Name || told.Data["purpose"] != string(appliance.ToJoin) {
			t.Errorf("%s: let in, told %+v, want that he joined", why, told)
		}
		if said := len(x.deeds) > before; said != (why == appliance.ToConsult) {
			t.Errorf("%s: letting him in is told: %t", why, said)
		}
	}
}

func TestConversationEndsAbandonedUnlessSomebodyJoined(t *testing.T) {
	x := at(appliance.Waiting)
	if err := x.end(appliance.ByContact, 0, "closed"); err != nil || x.State != appliance.Abandoned || x.EndedBy != appliance.ByContact {
		t.Errorf("nobody joined: %v, %s by %s", err, x.State, x.EndedBy)
	}
	x = at(appliance.Active)
	_ = x.leave(jana, sales)
	if err := x.end(appliance.ByContact, 0, "closed"); err != nil || x.State != appliance.Finished {
		t.Errorf("Jana joined and left: %v, %s", err, x.State)
	}
	if !slices.Equal(x.Operators, []appliance.OperatorID{jana.ID}) {
		t.Errorf("operators %v, want her who served last", x.Operators)
	}
}

func TestLastOneWhoLeavesPutsChatBackToWaiting(t *testing.T) {
	x := at(appliance.Active)
	if err := x.leave(jana, sales); err != nil {
		t.Fatal(err)
	}
	if x.State != appliance.Waiting || x.Queue != sales.ID || !x.Queued.Equal(x.now) || len(x.Operators) > 0 {
		t.Errorf("got %s in queue %s since %s with %v", x.State, x.Queue, x.Queued, x.Operators)
	}
	if p := x.parts[0]; p.Left.IsZero() || !p.Open() {
		t.Errorf("her part %+v does not wait for wrap-up", p)
	}
	want := []kind{gone, posted, posted, queued}
	if got := kinds(x); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	if err := x.join(petr, false); err != nil || !slices.Equal(x.Operators, []appliance.OperatorID{petr.ID}) {
		t.Errorf("Petr cannot take it: %v, %v", err, x.Operators)
	}
}

// TestMessageThatGoesBackAsksForNoReason of who left it, whichever way; who ends it
// says what it was, and so does who leaves it to a colleague.
func TestMessageThatGoesBackAsksForNoReason(t *testing.T) {
	for what, c := range map[string]struct {
		act  func(*exchange) error
		asks bool
	}{
		"left":                   {func(x *exchange) error { return x.leave(jana, sales) }, false},
		"passed to a queue":      {func(x *exchange) error { return x.requeue(jana, help) }, false},
		"passed on by Eva":       {func(x *exchange) error { return x.requeue(eva, help) }, false},
		"taken from who is gone": {func(x *exchange) error { return x.reclaim(jana, sales) }, false},
		"ended":                  {func(x *exchange) error { return x.end(appliance.ByOperator, jana.ID, "") }, true},
		"passed to Petr":         {func(x *exchange) error { return x.comeTo(petr, jana, appliance.ToPass, false) }, true},
	} {
		for by, asks := range map[appliance.Channel]bool{appliance.Voicemail: c.asks, appliance.WebChat: true} {
			x := at(appliance.Active)
			x.Channel = by
			if err := c.act(x); err != nil {
				t.Fatalf("%s, %s: %v", by, what, err)
			}
			if got := x.parts[0].Open(); got != asks {
				t.Errorf("%s, %s: she is asked for a reason %t, want %t", by, what, got, asks)
			}
			if told := slices.Contains(kinds(x), wrapped); told == asks {
				t.Errorf("%s, %s: told %v", by, what, kinds(x))
			}
		}
	}
}

// TestMessageWaitsSinceItWasLeft whoever gives it back, and to which queue; a chat
// begins to wait anew.
func TestMessageWaitsSinceItWasLeft(t *testing.T) {
	for what, act := range map[string]func(*exchange) error{
		"left":              func(x *exchange) error { return x.leave(jana, sales) },
		"passed to a queue": func(x *exchange) error { return x.requeue(jana, help) },
		"passed on by Eva":  func(x *exchange) error { return x.requeue(eva, help) },
	} {
		for by, want := range map[appliance.Channel]time.Time{appliance.Voicemail: noon, appliance.WebChat: noon.Add(time.Minute)} {
			x := at(appliance.Active)
			x.Channel = by
			if err := act(x); err != nil || x.State != appliance.Waiting || !x.Queued.Equal(want) {
				t.Errorf("%s, %s: %v, it is %s since %v, want waiting since %v", by, what, err, x.State, x.Queued, want)
			}
		}
	}
}

func TestEndIsToldAfterThePartsThatItEnded(t *testing.T) {
	x := observedByPetr()
	if err := x.end(appliance.ByOperator, jana.ID, "done"); err != nil {
		t.Fatal(err)
	}
	if got, want := kinds(x), []kind{gone, gone, posted, ended}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

func TestWaitGoesOnInAnotherQueue(t *testing.T) {
	x := at(appliance.Waiting)
	since := x.Queued
	if err := x.enqueue(help, appliance.Polish); err != nil {
		t.Fatal(err)
	}
	if x.Queue != help.ID || x.Topic != help.Name || !x.Queued.Equal(since) || x.Language != appliance.Polish {
		t.Errorf("got %+v", x.Conversation)
	}
	x.deeds = nil
	if err := x.enqueue(help, ""); err != nil || len(x.deeds) > 0 {
		t.Errorf("the same queue again: %v, told %v", err, kinds(x))
	}
}

func TestSameWrapUpAgainDoesNothingAndAnotherIsRefused(t *testing.T) {
	x := at(appliance.Finished)
	if done, err := x.wrapUp(jana, sold, "bought two"); err != nil || !done {
		t.Fatal(err)
	}
	if p := x.parts[0]; p.Open() || p.Reason != sold.ID || p.Note != "bought two" {
		t.Fatalf("part %+v is not wrapped up", p)
	}
	x.deeds = nil
	if done, err := x.wrapUp(jana, sold, "bought two"); err != nil || done || len(x.deeds) > 0 {
		t.Errorf("the same again: %v, told %v", err, kinds(x))
	}
	if _, err := x.wrapUp(jana, spam, ""); !errors.Is(err, ErrWrappedUp) {
		t.Errorf("another reason: %v, want %v", err, ErrWrappedUp)
	}
}

func TestLongMessageIsRefusedSayingHowManyTooMany(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
		over any
	}{
		{strings.Repeat("ž", appliance.MessageLimit), nil, nil},
		{"  " + strings.Repeat("ž", appliance.MessageLimit) + "\n", nil, nil},
		{strings.Repeat("ž", appliance.MessageLimit+3), appliance.ErrTooLong, 3},
		{" \r\n\t ", appliance.ErrEmpty, nil},
		{"\x00\x07", appliance.ErrEmpty, nil},
	} {
		_, err := Message{Text: c.text}.fill(appliance.Entry{})
		if !errors.Is(err, c.want) {
			t.Errorf("%.10q…: %v, want %v", c.text, err, c.want)
		}
		if c.over != nil && appliance.AsRefusal(err).Args["count"] != c.over {
			t.Errorf("%v, want %v too many", err, c.over)
		}
	}
}

func TestBracketsNameTheParameterLeftUnfilled(t *testing.T) {
	for text, want := range map[string]error{
		"Hello Jan":              nil,
		"Hello <name>, good day": ErrUnfilled.With("parameter", "name"),
		"1 < 2":                  ErrBrackets,
		"-> there":               ErrBrackets,
		"a <\n> b":               ErrBrackets,
	} {
		err := brackets(text)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		} else if want != nil && err.Error() != want.Error() {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

func kinds(x *exchange) []kind {
	all := make([]kind, len(x.deeds))
	for i, d := range x.deeds {
		all[i] = d.kind
	}
	return all
}
