package sip

import (
	"encoding/json"
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
)

// plain compares addresses by value.
var plain = cmp.Options{
	cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
	cmp.Comparer(func(a, b netip.Addr) bool { return a == b }),
	cmpopts.IgnoreUnexported(sdp.Session{}), // keys are not stored
}

func TestSnapshotRoundTrips(t *testing.T) {
	peer := netip.MustParseAddrPort("192.0.2.1:5062")
	want := snapshot{
		Version: snapshotVersion, Placed: true, Called: "100", Caller: Party{"A", "1"},
		Dialog: dialog{
			CallID: "x@y", LocalTag: "ours", RemoteTag: "theirs", Local: "<sip:100@box>;tag=ours", Remote: "\"A\" <sip:1@pbx>;tag=theirs",
			Target: "sip:1@192.0.2.1", Routes: []string{"<sip:192.0.2.9;lr>"}, LocalSeq: 3, RemoteSeq: 7,
			Transport: "UDP", Source: peer, Socket: netip.MustParseAddrPort("[::]:5060"),
		},
		Sound: sdp.Session{
			Local: netip.MustParseAddrPort("192.0.2.2:20000"), Origin: sdp.Origin{Session: 1 << 61, Version: 5}, Pact: sdp.WeOffered, Ours: sdp.SendOnly,
			Terms:  sdp.Terms{Codecs: []media.Codec{media.G722, media.PCMA}, Secrecy: sdp.Allowed, Bare: true, Via: peer.Addr()},
			Stream: media.Stream{Remote: peer, Via: peer.Addr(), Codec: media.PCMA, Payload: 8, Event: 101, Sends: true, Hears: true},
		},
		Peer:    abilities{Update: true, Reliable: true},
		Refresh: refresh{Every: 30 * time.Minute, Ours: true, Least: 2 * time.Minute},

		Referrals: 1, ReferralsIn: 2,
	}
	if blank := unset(reflect.ValueOf(want)); len(blank) > 0 {
		t.Errorf("not tried: %q", blank)
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

// ours are the packages whose structs a snapshot is made of.
var ours = []string{reflect.TypeFor[snapshot]().PkgPath(), reflect.TypeFor[sdp.Session]().PkgPath()}

// unset names the fields that have no value, so that none is forgotten that a
// call knows.
func unset(v reflect.Value) (names []string) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if name == "keys" { // never stored
			continue
		}
		switch f := v.Field(i); {
		case f.IsZero():
			names = append(names, name)
		case f.Kind() == reflect.Struct && slices.Contains(ours, f.Type().PkgPath()):
			for _, inner := range unset(f) {
				names = append(names, name+"."+inner)
			}
		}
	}
	return names
}
