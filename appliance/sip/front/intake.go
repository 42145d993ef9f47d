package front

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// intake takes datagrams out of a socket as soon as they come, and does
// nothing else: the kernel holds a few hundred of them at most, and what it has
// no room for is lost. Here they wait in order until somebody has time.
type intake struct {
	conn  net.PacketConn
	allow func(netip.Addr) bool
	// refused is told of a datagram of somebody who is not listened to, dropped
	// of those for which there was no room.
	refused func()
	dropped func(n uint64)

	waiting chan datagram // run sends and closes; full: the newest is dropped
	held    atomic.Int64  // bytes in waiting
	kernel  uint32        // dropped by the kernel so far
}

// datagram is one as it came.
type datagram struct {
	text []byte
	from netip.AddrPort
	at   time.Time // when it was taken out of the socket
}

// What an intake holds at most: some seconds of the busiest exchange.
const (
	heldDatagrams = 8192
	heldBytes     = 16 << 20
)

// receiveBuffer is asked of the kernel, which may give less: room for the
// second in which a loaded machine does not read while calls come in hundreds.
const receiveBuffer = 4 << 20

// run reads until the socket is closed.
func (in *intake) run() {
	read := in.reader()
	buffer := make([]byte, 65536)
	for {
		n, from, err := read(buffer)
		if errors.Is(err, net.ErrClosed) {
			close(in.waiting) // and not when a panic has run begun anew
			return
		}
		if err != nil || !from.IsValid() {
			// ICMP errors of an earlier reply surface here. A pause keeps a
			// broken socket from taking a core.
			time.Sleep(time.Millisecond)
			continue
		}
		if !in.allow(from.Addr()) {
			in.refused()
			continue
		}
		if !keepAlive(buffer[:n]) {
			in.keep(datagram{slices.Clone(buffer[:n]), from, time.Now()})
		}
	}
}

// keep puts a datagram behind the others, if there is room.
func (in *intake) keep(d datagram) {
	if in.held.Load()+int64(len(d.text)) > heldBytes {
		in.dropped(1)
		return
	}
	in.held.Add(int64(len(d.text)))
	select {
	case in.waiting <- d:
	default:
		in.held.Add(-int64(len(d.text)))
		in.dropped(1)
	}
}

// next waits for a datagram; false: the socket is closed and all are taken.
func (in *intake) next() (datagram, bool) {
	d, open := <-in.waiting
	in.held.Add(-int64(len(d.text)))
	return d, open
}

// reader reads one datagram, and on a socket of the kernel's also how many it
// had no room for (SO_RXQ_OVFL comes with the datagram after them).
func (in *intake) reader() func([]byte) (int, netip.AddrPort, error) {
	conn, plain := in.conn.(*net.UDPConn)
	if !plain || countDrops(conn) != nil {
		return func(into []byte) (int, netip.AddrPort, error) {
			n, from, err := in.conn.ReadFrom(into)
			return n, AddrPort(from), err
		}
	}
	beside := make([]byte, unix.CmsgSpace(4))
	return func(into []byte) (int, netip.AddrPort, error) {
		n, besides, _, from, err := conn.ReadMsgUDPAddrPort(into, beside)
		if err == nil {
			in.overflowed(beside[:besides])
		}
		return n, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), err
	}
}

// countDrops has the kernel tell what it drops.
func countDrops(conn *net.UDPConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RXQ_OVFL, 1)
	})
	return errors.Join(err, failed)
}

// overflowed reads what the kernel dropped so far; its counter may turn over.
func (in *intake) overflowed(beside []byte) {
	if len(beside) == 0 {
		return
	}
	header, data, _, err := unix.ParseOneSocketControlMessage(beside)
	if err != nil || header.Level != unix.SOL_SOCKET || header.Type != unix.SO_RXQ_OVFL || len(data) < 4 {
		return
	}
	if now := binary.NativeEndian.Uint32(data); now != in.kernel {
		in.dropped(uint64(now - in.kernel))
		in.kernel = now
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
