package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"cordboard/appliance/rtc/headset"
)

const (
	// tables are how many conferences are held at once: one alone costs less
	// than a clock of 10 ms tells.
	tables = 4
	// guestsAt sit at each besides the caller and his operator: ten in all.
	guestsAt = 8
)

// guest is a supervisor who talks in a call of somebody else's.
type guest struct {
	*operator
	headset *headset.Headset
	stop    context.CancelFunc
	said    way
	voice   sync.WaitGroup
	heard   atomic.Int64 // packets
}

// conferences measures calls in which ten talk, each of whom hears the nine
// others.
func conferences(ctx context.Context, b *bench) (rows []row, err error) {
	var talks talks
	var guests []*guest
	defer func() {
		for _, g := range guests {
			err = errors.Join(err, g.close())
		}
		err = errors.Join(err, talks.close())
	}()
	for n := range tables {
		if err := talks.grow(ctx, b.at, listeners-tables, n+1); err != nil {
			return nil, err
		}
		for k := range guestsAt {
			g, err := newGuest(ctx, n*guestsAt+k, b.at, talks[n].conversation)
			if err != nil {
				return nil, fmt.Errorf("guest %d of conference %d: %w", k+1, n+1, err)
			}
			guests = append(guests, g)
		}
	}
	cost, heard, err := listenIn(ctx, b, guests)
	if err != nil {
		return nil, err
	}
	due := int64(talkFor/frame) * int64(len(guests))
	return []row{{
		figure: fmt.Sprintf("%d conferences of %d, recorded", tables, guestsAt+2), unit: "CPU s per 1000 call s",
		read: 1000 * cost.Seconds() / (talkFor.Seconds() * tables), note: fmt.Sprintf("%d of %d packets heard", heard, due),
	}}, nil
}

// listenIn is what the conferences cost while they are measured, and how much
// the guests heard in them.
func listenIn(ctx context.Context, b *bench, guests []*guest) (cost time.Duration, heard int64, err error) {
	if err := pause(ctx, 2*time.Second); err != nil {
		return 0, 0, err
	}
	for _, g := range guests {
		g.heard.Store(0)
	}
	before, err := b.box.cpu()
	if err != nil {
		return 0, 0, err
	}
	if err := pause(ctx, talkFor); err != nil {
		return 0, 0, err
	}
	for _, g := range guests {
		heard += g.heard.Load()
	}
	after, err := b.box.cpu()
	return after - before, heard, err
}

// newGuest has the n-th supervisor come, and join a call.
func newGuest(ctx context.Context, n int, at addresses, conversation string) (*guest, error) {
	g := &guest{operator: signedIn(5000+n, at.desk, guestLogin(n))}
	ctx, g.stop = context.WithCancel(ctx)
	err := g.watch(ctx, "/desk", func([]byte) {})
	if err == nil {
		g.headset, err = headset.New(ctx, g.plugIn, func([]byte) { g.heard.Add(1) })
	}
	if err == nil {
		g.voice.Go(func() { g.said.speak(ctx, g.headset.Speak) })
		err = g.join(ctx, conversation)
	}
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// join tries until the box hears the headset.
func (g *guest) join(ctx context.Context, conversation string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if err = g.command(ctx, "/desk/calls/"+conversation+"/watch", url.Values{"role": {"guest"}}); err == nil {
			return nil
		}
		if pause(ctx, 5*frame) != nil {
			return fmt.Errorf("join call %s: %w", conversation, err)
		}
	}
}

func (g *guest) close() error {
	g.stop()
	g.voice.Wait()
	var err error
	if g.headset != nil {
		err = g.headset.Close()
	}
	g.unwatch()
	g.leave()
	return err
}
