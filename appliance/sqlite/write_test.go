package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"cordboard/appliance"
)

// line holds the writer in one turn while others queue up behind it, so that
// they share its transaction. It runs in a synctest bubble: Wait returns when
// everybody stands in line.
type line struct {
	t     *testing.T
	store *Store
	gate  chan struct{}
	wg    sync.WaitGroup
	errs  []error // of each Write, in the order of join
	// commits are the events of each commit.
	commits [][]appliance.Event
}

func newLine(t *testing.T) *line {
	l := &line{t: t, store: open(t), gate: make(chan struct{})}
	l.store.PublishTo(func(events ...appliance.Event) { l.commits = append(l.commits, slices.Clone(events)) })
	l.join(t.Context(), func(*Tx) error { <-l.gate; return nil })
	return l
}

// join starts a Write and returns when it waits.
func (l *line) join(ctx context.Context, fn func(*Tx) error) {
	n := len(l.errs)
	l.errs = append(l.errs, errors.New("not answered"))
	l.wg.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				l.errs[n] = fmt.Errorf("panic: %v", p)
			}
		}()
		l.errs[n] = l.store.Write(ctx, fn)
	})
	synctest.Wait()
}

// let lets them all go and waits for the answers.
func (l *line) let() []error {
	close(l.gate)
	l.wg.Wait()
	return l.errs
}

// post adds a queue of that name and tells so.
func post(name string) func(*Tx) error {
	return func(tx *Tx) error {
		q, err := tx.AddQueue(appliance.Queue{Name: name})
		if err != nil {
			return err
		}
		tx.Emit(appliance.OperatorChanged{Operator: appliance.Operator{ID: appliance.OperatorID(q.ID), Login: name}})
		return nil
	}
}

func queueNames(t testing.TB, s *Store) (names []string) {
	t.Helper()
	read(t, s, func(v *View) error {
		all, err := v.Queues()
		for _, q := range all {
			names = append(names, q.Name)
		}
		return err
	})
	return names
}

func eventNames(events []appliance.Event) (names []string) {
	for _, e := range events {
		names = append(names, e.(appliance.OperatorChanged).Operator.Login)
	}
	return names
}

func equal(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestWritesThatWaitShareOneCommitInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		for _, name := range []string{"c", "a", "b"} {
			l.join(t.Context(), post(name))
		}
		for i, err := range l.let() {
			if err != nil {
				t.Errorf("write %d: %v", i, err)
			}
		}
		if len(l.commits) != 1 {
			t.Fatalf("got %d commits, want 1", len(l.commits))
		}
		equal(t, "events", eventNames(l.commits[0]), []string{"c", "a", "b"})
		equal(t, "rows", queueNames(t, l.store), []string{"a", "b", "c"})
	})
}

func TestFailureUndoesItsOwnWriteAlone(t *testing.T) {
	wrong := errors.New("wrong")
	for name, c := range map[string]struct {
		end  func(*Tx) error
		want string
	}{
		"error":         {func(*Tx) error { return wrong }, "wrong"},
		"panic":         {func(*Tx) error { panic("oh") }, "panic: oh"},
		"goexit":        {func(*Tx) error { runtime.Goexit(); return nil }, "not answered"},
		"refused row":   {post("before"), ErrDuplicate.Error()},
		"missing row":   {func(tx *Tx) error { return tx.SaveQueue(appliance.Queue{ID: 99}) }, appliance.ErrNotFound.Error()},
		"missing owner": {func(tx *Tx) error { _, err := tx.AddEntry(appliance.Entry{Conversation: 99, At: noon}); return err }, appliance.ErrNotFound.Error()},
		"nested":        {nil, "panic: sqlite: Write inside a Write: use its Tx"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLine(t)
				l.join(t.Context(), post("before"))
				l.join(t.Context(), func(tx *Tx) error {
					if err := post("undone")(tx); err != nil {
						return err
					}
					if c.end == nil {
						return l.store.Write(t.Context(), post("nested"))
					}
					return c.end(tx)
				})
				l.join(t.Context(), post("after"))
				errs := l.let()
				if errs[1] != nil || errs[3] != nil {
					t.Errorf("neighbours: %v, %v", errs[1], errs[3])
				}
				if got := errs[2].Error(); len(got) < len(c.want) || got[:len(c.want)] != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				equal(t, "rows", queueNames(t, l.store), []string{"after", "before"})
				equal(t, "events", eventNames(slices.Concat(l.commits...)), []string{"before", "after"})
			})
		})
	}
}

func TestCommitThatFailsAnswersAllWhoShareIt(t *testing.T) {
	for name, spoil := range map[string]func(*Tx) error{
		// A reference that is checked at COMMIT alone.
		"at commit": func(tx *Tx) error {
			return errors.Join(tx.do("PRAGMA defer_foreign_keys = 1"),
				tx.do("INSERT INTO presence (operator, state, reason, since) VALUES (99, '', '', 0)"))
		},
		// What SQLite does by itself after some errors.
		"rolled back": func(tx *Tx) error { return tx.do("ROLLBACK") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLine(t)
				l.join(t.Context(), post("before"))
				l.join(t.Context(), post("before")) // a duplicate of what will never be
				l.join(t.Context(), spoil)
				for i, err := range l.let() {
					if err == nil || errors.Is(err, ErrDuplicate) {
						t.Errorf("write %d: got %v, want why the commit failed", i, err)
					}
				}
				if len(l.commits) != 0 {
					t.Errorf("published %v", l.commits)
				}
				write(t, l.store, post("later"))
				equal(t, "rows", queueNames(t, l.store), []string{"later"})
			})
		})
	}
}

// TestWritesBehindALostTransactionGetTheirOwn: who waits when a transaction is
// lost is served in the next.
func TestWritesBehindALostTransactionGetTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		l.join(t.Context(), func(tx *Tx) error { return tx.do("ROLLBACK") })
		l.join(t.Context(), post("behind"))
		if errs := l.let(); errs[2] != nil {
			t.Errorf("behind: %v", errs[2])
		}
		equal(t, "rows", queueNames(t, l.store), []string{"behind"})
	})
}

// TestNothingRunsAfterAFatalError: SQLite may have given up the transaction,
// and a statement that follows would then commit by itself.
func TestNothingRunsAfterAFatalError(t *testing.T) {
	s := open(t)
	err := s.Write(t.Context(), func(tx *Tx) error {
		tx.lost = appliance.ErrDiskFull // as a statement leaves it behind
		if err := post("more")(tx); !errors.Is(err, appliance.ErrDiskFull) {
			t.Errorf("a statement after it: got %v, want %v", err, appliance.ErrDiskFull)
		}
		return nil // the function overlooks it
	})
	if !errors.Is(err, appliance.ErrDiskFull) {
		t.Errorf("the write: got %v, want %v", err, appliance.ErrDiskFull)
	}
	equal(t, "rows", queueNames(t, s), nil)
}

func TestCommitTakesNoMoreThanABatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		const all = 2*batch + 10
		for i := range all {
			l.join(t.Context(), post(fmt.Sprintf("%04d", i)))
		}
		l.let()
		var names []string
		for _, c := range l.commits {
			if len(c) > batch {
				t.Errorf("%d writes in a commit, want at most %d", len(c), batch)
			}
			names = append(names, eventNames(c)...)
		}
		if len(l.commits) != 3 {
			t.Errorf("got %d commits, want 3", len(l.commits))
		}
		if len(names) != all || !slices.IsSorted(names) {
			t.Errorf("got %d events, sorted %v, want %d in the order of their writes", len(names), slices.IsSorted(names), all)
		}
	})
}

func TestWriteIsCalledOffWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		ctx, cancel := context.WithCancel(t.Context())
		l.join(ctx, post("called off"))
		l.join(t.Context(), post("behind"))
		cancel()
		synctest.Wait()
		if !errors.Is(l.errs[1], context.Canceled) {
			t.Errorf("got %v while the writer is busy, want %v", l.errs[1], context.Canceled)
		}
		if errs := l.let(); errs[2] != nil {
			t.Error(errs[2])
		}
		equal(t, "rows", queueNames(t, l.store), []string{"behind"})
	})
}

func TestWriteThatRunsTellsItsTrueOutcome(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Write(ctx, func(tx *Tx) error {
		cancel()
		return post("kept")(tx)
	})
	if err != nil {
		t.Errorf("got %v for a write that was committed", err)
	}
	equal(t, "rows", queueNames(t, s), []string{"kept"})
}

func TestWriteFromPublishPanics(t *testing.T) {
	s := open(t)
	var caught any
	s.PublishTo(func(...appliance.Event) {
		defer func() { caught = recover() }()
		_ = s.Write(t.Context(), post("from publish"))
	})
	write(t, s, post("a"))
	if caught == nil {
		t.Error("it did not panic")
	}
}

func TestTxIsOverWhenItsFunctionReturns(t *testing.T) {
	s := open(t)
	var tx *Tx
	var v *View
	write(t, s, func(x *Tx) error { tx = x; return nil })
	read(t, s, func(x *View) error { v = x; return nil })
	if err := tx.SetSetting("a", "b"); !errors.Is(err, ErrOver) {
		t.Errorf("a Tx kept: got %v, want %v", err, ErrOver)
	}
	if _, err := v.Queues(); !errors.Is(err, ErrOver) {
		t.Errorf("a View kept: got %v, want %v", err, ErrOver)
	}
}

func TestCloseAnswersWhoWaitsAndAwaitsWhoRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(t)
		closed := make(chan error, 1)
		l.wg.Go(func() { closed <- l.store.Close() })
		synctest.Wait()
		select {
		case <-closed:
			t.Error("Close did not wait for the write that runs")
		default:
		}
		if err := l.store.Write(t.Context(), post("late")); !errors.Is(err, ErrClosed) {
			t.Errorf("write: got %v, want %v", err, ErrClosed)
		}
		if err := l.store.Read(t.Context(), func(*View) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Errorf("read: got %v, want %v", err, ErrClosed)
		}
		if errs := l.let(); errs[0] != nil {
			t.Errorf("the write that ran: %v", errs[0])
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
	})
}
