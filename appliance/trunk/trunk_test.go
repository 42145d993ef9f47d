package trunk_test

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"sync"
	"testing"
	"time"

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
	for _, tt := range []struct {
		name   string
		source string
		calls  map[string]int
		trunk  string
		status int
	}{
		{"call is let in", "192.0.2.1", nil, "exchange", 0},
		{"narrowest prefix names the trunk", "192.0.2.7", nil, "gateway", 0},
		{"IPv4 in IPv6 is IPv4", "::ffff:192.0.2.1", nil, "exchange", 0},
		{"IPv6", "2001:db8::1", nil, "gateway", 0},
		{"stranger", "198.51.100.1", nil, "", 403},
		{"one below the limit of the trunk", "192.0.2.1", map[string]int{"exchange": 1}, "exchange", 0},
		{"trunk is full", "192.0.2.1", map[string]int{"exchange": 2}, "exchange", 503},
		{"other trunk has room", "192.0.2.7", map[string]int{"exchange": 2}, "gateway", 0},
		{"box is full", "192.0.2.7", map[string]int{"exchange": 2, "gateway": 1}, "gateway", 503},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := trunk.Admit(c, trunk.State{Calls: tt.calls}, netip.MustParseAddr(tt.source))
			if status := statusOf(t, v.Refused); v.Trunk != tt.trunk || status != tt.status {
				t.Errorf("verdict = %q %d, want %q %d", v.Trunk, status, tt.trunk, tt.status)
			}
		})
	}
}

// statusOf is the status of a refusal, 0 for none; one for want of room says
// when to come again.
func statusOf(t *testing.T, r *sip.Refused) int {
	t.Helper()
	if r == nil {
		return 0
	}
	if retry := r.RetryAfter > 0; retry != (r.Status == 503) {
		t.Errorf("RetryAfter = %v with %d", r.RetryAfter, r.Status)
	}
	return r.Status
}

func TestNumberLeadsToAnEntryPointThatIsOpen(t *testing.T) {
	for name, tt := range map[string]struct {
		entry  *appliance.EntryPoint
		status int
	}{
		"open":           {&appliance.EntryPoint{Channel: appliance.Phone}, 0},
		"off":            {&appliance.EntryPoint{Channel: appliance.Phone, Off: true}, 480},
		"of a chat":      {&appliance.EntryPoint{Channel: appliance.WebChat}, 404},
		"unknown number": {nil, 404},
	} {
		if got := statusOf(t, trunk.Lead(tt.entry)); got != tt.status {
			t.Errorf("%s: status = %d, want %d", name, got, tt.status)
		}
	}
}

// TestCallsThatComeTooFastAreRefused sends calls over a trunk of ten a second:
// twenty at once are taken, then ten in each second, and another trunk takes
// its own.
func TestCallsThatComeTooFastAreRefused(t *testing.T) {
	c, err := trunk.Parse(`{"calls":10000,"trunks":[
		{"name":"slow","sources":["192.0.2.1"],"transport":"udp","identity":"from","rate":10},
		{"name":"other","sources":["192.0.2.2"],"transport":"udp","identity":"from"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	s := trunk.State{Now: time.Unix(1e9, 0), Paces: map[string]trunk.Pacing{}}
	taken := func(attempts int, source string) (n int) {
		for range attempts {
			v := trunk.Admit(c, s, netip.MustParseAddr(source))
			s.Paces[v.Trunk] = v.Pace
			if statusOf(t, v.Refused) == 0 {
				n++
			}
		}
		return n
	}
	for _, step := range []struct {
		after    time.Duration
		attempts int
		source   string
		want     int
	}{
		{0, 1000, "192.0.2.1", 20},
		{0, 1000, "192.0.2.2", 2 * trunk.UsualRate},
		{time.Second, 1000, "192.0.2.1", 10},
		{100 * time.Millisecond, 1000, "192.0.2.1", 1},
		{-time.Hour, 1, "192.0.2.1", 0}, // the clock was set back
		{time.Minute, 1000, "192.0.2.1", 20},
	} {
		s.Now = s.Now.Add(step.after)
		if got := taken(step.attempts, step.source); got != step.want {
			t.Errorf("after %v: %d of %d calls taken, want %d", step.after, got, step.attempts, step.want)
		}
	}
}

func TestFloodReachesTheStoreNoOftenerThanTheRate(t *testing.T) {
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), `{"calls":9,"trunks":[{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from","rate":1}]}`); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context()) // so that a read would fail, and be seen
	cancel()
	reads := 0
	for range 200 {
		var refused *sip.Refused
		_, _, err := ts.Admit(ended, "100", netip.MustParseAddr("192.0.2.1"))
		switch {
		case errors.Is(err, context.Canceled):
			reads++
		case !errors.As(err, &refused) || refused.Status != 503:
			t.Fatalf("Admit = %v, want 503", err)
		}
	}
	if reads < 2 || reads > 10 {
		t.Errorf("store was read %d times for 200 calls, want about the 2 that may come", reads)
	}
}

func TestRoomIsThereAsLongAsACallWouldBeAdmittedAndTakesNoPlace(t *testing.T) {
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), `{"calls":1,"trunks":[{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from"}]}`); err != nil {
		t.Fatal(err)
	}
	source := netip.MustParseAddr("192.0.2.1")
	for range 200 {
		if !ts.Room(source) {
			t.Fatal("a question took room")
		}
	}
	_, release, err := ts.Admit(t.Context(), "100", source)
	if err != nil {
		t.Fatal(err)
	}
	if ts.Room(source) {
		t.Error("there is room beside the only call")
	}
	release()
	if !ts.Room(source) {
		t.Error("there is no room after the only call")
	}
	if ts.Room(netip.MustParseAddr("192.0.2.9")) {
		t.Error("there is room for a stranger")
	}
}

func TestBadConfigurationIsRefusedWithItsReason(t *testing.T) {
	one := func(trunk string) string { return `{"calls":9,"trunks":[` + trunk + `]}` }
	for _, tt := range []struct {
		name, text string
		want       error
	}{
		{"no JSON", `calls: 9`, trunk.ErrMalformed.With("line", 1)},
		{"nothing", ``, trunk.ErrMalformed.With("line", 1)},
		{"broken off", "{\"calls\":9,\n", trunk.ErrMalformed.With("line", 2)},
		{"no comma", "{\"calls\":9\n\"trunks\":[]}", trunk.ErrMalformed.With("line", 2)},
		{"unknown setting", `{"calls":9,"trunk":[]}`, trunk.ErrSetting.With("setting", "trunk")},
		{"value of another kind", "{\"calls\":\n\"nine\",\"trunks\":[]}", trunk.ErrValue.With("setting", "calls").With("line", 2)},
		{"list alone", `[]`, trunk.ErrMalformed.With("line", 1)},
		{"text after the end", "{\"calls\":9,\"trunks\":[]}\nx", trunk.ErrMore.With("line", 2)},
		{"no room", `{"calls":0,"trunks":[]}`, trunk.ErrBoxCalls},
		{"no name", one(`{"name":"","sources":["192.0.2.1"],"transport":"udp","identity":"from"}`), trunk.ErrNameless},
		{"no source", one(`{"name":"a","sources":[],"transport":"udp","identity":"from"}`), trunk.ErrNoSource},
		{"host name", one(`{"name":"a","sources":["pbx.example"],"transport":"udp","identity":"from"}`), trunk.ErrSource},
		{"bits beyond the mask", one(`{"name":"a","sources":["192.0.2.1/24"],"transport":"udp","identity":"from"}`), trunk.ErrSource},
		{"everybody", one(`{"name":"a","sources":["0.0.0.0/0"],"transport":"udp","identity":"from"}`), trunk.ErrEverybody},
		{"transport", one(`{"name":"a","sources":["192.0.2.1"],"transport":"sctp","identity":"from"}`), trunk.ErrTransport},
		{"identity", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":""}`), trunk.ErrIdentity},
		{"limit", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from","calls":-1}`), trunk.ErrTrunkCalls},
		{"rate", one(`{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from","rate":5001}`), trunk.ErrRate},
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
			_, err := trunk.Parse(tt.text)
			if !errors.Is(err, tt.want) {
				t.Fatalf("Parse = %v, want %v", err, tt.want)
			}
			if want := appliance.AsRefusal(tt.want); want.Args != nil {
				if diff := cmp.Diff(want.Args, appliance.AsRefusal(err).Args); diff != "" {
					t.Errorf("the refusal's places: %s", diff)
				}
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
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	if ts.Allowed(netip.MustParseAddr("192.0.2.1")) {
		t.Error("Allowed = true without a trunk")
	}
}

func TestSavedConfigurationIsInForceAndReadAgain(t *testing.T) {
	store := site(t)
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), valid); err != nil {
		t.Fatal(err)
	}
	again, err := trunk.New(t.Context(), trunk.Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ts.Config(), again.Config(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("read again: %s", diff)
	}
	if a := netip.MustParseAddr("192.0.2.1"); !again.Allowed(a) || len(again.Asserted(a)) == 0 {
		t.Error("192.0.2.1 is not allowed and believed")
	}
	if a := netip.MustParseAddr("192.0.2.7"); !again.Allowed(a) || len(again.Asserted(a)) > 0 {
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
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
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
	want("300", 503) // the box is full: no number is looked for
	release()
	want("200", 480)
	want("300", 404)
	release() // gives back one place, not two
	if _, again, err := ts.Admit(t.Context(), "100", source); err != nil {
		t.Errorf("Admit after release = %v", err)
	} else {
		defer again()
	}
	want("100", 503)
}

func TestTrunkKnowsWhenItsExchangeWasHeardOf(t *testing.T) {
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), valid); err != nil {
		t.Fatal(err)
	}
	ts.Asked(netip.MustParseAddr("198.51.100.1")) // a stranger
	ts.Asked(netip.MustParseAddr("192.0.2.1"))
	if _, _, err := ts.Admit(t.Context(), "nobody", netip.MustParseAddr("192.0.2.7")); err == nil {
		t.Fatal("a number that leads nowhere is let in")
	}
	if seen := ts.Seen("exchange"); seen.Asked.IsZero() || !seen.Called.IsZero() {
		t.Errorf("exchange: %+v, want it to have asked and not called", seen)
	}
	if seen := ts.Seen("gateway"); !seen.Asked.IsZero() || seen.Called.IsZero() {
		t.Errorf("gateway: %+v, want it to have called and not asked", seen)
	}
}

func TestWhatIsWrittenWithAConfigurationDecidesWhetherItCounts(t *testing.T) {
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := trunk.Parse(valid)
	if err != nil {
		t.Fatal(err)
	}
	unkept := errors.New("the note cannot be kept")
	if err := ts.Save(t.Context(), c, func(*sqlite.Tx) error { return unkept }); !errors.Is(err, unkept) {
		t.Errorf("got %v, want %v", err, unkept)
	}
	if got := ts.Config().Trunks; len(got) != 0 {
		t.Errorf("in force though it was not kept: %v", got)
	}
	if err := ts.Save(t.Context(), c, func(tx *sqlite.Tx) error { return tx.SetSetting("note", "who") }); err != nil {
		t.Fatal(err)
	}
	if got := ts.Config().Trunks; len(got) != 2 {
		t.Errorf("in force: %v, want two trunks", got)
	}
}

func TestConfigurationInForceIsTheOneStored(t *testing.T) {
	trunks, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 100 {
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				if err := trunks.Save(t.Context(), trunk.Config{Calls: 1 + 6*round + i}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		inForce := trunks.Config().Calls
		if err := trunks.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if stored := trunks.Config().Calls; stored != inForce {
			t.Fatalf("round %d: %d calls are allowed, and %d are stored", round, inForce, stored)
		}
	}
}

func TestCalledNumberLeadsToItsEntryPointHoweverTheExchangeWritesIt(t *testing.T) {
	ts := trunks(t, site(t))
	if err := ts.SaveText(t.Context(), `{"calls":9,"trunks":[{"name":"a","sources":["192.0.2.1"],"transport":"udp","identity":"from","in":{"country":"CZ","head":"+420541230"}}]}`); err != nil {
		t.Fatal(err)
	}
	source := netip.MustParseAddr("192.0.2.1")
	for _, called := range []string{"100", "541230100", "+420541230100", "00420541230100"} {
		e, release, err := ts.Admit(t.Context(), called, source)
		if err != nil || e.Phone.Number != "100" {
			t.Errorf("%s leads to %+v, %v", called, e.Phone, err)
			continue
		}
		release()
	}
	var refused *sip.Refused
	if _, _, err := ts.Admit(t.Context(), "541231100", source); !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("another number: %v, want 404", err)
	}
	if got := ts.Caller(source, "602123456"); got != "+420602123456" {
		t.Errorf("the caller is %s", got)
	}
}

// What was stored and is not yet in force is what stands in the edition of the site.
func TestTrunksOfAViewAreThoseThatItHas(t *testing.T) {
	store := site(t)
	ts, other := trunks(t, store), trunks(t, store)
	for _, tt := range []struct {
		save func() error
		want int
	}{
		{func() error { return other.Save(t.Context(), trunk.Config{Calls: 7}) }, 7},
		{func() error {
			return store.Write(t.Context(), func(tx *sqlite.Tx) error { return tx.SetSetting("trunks", `{"calls":-1}`) })
		}, ts.Config().Calls},
	} {
		if err := tt.save(); err != nil {
			t.Fatal(err)
		}
		if err := store.Read(t.Context(), func(v *sqlite.View) error {
			got, err := ts.Stored(v)
			if err != nil || got.Calls != tt.want {
				t.Errorf("got %d calls, %v, want %d", got.Calls, err, tt.want)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
