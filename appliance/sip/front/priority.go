package front

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// signalling is how the network is told to treat messages: DSCP CS3 (RFC 4594
// section 4.2 has CS5 for it; exchanges and switches expect CS3).
const signalling = 24 << 2

// prioritise marks what a socket sends. A network that does not look at it
// carries it all the same, so that a failure is no reason to stop.
func prioritise(conn any) error {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return nil // a socket of a test's making
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		// An IPv6 socket that takes IPv4 too has both.
		four := unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS, signalling)
		six := unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS, signalling)
		if four != nil && six != nil {
			failed = errors.Join(four, six)
		}
	})
	return errors.Join(err, failed)
}
