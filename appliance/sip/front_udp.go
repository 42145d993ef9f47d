package sip

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync/atomic"
	"time"
)

// udpFront is a datagram socket as sipgo sees it: only requests and responses
// that are worth parsing come out of it. It filters before sipgo's own read
// filter would, because the same place also answers from the same socket, and
// because an error out of ReadFrom ends sipgo's listener for good.
type udpFront struct {
	net.PacketConn
	screen  *screen
	allow   func(netip.Addr) bool
	refused *atomic.Uint64
	log     *slog.Logger
	buffer  [65536]byte // ReadFrom is called by one goroutine
}

// receiveBuffer is asked of the kernel, which may give less: room for the
// second in which a loaded machine does not read while calls come in hundreds.
const receiveBuffer = 4 << 20

func (s *Server) newUDPFront(conn net.PacketConn) *udpFront {
	if c, ok := conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		if err := c.SetReadBuffer(receiveBuffer); err != nil {
			s.log.Debug("receive buffer not set", "err", err)
		}
	}
	return &udpFront{PacketConn: conn, screen: s.screen, allow: s.allow, refused: &s.refused, log: s.log}
}

// ReadFrom returns the next message, in clean spelling. It returns an error
// only when the socket is closed.
func (f *udpFront) ReadFrom(into []byte) (int, net.Addr, error) {
	for {
		n, from, err := f.PacketConn.ReadFrom(f.buffer[:])
		if errors.Is(err, net.ErrClosed) {
			return 0, nil, err
		}
		source := addrPort(from)
		if err != nil || !source.IsValid() {
			// ICMP errors of an earlier reply surface here. A pause keeps a
			// broken socket from taking a core.
			time.Sleep(time.Millisecond)
			continue
		}
		if !f.allow(source.Addr()) {
			f.refused.Add(1)
			continue
		}
		if keepAlive(f.buffer[:n]) {
			continue
		}
		v := f.screen.judge(f.buffer[:n], source)
		if len(v.text) > 0 && len(v.text) <= len(into) {
			return copy(into, v.text), from, nil
		}
		f.log.Debug("message refused", "source", source.Addr(), "why", v.why)
		if len(v.reply) > 0 {
			_, err := f.WriteTo(v.reply, net.UDPAddrFromAddrPort(v.to))
			if err != nil {
				f.log.Debug("reply not sent", "err", err)
			}
		}
	}
}

// keepAlive tells whether a datagram holds nothing but line ends and zeroes
// (RFC 5626 section 3.5.1 and what old NAT boxes send).
func keepAlive(b []byte) bool {
	for _, c := range b {
		if c != '\r' && c != '\n' && c != 0 {
			return false
		}
	}
	return true
}

// addrPort reads the address of a UDP or TCP peer; IPv4 is never in its
// IPv6 clothes.
func addrPort(a net.Addr) netip.AddrPort {
	var p netip.AddrPort
	switch a := a.(type) {
	case *net.UDPAddr:
		p = a.AddrPort()
	case *net.TCPAddr:
		p = a.AddrPort()
	case nil:
	default:
		p, _ = netip.ParseAddrPort(a.String())
	}
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}
