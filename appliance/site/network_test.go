package site

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance"
)

func TestAddressIsCalledAsItsNarrowestNetwork(t *testing.T) {
	s := Defaults()
	s.Networks = []string{"10.0.0.0/8 The company", "10.20.0.0/16 Brno depot", "10.20.7.9 Kiosk at the gate", "fd00:7::/32 Warsaw"}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"10.1.2.3": "The company", "10.20.1.1": "Brno depot", "10.20.7.9": "Kiosk at the gate", "::ffff:10.20.1.1": "Brno depot",
		"fd00:7::1": "Warsaw", "192.0.2.1": "", "fd00:8::1": "",
	} {
		if got := s.Place(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	if got := s.Place(netip.Addr{}); got != "" {
		t.Errorf("no address: %q", got)
	}
}

func TestNetworkThatIsNoneIsRefusedWithItsLine(t *testing.T) {
	for line, want := range map[string]string{
		"10.0.0.0/8": "10.0.0.0/8", "Brno 10.0.0.0/8": "Brno 10.0.0.0/8", "10.0.0.0/33 Brno": "10.0.0.0/33 Brno",
		"fe80::1%eth0 Brno": "fe80::1%eth0 Brno", "::ffff:10.0.0.0/104 Brno": "::ffff:10.0.0.0/104 Brno",
		"10.0.0.0/8 " + strings.Repeat("x", 61): "10.0.0.0/8 ",
	} {
		s := Defaults()
		s.Networks = []string{"10.0.0.0/8 Good", line}
		var flaws appliance.Flaws
		if !errors.As(s.Check(), &flaws) {
			t.Errorf("%q is taken", line)
			continue
		}
		flaw := appliance.AsRefusal(flaws["networks"])
		if flaw == nil || !errors.Is(flaws["networks"], ErrNetwork) || !strings.HasPrefix(flaw.Args["line"].(string), want) {
			t.Errorf("%q: %+v", line, flaw)
		}
	}
}
