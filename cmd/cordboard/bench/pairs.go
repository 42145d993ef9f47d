package main

import (
	"context"
	"fmt"
	"time"
)

// pairs are those who talk at the same time.
type pairs []*pair

// read lets them talk for a while, and tells what that cost whoever stands
// between them, and how long their sound took.
func (ps pairs) read(ctx context.Context, figure string, cpu func() (time.Duration, error)) ([]row, error) {
	cost, err := ps.measure(ctx, cpu)
	if err != nil {
		return nil, err
	}
	sent, lost, took := ps.heard()
	if len(took) == 0 {
		return nil, fmt.Errorf("%s: nobody heard anything of what was said", figure)
	}
	return []row{
		{
			figure: figure, unit: "CPU s per 1000 call s",
			read: 1000 * cost.Seconds() / (talkFor.Seconds() * float64(len(ps))), note: losses(sent, lost),
		},
		waits(figure+": one way", took, 0),
	}, nil
}

// measure counts anew, lets them talk, and tells what that cost.
func (ps pairs) measure(ctx context.Context, cpu func() (time.Duration, error)) (cost time.Duration, err error) {
	if err := pause(ctx, 2*time.Second); err != nil { // until what the last one began is over
		return 0, err
	}
	ps.forget()
	before, err := cpu()
	if err != nil {
		return 0, err
	}
	if err := pause(ctx, talkFor); err != nil {
		return 0, err
	}
	after, err := cpu()
	return after - before, err
}

func (ps pairs) forget() {
	for _, p := range ps {
		p.forget()
	}
}

// heard is how the sound passed since the last forget. What is on its way does
// not count as lost.
func (ps pairs) heard() (sent, lost uint64, took []time.Duration) {
	for _, p := range ps {
		for _, w := range []*way{&p.up, &p.down} {
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

func losses(sent, lost uint64) string {
	return fmt.Sprintf("%d of %d packets lost", lost, sent)
}
