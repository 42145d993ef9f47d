package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// bridges measures calls between a telephone and a headset, each recorded.
func bridges(ctx context.Context, b *bench) (rows []row, err error) {
	const span = 15 * time.Second
	var talks talks
	defer func() { err = errors.Join(err, talks.close()) }()
	for _, many := range []int{50, 200} {
		if err := talks.grow(ctx, b.at, floodTalks, many); err != nil {
			return rows, err
		}
		cost, err := talks.measure(ctx, b.box, span)
		if err != nil {
			return rows, err
		}
		sent, lost, took := talks.heard()
		rows = append(rows,
			row{
				figure: fmt.Sprintf("%d calls between telephone and browser, recorded", many), unit: "CPU s per 1000 call s",
				read: 1000 * cost.Seconds() / (span.Seconds() * float64(many)), note: losses(sent, lost),
			},
			waits(fmt.Sprintf("one way through the box, %d calls", many), took, 0))
	}
	return rows, nil
}

func losses(sent, lost uint64) string {
	return fmt.Sprintf("%d of %d packets lost", lost, sent)
}

// talks are calls that go on.
type talks []*bridge

// grow adds calls until there are so many, to the operators from first on, one
// after the other: only the one who is added is free for the caller.
func (t *talks) grow(ctx context.Context, at addresses, first, many int) error {
	for len(*t) < many {
		b, err := newBridge(ctx, first+len(*t), at)
		if err != nil {
			return fmt.Errorf("call %d: %w", len(*t)+1, err)
		}
		*t = append(*t, b)
	}
	return nil
}

// measure lets the calls go on for a while, counts anew, and tells what they
// cost the box.
func (t talks) measure(ctx context.Context, box *box, span time.Duration) (cost time.Duration, err error) {
	if err := pause(ctx, 2*time.Second); err != nil { // until what the last one began is over
		return 0, err
	}
	t.forget()
	before, err := box.cpu()
	if err != nil {
		return 0, err
	}
	if err := pause(ctx, span); err != nil {
		return 0, err
	}
	after, err := box.cpu()
	return after - before, err
}

func (t talks) forget() {
	for _, b := range t {
		b.up.forget()
		b.down.forget()
	}
}

// heard is how the sound passed since the last forget. What is on its way does
// not count as lost.
func (t talks) heard() (sent, lost uint64, took []time.Duration) {
	for _, b := range t {
		for _, w := range []*way{&b.up, &b.down} {
			n := w.sent.Load()
			w.mu.Lock()
			sent += n
			if w.heard+onTheWay < n {
				lost += n - w.heard - onTheWay
			}
			took = append(took, w.took...)
			w.mu.Unlock()
		}
	}
	return sent, lost, took
}

// onTheWay is how many packets of one way may be so.
const onTheWay = 2

func (t talks) close() error {
	var errs []error
	for _, b := range t {
		errs = append(errs, b.close())
	}
	return errors.Join(errs...)
}
