package sip

import (
	"net/netip"
	"testing"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/peertest"
)

// FuzzRequest holds that whatever sipgo reads as a request with the fields that
// the front asks for, we read without a panic and answer to nobody else.
func FuzzRequest(f *testing.F) {
	for _, text := range peertest.Files(f, "testdata/torture/*.dat", 40) {
		f.Add(text)
	}
	source := netip.MustParseAddrPort("192.0.2.1:5061")
	f.Fuzz(func(t *testing.T, raw []byte) {
		parser := wire.NewParser()
		m, err := parser.ParseSIP(raw)
		r, ok := m.(*wire.Request)
		if err != nil || !ok || r.Via() == nil || r.From() == nil || r.To() == nil || r.CallID() == nil || r.CSeq() == nil {
			return
		}
		_ = callerOf(r, asserting)
		_ = calledBy(r)
		_, _ = sdpOf(r)
		_, _, _ = readInfo(r)
		d := newDialog(r, source, source)
		if next := d.nextHop(func(a netip.Addr) bool { return false }); next != source {
			t.Errorf("next hop = %v, want the source", next)
		}
		if _, err := parser.ParseSIP(d.request("BYE", "192.0.2.2:5060").Append(nil)); err != nil {
			t.Logf("BYE of %q cannot be written: %v", raw, err)
		}
	})
}
