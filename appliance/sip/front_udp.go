package sip

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"time"
)

// udpFront is a datagram socket as sipgo sees it: only requests and responses
// that are worth parsing come out of it. It filters before sipgo's own read
// filter would, because the same place also answers from the same socket, and
// because an error out of ReadFrom ends sipgo's listener for good.
type udpFront struct {
	net.PacketConn
	intake   *intake
	screen   *screen
	entrance *entrance
	log      *slog.Logger
}

// newUDPFront makes the front of a socket; its intake must run.
func (s *Server) newUDPFront(conn net.PacketConn) *udpFront {
	if c, ok := conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		if err := c.SetReadBuffer(receiveBuffer); err != nil {
			s.log.Debug("receive buffer not set", "err", err)
		}
	}
	if err := prioritise(conn); err != nil {
		s.log.Debug("messages are not marked", "err", err)
	}
	in := &intake{
		conn: conn, allow: s.allow, waiting: make(chan datagram, heldDatagrams),
		refused: func() { s.refused.Add(1) }, dropped: s.entrance.dropped,
	}
	return &udpFront{PacketConn: conn, intake: in, screen: s.screen, entrance: s.entrance, log: s.log}
}

// ReadFrom returns the next message, in clean spelling. It returns an error
// only when the socket is closed.
func (f *udpFront) ReadFrom(into []byte) (int, net.Addr, error) {
	for {
		d, open := f.intake.next()
		if !open {
			return 0, nil, net.ErrClosed
		}
		v := f.judge(d)
		if len(v.text) > 0 && len(v.text) <= len(into) {
			return copy(into, v.text), net.UDPAddrFromAddrPort(d.from), nil
		}
		f.log.Debug("message refused", "source", d.from.Addr(), "why", v.why)
		if len(v.reply) > 0 {
			_, err := f.WriteTo(v.reply, net.UDPAddrFromAddrPort(v.to))
			if err != nil {
				f.log.Debug("reply not sent", "err", err)
			}
		}
	}
}

// judge asks the entrance about what begins a call, and the screen about all
// else.
func (f *udpFront) judge(d datagram) verdict {
	switch {
	case bytes.HasPrefix(d.text, []byte("INVITE ")) && !inDialog(d.text):
		switch f.entrance.judge(attemptOf(d.text, d.from), time.Since(d.at)) {
		case workingOn:
			return f.screen.answer(d.text, d.from, 100, "Trying")
		case turnedAway:
			return f.screen.answer(d.text, d.from, 503, "Service Unavailable", field{"retry-after", turnedAwayFor})
		}
	case bytes.HasPrefix(d.text, []byte("ACK ")):
		if f.entrance.refusedHere(attemptOf(d.text, d.from)) {
			return verdict{why: "acknowledged"}
		}
	}
	return f.screen.judge(d.text, d.from)
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
