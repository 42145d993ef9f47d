package front

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"
)

var errCrowded = errors.New("too many TCP connections with that address")

// Streams is a listener as sipgo sees it: connections of strangers, and of
// those who hold too many, are closed without a byte, and what comes out of
// the others are whole messages in clean spelling.
type Streams struct {
	net.Listener
	front  *Front
	secure *encryption // nil: it speaks no TLS

	conns  chan net.Conn // to sipgo, accepted and dialled
	closed chan struct{} // the listener is
	shut   func()        // closes closed

	mu   sync.Mutex
	open map[netip.Addr]int
}

// Streams stands before a listener; its Run must run.
func (f *Front) Streams(l net.Listener) *Streams {
	s := &Streams{
		Listener: l, front: f,
		conns: make(chan net.Conn), closed: make(chan struct{}), open: make(map[netip.Addr]int),
	}
	s.shut = sync.OnceFunc(func() { close(s.closed) })
	return s
}

// Encrypted is Streams whose connections speak TLS; the listener gives bare ones.
func (f *Front) Encrypted(l net.Listener) *Streams {
	s := f.Streams(l)
	s.secure = f.secure
	return s
}

// Accept returns the next connection of somebody we listen to, and an error
// only when the listener is closed.
func (s *Streams) Accept() (net.Conn, error) {
	select {
	case conn := <-s.conns:
		return conn, nil
	case <-s.closed:
		return nil, net.ErrClosed
	}
}

// Run takes connections until the listener is closed. Called again after a panic
// it goes on.
func (s *Streams) Run() {
	for {
		conn, err := s.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			s.shut()
			return
		}
		if err != nil { // out of file descriptors, say: later there may be some
			time.Sleep(10 * time.Millisecond)
			continue
		}
		peer := AddrPort(conn.RemoteAddr())
		if !s.front.allow(peer.Addr()) || !s.enter(peer.Addr()) {
			s.front.refused.Add(1)
			_ = conn.Close()
			continue
		}
		mark(conn)
		if s.secure != nil {
			conn = s.secure.accept(conn)
		}
		s.conns <- s.guard(conn, peer)
	}
}

// Dial opens a connection and has sipgo serve it as if it had been accepted:
// its own connections would pass nobody. It returns once sipgo knows it.
func (s *Streams) Dial(peer netip.AddrPort) error {
	if !s.enter(peer.Addr()) {
		return errCrowded
	}
	conn, err := s.reach(peer)
	if err != nil {
		s.leave(peer.Addr())
		return err
	}
	c := s.guard(conn, peer)
	select {
	case s.conns <- c:
	case <-s.closed:
		_ = c.Close()
		return net.ErrClosed
	}
	<-c.served
	return nil
}

// reach opens a connection, and over TLS makes sure who is there.
func (s *Streams) reach(peer netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.front.limits.Slow)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", peer.String())
	if err != nil {
		return nil, err
	}
	mark(conn)
	if s.secure == nil {
		return conn, nil
	}
	return s.secure.call(ctx, conn, peer.Addr())
}

// mark gives what a connection carries its priority. A network that does not
// look at it carries it too.
func mark(conn net.Conn) { _ = prioritise(conn) }

func (s *Streams) guard(conn net.Conn, peer netip.AddrPort) *stream {
	return &stream{Conn: conn, of: s, peer: peer, in: bufio.NewReader(conn), served: make(chan struct{})}
}

func (s *Streams) enter(a netip.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[a] >= s.front.limits.Connections {
		return false
	}
	s.open[a]++
	return true
}

func (s *Streams) leave(a netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[a]--; s.open[a] == 0 {
		delete(s.open, a)
	}
}
