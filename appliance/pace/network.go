package pace

import "net/netip"

// Network is what one who has an address can have more of, and so counts as
// one place: an IPv4 address, or the /64 that an IPv6 host has for itself. No
// address is the zero prefix.
func Network(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // fails for the zero address only
	return p
}
