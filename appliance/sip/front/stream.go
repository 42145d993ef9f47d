package front

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"cordboard/appliance/sip/message"
)

var (
	errFraming = errors.New("TCP stream without message framing")
	errIdle    = errors.New("TCP connection was silent for too long")
)

// stream is one connection. Read is called by one goroutine of sipgo.
type stream struct {
	net.Conn
	of    *Streams
	peer  netip.AddrPort
	in    *bufio.Reader
	ready []byte // of the message that is being handed on
	once  sync.Once

	served chan struct{} // closed at the first Read
	begun  bool          // that was
}

// Close may be called more than once.
func (c *stream) Close() error {
	c.once.Do(func() { c.of.leave(c.peer.Addr()) })
	return c.Conn.Close()
}

// Read hands on messages; it returns an error when the connection is over or
// has lost its framing, which RFC 3261 section 18.3 leaves no way back from.
func (c *stream) Read(into []byte) (int, error) {
	if !c.begun {
		c.begun = true
		close(c.served)
		if err := c.greet(); err != nil {
			c.of.front.log.Debug("no TLS agreed on", "source", c.peer.Addr(), "err", err)
			return 0, err
		}
	}
	for len(c.ready) == 0 {
		frame, err := c.frame()
		if err != nil {
			return 0, err
		}
		v := c.of.front.screen.judge(frame, c.peer)
		if c.ready = v.text; len(c.ready) > 0 {
			break
		}
		c.of.front.log.Debug("message refused", "source", c.peer.Addr(), "why", v.why)
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
func (c *stream) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.of.front.limits.Slow)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// frame reads one message: the header section, then Content-Length bytes.
func (c *stream) frame() ([]byte, error) {
	if err := c.await(); err != nil {
		return nil, err
	}
	if err := c.SetReadDeadline(time.Now().Add(c.of.front.limits.Slow)); err != nil {
		return nil, err
	}
	var frame []byte
	for {
		line, err := c.in.ReadSlice('\n')
		frame = append(frame, line...)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if len(frame) > c.of.front.limits.Message {
			return nil, c.broken(frame, "513 Message Too Large")
		}
		if err == nil && len(bytes.TrimRight(line, "\r\n")) == 0 && bytes.HasSuffix(frame[:len(frame)-len(line)], []byte("\n")) {
			break
		}
	}
	m, _ := message.Cut(frame, c.of.front.limits.Headers)
	size, err := m.Length()
	if err != nil || size < 0 || size > c.of.front.limits.Message-len(frame) {
		return nil, c.broken(frame, "Malformed Content-Length")
	}
	frame = append(frame, make([]byte, size)...)
	_, err = io.ReadFull(c.in, frame[len(frame)-size:])
	return frame, err
}

// await waits for the first byte of a message and answers keep-alives (RFC
// 5626 section 3.5.1) on the way.
func (c *stream) await() error {
	for ends := 0; ; {
		if err := c.SetReadDeadline(time.Now().Add(c.of.front.limits.Idle)); err != nil {
			return err
		}
		b, err := c.in.ReadByte()
		if timeout(err) && c.of.front.busy(c.peer) {
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
func (c *stream) broken(frame []byte, why string) error {
	if len(frame) > c.of.front.limits.Message {
		frame = frame[:c.of.front.limits.Message]
	}
	if v := c.of.front.screen.judge(frame, c.peer); len(v.reply) > 0 {
		_, _ = c.Write(v.reply)
	}
	c.of.front.log.Debug("connection given up", "source", c.peer.Addr(), "why", why)
	return errFraming
}
