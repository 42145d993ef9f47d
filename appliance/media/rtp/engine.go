package rtp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// ErrNoPort says that every port in the range is taken.
var ErrNoPort = errors.New("no free RTP port")

// Config is what an Engine is built from.
type Config struct {
	// Host is the address that the legs' sockets are bound to.
	Host netip.Addr
	// Ports are the first and the last port that may be used; a leg takes an
	// even one and the next.
	Ports [2]uint16
	// Shards is the number of threads, 1 if zero, at most one a core.
	Shards int
	Log    *slog.Logger
}

// Engine is the telephone side of the media: all its legs and the threads
// that serve them.
type Engine struct {
	host   netip.Addr
	first  uint16 // the first even port
	log    *slog.Logger
	clock  clock
	shards []*shard
	next   atomic.Uint32
	paused atomic.Int64 // when a shard last slept through more than catchUp, in Unix nanoseconds

	opening sync.RWMutex // read by Open: none is under way when over is set
	over    bool
	legs    []atomic.Pointer[Leg] // by port: (port - first) / 2
}

// NewEngine prepares an Engine; its sockets and threads live until Run ends, or until Close.
func NewEngine(c Config) (*Engine, error) {
	first, last := int(c.Ports[0])+int(c.Ports[0])%2, int(c.Ports[1])
	if !c.Host.IsValid() || c.Ports[0] == 0 || last <= first {
		return nil, fmt.Errorf("RTP on %s, ports %d to %d: not an address and a range that holds an even port and the next",
			c.Host, c.Ports[0], c.Ports[1])
	}
	clock, err := newClock()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		host: c.Host.Unmap(), first: uint16(first), clock: clock,
		log:  cmp.Or(c.Log, slog.New(slog.DiscardHandler)),
		legs: make([]atomic.Pointer[Leg], (last-first+1)/2),
	}
	for range max(1, min(c.Shards, runtime.NumCPU())) {
		s, err := newShard(e)
		if err != nil {
			e.Close()
			return nil, err
		}
		e.shards = append(e.shards, s)
	}
	return e, nil
}

// Paused is when callers last heard a gap because the machine let our threads
// sleep; zero: never.
func (e *Engine) Paused() time.Time {
	at := e.paused.Load()
	if at == 0 {
		return time.Time{}
	}
	return time.Unix(0, at)
}

// Run serves the legs until ctx ends, and then closes those that are left.
func (e *Engine) Run(ctx context.Context) error {
	defer e.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all sync.WaitGroup
	all.Go(func() {
		<-ctx.Done()
		for _, s := range e.shards {
			s.wake()
		}
	})
	errs := make([]error, len(e.shards))
	for i, s := range e.shards {
		all.Go(func() {
			defer cancel() // none runs without the others
			errs[i] = s.run(ctx)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// Open binds a leg to a free even port of the range and the next one. Which
// one is left to chance, so that nobody can guess where sound is taken.
func (e *Engine) Open() (*Leg, error) {
	e.opening.RLock()
	defer e.opening.RUnlock()
	if e.over {
		return nil, fmt.Errorf("open leg: %w", net.ErrClosed)
	}
	shard := e.shards[int(e.next.Add(1))%len(e.shards)]
	begin := rand.IntN(len(e.legs))
	for i := range e.legs {
		slot := (begin + i) % len(e.legs)
		if e.legs[slot].Load() != nil {
			continue
		}
		at := netip.AddrPortFrom(e.host, e.first+uint16(2*slot))
		sound, control, err := bindPair(at)
		if errors.Is(err, unix.EADDRINUSE) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("open leg: %w", err)
		}
		l := newLeg(shard, slot, at, sound, control)
		e.legs[slot].Store(l)
		if err := shard.watch(control, aboutReports-slot); err != nil {
			l.Close()
			return nil, fmt.Errorf("open leg: %w", err)
		}
		shard.add(l)
		return l, nil
	}
	return nil, ErrNoPort
}

// bindPair binds the sockets for RTP and, on the next port, for RTCP, which
// needs no room for more than a report or two.
func bindPair(at netip.AddrPort) (sound, control int, err error) {
	if sound, err = bind(at); err != nil {
		return -1, -1, err
	}
	if control, err = bind(netip.AddrPortFrom(at.Addr(), at.Port()+1)); err != nil {
		shut(sound)
		return -1, -1, err
	}
	if err = unix.SetsockoptInt(control, unix.SOL_SOCKET, unix.SO_RCVBUF, 0); err != nil {
		shut(sound)
		shut(control)
		return -1, -1, fmt.Errorf("shrink buffer: %w", err)
	}
	return sound, control, nil
}

// Close closes the legs that are left and gives the threads' descriptors back;
// Run ends with it. An Engine that never ran is closed by whom it was made for.
// It may be called more than once.
func (e *Engine) Close() {
	e.opening.Lock()
	over := e.over
	e.over = true
	e.opening.Unlock()
	if over {
		return
	}
	for i := range e.legs {
		if l := e.legs[i].Load(); l != nil {
			l.Close()
		}
	}
	for _, s := range e.shards {
		s.close()
	}
}
