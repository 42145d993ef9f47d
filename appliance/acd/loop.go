package acd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// Desk writes conversations.
type Desk interface {
	// Join makes an operator serve a conversation that waits. A refusal means
	// that it does not wait any more.
	Join(tx *sqlite.Tx, c appliance.ConversationID, o appliance.OperatorID, now time.Time) error
	// Want has a conversation wait for one operator alone. A refusal means that
	// it is served, or over.
	Want(tx *sqlite.Tx, c appliance.ConversationID, o appliance.OperatorID, now time.Time) error
	// PassOn has a conversation that waits in one queue wait in another. A refusal
	// means that it does not wait there any more.
	PassOn(tx *sqlite.Tx, c appliance.ConversationID, from, to appliance.QueueID, now time.Time) error
	// Enter makes an operator serve what a colleague serves: in his place, or
	// beside him. A refusal means that the colleague does not any more.
	Enter(tx *sqlite.Tx, c appliance.ConversationID, o, by appliance.OperatorID, why appliance.Purpose, now time.Time) error
	// LogIn adds to the story of a conversation that is not over.
	LogIn(tx *sqlite.Tx, c appliance.ConversationID, e appliance.Entry, now time.Time) error
}

// Deps is what the Loop stands on.
type Deps struct {
	Store *sqlite.Store
	Feed  *feed.Log
	Desk  Desk
	// MannedChanged is told when Somebody answers otherwise than before, and
	// must not block. Nil: nobody wants to know.
	MannedChanged func()
	// Rules are the site's; nil: the zero Rules.
	Rules func(*sqlite.View) (Rules, error)
	// Grace is how long an operator whose last page of the desk has gone is
	// still there. Zero: 20 seconds.
	Grace time.Duration
	Log   *slog.Logger     // nil: nowhere
	Now   func() time.Time // nil: time.Now
}

// Loop owns the State and acts on what it decides. Its methods may be called
// from any goroutine while Run runs; before that they wait.
type Loop struct {
	Deps
	commands chan command
	ready    chan struct{} // closed when the State stands
	stopped  chan struct{} // closed when Run ends
	manned   atomic.Pointer[manned]

	// Run's own.
	state  State
	sub    *feed.Subscription
	behind bool // the store must be read again
}

// command is what an operator asks for, or with note what is told of him. Run
// answers once; answer has room.
type command struct {
	note   func(s *State, now time.Time)
	decide func(s *State, now time.Time) ([]Decision, error)
	answer chan error
}

// ErrStopped is the answer to a command when the box goes down.
var ErrStopped = errors.New("acd: stopped")

// grace is enough for a reload, and for a browser to find the box again.
const grace = 20 * time.Second

// New makes a Loop that has not begun.
func New(d Deps) *Loop {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Loop{
		Deps:     d,
		commands: make(chan command),
		ready:    make(chan struct{}),
		stopped:  make(chan struct{}),
		state:    State{grace: cmp.Or(d.Grace, grace)},
	}
}

// Ready is closed once Run knows who is there and what waits.
func (l *Loop) Ready() <-chan struct{} { return l.ready }

// Accept gives the operator a conversation that waits. With nil, he serves it.
func (l *Loop) Accept(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error {
	return l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) { return s.Accept(o, c, now) }})
}

// Decline sends a conversation that the operator is offered to the next one.
func (l *Loop) Decline(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID) error {
	return l.command(ctx, command{decide: func(s *State, _ time.Time) ([]Decision, error) { return s.Decline(o, c) }})
}

// Reach offers a conversation that nobody serves, and that came from an entry point, to
// one operator, who is asked for so long and no other with him. It is ErrNotSignedIn
// where he is not there to be asked, ErrNotFree while he is with somebody else, and the
// desk's refusal for what is served or over.
func (l *Loop) Reach(ctx context.Context, c appliance.ConversationID, from appliance.EntryPointID, to appliance.OperatorID, within time.Duration) error {
	return l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) { return s.Reach(c, from, to, within, now) }})
}

// Unreached sends a conversation to the next one for which the operator's
// telephone could not be rung, and keeps offers from him until he says that he is
// there.
func (l *Loop) Unreached(ctx context.Context, o appliance.OperatorID, c appliance.ConversationID, cause string) error {
	return l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) { return s.Unreached(o, c, cause, now) }})
}

// Ask offers a conversation that an operator serves, or may pass on, to a colleague, who has as
// long to accept as for any other offer. It is appliance.ErrNotFound for nobody, or
// himself, appliance.ErrNotServing where he does not serve it, appliance.ErrShared where
// others do and not one alone, ErrPurpose for what a chat is not for, ErrWithYou and
// ErrNotFree of the colleague, and ErrAsking while another one is asked.
func (l *Loop) Ask(ctx context.Context, by appliance.OperatorID, c appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose) error {
	return l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) { return s.Ask(by, c, to, why, now) }})
}

// Withdraw takes back what an operator asked a colleague.
func (l *Loop) Withdraw(ctx context.Context, by appliance.OperatorID, c appliance.ConversationID) error {
	return l.command(ctx, command{decide: func(s *State, _ time.Time) ([]Decision, error) { return s.Withdraw(by, c) }})
}

// SetPresence moves the operator: available, away with a reason, or offline.
// Coming from offline he signs in to take conversations.
func (l *Loop) SetPresence(ctx context.Context, o appliance.OperatorID, to appliance.PresenceState, reason string) error {
	return l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) {
		return s.SetPresence(o, to, reason, now)
	}})
}

// SetDuty has the operator stand to one entry point as he wants. It is
// appliance.ErrNotFound for an entry point that there is not.
func (l *Loop) SetDuty(ctx context.Context, o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) error {
	return l.command(ctx, command{decide: func(s *State, _ time.Time) ([]Decision, error) { return s.SetDuty(o, e, d) }})
}

// Extend gives who wraps up that much more time for it. It is ErrNotWrappingUp for
// one who does not, and ErrLongEnough beyond what there is for one wrap-up.
func (l *Loop) Extend(ctx context.Context, o appliance.OperatorID, by time.Duration) error {
	return l.command(ctx, command{decide: func(s *State, _ time.Time) ([]Decision, error) { return s.Extend(o, by) }})
}

// PageOpened tells that a page of the desk shows the operator what he is
// offered; for each, PageClosed is called once.
func (l *Loop) PageOpened(o appliance.OperatorID) {
	l.tell(func(s *State, _ time.Time) { s.PageOpened(o) })
}

// PageClosed tells that such a page has gone. When the last one has been gone
// for the grace time, the operator is not there.
func (l *Loop) PageClosed(o appliance.OperatorID) {
	l.tell(func(s *State, now time.Time) { s.PageClosed(o, now) })
}

// PageUsed tells that the operator moves at such a page.
func (l *Loop) PageUsed(o appliance.OperatorID) {
	l.tell(func(s *State, now time.Time) { s.PageUsed(o, now) })
}

// tell is heard whatever becomes of the request behind it, for pages are
// counted. All that can go wrong is that the box stops.
func (l *Loop) tell(note func(*State, time.Time)) {
	_ = l.command(context.Background(), command{note: note})
}

// Somebody tells whether anyone who serves the queue, may take calls (or chats) at
// all and is on duty for the entry point, is there, available or not. Before Ready
// nobody is.
func (l *Loop) Somebody(e appliance.EntryPointID, q appliance.QueueID, k appliance.Kind) bool {
	manned := l.manned.Load()
	return manned != nil && manned.somebody(e, demand{q, k})
}

// Outlook foretells for a call that waits. The future is played in the asker's
// goroutine: the Loop only tells what it is foretold from.
func (l *Loop) Outlook(ctx context.Context, c appliance.ConversationID) (appliance.Outlook, error) {
	told := make(chan prospect, 1) // the Loop writes it also when nobody waits any more
	err := l.command(ctx, command{decide: func(s *State, now time.Time) ([]Decision, error) {
		told <- s.prospect(c, now)
		return nil, nil
	}})
	if err != nil {
		return appliance.Outlook{}, err
	}
	return (<-told).outlook(), nil
}

func (l *Loop) command(ctx context.Context, c command) error {
	c.answer = make(chan error, 1)
	select {
	case l.commands <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-l.stopped:
		return ErrStopped
	}
	select {
	case err := <-c.answer:
		return err
	case <-ctx.Done(): // it is carried out all the same
		return ctx.Err()
	}
}

// retry is the pause after the store could not be read or written.
const retry = time.Second

// Run restores the State from the store and works until ctx ends. It is called
// once. An error means that it could not begin; later ones are logged and what
// failed is tried again.
func (l *Loop) Run(ctx context.Context) error {
	defer close(l.stopped)
	if err := l.restore(ctx); err != nil {
		return err
	}
	defer func() { l.sub.Close() }()
	close(l.ready)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		facts := l.sub.C()
		if l.behind { // what it gives does not count any more
			facts = nil
		}
		select {
		case <-ctx.Done():
			return nil
		case f, ok := <-facts:
			l.hear(f, ok)
		case c := <-l.commands:
			c.answer <- l.serve(ctx, c)
		case <-timer.C:
		}
		next, err := l.rounds(ctx)
		if err != nil && ctx.Err() == nil {
			l.Log.Error("acd cannot act", "err", err)
			next = l.now().Add(retry)
		}
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(next.Sub(l.now()))
		}
	}
}

// now is the time as the store keeps it.
func (l *Loop) now() time.Time { return l.Now().UTC().Truncate(time.Microsecond) }

// staleRounds is how many rounds in a row may come too late. More are a fault:
// what is decided does not fit what was just read.
const staleRounds = 5

// rounds decides and writes until there is nothing more to do, and returns
// when to look again.
func (l *Loop) rounds(ctx context.Context) (time.Time, error) {
	for stale := 0; ; {
		if err := l.catchUp(ctx); err != nil {
			return time.Time{}, err
		}
		now := l.now()
		decisions, next := l.state.Decide(now)
		if len(decisions) == 0 {
			return next, nil
		}
		switch err := l.write(ctx, decisions, now); {
		case err == nil:
			stale = 0
		case !errors.Is(err, errStale):
			return time.Time{}, err
		default:
			l.behind = true
			if stale++; stale == staleRounds {
				return time.Time{}, err
			}
		}
	}
}

// serve carries a command out. If somebody else was quicker than the State
// knew, who guards the row says so, and the store is read again: what was decided on
// what is not so any more is decided anew, once, and is ErrMeanwhile then. So is what
// was refused: the asker may have read what is committed and not told yet.
func (l *Loop) serve(ctx context.Context, c command) error {
	err := l.catchUp(ctx)
	if c.note != nil { // it happened, whatever the store says
		c.note(&l.state, l.now())
		return nil
	}
	if err != nil {
		return err
	}
	err = l.obey(ctx, c)
	if refused := appliance.AsRefusal(err) != nil; !refused && !errors.Is(err, errStale) {
		return err
	}
	if err := l.abreast(ctx); err != nil {
		return err
	}
	if err = l.obey(ctx, c); errors.Is(err, errStale) {
		return ErrMeanwhile
	}
	return err
}

// abreast makes the State know all that anybody could have read by now. The store tells
// of a commit when readers see it already, but before its next turn to write.
func (l *Loop) abreast(ctx context.Context) error {
	if err := l.Store.Write(ctx, func(*sqlite.Tx) error { return nil }); err != nil {
		return err
	}
	return l.catchUp(ctx)
}

// obey decides about a command and writes that.
func (l *Loop) obey(ctx context.Context, c command) error {
	now := l.now()
	decisions, err := c.decide(&l.state, now)
	if err != nil || len(decisions) == 0 {
		return err
	}
	if err = l.write(ctx, decisions, now); err != nil {
		l.behind = true
	}
	return err
}

// catchUp makes the State know all that was told by now, of the Loop's own commits as
// well: it reads the feed empty, and the store where the feed does not do.
func (l *Loop) catchUp(ctx context.Context) error {
	for {
		if l.behind {
			if err := l.restore(ctx); err != nil {
				return err
			}
		}
		select {
		case f, ok := <-l.sub.C():
			l.hear(f, ok)
		default:
			return nil
		}
	}
}

// hear takes in one fact. When the feed was cut, or does not say what changed,
// the store must be read again.
func (l *Loop) hear(f feed.Fact, ok bool) {
	_, site := f.Event.(appliance.SiteChanged)
	if !ok || site {
		l.behind = true
		return
	}
	l.state.Apply(f.Event, l.now())
	switch f.Event.(type) {
	case appliance.PresenceChanged, appliance.OperatorChanged:
		l.publish()
	}
}

// publish makes known which queues are manned. Who has heard of the same facts
// may have asked too early, so a change is told once the new answer stands.
func (l *Loop) publish() {
	now := l.state.manned()
	was := l.manned.Swap(&now)
	if changed := was == nil || !was.equal(now); changed && l.MannedChanged != nil {
		l.MannedChanged()
	}
}

// restore reads everything again and listens from there.
func (l *Loop) restore(ctx context.Context) error {
	for {
		last := l.Feed.Last()
		snapshot, err := l.read(ctx, l.state.lately == nil)
		if err != nil {
			return fmt.Errorf("restore who waits and who is there: %w", err)
		}
		sub, err := l.Feed.Subscribe(last)
		if errors.Is(err, feed.ErrGone) {
			continue // more came meanwhile than the feed holds
		}
		if err != nil {
			return fmt.Errorf("listen to the feed: %w", err)
		}
		if l.sub != nil {
			l.sub.Close()
		}
		l.sub, l.behind = sub, false
		l.state.Restore(snapshot, l.now())
		l.publish()
		return nil
	}
}
