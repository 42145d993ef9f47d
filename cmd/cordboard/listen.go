package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// sockets are the box's ways in, all open before anything is served.
type sockets struct {
	desk, public, console net.Listener
	sipUDP                net.PacketConn
	sipTCP                net.Listener
	sipTLS                net.Listener // of bare connections; nil: none
	rtcUDP                net.PacketConn
	rtcTCP                net.Listener
}

// listen opens every socket or none.
func listen(ctx context.Context, o options) (*sockets, error) {
	s := &sockets{}
	if err := s.open(ctx, o); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *sockets) open(ctx context.Context, o options) (err error) {
	for _, l := range []struct {
		into          *net.Listener
		what, address string
	}{
		{&s.desk, "the desk", o.Desk},
		{&s.public, "the public side", o.Public},
		{&s.console, "the console", o.Console},
	} {
		if *l.into, err = stream(ctx, givingUp(goneAfter), l.what, l.address); err != nil {
			return err
		}
	}
	if s.sipUDP, s.sipTCP, err = pair(ctx, "SIP", o.SIP); err != nil {
		return err
	}
	if o.SIPTLS != "" {
		if s.sipTLS, err = stream(ctx, net.ListenConfig{}, "SIP over TLS", o.SIPTLS); err != nil {
			return err
		}
	}
	s.rtcUDP, s.rtcTCP, err = pair(ctx, "WebRTC", o.RTC)
	return err
}

// encrypt has the three doors speak HTTPS alone.
func (s *sockets) encrypt(c *tls.Config) {
	for _, l := range []*net.Listener{&s.desk, &s.public, &s.console} {
		*l = tls.NewListener(*l, c)
	}
}

// pair opens UDP and TCP on one port. Port 0 takes one that both have free.
func pair(ctx context.Context, what, address string) (net.PacketConn, net.Listener, error) {
	var config net.ListenConfig
	for try := 0; ; try++ {
		udp, err := config.ListenPacket(ctx, family("udp", address), address)
		if err != nil {
			return nil, nil, taken(what, address, err)
		}
		tcp, err := stream(ctx, config, what, udp.LocalAddr().String())
		if err == nil {
			return udp, tcp, nil
		}
		udp.Close()
		if at, bad := netip.ParseAddrPort(address); bad != nil || at.Port() != 0 || try == 10 {
			return nil, nil, err
		}
	}
}

// family is the network of an address: IPv4, unless it is one of IPv6. [::] is
// both, and a port alone whatever the machine has.
func family(network, address string) string {
	host, _, err := net.SplitHostPort(address)
	if err == nil && (host == "" || strings.Contains(host, ":")) {
		return network
	}
	return network + "4"
}

func stream(ctx context.Context, config net.ListenConfig, what, address string) (net.Listener, error) {
	l, err := config.Listen(ctx, family("tcp", address), address)
	if err != nil {
		return nil, taken(what, address, err)
	}
	return l, nil
}

// goneAfter is how long a browser may leave unacknowledged what a door sent it.
// A laptop whose lid closed says no goodbye, and what its page is sent fits into
// the kernel's buffer for a quarter of an hour, so that no write would fail. With
// the next beat of its stream it counts as gone within about a minute.
const goneAfter = 40 * time.Second

// givingUp has every connection of a listener end once its peer acknowledges
// nothing for that long, RFC 5482: accepted sockets inherit the option.
func givingUp(after time.Duration) net.ListenConfig {
	return net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) error {
		var refused error
		err := raw.Control(func(fd uintptr) {
			refused = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(after.Milliseconds()))
		})
		return errors.Join(err, refused)
	}}
}

// optionOf is how somebody says where something listens.
var optionOf = map[string]string{
	"the desk": "--desk", "the public side": "--public", "the console": "--console",
	"SIP": "--sip", "SIP over TLS": "--sip-tls", "WebRTC": "--rtc",
}

// taken says what to do about a socket that cannot be opened.
func taken(what, address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s cannot listen on %s because another program does: is a box running already? %s gives another address: %w", what, address, optionOf[what], err)
	}
	if because, known := unheard(err); known {
		return fmt.Errorf("%s cannot listen on %s: %s", what, address, because)
	}
	return fmt.Errorf("%s cannot listen on %s: %w", what, address, err)
}

// unheard says in plain words why an address cannot be listened on.
func unheard(err error) (because string, known bool) {
	var name *net.DNSError
	switch {
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "this machine does not have that address", true
	case errors.Is(err, syscall.EACCES):
		return "ports below 1024 are not for everybody; give a higher one, or have systemd open it", true
	case errors.As(err, &name):
		return "that name leads to no address", true
	}
	return "", false
}

// check refuses addresses that cannot be meant, before anything is made.
func (o options) check() error {
	type given struct{ option, address string }
	all := []given{{"desk", o.Desk}, {"public", o.Public}, {"console", o.Console}, {"sip", o.SIP}, {"rtc", o.RTC}}
	if o.SIPTLS != "" { // the only one that need not be
		all = append(all, given{"sip-tls", o.SIPTLS})
	}
	for _, a := range all {
		_, port, err := net.SplitHostPort(a.address)
		if err == nil {
			_, err = strconv.ParseUint(port, 10, 16)
		}
		if err != nil {
			return fmt.Errorf("--%s wants an address and a port, as in 192.168.1.10:8080, and not %q", a.option, a.address)
		}
	}
	if _, err := netip.ParseAddr(o.RTP); err != nil {
		return fmt.Errorf("--rtp wants an address, as in 192.168.1.10, and not %q", o.RTP)
	}
	return nil
}

func (s *sockets) close() {
	for _, l := range []net.Listener{s.desk, s.public, s.console, s.sipTCP, s.sipTLS, s.rtcTCP} {
		if l != nil {
			l.Close()
		}
	}
	for _, c := range []net.PacketConn{s.sipUDP, s.rtcUDP} {
		if c != nil {
			c.Close()
		}
	}
}
