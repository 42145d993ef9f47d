package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"cordboard/appliance"
)

// batch is the most writes that share a transaction: enough to make the fsync
// cheap for each, few enough that the first does not wait long for the last.
const batch = 128

// writer owns the one connection that writes. Whoever has a turn uses the
// connection, and the writer in between.
type writer struct {
	conn    *conn
	reserve reserve
	health  health
	store   *Store
	publish func(...appliance.Event)
	line    chan *request // unbuffered: who waits, waits in Write
	commits int

	running sync.WaitGroup
}

func newWriter(s *Store, c *conn) *writer {
	return &writer{
		conn:    c,
		store:   s,
		publish: func(...appliance.Event) {},
		line:    make(chan *request),
	}
}

func (w *writer) start() { w.running.Go(w.loop) }

func (w *writer) wait() { w.running.Wait() }

func (w *writer) loop() {
	for {
		select {
		case r := <-w.line:
			for together := w.gather(r); len(together) > 0; {
				together = w.commit(together)
			}
		case <-w.store.closing:
			return
		}
	}
}

// commit runs one transaction: the turns of those who are together, then of
// everybody who waits by then, then COMMIT, then the events, then the answers.
// It returns who had no turn because the transaction was lost before.
func (w *writer) commit(together []*request) (left []*request) {
	if err := w.begin(); err != nil {
		w.store.log.Error("store cannot begin to write", "err", err)
		w.note(err)
		for _, r := range together {
			r.done <- err
		}
		return nil
	}
	var served []*request
	var events []appliance.Event
	var err error
	for err == nil {
		if len(together) == 0 {
			if together = w.next(len(served)); together == nil {
				break
			}
		}
		r := together[0]
		together = together[1:]
		if out, took := w.turn(r); took {
			served = append(served, r)
			events = append(events, out.events...)
			err = out.broken
		}
	}
	if err = w.end(err); err != nil {
		w.store.log.Error("store cannot commit", "err", err, "writes", len(served))
		if errors.Is(err, appliance.ErrDiskFull) {
			w.reserve.give()
		}
	} else {
		if changesSite(events) {
			w.store.siteChanges.Add(1)
		}
		if len(events) > 0 {
			w.publish(events...)
		}
		w.reserve.retake()
		w.count()
	}
	w.note(err)
	for _, r := range served {
		r.done <- err
	}
	return together
}

// count tells Run of every few commits.
func (w *writer) count() {
	w.commits++
	if w.commits%mergeAfter != 0 {
		return
	}
	select {
	case w.store.grown <- struct{}{}:
	default: // it is to look anyway
	}
}

// next is who waits in line now, or nil.
func (w *writer) next(served int) []*request {
	if served >= batch {
		return nil
	}
	select {
	case r := <-w.line:
		return []*request{r}
	default:
		return nil
	}
}

// turn lets one caller run his function; took is false if he has left.
func (w *writer) turn(r *request) (out result, took bool) {
	select {
	case r.turn <- struct{}{}:
		return <-r.back, true
	case <-r.left:
		return result{}, false
	}
}

// begin takes SQLite's write lock at once: nobody else has it, unless a tool
// works on the file.
func (w *writer) begin() error {
	if _, err := w.conn.exec(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin a write: %w", translate(err))
	}
	return nil
}

// end commits, or rolls back when the transaction is lost already or cannot be
// committed.
func (w *writer) end(lost error) error {
	ctx := context.Background()
	if lost == nil {
		_, err := w.conn.exec(ctx, "COMMIT")
		if err == nil {
			return nil
		}
		lost = fmt.Errorf("commit: %w", translate(err))
	}
	// SQLite may have rolled back by itself; then this fails and all is well.
	_, err := w.conn.exec(ctx, "ROLLBACK")
	if err != nil && !finished(err) {
		lost = errors.Join(lost, fmt.Errorf("roll back: %w", err))
	}
	return lost
}
