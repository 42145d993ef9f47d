package rtp

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"cordboard/appliance/media"
)

// catchUp is how many ticks that were missed are made up for at once; after a
// longer pause of the machine the rest is left out, so that nobody is sent a
// burst that no jitter buffer holds.
const catchUp = 5

// shard is a thread and the legs that it serves. Legs that something is
// played to, and legs that nobody listens to, are read at the tick; legs that
// are bridged are read when a packet comes.
type shard struct {
	engine *Engine
	epoll  int
	timer  int
	stop   int // an eventfd
	inbox  *inbox

	mu   sync.Mutex
	legs []*Leg // in no order; under mu
	due  []*Leg // those of this tick; the thread's own
}

// What an epoll event is about: the sound of a slot of Engine.legs, the
// reports of one from aboutReports downwards, or one of these.
const (
	aboutTimer   = -1
	aboutStop    = -2
	aboutReports = -3
)

func newShard(e *Engine) (s *shard, err error) {
	s = &shard{engine: e, epoll: -1, timer: -1, stop: -1, inbox: newInbox()}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("open epoll: %w", err)
	}
	if s.timer, err = unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC); err != nil {
		return nil, fmt.Errorf("open timer: %w", err)
	}
	if s.stop, err = unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC); err != nil {
		return nil, fmt.Errorf("open eventfd: %w", err)
	}
	if err = s.watch(s.timer, aboutTimer); err != nil {
		return nil, err
	}
	return s, s.watch(s.stop, aboutStop)
}

// run serves until ctx ends.
func (s *shard) run(ctx context.Context) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	// Ticks are counted from one beginning, so that none drifts.
	tick := s.engine.clock.now() + media.FrameTime
	if err := s.arm(tick); err != nil {
		return err
	}
	events := make([]unix.EpollEvent, 64)
	for ctx.Err() == nil {
		n, err := unix.EpollWait(s.epoll, events, -1)
		if err != nil && err != unix.EINTR {
			return fmt.Errorf("wait for packets: %w", err)
		}
		for _, event := range events[:max(n, 0)] {
			switch event.Fd {
			case aboutStop:
			case aboutTimer:
				tick = s.tick(tick, s.expired())
			default:
				s.read(int(event.Fd))
			}
		}
	}
	return nil
}

// read reads the socket that an event is about.
func (s *shard) read(about int) {
	slot, take := about, (*Leg).drain
	if about <= aboutReports {
		slot, take = aboutReports-about, (*Leg).controlled
	}
	if l := s.engine.legs[slot].Load(); l != nil {
		take(l, s.inbox)
	}
}

// tick reads and plays for n ticks, the first of which was due at first, and
// says when the next is.
func (s *shard) tick(first time.Duration, n int) time.Duration {
	next := first + time.Duration(n)*media.FrameTime
	from := max(first, next-catchUp*media.FrameTime)
	s.due = s.served(s.due[:0])
	if from > first && len(s.due) > 0 {
		s.engine.paused.Store(time.Now().UnixNano())
	}
	for _, l := range s.due {
		if l.polled.Load() {
			l.drain(s.inbox)
		}
		if l.busy.Load() {
			for at := from; at < next; at += media.FrameTime {
				l.feed(at)
			}
		}
		if l.murmurs.Load() {
			l.murmur(next)
		}
		l.remind(next)
	}
	clear(s.due) // which else would keep legs that are closed
	return next
}

func (s *shard) arm(first time.Duration) error {
	err := unix.TimerfdSettime(s.timer, unix.TFD_TIMER_ABSTIME, &unix.ItimerSpec{
		Value:    unix.NsecToTimespec(int64(s.engine.clock.timer(first))),
		Interval: unix.NsecToTimespec(int64(media.FrameTime)),
	}, nil)
	if err != nil {
		return fmt.Errorf("set timer: %w", err)
	}
	return nil
}

// expired says how many ticks are due.
func (s *shard) expired() int {
	var b [8]byte
	if n, err := unix.Read(s.timer, b[:]); n != len(b) || err != nil {
		return 0
	}
	return int(binary.NativeEndian.Uint64(b[:]))
}

func (s *shard) wake() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	_, _ = unix.Write(s.stop, one[:]) // it can fail only when it is full, and then wakes as well
}

func (s *shard) watch(fd, about int) error {
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(about)}
	if err := unix.EpollCtl(s.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		return fmt.Errorf("watch socket: %w", err)
	}
	return nil
}

func (s *shard) unwatch(fd int) {
	_ = unix.EpollCtl(s.epoll, unix.EPOLL_CTL_DEL, fd, nil) // it fails only for what is not watched
}

func (s *shard) add(l *Leg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.place = len(s.legs)
	s.legs = append(s.legs, l)
}

// remove takes a leg out; one that was not added, or was removed before, is none
// of them.
func (s *shard) remove(l *Leg) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, last := l.place, len(s.legs)-1
	if at > last || s.legs[at] != l {
		return
	}
	s.legs[at], s.legs[last].place = s.legs[last], at
	s.legs[last] = nil
	s.legs = s.legs[:last]
}

// served appends the legs to into. The thread goes on with these while others
// come and go: who opens a leg does not wait for a tick to end.
func (s *shard) served(into []*Leg) []*Leg {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(into, s.legs...)
}

func (s *shard) close() {
	for _, fd := range []int{s.epoll, s.timer, s.stop} {
		if fd >= 0 {
			shut(fd)
		}
	}
}
