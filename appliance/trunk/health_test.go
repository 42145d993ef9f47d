package trunk_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/front"
	"cordboard/appliance/trunk"
)

func TestHealthIsReadFromWhatAnExchangeAnswers(t *testing.T) {
	for _, tt := range []struct {
		status int
		err    error
		want   trunk.Health
	}{
		{200, nil, trunk.Up},
		{404, nil, trunk.Up},
		{405, nil, trunk.Up},
		{501, nil, trunk.Up},
		{503, nil, trunk.Failing},
		{302, nil, trunk.Redirected},
		{403, nil, trunk.Forbidden},
		{407, nil, trunk.Password},
		{401, fmt.Errorf("ask: %w", sip.ErrPassword), trunk.Password},
		{0, fmt.Errorf("ask: %w", sip.ErrSilent), trunk.Silent},
		{0, fmt.Errorf("ask: %w", sip.ErrNoSocket), trunk.NoWay},
		{0, fmt.Errorf("ask: %w", front.ErrName), trunk.WrongName},
		{0, fmt.Errorf("ask: %w", front.ErrAuthority), trunk.Foreign},
		{0, fmt.Errorf("ask: %w", front.ErrCertificate), trunk.Outdated},
		{0, fmt.Errorf("ask: %w", front.ErrTLS), trunk.NoTLS},
	} {
		if got := trunk.HealthBy(tt.status, tt.err); got != tt.want {
			t.Errorf("%d %v: %q, want %q", tt.status, tt.err, got, tt.want)
		}
	}
}

// TestTrunksThatAreWellAreTriedFirstAndNoneIsLeftOut takes trunks of any health: none is lost,
// those that are well come first, and among equals their own order counts.
func TestTrunksThatAreWellAreTriedFirstAndNoneIsLeftOut(t *testing.T) {
	healths := []trunk.Health{trunk.Unknown, trunk.Up, trunk.Silent, trunk.Password, trunk.Failing, trunk.NoWay}
	well := func(s trunk.Standing) bool { return s.Health == trunk.Up || s.Health == trunk.Unknown }
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var all []trunk.Trunk
		standings := map[string]trunk.Standing{}
		for n := range random.IntN(8) {
			name := fmt.Sprint(n)
			all = append(all, trunk.Trunk{Name: name, Calls: n})
			standings[name] = trunk.Standing{Health: healths[random.IntN(len(healths))]}
		}
		got := trunk.InOrder(all, standings)
		if len(got) != len(all) {
			t.Fatalf("%d of %d trunks are left", len(got), len(all))
		}
		for i := 1; i < len(got); i++ {
			a, b := standings[got[i-1].Name], standings[got[i].Name]
			if !well(a) && well(b) || well(a) == well(b) && got[i-1].Calls >= got[i].Calls {
				t.Fatalf("%s (%s) stands before %s (%s)", got[i-1].Name, a.Health, got[i].Name, b.Health)
			}
		}
	}
}

// pbxs is a fake of trunk.Exchanges: what exchanges answer, by their port.
type pbxs map[uint16]int

func (p pbxs) Ask(_ context.Context, x sip.Exchange) (int, error) {
	if status := p[x.Peer.Port()]; status != 0 {
		return status, nil
	}
	return 0, sip.ErrSilent
}

// Register stays registered where there is an answer.
func (p pbxs) Register(ctx context.Context, x sip.Exchange, tell func(sip.Registration)) error {
	status, err := p.Ask(ctx, x)
	tell(sip.Registration{Status: status, Err: err})
	<-ctx.Done()
	return nil
}

func TestCallsGoByTheOtherTrunkWhileAnExchangeIsSilentAndReturnToIt(t *testing.T) {
	ts, err := trunk.New(t.Context(), trunk.Deps{Store: site(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := ts.SaveText(t.Context(), `{"calls":9,"trunks":[
		{"name":"first","sources":["192.0.2.1"],"transport":"udp","identity":"from","out":{"exchange":"192.0.2.1:5061","rules":["+"]}},
		{"name":"second","sources":["192.0.2.2"],"transport":"udp","identity":"from","out":{"exchange":"192.0.2.2:5062","rules":["+"]}}]}`); err != nil {
		t.Fatal(err)
	}
	best := func() netip.AddrPort {
		t.Helper()
		ways, err := ts.Ways(t.Context(), 0, "+420541230800", "CZ", appliance.EntryPoint{})
		if err != nil || len(ways) != 2 {
			t.Fatalf("Ways = %v, %v", ways, err)
		}
		return ways[0].Peer
	}
	round := func(p pbxs) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- ts.Watch(ctx, p) }()
			time.Sleep(10 * time.Second)
			synctest.Wait()
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	if got := best().Port(); got != 5061 {
		t.Errorf("before anything is known the best way is %d", got)
	}
	round(pbxs{5062: 200})
	if got := best().Port(); got != 5062 {
		t.Errorf("while the first exchange is silent the best way is %d", got)
	}
	if s := ts.Standing("first"); s.Health != trunk.Silent || s.Since.IsZero() {
		t.Errorf("first stands at %+v", s)
	}
	round(pbxs{5061: 405, 5062: 503})
	if got := best().Port(); got != 5061 {
		t.Errorf("when it is back the best way is %d", got)
	}
	if err := ts.SaveText(t.Context(), `{"calls":9,"trunks":[{"name":"second","sources":["192.0.2.2"],"transport":"udp","identity":"from"}]}`); err != nil {
		t.Fatal(err)
	}
	round(pbxs{})
	if s := ts.Standing("second"); s.Health != trunk.Unknown {
		t.Errorf("an exchange that is asked no more stands at %+v", s)
	}
}

// pending are exchanges that answer as pbxs do, and where that is nothing, not before
// they are asked no more.
type pending struct{ pbxs }

func (p pending) Ask(ctx context.Context, x sip.Exchange) (int, error) {
	status, err := p.pbxs.Ask(ctx, x)
	if err != nil {
		<-ctx.Done()
	}
	return status, err
}

// goesOut is the rest of a trunk that goes out to port 5061.
const goesOut = `"transport":"udp","out":{"exchange":"192.0.2.1:5061","rules":["+"]}`

// sets saves the only trunk that there is.
func sets(t *testing.T, ts *trunk.Trunks, out string) {
	t.Helper()
	if err := ts.SaveText(t.Context(), `{"calls":9,"trunks":[{"name":"a","sources":["192.0.2.1"],"identity":"from",`+out+`}]}`); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsKnownOfATrunkWhoseExchangeIsAnother(t *testing.T) {
	ts := trunks(t, site(t))
	for name, out := range map[string]string{
		"another address":   `"transport":"udp","out":{"exchange":"192.0.2.1:5062","rules":["+"]}`,
		"another transport": `"transport":"tcp","out":{"exchange":"192.0.2.1:5061","rules":["+"]}`,
		"another login":     `"transport":"udp","login":{"username":"200","password":"` + ts.Seal("hush") + `"},"out":{"exchange":"192.0.2.1:5061","rules":["+"]}`,
	} {
		sets(t, ts, goesOut)
		synctest.Test(t, func(t *testing.T) {
			stop := watch(t, ts, pbxs{5061: 503, 5062: 200})
			time.Sleep(2 * time.Second)
			if got := ts.Standing("a").Health; got != trunk.Failing {
				t.Fatalf("it stands at %q, want %q", got, trunk.Failing)
			}
			stop()
		})
		if sets(t, ts, out); ts.Standing("a") != (trunk.Standing{}) {
			t.Errorf("%s: it stands at %+v, want that nothing is known", name, ts.Standing("a"))
		}
	}
}

func TestExchangeOfATrunkThatWasSavedIsAskedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ts := trunks(t, site(t))
		sets(t, ts, goesOut)
		stop := watch(t, ts, pending{pbxs{5062: 200}})
		time.Sleep(2 * time.Second) // the first is asked, and says nothing
		saved := time.Now()
		sets(t, ts, strings.Replace(goesOut, "5061", "5062", 1))
		synctest.Wait()
		if got := ts.Standing("a"); got.Health != trunk.Up || !got.Asked.Equal(saved) {
			t.Errorf("saved at %v, it stands at %+v, want %q since then", saved, got, trunk.Up)
		}
		stop()
	})
}
