package sip

import (
	"net"
	"net/netip"
	"testing"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// Sources is how many UDP sources sipgo remembers.
func (s *Server) Sources() int { return s.ua.TransportLayer().Pool("udp").Size() }

// Connections is how many TCP connections sipgo holds.
func (s *Server) Connections() int { return s.ua.TransportLayer().Pool("tcp").Size() }

// TooMuch is tooMuch.
func (l Limits) TooMuch(settingUp int, waited time.Duration) bool {
	return l.tooMuch(settingUp, waited)
}

// Attempt is the branch by which attemptOf names an INVITE, and whether the
// parsed message is named alike.
func Attempt(t testing.TB, raw []byte) (branch string, alike bool) {
	source := netip.MustParseAddrPort("127.0.0.1:5060")
	m, err := wire.NewParser().ParseSIP(raw)
	if err != nil {
		t.Fatal(err)
	}
	r := m.(*wire.Request)
	r.SetSource(source.String())
	return attemptOf(raw, source).branch, attemptOf(raw, source) == attemptBy(r)
}

// InDialog is inDialog.
func InDialog(raw []byte) bool { return inDialog(raw) }

// Intake is an intake with room for some datagrams: what takes the next of
// them, and its goroutine.
func Intake(conn net.PacketConn, room int, dropped func(uint64)) (next func() (string, bool), run func()) {
	in := &intake{
		conn: conn, waiting: make(chan datagram, room), dropped: dropped,
		allow: func(netip.Addr) bool { return true },
	}
	return func() (string, bool) { d, open := in.next(); return string(d.text), open }, in.run
}

// CountDrops has the kernel count before the intake runs.
func CountDrops(t testing.TB, conn net.PacketConn) {
	if err := countDrops(conn.(*net.UDPConn)); err != nil {
		t.Fatal(err)
	}
}

// Break has one of the call's goroutines panic.
func (c *Call) Break() { _ = c.post(breaking{}) }

type breaking struct{}

func (breaking) open(c *Call) {
	c.inTurn(func() { panic("in a goroutine of the call's") }, func() {})
}
