package trunk_test

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
)

const valid = `{"calls":3,"trunks":[
	{"name":"exchange","sources":["192.0.2.0/24"],"transport":"udp","identity":"asserted","calls":2},
	{"name":"gateway","sources":["192.0.2.7","2001:db8::/32"],"transport":"tcp","identity":"from"}]}`

func TestAdmit(t *testing.T) {
	c, err := trunk.Parse(valid)
	if err != nil {
		t.Fatal(err)
	}
	open := &appliance.EntryPoint{Channel: appliance.Phone}
	off := &appliance.EntryPoint{Channel: appliance.Phone, Off: true}
	chat := &appliance.EntryPoint{Channel: appliance.WebChat}
	for _, tt := range []struct {
		name   string
		source string
		entry  *appliance.EntryPoint
		calls  map[string]int
		trunk  string
		status int
	}{
		{"call is let in", "192.0.2.1", open, nil, "exchange", 0},
		{"narrowest prefix names the trunk", "192.0.2.7", open, nil, "gateway", 0},
		{"IPv4 in IPv6 is IPv4", "::ffff:192.0.2.1", open, nil, "exchange", 0},
		{"IPv6", "2001:db8::1", open, nil, "gateway", 0},
		{"stranger", "198.51.100.1", open, nil, "", 403},
		{"unknown number", "192.0.2.1", nil, nil, "exchange", 404},
		{"number of a chat", "192.0.2.1", chat, nil, "exchange", 404},
		{"entry point is off", "192.0.2.1", off, nil, "exchange", 480},
		{"one below the limit of the trunk", "192.0.2.1", open, map[string]int{"exchange": 1}, "exchange", 0},
		{"trunk is full", "192.0.2.1", open, map[string]int{"exchange": 2}, "exchange", 503},
		{"other trunk has room", "192.0.2.7", open, map[string]int{"exchange": 2}, "gateway", 0},
		{"box is full", "192.0.2.7", open, map[string]int{"exchange": 2, "gateway": 1}, "gateway", 503},
		{"unknown number on a full box", "192.0.2.7", nil, map[string]int{"gateway": 3}, "gateway", 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := trunk.Admit(c, trunk.State{Calls: tt.calls, Entry: tt.entry}, netip.MustParseAddr(tt.source))
			status := 0
			if v.Refused != nil {
				status = v.Refused.Status
				if retry := v.Refused.RetryAfter > 0; retry != (status == 503) {
					t.Errorf("RetryAfter = %v with %d", v.Refused.RetryAfter, status)
				}
			}
			if v.Trunk != tt.trunk || status != tt.status {
				t.Errorf("verdict = %q %d, want %q %d", v.Trunk, status, tt.trunk, tt.status)
			}
		})
	}
}

func TestBadConfigurationIsRefusedWithItsReason(t *testing.T) {
	one := func(trunk string) string { return `{"calls":9,"trunks":[` + trunk + `]}` }
	for _, tt := range []struct {
		name, text string
		want       error
	}{
		{"no JSON", `calls: 9`, trunk.ErrMalformed},
		{"unknown field", `{"calls":9,"trunk":[]}`, trunk.ErrMalformed},
		{"text after the end", `{"calls":9,"trunks":[]} x`, trunk.ErrMalformed},
		{"no room", `{"calls":0,"trunks":[]}`, trunk.ErrBoxCalls},
		{"no name", one(`{"name":"","sources":["192.0.2.1"],"transport":"udp","identity":"from"}`), trunk.ErrName},
		{"no source", one(`{"name":"a","sources":[],"transport":"udp","identity":"from"}`), trunk.ErrNoSource},
		{"host name", one(`{"name":"a","sources":["pbx.example"],"transport":"udp","identity":"from"}`), trunk.ErrSource},
		{"bits beyond the mask", one(`{"name":"a","sources":["192.0.2.1/24"],"transport":"udp","identity":"from"}`), trunk.ErrSource},
		{"everybody", one(`{"name":"a","sources":["0.0.0.0/0"],"transport":"udp","identity":"from"}`), trunk.ErrEverybody},
		{"transport", one(`{"name":"a","sources":["192.0.2.1"],"transport":"sctp","identity":"from"}`), trunk.ErrTransport},
		{"identity", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":""}`), trunk.ErrIdentity},
		{"limit", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from","calls":-1}`), trunk.ErrTrunkCalls},
		{
			"name twice", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from"},` +
				`{"name":"A","sources":["192.0.2.2"],"transport":"udp","identity":"from"}`), trunk.ErrNameTwice,
		},
		{
			"source twice", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from"},` +
				`{"name":"b","sources":["192.0.2.1/32"],"transport":"udp","identity":"from"}`), trunk.ErrShared,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := trunk.Parse(tt.text); !errors.Is(err, tt.want) {
				t.Errorf("Parse = %v, want %v", err, tt.want)
			}
		})
	}
}

// site is a store with the entry point 100 and an entry point 200 that is off.
func site(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
		q, err := tx.AddQueue(appliance.Queue{Name: "Reception"})
		if err != nil {
			return err
		}
		for number, isOff := range map[string]bool{"100": false, "200": true} {
			_, err := tx.AddEntryPoint(appliance.EntryPoint{
				Channel: appliance.Phone, Name: number, Language: appliance.English, Queue: q.ID, Off: isOff,
				Phone: appliance.PhoneEntry{Number: number, Answer: appliance.AnswerAtOnce},
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestNobodyIsAllowedBeforeThereAreTrunks(t *testing.T) {
	ts, err := trunk.New(t.Context(), site(t))
	if err != nil {
		t.Fatal(err)
	}
	if ts.Allowed(netip.MustParseAddr("192.0.2.1")) {
		t.Error("Allowed = true without a trunk")
	}
}

func TestSavedConfigurationIsInForceAndReadAgain(t *testing.T) {
	store := site(t)
	ts, err := trunk.New(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), valid); err != nil {
		t.Fatal(err)
	}
	again, err := trunk.New(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ts.Config(), again.Config(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if a := netip.MustParseAddr("192.0.2.1"); !again.Allowed(a) || !again.Asserted(a) {
		t.Error("192.0.2.1 is not allowed and believed")
	}
	if a := netip.MustParseAddr("192.0.2.7"); !again.Allowed(a) || again.Asserted(a) {
		t.Error("192.0.2.7 is not allowed, or is believed")
	}
	bad := ts.Config()
	bad.Trunks[0].Transport = "smoke"
	if err := ts.Save(t.Context(), bad); !errors.Is(err, trunk.ErrTransport) {
		t.Errorf("Save = %v, want ErrTransport", err)
	}
	if got := ts.Config().Trunks[0].Transport; got != trunk.UDP {
		t.Errorf("transport in force after a refused Save = %q, want udp", got)
	}
	if err := again.Reload(t.Context()); err != nil || again.Config().Trunks[0].Transport != trunk.UDP {
		t.Errorf("after a refused Save: %v, %+v", err, again.Config())
	}
}

func TestAdmitTakesAPlaceUntilRelease(t *testing.T) {
	ts, err := trunk.New(t.Context(), site(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), `{"calls":1,"trunks":[{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from"}]}`); err != nil {
		t.Fatal(err)
	}
	source := netip.MustParseAddr("192.0.2.1")
	e, release, err := ts.Admit(t.Context(), "100", source)
	if err != nil || e.Phone.Number != "100" {
		t.Fatalf("Admit = %+v, %v", e, err)
	}
	want := func(called string, status int) {
		t.Helper()
		var refused *sip.Refused
		if _, _, err := ts.Admit(t.Context(), called, source); !errors.As(err, &refused) || refused.Status != status {
			t.Errorf("Admit(%s) = %v, want %d", called, err, status)
		}
	}
	want("100", 503)
	want("200", 480)
	want("300", 404)
	release()
	release() // gives back one place, not two
	if _, again, err := ts.Admit(t.Context(), "100", source); err != nil {
		t.Errorf("Admit after release = %v", err)
	} else {
		defer again()
	}
	want("100", 503)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ts.Admit(ctx, "100", source); !errors.Is(err, context.Canceled) {
		t.Errorf("Admit with an ended context = %v, want that as it is", err)
	}
}
