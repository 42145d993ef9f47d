package sip

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// tcpFront is a listener as sipgo sees it: connections of strangers, and of
// those who hold too many, are closed without a byte, and what comes out of
// the others are whole messages in clean spelling.
type tcpFront struct {
	net.Listener
	screen  *screen
	allow   func(netip.Addr) bool
	busy    func(netip.AddrPort) bool // a call came by this connection
	limits  Limits
	secure  *encryption // nil: it speaks no TLS
	refused *atomic.Uint64
	log     *slog.Logger

	conns  chan net.Conn // to sipgo, accepted and dialled
	closed chan struct{} // the listener is
	shut   func()        // closes closed

	mu   sync.Mutex
	open map[netip.Addr]int
}

// newTCPFront makes the front of a listener for "TCP" or "TLS".
func (s *Server) newTCPFront(l net.Listener, transport string) *tcpFront {
	f := &tcpFront{
		Listener: l, screen: s.screen, allow: s.allow, busy: s.busy, limits: s.limits, refused: &s.refused, log: s.log,
		conns: make(chan net.Conn), closed: make(chan struct{}), open: make(map[netip.Addr]int),
	}
	f.shut = sync.OnceFunc(func() { close(f.closed) })
	if transport == "TLS" {
		f.secure = s.secure
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fronts[doorway{transport, addrPort(l.Addr()).Port()}] = f
	return f
}

// Accept returns the next connection of somebody we listen to, and an error
// only when the listener is closed.
func (f *tcpFront) Accept() (net.Conn, error) {
	select {
	case conn := <-f.conns:
		return conn, nil
	case <-f.closed:
		return nil, net.ErrClosed
	}
}

// accept takes connections until the listener is closed.
func (f *tcpFront) accept() {
	for {
		conn, err := f.Listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			f.shut()
			return
		}
		if err != nil { // out of file descriptors, say: later there may be some
			time.Sleep(10 * time.Millisecond)
			continue
		}
		peer := addrPort(conn.RemoteAddr())
		if !f.allow(peer.Addr()) || !f.enter(peer.Addr()) {
			f.refused.Add(1)
			_ = conn.Close()
			continue
		}
		mark(conn)
		if f.secure != nil {
			conn = f.secure.accept(conn)
		}
		f.conns <- f.guard(conn, peer)
	}
}

// dial opens a connection and has sipgo serve it as if it had been accepted:
// its own connections would pass nobody. It returns once sipgo knows it.
func (f *tcpFront) dial(peer netip.AddrPort) error {
	if !f.enter(peer.Addr()) {
		return errCrowded
	}
	conn, err := f.reach(peer)
	if err != nil {
		f.leave(peer.Addr())
		return err
	}
	c := f.guard(conn, peer)
	select {
	case f.conns <- c:
	case <-f.closed:
		_ = c.Close()
		return net.ErrClosed
	}
	<-c.served
	return nil
}

// reach opens a connection, and over TLS makes sure who is there.
func (f *tcpFront) reach(peer netip.AddrPort) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), f.limits.Slow)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", peer.String())
	if err != nil {
		return nil, err
	}
	mark(conn)
	if f.secure == nil {
		return conn, nil
	}
	return f.secure.call(ctx, conn, peer.Addr())
}

// mark gives what a connection carries its priority. A network that does not
// look at it carries it too.
func mark(conn net.Conn) { _ = prioritise(conn) }

func (f *tcpFront) guard(conn net.Conn, peer netip.AddrPort) *tcpConn {
	return &tcpConn{Conn: conn, front: f, peer: peer, in: bufio.NewReader(conn), served: make(chan struct{})}
}

func (f *tcpFront) enter(a netip.Addr) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[a] >= f.limits.Connections {
		return false
	}
	f.open[a]++
	return true
}

func (f *tcpFront) leave(a netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[a]--; f.open[a] == 0 {
		delete(f.open, a)
	}
}

// tcpConn is one connection. Read is called by one goroutine of sipgo.
type tcpConn struct {
	net.Conn
	front *tcpFront
	peer  netip.AddrPort
	in    *bufio.Reader
	ready []byte // of the message that is being handed on
	once  sync.Once

	served chan struct{} // closed at the first Read
	begun  bool          // that was
}

// Close may be called more than once.
func (c *tcpConn) Close() error {
	c.once.Do(func() { c.front.leave(c.peer.Addr()) })
	return c.Conn.Close()
}

// Read hands on messages; it returns an error when the connection is over or
// has lost its framing, which RFC 3261 section 18.3 leaves no way back from.
func (c *tcpConn) Read(into []byte) (int, error) {
	if !c.begun {
		c.begun = true
		close(c.served)
		if err := c.greet(); err != nil {
			c.front.log.Debug("no TLS agreed on", "source", c.peer.Addr(), "err", err)
			return 0, err
		}
	}
	for len(c.ready) == 0 {
		frame, err := c.frame()
		if err != nil {
			return 0, err
		}
		v := c.front.screen.judge(frame, c.peer)
		if c.ready = v.text; len(c.ready) > 0 {
			break
		}
		c.front.log.Debug("message refused", "source", c.peer.Addr(), "why", v.why)
		if len(v.reply) > 0 {
			if _, err := c.Write(v.reply); err != nil {
				return 0, err
			}
		}
	}
	n := copy(into, c.ready)
	c.ready = c.ready[n:]
	return n, nil
}

// Write never waits for a peer that does not read.
func (c *tcpConn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.front.limits.Slow)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

var (
	errFraming = errors.New("TCP stream without message framing")
	errCrowded = errors.New("too many TCP connections with that address")
	errIdle    = errors.New("TCP connection was silent for too long")
)

// frame reads one message: the header section, then Content-Length bytes.
func (c *tcpConn) frame() ([]byte, error) {
	if err := c.await(); err != nil {
		return nil, err
	}
	if err := c.SetReadDeadline(time.Now().Add(c.front.limits.Slow)); err != nil {
		return nil, err
	}
	var frame []byte
	for {
		line, err := c.in.ReadSlice('\n')
		frame = append(frame, line...)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if len(frame) > c.front.limits.Message {
			return nil, c.broken(frame, "513 Message Too Large")
		}
		if err == nil && len(bytes.TrimRight(line, "\r\n")) == 0 && bytes.HasSuffix(frame[:len(frame)-len(line)], []byte("\n")) {
			break
		}
	}
	m, _ := cut(frame, c.front.limits.Headers)
	size, err := m.length()
	if err != nil || size < 0 || size > c.front.limits.Message-len(frame) {
		return nil, c.broken(frame, "Malformed Content-Length")
	}
	frame = append(frame, make([]byte, size)...)
	_, err = io.ReadFull(c.in, frame[len(frame)-size:])
	return frame, err
}

// await waits for the first byte of a message and answers keep-alives (RFC
// 5626 section 3.5.1) on the way.
func (c *tcpConn) await() error {
	for ends := 0; ; {
		if err := c.SetReadDeadline(time.Now().Add(c.front.limits.Idle)); err != nil {
			return err
		}
		b, err := c.in.ReadByte()
		if timeout(err) && c.front.busy(c.peer) {
			continue
		}
		if timeout(err) {
			return errIdle
		}
		if err != nil {
			return err
		}
		switch b {
		case '\r', 0:
		case '\n':
			if ends++; ends == 2 {
				ends = 0
				if _, err := c.Write([]byte("\r\n")); err != nil {
					return err
				}
			}
		default:
			return c.in.UnreadByte()
		}
	}
}

func timeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// broken answers what can be answered before the connection is given up.
func (c *tcpConn) broken(frame []byte, why string) error {
	if len(frame) > c.front.limits.Message {
		frame = frame[:c.front.limits.Message]
	}
	if v := c.front.screen.judge(frame, c.peer); len(v.reply) > 0 {
		_, _ = c.Write(v.reply)
	}
	c.front.log.Debug("connection given up", "source", c.peer.Addr(), "why", why)
	return errFraming
}
