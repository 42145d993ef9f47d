package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// messages is how many each visitor writes: as many as the widget takes from
// one at once before it asks him to write more slowly. Two visitors may share
// what they may send, and one of them has to wait then.
const messages = 20

// chats measures what passes between a visitor's message and its being
// acknowledged, and its being on the operator's page. Each visitor writes
// again as soon as both have come. Every operator has one page, open on one
// of his conversations, with the others in its list.
func chats(ctx context.Context, b *bench) (rows []row, err error) {
	hall := &hall{at: b.at, box: b.box}
	defer hall.close()
	for _, size := range []struct {
		visitors, rounds int
		target           float64
	}{{1, 10, 0}, {8, 3, 30}, {64, 1, 0}} {
		var took waited
		for range size.rounds {
			if err := hall.round(ctx, size.visitors, &took); err != nil {
				return rows, fmt.Errorf("%d visitors: %w", size.visitors, err)
			}
		}
		rows = append(rows,
			took.row(size.visitors),
			waits(fmt.Sprintf("message of one of %d visitors: acknowledged", size.visitors), took.acknowledged, size.target),
			waits(fmt.Sprintf("message of one of %d visitors: on the operator's page", size.visitors), took.shown, size.target))
	}
	return rows, nil
}

// waited is how long messages took, and what they cost.
type waited struct {
	mu                  sync.Mutex
	acknowledged, shown []time.Duration
	cpu                 time.Duration // of the box, while they were written
}

func (w *waited) add(acknowledged, shown time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acknowledged, w.shown = append(w.acknowledged, acknowledged), append(w.shown, shown)
}

// row is what a message took of the box's CPU, its way to the pages included.
func (w *waited) row(visitors int) row {
	return row{
		figure: fmt.Sprintf("message of one of %d visitors", visitors), unit: "CPU ms per message",
		read: 1000 * w.cpu.Seconds() / float64(len(w.shown)),
	}
}

// hall is all who chat.
type hall struct {
	at        addresses
	box       *box
	operators []*operator
	visitors  int // so far, for their addresses
	marks
}

func (h *hall) close() {
	for _, o := range h.operators {
		o.unwatch()
		o.leave()
	}
}

// staff signs in until so many operators are available.
func (h *hall) staff(ctx context.Context, many int) error {
	for n := len(h.operators); n < many; n++ {
		o, err := signIn(ctx, 1000+n, h.at.desk, operatorLogin(n))
		if err != nil {
			return err
		}
		h.operators = append(h.operators, o)
		if err := o.presence(ctx, "available"); err != nil {
			return err
		}
	}
	return nil
}

// talk is a conversation and its two sides.
type talk struct {
	*visitor
	id   string
	with *operator
}

// round has so many visitors chat at once, from the form to the wrap-up.
func (h *hall) round(ctx context.Context, visitors int, took *waited) (err error) {
	if err := h.staff(ctx, (visitors+places-1)/places); err != nil {
		return err
	}
	talks, err := h.begin(ctx, visitors)
	defer func() { err = errors.Join(err, h.finish(ctx, talks)) }()
	if err != nil {
		return err
	}
	before, err := h.box.cpu()
	if err != nil {
		return err
	}
	group, writing := errgroup.WithContext(ctx)
	for _, t := range talks {
		group.Go(func() error {
			for sent := 0; sent < messages; {
				switch err := h.say(writing, t, took); {
				case err == nil:
					sent++
				case !errors.Is(err, errOften):
					return err
				case pause(writing, time.Second) != nil:
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	after, err := h.box.cpu()
	took.cpu += after - before
	return err
}

// begin opens the conversations one after the other, and has each accepted
// before the next.
func (h *hall) begin(ctx context.Context, visitors int) (talks []talk, err error) {
	for n := range visitors {
		v, err := openChat(ctx, 2000+h.visitors, h.at.public, widgetKey, func([]byte) {})
		if err != nil {
			return talks, err
		}
		h.visitors++
		t := talk{visitor: v, with: h.operators[n/places]}
		talks = append(talks, t)
		if talks[n].id, err = t.with.accept(ctx); err != nil {
			return talks, fmt.Errorf("accept a chat: %w", err)
		}
		if n%places == 0 {
			if err := t.with.watch(ctx, "/desk/"+talks[n].id+"?tab=active", h.look); err != nil {
				return talks, err
			}
		}
	}
	return talks, nil
}

// say writes one message and waits for both.
func (h *hall) say(ctx context.Context, t talk, took *waited) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	mark, seen := h.marks.next()
	began := time.Now()
	acknowledged, err := t.write(ctx, mark+": do you have it in another length?")
	if err != nil {
		return err
	}
	select {
	case shown := <-seen:
		took.add(acknowledged.Sub(began), shown.Sub(began))
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s never came to the operator's page: %w", mark, ctx.Err())
	}
}

// finish ends what was begun, so that the next round finds the operators
// free.
func (h *hall) finish(ctx context.Context, talks []talk) error {
	for _, o := range h.operators {
		o.unwatch()
	}
	var errs []error
	for _, t := range talks {
		errs = append(errs, t.end(ctx))
		if t.id != "" {
			errs = append(errs, t.with.wrapUp(ctx, t.id))
		}
	}
	return errors.Join(errs...)
}
