package sip

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	wire "github.com/emiago/sipgo/sip"
)

// FuzzRequest holds that whatever sipgo reads as a request with the fields that
// the front asks for, we read without a panic and answer to nobody else.
func FuzzRequest(f *testing.F) {
	files, err := filepath.Glob("testdata/torture/*.dat")
	if err != nil || len(files) == 0 {
		f.Fatalf("no torture messages: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
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
