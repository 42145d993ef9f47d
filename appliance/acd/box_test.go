package acd_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/acd"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// box is the Loop over a real store, feed and desk.
type box struct {
	*acd.Loop
	t     *testing.T
	path  string
	store *sqlite.Store
	feed  *feed.Log
	desk  *desk.Desk
	log   book
	// joining, if set, runs in the Loop's write, after Join.
	joining func()
	// broken, if set, is what LogIn answers.
	broken atomic.Pointer[error]
	// manned is what those heard about calls who were told of a change.
	manned answers
	// heard, if set, holds back what is committed until it is closed: readers of the
	// store see it by then.
	heard atomic.Pointer[chan struct{}]

	rules acd.Rules

	stop    context.CancelFunc
	stopped chan error

	jana, petr appliance.OperatorID
	sales      appliance.QueueID
	widget     appliance.EntryPointID
	number     appliance.EntryPointID
}

type rules struct{}

func (rules) ReserveBrackets(*sqlite.View) (bool, error)          { return false, nil }
func (rules) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (rules) InvitationLasts(*sqlite.View) (time.Duration, error) { return 15 * time.Minute, nil }
func (rules) ReviseWithin(*sqlite.View) (time.Duration, error)    { return 15 * time.Minute, nil }
func (rules) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (rules) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (rules) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

// Join, Enter, PassOn and LogIn make the box the Loop's desk.
func (b *box) Join(tx *sqlite.Tx, c appliance.ConversationID, o appliance.OperatorID, now time.Time) error {
	err := b.desk.Join(tx, c, o, now)
	if b.joining != nil {
		b.joining()
	}
	return err
}

func (b *box) Enter(tx *sqlite.Tx, c appliance.ConversationID, o, by appliance.OperatorID, why appliance.Purpose, now time.Time) error {
	return b.desk.Enter(tx, c, o, by, why, now)
}

func (b *box) PassOn(tx *sqlite.Tx, c appliance.ConversationID, from, to appliance.QueueID, now time.Time) error {
	return b.desk.PassOn(tx, c, from, to, now)
}

func (b *box) LogIn(tx *sqlite.Tx, c appliance.ConversationID, e appliance.Entry, now time.Time) error {
	if broken := b.broken.Load(); broken != nil {
		return *broken
	}
	return b.desk.LogIn(tx, c, e, now)
}

// book is what was logged since it was read last.
type book struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (k *book) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lines.Write(p)
}

func (k *book) read() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer k.lines.Reset()
	return k.lines.String()
}

func newBox(t *testing.T) *box {
	b := &box{t: t, path: filepath.Join(t.TempDir(), "box.db")}
	b.open()
	b.write(func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Sales"})
		if err != nil {
			return err
		}
		groups := []appliance.GroupID{g.ID}
		jana, err1 := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Groups: groups, Chats: 1, Calls: 1})
		petr, err2 := tx.AddOperator(appliance.Operator{Login: "petr", Name: "Petr", Role: appliance.RoleOperator, Groups: groups, Chats: 2, Calls: 1})
		q, err3 := tx.AddQueue(appliance.Queue{Name: "Sales", Groups: groups, OfferFor: 20 * time.Second, WrapUpFor: 30 * time.Second})
		if err := errors.Join(err1, err2, err3); err != nil {
			return err
		}
		w, err1 := tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.WebChat, Name: "Shop", Queue: q.ID})
		n, err2 := tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.Phone, Name: "Main", Queue: q.ID, Phone: appliance.PhoneEntry{Number: "100"}})
		b.jana, b.petr, b.sales, b.widget, b.number = jana.ID, petr.ID, q.ID, w.ID, n.ID
		return errors.Join(err1, err2)
	})
	b.run()
	return b
}

// answers are what was told since they were taken.
type answers struct {
	mu  sync.Mutex
	all []bool
}

func (a *answers) add(answer bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, answer)
}

func (a *answers) take() (all []bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	all, a.all = a.all, nil
	return all
}

func (b *box) Want(tx *sqlite.Tx, c appliance.ConversationID, o appliance.OperatorID, now time.Time) error {
	return b.desk.Want(tx, c, o, now)
}

func (b *box) open() {
	b.t.Helper()
	var err error
	if b.store, err = sqlite.Open(b.t.Context(), b.path, sqlite.Options{}); err != nil {
		b.t.Fatal(err)
	}
	b.feed = feed.New(b.store.Epoch(), 1000)
	b.store.PublishTo(func(events ...appliance.Event) {
		if held := b.heard.Load(); held != nil {
			<-*held
		}
		b.feed.Publish(events...)
	})
	b.desk = desk.New(desk.Deps{Store: b.store, Feed: b.feed, Site: rules{}})
	b.Loop = acd.New(acd.Deps{
		Store: b.store, Feed: b.feed, Desk: b, Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Rules:         func(*sqlite.View) (acd.Rules, error) { return b.rules, nil },
		MannedChanged: func() { b.manned.add(b.Somebody(b.number, b.sales, appliance.KindCall)) },
	})
}

func (b *box) run() {
	ctx, stop := context.WithCancel(b.t.Context())
	b.stop, b.stopped = stop, make(chan error, 1)
	loop := b.Loop
	go func() { b.stopped <- loop.Run(ctx) }()
	<-b.Ready()
	for _, o := range []appliance.OperatorID{b.jana, b.petr} {
		b.PageOpened(o)
	}
}

func (b *box) close() {
	b.t.Helper()
	b.stop()
	if err := errors.Join(<-b.stopped, b.store.Close()); err != nil {
		b.t.Fatal(err)
	}
	if logged := b.log.read(); logged != "" {
		b.t.Errorf("logged: %s", logged)
	}
}

func (b *box) write(fn func(*sqlite.Tx) error) {
	b.t.Helper()
	b.must(b.store.Write(b.t.Context(), fn))
}

func (b *box) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// view reads the store when everything that is under way has come to rest.
func view[T any](b *box, read func(*sqlite.View) (T, error)) (v T) {
	b.t.Helper()
	synctest.Wait()
	b.must(b.store.Read(b.t.Context(), func(view *sqlite.View) (err error) { v, err = read(view); return err }))
	return v
}

func (b *box) available(operators ...appliance.OperatorID) {
	b.t.Helper()
	for _, o := range operators {
		b.must(b.SetPresence(b.t.Context(), o, appliance.Available, ""))
		time.Sleep(time.Second)
		synctest.Wait()
	}
}

func (b *box) enter(channel appliance.Channel) appliance.ConversationID {
	b.t.Helper()
	o := desk.Opening{Channel: channel, EntryPoint: b.widget, Queue: b.sales}
	if channel == appliance.Phone {
		o.EntryPoint = b.number
	}
	c, err := b.desk.Open(b.t.Context(), o)
	b.must(err)
	return c.ID
}

func (b *box) wantAsked(c appliance.ConversationID, want appliance.OperatorID) {
	b.t.Helper()
	var got appliance.OperatorID
	for _, o := range view(b, (*sqlite.View).Offers) {
		if o.Conversation == c {
			got = o.Operator
		}
	}
	if got != want {
		b.t.Errorf("conversation %s is offered to operator %s, want %s", c, got, want)
	}
}

func (b *box) wantPresence(o appliance.OperatorID, want appliance.PresenceState) {
	b.t.Helper()
	if got := view(b, func(v *sqlite.View) (appliance.Presence, error) { return v.Presence(o) }); got.State != want {
		b.t.Errorf("operator %s is %s, want %s", o, got.State, want)
	}
}

func (b *box) wantServed(c appliance.ConversationID, want ...appliance.OperatorID) {
	b.t.Helper()
	got := view(b, func(v *sqlite.View) (appliance.Conversation, error) { return v.Conversation(c) })
	if !slices.Equal(got.Operators, want) {
		b.t.Errorf("conversation %s is served by %v, want %v", c, got.Operators, want)
	}
}

// bubble runs a story on a clock that leaps when nobody has anything to do.
func bubble(t *testing.T, story func(b *box)) {
	synctest.Test(t, func(t *testing.T) {
		b := newBox(t)
		story(b)
		b.close()
	})
}

func (b *box) wrapUp(c appliance.ConversationID, o appliance.OperatorID) {
	b.t.Helper()
	reason := view(b, (*sqlite.View).Reasons)
	if len(reason) == 0 {
		b.write(func(tx *sqlite.Tx) error {
			r, err := tx.AddReason(appliance.Reason{Name: map[appliance.Language]string{appliance.English: "Done"}})
			reason = append(reason, r)
			return err
		})
	}
	b.must(b.desk.WrapUp(b.t.Context(), o, c, desk.WrapUp{Reason: reason[0].ID}))
}
