package front

import (
	"bytes"
	"net"
	"net/netip"
	"strconv"
	"time"

	"cordboard/appliance/sip/message"
)

// Datagrams is a datagram socket as sipgo sees it: only requests and responses
// that are worth parsing come out of it. It filters before sipgo's own read
// filter would, because the same place also answers from the same socket, and
// because an error out of ReadFrom ends sipgo's listener for good.
type Datagrams struct {
	net.PacketConn
	front  *Front
	intake *intake
}

// Datagrams stands before a socket; its Run must run.
func (f *Front) Datagrams(conn net.PacketConn) *Datagrams {
	if c, ok := conn.(interface{ SetReadBuffer(bytes int) error }); ok {
		if err := c.SetReadBuffer(receiveBuffer); err != nil {
			f.log.Debug("receive buffer not set", "err", err)
		}
	}
	if err := prioritise(conn); err != nil {
		f.log.Debug("messages are not marked", "err", err)
	}
	in := &intake{
		conn: conn, allow: f.allow, waiting: make(chan datagram, heldDatagrams),
		refused: func() { f.refused.Add(1) }, dropped: f.entrance.dropped,
	}
	return &Datagrams{conn, f, in}
}

// Run takes datagrams out of the socket until that is closed. Called again after
// a panic it goes on.
func (d *Datagrams) Run() { d.intake.run() }

// ReadFrom returns the next message, in clean spelling. It returns an error
// only when the socket is closed.
func (d *Datagrams) ReadFrom(into []byte) (int, net.Addr, error) {
	for {
		one, open := d.intake.next()
		if !open {
			return 0, nil, net.ErrClosed
		}
		v := d.front.judge(one)
		if len(v.text) > 0 && len(v.text) <= len(into) {
			return copy(into, v.text), net.UDPAddrFromAddrPort(one.from), nil
		}
		d.front.log.Debug("message refused", "source", one.from.Addr(), "why", v.why)
		if len(v.reply) > 0 {
			if _, err := d.WriteTo(v.reply, net.UDPAddrFromAddrPort(v.to)); err != nil {
				d.front.log.Debug("reply not sent", "err", err)
			}
		}
	}
}

// judge asks the entrance about what begins a call, and the screen about all
// else.
func (f *Front) judge(d datagram) verdict {
	switch {
	case bytes.HasPrefix(d.text, []byte("INVITE ")) && !inDialog(d.text):
		switch f.entrance.judge(attemptOf(d.text, d.from, f.limits.Headers), time.Since(d.at)) {
		case workingOn:
			return f.screen.answer(d.text, d.from, 100, "Trying")
		case turnedAway:
			later := message.Field{Name: "retry-after", Value: strconv.Itoa(int(ComeBack / time.Second))}
			return f.screen.answer(d.text, d.from, 503, "Service Unavailable", later)
		}
	case bytes.HasPrefix(d.text, []byte("ACK ")):
		if f.entrance.refusedHere(attemptOf(d.text, d.from, f.limits.Headers)) {
			return verdict{why: "acknowledged"}
		}
	}
	return f.screen.judge(d.text, d.from)
}

// AddrPort reads the address of a UDP or TCP peer; IPv4 is never in its
// IPv6 clothes.
func AddrPort(a net.Addr) netip.AddrPort {
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
