package site

import (
	"net/netip"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// ErrNetwork refuses a line that names no network, ErrNetworks too many of them.
var (
	ErrNetwork  = appliance.Refuse(appliance.Invalid, "refusal.setting.network")  // line, limit
	ErrNetworks = appliance.Refuse(appliance.Invalid, "refusal.setting.networks") // limit
)

// The bounds of Networks, and of one of their names.
const (
	mostNetworks = 200
	networkName  = 60
)

// parseNetwork takes a line of Networks apart: a prefix (RFC 4632 section 3.1, RFC 4291
// section 2.3) or one address, and what the site calls it. False: it is none.
func parseNetwork(line string) (p netip.Prefix, name string, ok bool) {
	text, name, _ := strings.Cut(strings.TrimSpace(line), " ")
	p, err := netip.ParsePrefix(text)
	if err != nil {
		address, err := netip.ParseAddr(text)
		if err != nil || address.Zone() != "" {
			return p, "", false
		}
		p = netip.PrefixFrom(address, address.BitLen())
	}
	if p.Addr().Is4In6() {
		return p, "", false
	}
	name = strings.TrimSpace(name)
	return p.Masked(), name, name != "" && len([]rune(name)) <= networkName && plain.Line(name, networkName) == name
}

// Place is what the site calls the network of an address, the narrowest of them; empty: it
// has no name.
func (s Settings) Place(of netip.Addr) (name string) {
	narrowest := -1
	for _, line := range s.Networks {
		if p, called, ok := parseNetwork(line); ok && p.Contains(of.Unmap()) && p.Bits() > narrowest {
			name, narrowest = called, p.Bits()
		}
	}
	return name
}

// checkNetworks refuses the first line that names none.
func (s Settings) checkNetworks(flaws appliance.Flaws) {
	flaws.Add("networks", len(s.Networks) > mostNetworks, ErrNetworks.With("limit", mostNetworks))
	for _, line := range s.Networks {
		_, _, ok := parseNetwork(line)
		flaws.Add("networks", !ok, ErrNetwork.With("line", plain.Line(line, networkName)).With("limit", networkName))
	}
}
