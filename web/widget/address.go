package widget

import (
	"net/netip"
	"slices"
	"strings"
)

// addressOf is where a request came from: the connection's other end or, if
// that is a proxy of ours, the last hop in X-Forwarded-For that is none.
// Whatever stands before that hop was written by whoever asked.
func addressOf(remote string, forwarded []string, proxies []netip.Prefix) netip.Addr {
	connection, _ := netip.ParseAddrPort(remote) // the zero address for a recorder in a test
	address := connection.Addr().Unmap()
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !trusted(address, proxies) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		address = before.Unmap()
	}
	return address.WithZone("")
}

func trusted(a netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// network is what counts as one place for the limits: an IPv4 address, or the
// /64 that an IPv6 host has for itself.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // fails for the zero address only: the zero prefix
	return p
}
