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
