package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	connected = 2000 // visitors, each with a conversation that his panel follows
	active    = 200  // of them talk, the others wait
	fairStaff = 20   // operators: bench-fair-1 to bench-fair-20
	fairHolds = active / fairStaff

	// fairWidgets are as many as it takes for that many to wait: an entry point
	// refuses more than two hundred.
	fairWidgets = connected / 200
	// nearWidgets of them lead to the operators, who talk with the first one's and
	// see the others' in their lists; the rest leads to the night's queue.
	nearWidgets = 2

	// Everybody who talks writes as people do, and is answered as quickly.
	thinkFor   = 8 * time.Second // between an answer and the next message, in the mean
	previews   = 3               // of what is being written, before each message
	readEvery  = 5 * time.Second // after which an operator reads his list, in the mean
	fairFor    = 30 * time.Second
	perVisitor = 40 // KB that one may take
	fairCalls  = floodTalks
)

func fairLogin(n int) string { return fmt.Sprintf("bench-fair-%d", n+1) }
func fairKey(n int) string   { return fmt.Sprintf("bench-fair-%d", n) }

const nightLogin = "bench-night" // takes one chat, so that the others wait

// visitors measures a box that is full of them: what one who only listens takes
// of its memory, how long lists, messages and what pages are told take, and
// whether those who talk by telephone meanwhile hear anything of it.
func visitors(ctx context.Context, b *bench) (rows []row, err error) {
	f := &fair{at: b.at}
	defer func() { err = errors.Join(err, f.close(ctx)) }()
	var calls talks
	defer func() { err = errors.Join(err, calls.close()) }()
	if err := calls.grow(ctx, b.at, 0, fairCalls); err != nil {
		return nil, err
	}
	if err := f.staff(ctx); err != nil {
		return nil, err
	}
	calm, err := calls.pairs().read(ctx, fmt.Sprintf("%d calls before %d visitors come", fairCalls, connected), b.box.cpu)
	if err != nil {
		return nil, err
	}
	before, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	if err := f.fill(ctx); err != nil {
		return nil, err
	}
	if err := pause(ctx, 5*time.Second); err != nil {
		return nil, err
	}
	after, err := b.box.resident()
	if err != nil {
		return nil, err
	}
	busy, err := f.talk(ctx, b, calls)
	name := fmt.Sprintf("%d visitors, %d of them talk with %d operators", connected, active, fairStaff)
	return append(append([]row{
		{figure: name + ": memory of one", unit: "KB resident", read: (after - before) * 1024 / connected, target: perVisitor, note: fmt.Sprintf("%.0f MB before, %.0f after", before, after)},
	}, calm...), busy...), err
}

// fair is all who are there.
type fair struct {
	marks
	at        addresses
	night     *operator
	operators []*operator
	all       []*visitor
	talks     []talk

	mu                         sync.Mutex
	list, sent, shown, replied []time.Duration
	told                       []time.Duration // of an answer, until it is on the visitor's page
}

func (f *fair) staff(ctx context.Context) error {
	for n := range fairStaff {
		o := signedIn(1100+n, f.at.desk, fairLogin(n))
		f.operators = append(f.operators, o)
		if err := o.presence(ctx, "available"); err != nil {
			return err
		}
	}
	f.night = signedIn(1099, f.at.desk, nightLogin)
	if err := f.night.watch(ctx, "/desk", f.look); err != nil { // who has no page open is not there
		return err
	}
	return f.night.presence(ctx, "available")
}

// fill has the operators talk with as many as they can, and then all others come,
// who wait.
func (f *fair) fill(ctx context.Context) error {
	for n := range active {
		v, err := f.come(ctx, fairKey(0))
		if err != nil {
			return err
		}
		t := talk{visitor: v, with: f.operators[n/fairHolds]}
		if t.id, err = t.with.accept(ctx); err != nil {
			return fmt.Errorf("accept a chat: %w", err)
		}
		f.talks = append(f.talks, t)
		if n%fairHolds == 0 {
			if err := t.with.watch(ctx, "/desk/"+t.id+"?tab=active", f.look); err != nil {
				return err
			}
		}
	}
	for n := range connected - active {
		key := fairKey(1 + n/200)
		if _, err := f.come(ctx, key); err != nil {
			return err
		}
		if key == fairKey(nearWidgets) && n%200 == 0 {
			if _, err := f.night.accept(ctx); err != nil {
				return fmt.Errorf("accept the night's chat: %w", err)
			}
		}
	}
	return nil
}

func (f *fair) come(ctx context.Context, key string) (*visitor, error) {
	v, err := openChat(ctx, 10_000+len(f.all), f.at.public, key, f.look)
	if err != nil {
		return nil, fmt.Errorf("visitor %d: %w", len(f.all)+1, err)
	}
	f.all = append(f.all, v)
	return v, nil
}

// talk has everybody talk for a while, and tells how long all of it took.
func (f *fair) talk(ctx context.Context, b *bench, calls talks) (rows []row, err error) {
	calls.pairs().forget()
	before, err := b.box.cpu()
	if err != nil {
		return nil, err
	}
	talking, cancel := context.WithTimeout(ctx, fairFor)
	defer cancel()
	var group errgroup.Group
	for _, t := range f.talks {
		group.Go(func() error { return until(talking, thinkFor, func() error { return f.exchange(ctx, t) }) })
	}
	for _, o := range f.operators {
		group.Go(func() error { return until(talking, readEvery, func() error { return f.readList(ctx, o) }) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	after, err := b.box.cpu()
	if err != nil {
		return nil, err
	}
	sent, lost, took := calls.pairs().heard()
	name := fmt.Sprintf("%d visitors", connected)
	return []row{
		{figure: name + ": messages and answers", unit: "CPU ms per message", read: 1000 * (after - before).Seconds() / float64(len(f.sent)+len(f.replied)), note: fmt.Sprintf("%.1f a second, %d calls and the lists included", float64(len(f.sent)+len(f.replied))/fairFor.Seconds(), fairCalls)},
		waits(name+": a list", f.list, 50),
		waits(name+": a message is acknowledged", f.sent, 50),
		waits(name+": it is on the operator's page", f.shown, 50),
		waits(name+": an answer is acknowledged", f.replied, 50),
		waits(name+": it is on the visitor's page", f.told, 50),
		{figure: name + fmt.Sprintf(": lost sound of %d calls", fairCalls), unit: "%", read: 100 * float64(lost) / float64(sent), target: 0.1, note: losses(sent, lost)},
		waits(name+fmt.Sprintf(": sound of %d calls, one way", fairCalls), took, 0),
	}, nil
}

// until repeats something after pauses of a random length, of a mean, until ctx
// ends.
func until(ctx context.Context, mean time.Duration, do func() error) error {
	for pause(ctx, time.Duration(mathrand.ExpFloat64()*float64(mean))) == nil {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// exchange is a message, and an answer to it.
func (f *fair) exchange(ctx context.Context, t talk) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for range previews {
		if err := t.typing(ctx, "Do you have it in ano"); err != nil && !errors.Is(err, errOften) {
			return err
		}
	}
	if err := f.measure(ctx, &f.sent, &f.shown, func(mark string) error {
		_, err := t.write(ctx, mark+": do you have it in another length?")
		return err
	}); err != nil {
		return fmt.Errorf("a visitor's message: %w", err)
	}
	if err := f.measure(ctx, &f.replied, &f.told, func(mark string) error {
		return t.with.command(ctx, "/desk/"+t.id+"/message", url.Values{"key": {rand.Text()}, "text": {mark + ": we have it in three."}})
	}); err != nil {
		return fmt.Errorf("an operator's answer: %w", err)
	}
	return nil
}

// measure sends a mark, and notes when it was acknowledged and when somebody saw it.
func (f *fair) measure(ctx context.Context, acknowledged, shown *[]time.Duration, send func(mark string) error) error {
	mark, seen := f.next()
	began := time.Now()
	if err := send(mark); err != nil {
		return err
	}
	took := time.Since(began)
	select {
	case at := <-seen:
		f.mu.Lock()
		defer f.mu.Unlock()
		*acknowledged, *shown = append(*acknowledged, took), append(*shown, at.Sub(began))
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s never came: %w", mark, ctx.Err())
	}
}

func (f *fair) readList(ctx context.Context, o *operator) error {
	began := time.Now()
	if _, _, err := o.read(ctx, "GET", "/desk?tab=waiting", "", "", "Accept-Encoding", "gzip"); err != nil {
		return fmt.Errorf("read a list: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, time.Since(began))
	return nil
}

// close sends everybody home.
func (f *fair) close(ctx context.Context) error {
	for _, o := range append(f.operators, f.night) {
		if o != nil {
			o.unwatch()
			defer o.leave()
		}
	}
	var errs []error
	for _, v := range f.all {
		errs = append(errs, v.end(ctx))
	}
	for _, t := range f.talks {
		errs = append(errs, t.with.wrapUp(ctx, t.id))
	}
	return errors.Join(errs...)
}
