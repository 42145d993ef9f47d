package sip

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

var errSocketLost = errors.New("a SIP socket was closed under the server")

// serve runs one of sipgo's read loops. They recover from nothing: one that
// panics begins anew on its socket.
func (s *Server) serve(loop func()) error {
	for s.outlived(loop) {
	}
	return errSocketLost
}

// outlived runs loop and tells whether it panicked.
func (s *Server) outlived(loop func()) (panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("SIP read loop failed", "panic", p)
			panicked = true
		}
	}()
	loop()
	return false
}

// drain refuses new calls and waits for the others to end, for a time.
func (s *Server) drain() {
	s.mu.Lock()
	s.stopping = true
	calls := slices.Collect(maps.Values(s.dialogs))
	calls = slices.AppendSeq(calls, maps.Keys(s.placedCalls))
	s.mu.Unlock()
	for _, c := range calls {
		_ = c.post(stopping{})
	}
	done := make(chan struct{})
	s.work.Go(func() {
		s.calling.Wait()
		close(done)
	})
	select {
	case <-done:
	case <-time.After(s.limits.Drain):
	}
}

// gate counts those inside and, once closed, lets nobody in.
type gate struct {
	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.inside.Add(1)
	return true
}

func (g *gate) leave() { g.inside.Done() }

// close waits until everybody has left.
func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.inside.Wait()
}
