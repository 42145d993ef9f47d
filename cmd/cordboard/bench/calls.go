package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// spoken measures calls that hear a prompt of ten seconds and press two keys.
func spoken(ctx context.Context, b *bench) ([]row, error) {
	const figure, unit, target = "calls with sound: 20 a second, a prompt of 10 s, two keys", "CPU s per 1000 call s", 0.6
	const rate, calls = 20, 600
	if !raw() {
		return []row{{figure: figure, unit: unit, target: target, note: rootOnly}}, nil
	}
	cost, o, err := b.cost(ctx, sipp{
		scenario: spokenScenario, number: spokenNumber, rate: rate, calls: calls, within: 100 * time.Second,
	})
	if err != nil {
		return nil, err
	}
	seconds := o.length.Seconds() * float64(o.succeeded+o.failed)
	return []row{{figure: figure, unit: unit, read: 1000 * cost.Seconds() / seconds, target: target, note: o.note()}}, nil
}

// signals measures calls that are hung up as soon as they are answered.
func signals(ctx context.Context, b *bench) (rows []row, err error) {
	for _, rate := range []int{200, 400, 1200} {
		cost, o, err := b.cost(ctx, sipp{
			scenario: signalScenario, number: signalNumber, rate: rate, calls: 15 * rate, within: 60 * time.Second,
		})
		if err != nil {
			return rows, err
		}
		rows = append(rows, row{
			figure: fmt.Sprintf("signalling only, %d calls a second", rate), unit: "CPU ms per call",
			read: 1000 * cost.Seconds() / float64(o.succeeded+o.failed), target: 0.5, note: o.note(),
		}, row{
			figure: fmt.Sprintf("signalling only, %d calls a second: answered and hung up", rate), unit: "% of calls",
			read: 100 * float64(o.succeeded) / float64(o.succeeded+o.failed), target: 100, note: fmt.Sprintf("%d failed", o.failed),
		})
	}
	return rows, nil
}

// cost is the CPU time of the box that calls take.
func (b *bench) cost(ctx context.Context, s sipp) (cost time.Duration, o outcome, err error) {
	s.target = b.at.sip
	before, err := b.box.cpu()
	if err != nil {
		return 0, o, err
	}
	if o, err = s.run(ctx); err != nil {
		return 0, o, err
	}
	after, err := b.box.cpu()
	if err == nil && o.succeeded+o.failed == 0 {
		err = fmt.Errorf("sipp made no calls")
	}
	return after - before, o, err
}

func (o outcome) note() string {
	note := fmt.Sprintf("%d calls", o.succeeded+o.failed)
	if o.sentAgain > 0 {
		note += fmt.Sprintf(", %d messages sent again", o.sentAgain)
	}
	if o.failed > 0 {
		note += fmt.Sprintf(", %d FAILED: %s", o.failed, strings.Join(o.why, "; "))
	}
	return note
}

// rootOnly is why a figure is missing for others.
const rootOnly = "not read: sipp presses keys through a raw socket, run this as root"

func raw() bool { return os.Geteuid() == 0 }

// memory measures how much the box holds, idle and with calls that hear
// sound.
func memory(ctx context.Context, b *bench) (rows []row, err error) {
	const quiet, look = 3 * time.Second, 200 * time.Millisecond
	if err := pause(ctx, quiet); err != nil {
		return nil, err
	}
	idle, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	rows = []row{{figure: "memory, idle", unit: "MB resident", read: idle, target: 60}}
	const calls, figure = 200, "memory, 200 calls that hear sound"
	if !raw() {
		return append(rows, row{figure: figure, unit: "MB resident", note: rootOnly}), nil
	}
	watched, done := context.WithCancel(ctx)
	var watcher sync.WaitGroup
	most := 0.0
	watcher.Go(func() {
		for pause(watched, look) == nil {
			if now, err := b.box.resident(); err == nil { // of a box that has gone, sipp tells
				most = max(most, now)
			}
		}
	})
	// All are up after four seconds and until the first has heard its prompt.
	o, err := sipp{
		scenario: spokenScenario, target: b.at.sip, number: spokenNumber, rate: 50, calls: calls, within: time.Minute,
	}.run(ctx)
	done()
	watcher.Wait()
	return append(rows, row{figure: figure, unit: "MB resident", read: most, note: o.note()}), err
}

// starts measures from the start of the process to READY=1, five times.
func starts(ctx context.Context, b *bench) ([]row, error) {
	var took []float64
	for range 5 {
		if err := b.box.stop(); err != nil {
			return nil, err
		}
		next, err := start(ctx, b.binary, b.dir, b.at)
		if err != nil {
			return nil, err
		}
		b.box = next
		took = append(took, next.ready.Seconds()*1000)
	}
	return []row{{figure: "start to ready", unit: "ms", read: percentile(took, 50), target: 300, note: "median of five"}}, nil
}

// pause waits, and fails when ctx ends first.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
