package trunk_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sip/front"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
)

// registered is a trunk that registers, with a password that s sealed.
func registered(s *trunk.Trunks, name, exchange, password string) trunk.Trunk {
	return trunk.Trunk{
		Name: name, Transport: trunk.UDP, Identity: trunk.Asserted,
		Login: &trunk.Login{Username: "200", Password: s.Seal(password), Register: true},
		Out:   &trunk.Out{Exchange: netip.MustParseAddrPort(exchange)},
	}
}

func trunks(t *testing.T, store *sqlite.Store) *trunk.Trunks {
	t.Helper()
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	return ts
}

func TestExchangeThatWeRegisterWithBelongsToItsTrunk(t *testing.T) {
	ts := trunks(t, site(t))
	one := registered(ts, "pbx", "192.0.2.10:5060", "secret")
	c := trunk.Config{Calls: 9, Trunks: []trunk.Trunk{one}}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if of, known := c.Of(netip.MustParseAddr("192.0.2.10")); !known || of.Name != "pbx" {
		t.Errorf("its exchange belongs to %q, %t", of.Name, known)
	}
	if _, known := c.Of(netip.MustParseAddr("192.0.2.11")); known {
		t.Error("its neighbour belongs to it too")
	}
	if n := testing.AllocsPerRun(100, func() { c.Of(netip.MustParseAddr("192.0.2.11")) }); n > 0 {
		t.Errorf("to find out costs %v allocations for each datagram", n)
	}
	twice := one
	twice.Sources = []trunk.Source{{Prefix: netip.MustParsePrefix("192.0.2.10/32")}}
	if got := twice.Peers(); len(got) != 1 {
		t.Errorf("named twice, it counts %d times", len(got))
	}
	bare := one
	bare.Login = nil
	for name, bad := range map[string]struct {
		trunks []trunk.Trunk
		want   error
	}{
		"unless it only calls out":          {[]trunk.Trunk{bare}, trunk.ErrNoSource},
		"and to no other trunk":             {[]trunk.Trunk{one, registered(ts, "b", "192.0.2.10:5070", "x")}, trunk.ErrShared},
		"with a name":                       {[]trunk.Trunk{{Name: "c", Transport: "udp", Identity: "from", Out: one.Out, Login: &trunk.Login{Register: true, Password: "x"}}}, trunk.ErrUsername},
		"with a password":                   {[]trunk.Trunk{{Name: "c", Transport: "udp", Identity: "from", Out: one.Out, Login: &trunk.Login{Register: true, Username: "x"}}}, trunk.ErrPassword},
		"with an exchange":                  {[]trunk.Trunk{{Name: "c", Transport: "udp", Identity: "from", Login: one.Login}}, trunk.ErrRegistrar},
		"with a certificate of somebody":    {[]trunk.Trunk{{Name: "c", Sources: twice.Sources, Transport: "tls", Identity: "from", Certificate: trunk.Certificate{Name: "no host"}}}, trunk.ErrCertifiedName},
		"and an authority that can be read": {[]trunk.Trunk{{Name: "c", Sources: twice.Sources, Transport: "tls", Identity: "from", Certificate: trunk.Certificate{Authority: "me"}}}, trunk.ErrAuthority},
	} {
		if err := (trunk.Config{Calls: 9, Trunks: bad.trunks}).Check(); !errors.Is(err, bad.want) {
			t.Errorf("%s: %v, want %v", name, err, bad.want)
		}
	}
}

func TestPasswordOfATrunkIsStoredSealedAlone(t *testing.T) {
	store := site(t)
	ts := trunks(t, store)
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{registered(ts, "pbx", "192.0.2.10:5060", "hush-hush")}}); err != nil {
		t.Fatal(err)
	}
	err := store.Read(t.Context(), func(v *sqlite.View) error {
		text, _, err := v.Setting("trunks")
		if strings.Contains(text, "hush-hush") || !strings.Contains(text, `"username":"200"`) {
			t.Errorf("stored %s", text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	x := &registrar{under: map[string]sip.Exchange{}}
	synctest.Test(t, func(t *testing.T) {
		stop := watch(t, ts, x)
		if got := x.with("192.0.2.10:5060"); got.By != (digest.Credentials{Username: "200", Password: "hush-hush"}) {
			t.Errorf("the exchange is told %v", got.By.Username)
		}
		stop()
	})
}

// registrar is a fake of trunk.Exchanges that keeps who is registered.
type registrar struct {
	answer sip.Registration

	// altered is told when under is another; nil: nobody waits for that.
	altered chan struct{}

	mu    sync.Mutex
	under map[string]sip.Exchange // by address
	ever  int
}

func (r *registrar) Ask(context.Context, sip.Exchange) (int, error) { return 200, nil }

func (r *registrar) Register(ctx context.Context, x sip.Exchange, tell func(sip.Registration)) error {
	r.alter(func() {
		r.under[x.Peer.String()] = x
		r.ever++
	})
	tell(r.answer)
	<-ctx.Done()
	r.alter(func() { delete(r.under, x.Peer.String()) })
	return nil
}

func (r *registrar) alter(by func()) {
	r.mu.Lock()
	by()
	r.mu.Unlock()
	if r.altered != nil {
		r.altered <- struct{}{}
	}
}

// until waits for who is registered.
func (r *registrar) until(t *testing.T, want ...string) {
	t.Helper()
	for !slices.Equal(r.all(), want) {
		select {
		case <-r.altered:
		case <-time.After(10 * time.Second):
			t.Fatalf("registered with %v, want %v", r.all(), want)
		}
	}
}

func (r *registrar) with(peer string) sip.Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.under[peer]
}

func (r *registrar) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.under))
}

// watch runs Watch until what it returns is called.
func watch(t *testing.T, ts *trunk.Trunks, x trunk.Exchanges) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- ts.Watch(ctx, x) }()
	synctest.Wait()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestRegistrationsFollowTheConfiguration(t *testing.T) {
	ts := trunks(t, site(t))
	a, b := registered(ts, "a", "192.0.2.1:5060", "x"), registered(ts, "b", "192.0.2.2:5060", "y")
	x := &registrar{under: map[string]sip.Exchange{}, answer: sip.Registration{Status: 200}}
	moved := b
	moved.Out = &trunk.Out{Exchange: netip.MustParseAddrPort("192.0.2.3:5060")}
	for _, step := range []struct {
		trunks []trunk.Trunk
		want   []string
		ever   int
	}{
		{[]trunk.Trunk{a, b}, []string{"192.0.2.1:5060", "192.0.2.2:5060"}, 2},
		{[]trunk.Trunk{a, moved}, []string{"192.0.2.1:5060", "192.0.2.3:5060"}, 2 + 2}, // two for the new start of Watch
		{nil, nil, 4},
	} {
		// The store has goroutines of its own, which no bubble may wait for.
		if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: step.trunks}); err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			stop := watch(t, ts, x)
			if got := x.all(); !slices.Equal(got, step.want) || x.ever != step.ever {
				t.Errorf("registered with %v, %d times, want %v, %d", got, x.ever, step.want, step.ever)
			}
			stop()
			if got := x.all(); len(got) > 0 {
				t.Errorf("registered with %v after the end", got)
			}
		})
	}
}

func TestNewConfigurationIsRegisteredAtOnceAndTheOthersStay(t *testing.T) {
	ts := trunks(t, site(t))
	a, b := registered(ts, "a", "192.0.2.1:5060", "x"), registered(ts, "b", "192.0.2.2:5060", "y")
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{a}}); err != nil {
		t.Fatal(err)
	}
	x := &registrar{under: map[string]sip.Exchange{}, answer: sip.Registration{Status: 200}, altered: make(chan struct{}, 16)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- ts.Watch(ctx, x) }()
	x.until(t, "192.0.2.1:5060")
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{a, b}}); err != nil {
		t.Fatal(err)
	}
	x.until(t, "192.0.2.1:5060", "192.0.2.2:5060")
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{b}}); err != nil {
		t.Fatal(err)
	}
	x.until(t, "192.0.2.2:5060")
	cancel()
	if err := <-done; err != nil || x.ever != 2 {
		t.Errorf("Watch = %v, registered %d times, want 2", err, x.ever)
	}
}

// TestRefusedRegistrationIsTriedAnewAtOnceWhenAsked has one exchange that refuses
// and one that does not, which is left in peace.
func TestRefusedRegistrationIsTriedAnewAtOnceWhenAsked(t *testing.T) {
	ts := trunks(t, site(t))
	a := registered(ts, "a", "192.0.2.1:5060", "x")
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{a}}); err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]int{403: 2, 200: 1} {
		synctest.Test(t, func(t *testing.T) {
			x := &registrar{under: map[string]sip.Exchange{}, answer: sip.Registration{Status: status}}
			stop := watch(t, ts, x)
			ts.Again()
			synctest.Wait()
			if got := x.all(); x.ever != want || len(got) != 1 {
				t.Errorf("%d: registered %d times, with %v now, want %d times with one", status, x.ever, got, want)
			}
			stop()
		})
	}
}

func TestExchangeThatRefusesOurRegistrationIsNotWell(t *testing.T) {
	ts := trunks(t, site(t))
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{registered(ts, "a", "192.0.2.1:5060", "x")}}); err != nil {
		t.Fatal(err)
	}
	for answer, want := range map[sip.Registration]trunk.Health{
		{Status: 200}:                       trunk.Up,
		{Status: 401, Err: sip.ErrPassword}: trunk.Password,
		{Status: 404}:                       trunk.Password,
		{Status: 403}:                       trunk.Forbidden,
		{Status: 423}:                       trunk.Forbidden,
		{Status: 503}:                       trunk.Failing,
		{Err: sip.ErrSilent}:                trunk.Silent,
		{Err: front.ErrName}:                trunk.WrongName,
	} {
		synctest.Test(t, func(t *testing.T) {
			stop := watch(t, ts, &registrar{under: map[string]sip.Exchange{}, answer: answer})
			time.Sleep(5 * time.Second) // it is asked by OPTIONS too, and answers
			synctest.Wait()
			if got := ts.Standing("a").Health; got != want {
				t.Errorf("%+v: %s, want %s", answer, got, want)
			}
			stop()
		})
	}
}

func TestCertificateIsThatOfTheTrunk(t *testing.T) {
	ts := trunks(t, site(t))
	one := registered(ts, "a", "192.0.2.1:5061", "x")
	one.Transport, one.Out.Domain = trunk.TLS, "pbx.example:5061"
	two := registered(ts, "b", "192.0.2.2:5061", "x")
	two.Certificate.Name = "other.example"
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{one, two}}); err != nil {
		t.Fatal(err)
	}
	for peer, want := range map[string]string{"192.0.2.1": "pbx.example", "192.0.2.2": "other.example", "192.0.2.3": ""} {
		if got := ts.Certified(netip.MustParseAddr(peer)); got.Name != want {
			t.Errorf("%s must show %q, want %q", peer, got.Name, want)
		}
	}
}

// TestReadersOfTheConfigurationShareNothing looks for memory that two copies have
// in common, however deep, in a configuration that uses every field.
func TestReadersOfTheConfigurationShareNothing(t *testing.T) {
	ts := trunks(t, site(t))
	full := registered(ts, "a", "192.0.2.1:5060", "x")
	full.Sources = []trunk.Source{{Prefix: netip.MustParsePrefix("192.0.2.0/24")}}
	full.Sound.Codecs = []trunk.Codec{trunk.G722}
	full.Out.Rules = []trunk.Rule{"ext"}
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{full}, Caps: &trunk.Caps{Hour: 3}}); err != nil {
		t.Fatal(err)
	}
	var met int
	var apart func(where string, one, other reflect.Value)
	apart = func(where string, one, other reflect.Value) {
		switch one.Kind() {
		case reflect.Pointer, reflect.Slice:
			if one.Type().PkgPath() == "" && !one.IsNil() {
				if met++; one.Pointer() == other.Pointer() {
					t.Errorf("%s is shared", where)
				}
			}
		}
		switch one.Kind() {
		case reflect.Pointer:
			apart(where, one.Elem(), other.Elem())
		case reflect.Slice:
			for i := range one.Len() {
				apart(fmt.Sprintf("%s[%d]", where, i), one.Index(i), other.Index(i))
			}
		case reflect.Struct:
			for i := range one.NumField() {
				if f := one.Type().Field(i); f.IsExported() && f.Type != reflect.TypeFor[netip.AddrPort]() {
					apart(where+"."+f.Name, one.Field(i), other.Field(i))
				}
			}
		}
	}
	apart("config", reflect.ValueOf(ts.Config()), reflect.ValueOf(ts.Config()))
	if met < 7 {
		t.Errorf("looked at %d places", met)
	}
}

// TestPanicOverOneExchangeCostsThatAlone: the others are registered with and asked.
func TestPanicOverOneExchangeCostsThatAlone(t *testing.T) {
	ts := trunks(t, site(t))
	a, b := registered(ts, "a", "192.0.2.1:5060", "x"), registered(ts, "b", "192.0.2.2:5060", "y")
	if err := ts.Save(t.Context(), trunk.Config{Calls: 9, Trunks: []trunk.Trunk{a, b}}); err != nil {
		t.Fatal(err)
	}
	x := &faulty{registrar{under: map[string]sip.Exchange{}, answer: sip.Registration{Status: 200}}}
	synctest.Test(t, func(t *testing.T) {
		stop := watch(t, ts, x)
		time.Sleep(2 * time.Second) // the first round
		synctest.Wait()
		if got := x.all(); !slices.Equal(got, []string{"192.0.2.2:5060"}) {
			t.Errorf("registered with %v", got)
		}
		if got := ts.Standing("b").Health; got != trunk.Up {
			t.Errorf("the other exchange is %q, want up", got)
		}
		stop()
	})
}

// faulty panics over one of its exchanges.
type faulty struct{ registrar }

func (f *faulty) Ask(ctx context.Context, x sip.Exchange) (int, error) {
	f.over(x)
	return f.registrar.Ask(ctx, x)
}

func (f *faulty) Register(ctx context.Context, x sip.Exchange, tell func(sip.Registration)) error {
	f.over(x)
	return f.registrar.Register(ctx, x, tell)
}

func (*faulty) over(x sip.Exchange) {
	if x.Peer.String() == "192.0.2.1:5060" {
		panic("over this exchange")
	}
}
