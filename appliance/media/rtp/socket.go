package rtp

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The system calls of the media path are made by hand: x/sys allocates an
// address for every packet that it reads or sends.

// bind opens a UDP socket that never blocks.
func bind(at netip.AddrPort) (fd int, err error) {
	family, to := unix.AF_INET6, unix.Sockaddr(&unix.SockaddrInet6{Port: int(at.Port()), Addr: at.Addr().As16()})
	if at.Addr().Is4() {
		family, to = unix.AF_INET, &unix.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}
	}
	fd, err = unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("open socket: %w", err)
	}
	if err := prepare(fd, family); err != nil {
		shut(fd)
		return -1, err
	}
	if err := unix.Bind(fd, to); err != nil {
		shut(fd)
		return -1, fmt.Errorf("bind %s: %w", at, err)
	}
	return fd, nil
}

// prepare marks what the socket sends as telephone sound (DSCP EF, RFC 4594
// section 4.1) and keeps IPv6 to itself.
func prepare(fd, family int) error {
	const expedited = 46 << 2
	var err error
	if family == unix.AF_INET {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_TOS, expedited)
	} else if err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1); err == nil {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_TCLASS, expedited)
	}
	if err != nil {
		return fmt.Errorf("prepare socket: %w", err)
	}
	return nil
}

// shut closes a descriptor; nothing was buffered that could be lost.
func shut(fd int) { _ = unix.Close(fd) }

// wireAddr is an address as the kernel reads and writes it (struct
// sockaddr_in, sockaddr_in6).
type wireAddr struct {
	bytes  [unix.SizeofSockaddrInet6]byte
	length uint32
}

// wire lays an address out; the zero wireAddr stands for no address.
func wire(a netip.AddrPort) (w wireAddr) {
	if !a.IsValid() || a.Port() == 0 || a.Addr().IsUnspecified() {
		return w
	}
	binary.BigEndian.PutUint16(w.bytes[2:], a.Port())
	if ip := a.Addr().Unmap(); ip.Is4() {
		binary.NativeEndian.PutUint16(w.bytes[:], unix.AF_INET)
		four := ip.As4()
		copy(w.bytes[4:], four[:])
		w.length = unix.SizeofSockaddrInet4
	} else {
		binary.NativeEndian.PutUint16(w.bytes[:], unix.AF_INET6)
		sixteen := ip.As16()
		copy(w.bytes[8:], sixteen[:])
		w.length = unix.SizeofSockaddrInet6
	}
	return w
}

func (w *wireAddr) addrPort() netip.AddrPort {
	port := binary.BigEndian.Uint16(w.bytes[2:])
	switch binary.NativeEndian.Uint16(w.bytes[:]) {
	case unix.AF_INET:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(w.bytes[4:8])), port)
	case unix.AF_INET6:
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(w.bytes[8:24])), port)
	}
	return netip.AddrPort{}
}

// sendTo sends b, and drops it where the network has no room.
func sendTo(fd int, b []byte, to *wireAddr) bool {
	_, _, err := unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd),
		uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)), unix.MSG_DONTWAIT,
		uintptr(unsafe.Pointer(&to.bytes)), uintptr(to.length))
	return err == 0
}

// batch is how many datagrams one system call reads. A leg has one at a tick;
// more have come after a pause of ours.
const batch = 4

// largest is the longest datagram that is read whole; no sound of up to 60 ms
// comes near.
const largest = 1500

// inbox holds what one recvmmsg reads.
type inbox struct {
	messages [batch]message
	vectors  [batch]unix.Iovec
	from     [batch]wireAddr
	bytes    [batch][largest]byte
}

// message is struct mmsghdr.
type message struct {
	header unix.Msghdr
	length uint32
}

func newInbox() *inbox {
	in := new(inbox)
	for i := range in.messages {
		in.vectors[i].Base = &in.bytes[i][0]
		in.vectors[i].SetLen(largest)
		h := &in.messages[i].header
		h.Iov, h.Name = &in.vectors[i], &in.from[i].bytes[0]
		h.SetIovlen(1)
	}
	return in
}

// read reads what waits at fd, up to batch datagrams, and says how many.
func (in *inbox) read(fd int) int {
	for i := range in.messages {
		in.messages[i].header.Namelen = unix.SizeofSockaddrInet6
	}
	n, _, err := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd),
		uintptr(unsafe.Pointer(&in.messages)), batch, unix.MSG_DONTWAIT, 0, 0)
	if err != 0 {
		return 0
	}
	return int(n)
}

// datagram is the i-th that read has read.
func (in *inbox) datagram(i int) ([]byte, netip.AddrPort) {
	return in.bytes[i][:in.messages[i].length], in.from[i].addrPort()
}
