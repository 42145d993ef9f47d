package sqlite

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"time"

	"cordboard/appliance"
)

// request is one Write on its way through the line. Its channels go:
// turn, from the writer to the caller, when fn may run (unbuffered: either the
// caller takes it, or he has left); left, closed by the caller who gave up
// waiting; back, from the caller to the writer, when fn is through; done, from
// the writer to the caller, the outcome of the whole transaction.
type request struct {
	turn chan struct{}
	left chan struct{}
	back chan result
	done chan error
	// unhurried: it may wait for company.
	unhurried bool
}

// result is how one function went. broken is an error that cost the whole
// transaction.
type result struct {
	events []appliance.Event
	broken error
}

func newRequest() *request {
	return &request{
		turn: make(chan struct{}),
		left: make(chan struct{}),
		back: make(chan result, 1),
		done: make(chan error, 1),
	}
}

// Write runs fn in the writer's transaction and returns when that is durable,
// or did not come about. With nil, all that fn wrote is there for good and its
// events are published; with an error, nothing of it is. An error or a panic
// of fn undoes fn alone.
//
// While fn waits for its turn, the end of ctx calls it off; once it runs, its
// outcome is awaited and told, whatever becomes of ctx. fn should do nothing
// but read and write here: others wait for it. A Write inside of fn, or of
// what publishes, would wait for itself and panics.
func (s *Store) Write(ctx context.Context, fn func(*Tx) error) error {
	w := s.writer
	r := newRequest()
	r.unhurried = unhurried(ctx)
	if err := w.enter(ctx, r); err != nil {
		return err
	}
	select {
	case <-r.turn:
	case err := <-r.done: // there is no transaction to run it in
		return err
	case <-ctx.Done():
		close(r.left)
		return ctx.Err()
	}
	err := w.run(r, fn)
	// Also an error of fn is told only after the commit: it may rest on what
	// was written before it in the same transaction.
	if broken := <-r.done; broken != nil {
		return broken
	}
	return err
}

// suspicious is how long a Write stands in line until it is asked whether it
// waits for itself: longer than nearly all, since to look costs. One that does not
// goes to the end of the line, once.
const suspicious = 100 * time.Millisecond

// enter puts a Write into the line.
func (w *writer) enter(ctx context.Context, r *request) error {
	suspects := time.NewTimer(suspicious)
	defer suspects.Stop()
	for {
		select {
		case w.line <- r:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-w.store.closing:
			return ErrClosed
		case <-suspects.C:
			if nested() {
				panic("sqlite: Write inside a Write: use its Tx")
			}
		}
	}
}

// run is the caller's turn: fn under its savepoint. However fn ends, the turn
// goes back to the writer.
func (w *writer) run(r *request, fn func(*Tx) error) (err error) {
	tx := &Tx{View: View{conn: w.conn, ctx: context.Background()}}
	returned := false
	defer func() {
		tx.over = true
		if err == nil {
			err = tx.lost // should fn have overlooked it
		}
		out := w.settle(tx, returned && err == nil)
		if out.broken != nil {
			err = out.broken
		}
		r.back <- out
	}()
	if _, err := w.conn.exec(tx.ctx, "SAVEPOINT turn"); err != nil {
		tx.lost = translate(err)
		return tx.lost
	}
	err = fn(tx)
	returned = true
	return err
}

// settle keeps or undoes what was done since the savepoint. If that cannot be
// done, the transaction is lost for all who share it.
func (w *writer) settle(tx *Tx, keep bool) result {
	ctx := context.Background()
	if keep {
		if _, err := w.conn.exec(ctx, "RELEASE turn"); err != nil {
			return result{broken: fmt.Errorf("keep a write: %w", translate(err))}
		}
		return result{events: tx.events}
	}
	_, err := w.conn.exec(ctx, "ROLLBACK TO turn")
	if err == nil {
		_, err = w.conn.exec(ctx, "RELEASE turn")
	}
	switch {
	case err == nil:
		return result{}
	case tx.lost != nil: // SQLite rolled it all back: tell why it did
		return result{broken: tx.lost}
	}
	return result{broken: fmt.Errorf("undo a write: %w", translate(err))}
}

// turns are the functions that call what has its turn: fn, and what publishes.
var turns = [...]uintptr{
	reflect.ValueOf((*writer).run).Pointer(),
	reflect.ValueOf((*writer).commit).Pointer(),
}

// nested tells whether one of turns is among the callers. It serves to catch a
// programmer's mistake and nothing else rests on it, so it looks no further
// than the callers that fit: each costs, and a Write stands close to the
// function that it must not stand in.
func nested() bool {
	var callers [32]uintptr
	const these = 4 // Callers, nested, enter, Write
	for _, at := range callers[:runtime.Callers(these, callers[:])] {
		if f := runtime.FuncForPC(at - 1); f != nil && slices.Contains(turns[:], f.Entry()) {
			return true
		}
	}
	return false
}
