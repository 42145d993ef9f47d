package sip

import (
	"encoding/json"
	"errors"
	"net/netip"
	"testing"

	wire "github.com/emiago/sipgo/sip"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordboard/appliance/media"
)

// plain compares addresses by value.
var plain = cmp.Options{
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
	cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmpopts.IgnoreUnexported(sound{}), // keys are not stored
}

func TestSnapshotRoundTrips(t *testing.T) {
	peer := netip.MustParseAddrPort("192.0.2.1:5062")
	want := snapshot{
		Version: snapshotVersion, Invite: "INVITE sip:100@box SIP/2.0\r\n\r\n", Confirmed: true,
		Dialog: dialog{
			CallID: "x@y", LocalTag: "ours", RemoteTag: "theirs", Local: "<sip:100@box>;tag=ours", Remote: "\"A\" <sip:1@pbx>;tag=theirs",
			Target: "sip:1@192.0.2.1", Routes: []string{"<sip:192.0.2.9;lr>"}, LocalSeq: 3, RemoteSeq: 7,
			Transport: "UDP", Source: peer, Socket: netip.MustParseAddrPort("[::]:5060"),
		},
		Sound: sound{
			Local: netip.MustParseAddrPort("192.0.2.2:20000"), Origin: Origin{1 << 61, 5}, Pact: weOffered,
			Stream: media.Stream{Remote: peer, Codec: media.PCMA, Payload: 8, Event: 101, Sends: true, Hears: true},
		},
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readSnapshot(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, plain); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if _, err := readSnapshot([]byte(`{"version":99}`)); !errors.Is(err, errSnapshot) {
		t.Errorf("snapshot of a later version: %v, want errSnapshot", err)
	}
}

func TestSnapshotInviteCanBeReadAgain(t *testing.T) {
	text := "INVITE sip:100@box SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nFrom: \"A\" <sip:1@pbx>;tag=theirs\r\n" +
		"To: <sip:100@box>;tag=ours\r\nCall-ID: x@y\r\nCSeq: 7 INVITE\r\nContact: <sip:1@192.0.2.1>\r\nRecord-Route: <sip:192.0.2.9;lr>\r\nContent-Length: 0\r\n\r\n"
	first, err := wire.ParseMessage([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	again, err := wire.ParseMessage([]byte(first.String()))
	if err != nil {
		t.Fatal(err)
	}
	peer := netip.MustParseAddrPort("192.0.2.1:5060")
	a, b := newDialog(first.(*wire.Request), peer, peer), newDialog(again.(*wire.Request), peer, peer)
	if diff := cmp.Diff(a, b, plain); diff != "" {
		t.Errorf("dialog of the text: %s", diff)
	}
}
