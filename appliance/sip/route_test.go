package sip

import (
	"net/netip"
	"strings"
	"testing"
)

func TestRequestFollowsLooseAndStrictRoutes(t *testing.T) {
	d := dialog{CallID: "id", Local: "<sip:a>;tag=1", Remote: "<sip:b>;tag=2", Target: "sip:b@192.0.2.1", Transport: "UDP", LocalSeq: 8}
	for _, tt := range []struct {
		name   string
		routes []string
		start  string
		want   []string
	}{
		{"none", nil, "BYE sip:b@192.0.2.1 SIP/2.0", nil},
		{"loose", []string{"<sip:192.0.2.8;lr>", "<sip:192.0.2.9>"}, "BYE sip:b@192.0.2.1 SIP/2.0", []string{"<sip:192.0.2.8;lr>", "<sip:192.0.2.9>"}},
		{"strict", []string{"<sip:192.0.2.8>", "<sip:192.0.2.9>"}, "BYE sip:192.0.2.8 SIP/2.0", []string{"<sip:192.0.2.9>", "<sip:b@192.0.2.1>"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := d
			d.Routes = tt.routes
			m := d.request("BYE", "192.0.2.100:5060")
			var routes []string
			for _, f := range m.Fields {
				if f.Name == "route" {
					routes = append(routes, f.Value)
				}
			}
			if m.Start != tt.start || strings.Join(routes, " ") != strings.Join(tt.want, " ") {
				t.Errorf("got %q %q, want %q %q", m.Start, routes, tt.start, tt.want)
			}
			if cseq, _ := m.First("cseq"); cseq != "9 BYE" {
				t.Errorf("CSeq = %q, want 9 BYE", cseq)
			}
		})
	}
}

func TestNextHopIsNobodyWeMayNotSendTo(t *testing.T) {
	source := netip.MustParseAddrPort("192.0.2.1:5099")
	allow := netip.MustParsePrefix("192.0.2.0/24").Contains
	for target, want := range map[string]string{
		"sip:b@192.0.2.7":       "192.0.2.7:5060",
		"sip:b@192.0.2.7:5070":  "192.0.2.7:5070",
		"sip:b@198.51.100.1":    source.String(),
		"sip:b@pbx.example":     source.String(),
		"sip:b@192.0.2.7:70000": source.String(),
		"tel:112":               source.String(),
		"nonsense":              source.String(),
	} {
		d := dialog{Target: target, Source: source}
		if got := d.nextHop(allow); got.String() != want {
			t.Errorf("next hop of %s = %v, want %s", target, got, want)
		}
	}
}
