package call_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	keeper "cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// desk keeps one conversation and tells of it as the real one does.
type desk struct {
	*keeper.Desk // of what stands in the store already
	feed         *feed.Log
	changed      chan struct{}
	full         atomic.Bool  // takes nothing, for want of room
	ahead        atomic.Int64 // how many wait
	// strange is an operator who does not serve the conversation any more.
	strange appliance.OperatorID
	// offered says that somebody is asked to take it.
	offered bool
	// calls is one who has a call already.
	calls appliance.OperatorID
	// held holds up what ends a conversation until it is closed; nil: nothing does.
	held chan struct{}

	mu sync.Mutex
	facts
}

// facts are what was written.
type facts struct {
	conversation appliance.Conversation
	opens        appliance.ConversationID // the next one; zero: 1
	entries      []appliance.EntryKind
	causes       []string // why numbers that were called did not come
	late         string   // seconds, of the EntryLate
	ended        []string
	// codes are the invitations that were typed.
	codes []string
	// message is what became of the voicemail.
	message string
	// owed is what became of the call that is owed, tries how often it was made.
	owed  []string
	tries int
}

func (f facts) last() appliance.EntryKind { return f.entries[len(f.entries)-1] }

// written are the facts up to now.
func (d *desk) written() facts {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.facts
	now.conversation.Parameters = slices.Clone(now.conversation.Parameters)
	now.entries, now.ended = slices.Clone(now.entries), slices.Clone(now.ended)
	now.codes, now.owed = slices.Clone(now.codes), slices.Clone(now.owed)
	return now
}

// errTaken refuses to queue what an operator serves, as the real desk does.
var errTaken = appliance.Refuse(appliance.Conflict, "refusal.not-waiting")

// voicemail is the conversation that a message is.
const voicemail = appliance.ConversationID(2)

func (d *desk) Voicemail(_ context.Context, from appliance.ConversationID, q appliance.QueueID) (appliance.Conversation, error) {
	d.change(func() { d.message = "begun" })
	return appliance.Conversation{ID: voicemail, Channel: appliance.Voicemail, State: appliance.InTree, Queue: q}, nil
}

func (d *desk) change(f func()) {
	d.mu.Lock()
	f()
	d.mu.Unlock()
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

func (d *desk) Open(_ context.Context, o call.Opening) (c appliance.Conversation, err error) {
	d.change(func() {
		d.conversation = appliance.Conversation{
			ID: max(d.opens, 1), Channel: appliance.Phone, State: appliance.InTree, Name: o.Name, Phone: o.Number,
			Called: o.Called, Call: o.Call, Parameters: o.Parameters, Began: time.Now(),
		}
		c = d.conversation
	})
	return c, nil
}

func (d *desk) Enqueue(_ context.Context, c appliance.ConversationID, q appliance.QueueID, _ appliance.Language) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	switch c {
	case voicemail:
		d.change(func() { d.message = "kept" })
		return nil
	case callback:
		d.change(func() { d.owed = append(d.owed, "waits") })
		return nil
	}
	taken := false
	d.change(func() {
		if taken = d.conversation.State == appliance.Active; !taken {
			d.conversation.State, d.conversation.Queue = appliance.Waiting, q
		}
	})
	if taken {
		return errTaken
	}
	return nil
}

func (d *desk) Unqueue(context.Context, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.State = appliance.InTree })
	return nil
}

func (d *desk) TurnAway(_ context.Context, _ appliance.ConversationID, q appliance.QueueID) error {
	d.change(func() {
		d.conversation.Queue = q
		d.entries = append(d.entries, appliance.EntryFull)
	})
	return nil
}

func (d *desk) Log(_ context.Context, _ appliance.ConversationID, e appliance.Entry) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() {
		d.entries = append(d.entries, e.Kind)
		if e.Kind == appliance.EntryPartyFailed {
			d.causes = append(d.causes, e.Data["cause"])
		}
		if e.Kind == appliance.EntryLate {
			d.late = e.Data["seconds"]
		}
	})
	return nil
}

func (d *desk) Set(_ context.Context, _ appliance.ConversationID, p appliance.Parameter) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.Parameters = append(d.conversation.Parameters, p) })
	return nil
}

func (d *desk) Identify(_ context.Context, _ appliance.ConversationID, contact appliance.ContactID) error {
	d.change(func() { d.conversation.Contact = contact })
	return nil
}

func (d *desk) Waiting(context.Context, appliance.QueueID) (int, error) {
	return int(d.ahead.Load()), nil
}

func (d *desk) End(_ context.Context, c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	if d.held != nil {
		<-d.held
	}
	strange := false
	if d.change(func() { strange = o != 0 && o == d.strange }); strange {
		return appliance.ErrNotServing
	}
	switch c {
	case voicemail:
		d.change(func() { d.message = cause })
		return nil
	case callback:
		d.change(func() { d.owed = append(d.owed, "ended by "+string(by)) })
		return nil
	}
	d.change(func() {
		d.conversation.State = appliance.Finished
		d.ended = append(d.ended, string(by)+" "+cause)
	})
	return nil
}

func (d *desk) Promote(context.Context, appliance.ConversationID) error { return nil }

func (d *desk) Hand(ctx context.Context, o, _ appliance.OperatorID, c appliance.ConversationID) error {
	return d.Leave(ctx, o, c)
}

func (d *desk) Leave(context.Context, appliance.OperatorID, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	return nil
}

// callback is the conversation that an owed call is.
const callback = appliance.ConversationID(3)

func (d *desk) CallBack(_ context.Context, _ appliance.ConversationID, q appliance.QueueID, number string) (appliance.Conversation, error) {
	d.change(func() { d.owed = append(d.owed, "promised "+number) })
	return appliance.Conversation{ID: callback, State: appliance.InTree, Queue: q, Called: number}, nil
}

func (d *desk) Unreached(_ context.Context, _ appliance.ConversationID, cause string, _ appliance.Retry) (tries int, err error) {
	d.change(func() {
		d.owed = append(d.owed, cause)
		d.tries++
		tries = d.tries
	})
	return tries, nil
}

// Redeem knows one invitation, to the operator.
func (d *desk) Redeem(_ context.Context, code string, _ appliance.ConversationID) (appliance.Invitation, error) {
	d.change(func() { d.codes = append(d.codes, code) })
	if code != "123456" {
		return appliance.Invitation{}, appliance.ErrNotFound
	}
	return appliance.Invitation{Code: code, Operator: operator}, nil
}

func (d *desk) Operators(context.Context) ([]appliance.Operator, error) {
	return []appliance.Operator{
		{ID: operator, Login: "jana", Name: "Jana Nováková", Calls: 1, Rights: appliance.Serve()},
		{ID: operator + 1, Login: "petr", Name: "Petr Svoboda", Rights: appliance.Serve()},
	}, nil
}

func (d *desk) EntryPoint(context.Context, appliance.EntryPointID) (appliance.EntryPoint, error) {
	return appliance.EntryPoint{ID: 1}, nil
}

// takeOwed lets the operator take the call that is owed.
func (d *desk) takeOwed(number string) {
	d.feed.Publish(appliance.PartBegan{
		Part:         appliance.Part{Operator: operator, Role: appliance.Serving},
		Conversation: appliance.Conversation{ID: callback, Channel: appliance.Callback, State: appliance.Active, Called: number, Queue: reception},
	})
}

func (d *desk) Release(context.Context, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.State = appliance.InTree })
	return nil
}

func (d *desk) Dial(_ *sqlite.Tx, o call.Dialling) (c appliance.Conversation, err error) {
	d.change(func() {
		if o.Operator == d.calls {
			err = appliance.ErrOnCall
			return
		}
		d.conversation = appliance.Conversation{
			ID: max(d.opens, 1), Channel: appliance.Phone, State: appliance.Active, Phone: o.Number,
			Operators: []appliance.OperatorID{o.Operator},
		}
		c = d.conversation
	})
	return c, err
}

func (d *desk) Conversation(context.Context, appliance.ConversationID) (appliance.Conversation, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conversation, nil
}

func (d *desk) Offered(context.Context, appliance.ConversationID) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.offered, nil
}

// accept lets the operator take the conversation.
func (d *desk) accept() {
	d.change(func() {
		d.conversation.State, d.conversation.Operators = appliance.Active, []appliance.OperatorID{operator}
	})
	d.feed.Publish(appliance.PartBegan{
		Part: appliance.Part{Operator: operator, Role: appliance.Serving}, Conversation: d.conversation,
	})
}

// wait waits until the desk stands as said.
func (d *desk) wait(t *testing.T, what string, stands func(*desk) bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		d.mu.Lock()
		ok := stands(d)
		d.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-d.changed:
		case <-limit:
			t.Fatalf("the desk never saw: %s; %v", what, d.owed)
		}
	}
}
