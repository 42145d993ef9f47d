package trunk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sqlite"
)

// nobody has no trunk known by a name.
func nobody(Trunk) digest.Credentials { return digest.Credentials{} }

func TestNumbersComeIntoOneForm(t *testing.T) {
	for _, c := range []struct {
		dialled, country string
		want             Number
	}{
		{"541 230 800", "CZ", Number{"+420541230800", Public, "CZ", ""}},
		{"+420 541 230 800", "PL", Number{"+420541230800", Public, "CZ", ""}},
		{"00420541230800", "PL", Number{"+420541230800", Public, "CZ", ""}},
		{"(601) 234-567", "PL", Number{"+48601234567", Public, "PL", ""}},
		{"31", "CZ", Number{"31", Extension, "", ""}},
		{"*97", "CZ", Number{"*97", Code, "", ""}},
		{"112", "CZ", Number{"112", Emergency, "", ""}},
		{"155", "CZ", Number{"155", Emergency, "", ""}},
		{"155", "PL", Number{"155", Extension, "", ""}},
		{"999", "PL", Number{"999", Emergency, "", ""}},
	} {
		if got, ok := normal(c.dialled, c.country); !ok || got != c.want {
			t.Errorf("%q in %s: got %+v, %t, want %+v", c.dialled, c.country, got, ok, c.want)
		}
	}
	for _, bad := range []string{"", " ", "jana", "31@evil.example", "+", "123;ext=4", "٣١", "12345678901234567890123"} {
		if got, ok := normal(bad, "CZ"); ok {
			t.Errorf("%q was read as %+v", bad, got)
		}
	}
}

func TestPlanWritesNumbersAsTheExchangeWantsThem(t *testing.T) {
	czech, polish := Number{"+420541230800", Public, "CZ", ""}, Number{"+48601234567", Public, "PL", ""}
	for name, c := range map[string]struct {
		plan Plan
		n    Number
		want string
	}{
		"as it is":                  {Plan{}, polish, "+48601234567"},
		"abroad by 00":              {Plan{International: "00"}, polish, "0048601234567"},
		"behind the 0 of a line":    {Plan{Outside: "0", International: "00"}, polish, "00048601234567"},
		"at home without a code":    {Plan{Outside: "0", Home: true}, czech, "0541230800"},
		"at home behind a 0":        {Plan{Home: true, National: "0"}, czech, "0541230800"},
		"abroad though home is set": {Plan{Home: true, International: "00"}, polish, "0048601234567"},
		"an extension":              {Plan{Outside: "0"}, Number{"31", Extension, "", ""}, "31"},
		"help":                      {Plan{Outside: "0"}, Number{"112", Emergency, "", ""}, "112"},
	} {
		if got := c.plan.Write(c.n, "CZ"); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestNumberOfOursIsShownAsTheExchangeReadsThem(t *testing.T) {
	for _, c := range []struct {
		plan       Plan
		ours, want string
	}{
		{Plan{}, "+420541230800", "+420541230800"},
		{Plan{}, "541 230 800", "+420541230800"},
		{Plan{Outside: "0", International: "00"}, "+420541230800", "00420541230800"},
		{Plan{Outside: "0", Home: true, National: "0"}, "+420541230800", "0541230800"},
		{Plan{Outside: "0", Home: true}, "+420541230800", "541230800"},
		{Plan{Outside: "0", Home: true}, "100", "100"},
		{Plan{Outside: "0", Home: true}, "info", "info"},
		{Plan{Outside: "0", Home: true}, "", ""},
	} {
		if got := c.plan.Show(c.ours, "CZ"); got != c.want {
			t.Errorf("%+v shows %q as %q, want %q", c.plan, c.ours, got, c.want)
		}
	}
	trunk := exchange("a", "192.0.2.1:5060", "+")
	trunk.Out.Plan = Plan{Outside: "0", Home: true}
	n, _ := normal("775418102", "CZ")
	ways, err := ways(Config{Trunks: []Trunk{trunk}}, n, "CZ", sip.Party{Number: "+420541230800"}, nobody)
	if err != nil || ways[0].Number != "0775418102" || ways[0].Caller.Number != "541230800" {
		t.Errorf("got %+v, %v", ways, err)
	}
}

func TestOnlyWhatARuleAllowsIsCalled(t *testing.T) {
	rules := []Rule{"+420", "-+42090", "+42090555", "ext", "-9"}
	for _, c := range []struct {
		digits string
		kind   Kind
		want   bool
	}{
		{"+420541230800", Public, true},
		{"+420905123456", Public, false},
		{"+420905551234", Public, true}, // the longer beginning counts
		{"+48601234567", Public, false},
		{"31", Extension, true},
		{"97", Extension, false},
		{"112", Emergency, true},
	} {
		if got := allows(rules, Number{Digits: c.digits, Kind: c.kind}); got != c.want {
			t.Errorf("%s: got %t, want %t", c.digits, got, c.want)
		}
	}
	if allows(nil, Number{Digits: "+420541230800", Kind: Public}) {
		t.Error("without a rule everything may be called")
	}
	if !allows(nil, Number{Digits: "112", Kind: Emergency}) {
		t.Error("without a rule nobody can call for help")
	}
	if allows([]Rule{"+1", "-+1"}, Number{Digits: "+12125550100", Kind: Public}) {
		t.Error("of two rules as long the one that denies must count")
	}
}

func TestCapsCountWhatTheyAreAbout(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	past := func(n int, ago time.Duration, o appliance.OperatorID, country string) (all []appliance.Dialled) {
		for range n {
			all = append(all, appliance.Dialled{At: now.Add(-ago), Operator: o, Country: country})
		}
		return all
	}
	caps := Caps{Hour: 2, Day: 4, All: 6, Abroad: 3}
	home, abroad := Number{"+420541230800", Public, "CZ", ""}, Number{"+48601234567", Public, "PL", ""}
	for name, c := range map[string]struct {
		n    Number
		past []appliance.Dialled
		want *appliance.Refusal
	}{
		"none yet":                   {home, nil, nil},
		"his hour":                   {home, past(2, time.Minute, 7, "CZ"), ErrHourCap},
		"another's hour":             {home, past(2, time.Minute, 8, "CZ"), nil},
		"an hour ago":                {home, past(2, time.Hour, 7, "CZ"), nil},
		"his day":                    {home, past(4, 2*time.Hour, 7, "CZ"), ErrDayCap},
		"yesterday":                  {home, past(9, 24*time.Hour, 7, "CZ"), nil},
		"the box's day":              {home, past(6, 2*time.Hour, 8, "CZ"), ErrBoxCap},
		"a country's day":            {abroad, past(3, 2*time.Hour, 8, "PL"), ErrAbroadCap},
		"another country's day":      {abroad, past(3, 2*time.Hour, 8, "DE"), nil},
		"the own country has no cap": {home, past(3, 2*time.Hour, 8, "CZ"), nil},
		"help":                       {Number{"112", Emergency, "", ""}, past(9, time.Minute, 7, "CZ"), nil},
		"an extension":               {Number{"31", Extension, "", ""}, past(9, time.Minute, 7, "CZ"), nil},
	} {
		err := caps.Beyond(c.n, 7, "CZ", c.past, now)
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	tree := past(5000, time.Minute, 0, "CZ")
	if err := (Caps{Hour: 60, Day: 300}).Beyond(Number{Kind: Public, Country: "CZ"}, 0, "CZ", tree, now); err != nil {
		t.Errorf("a tree's call, which is no operator's: %v, want nil", err)
	}
	if err := (Caps{All: 3000}).Beyond(Number{Kind: Public, Country: "CZ"}, 0, "CZ", tree, now); !errors.Is(err, ErrBoxCap) {
		t.Errorf("a tree's call beyond the box's cap: %v, want ErrBoxCap", err)
	}
	if err := (Caps{}).Beyond(abroad, 7, "CZ", past(5000, time.Minute, 7, "PL"), now); err != nil {
		t.Errorf("caps of zero bound: %v", err)
	}
}

func exchange(name, addr string, rules ...Rule) Trunk {
	at := netip.MustParseAddrPort(addr)
	return Trunk{
		Name: name, Sources: []Source{{netip.PrefixFrom(at.Addr(), 32)}}, Transport: UDP, Identity: Asserted,
		Out: &Out{Exchange: at, Rules: rules},
	}
}

func TestNumberGoesByTheTrunksThatAllowItInTheirOrder(t *testing.T) {
	c := Config{Calls: 10, Trunks: []Trunk{
		{Name: "in", Sources: []Source{{netip.MustParsePrefix("192.0.2.9/32")}}, Transport: UDP, Identity: Asserted},
		exchange("a", "192.0.2.1:5060", "+420"), exchange("b", "192.0.2.2:5060", "+"),
	}}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	peers := func(dialled string) (all []string) {
		n, _ := normal(dialled, "CZ")
		ways, err := ways(c, n, "CZ", sip.Party{Number: "100"}, nobody)
		for _, w := range ways {
			all = append(all, w.Peer.String()+" "+w.Number)
		}
		if err != nil {
			all = append(all, appliance.AsRefusal(err).Text)
		}
		return all
	}
	for dialled, want := range map[string][]string{
		"541230800":     {"192.0.2.1:5060 +420541230800", "192.0.2.2:5060 +420541230800"},
		"+48 601234567": {"192.0.2.2:5060 +48601234567"},
		"31":            {"refusal.dial-denied"},
		"112":           {"192.0.2.1:5060 112", "192.0.2.2:5060 112"},
	} {
		if diff := cmp.Diff(want, peers(dialled)); diff != "" {
			t.Errorf("%s: %s", dialled, diff)
		}
	}
	if _, err := ways(Config{Trunks: c.Trunks[:1]}, Number{"31", Extension, "", ""}, "CZ", sip.Party{}, nobody); !errors.Is(err, ErrNoWayOut) {
		t.Errorf("a box that only takes calls: %v, want %v", err, ErrNoWayOut)
	}
}

func TestWaysOutAreCheckedBeforeTheyAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Out)
		want   *appliance.Refusal
	}{
		"right":                      {func(*Out) {}, nil},
		"without a port":             {func(o *Out) { o.Exchange = netip.AddrPortFrom(o.Exchange.Addr(), 0) }, ErrExchange},
		"to an address of nobody's":  {func(o *Out) { o.Exchange = netip.MustParseAddrPort("192.0.2.7:5060") }, ErrExchange},
		"with a rule of letters":     {func(o *Out) { o.Rules = []Rule{"Prague"} }, ErrRule},
		"with an empty rule":         {func(o *Out) { o.Rules = []Rule{"-"} }, ErrRule},
		"with a prefix of letters":   {func(o *Out) { o.Plan.Outside = "zero" }, ErrPlan},
		"with a rule for extensions": {func(o *Out) { o.Rules = []Rule{"ext", "-99"} }, nil},
	} {
		trunk := exchange("a", "192.0.2.1:5060", "+420")
		c.change(trunk.Out)
		err := Config{Calls: 10, Trunks: []Trunk{trunk}}.Check()
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestCapsOutliveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "box.db")
	config := Config{Calls: 10, Trunks: []Trunk{exchange("a", "192.0.2.1:5060", "+", "ext")}, Caps: &Caps{Hour: 2}}
	var log bytes.Buffer
	jana := appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Language: appliance.Czech}
	call := func(dialled string) error {
		store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := store.Close(); err != nil {
				t.Error(err)
			}
		}()
		if jana.ID == 0 {
			err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) { jana, err = tx.AddOperator(jana); return err })
			if err != nil {
				t.Fatal(err)
			}
		}
		trunks, err := New(t.Context(), Deps{Store: store, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if err := trunks.Save(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		_, err = trunks.Ways(context.Background(), jana.ID, dialled, "CZ", appliance.EntryPoint{})
		return err
	}
	for range 3 { // which no cap is about
		if err := call("31"); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := call("541230800"); err != nil {
			t.Fatal(err)
		}
	}
	if err := call("541230800"); !errors.Is(err, ErrHourCap) || !strings.Contains(log.String(), "a call out was refused") {
		t.Errorf("third call within the hour: %v, want %v", err, ErrHourCap)
	}
	if err := call("112"); err != nil {
		t.Errorf("call for help: %v", err)
	}
}

// TestCallIsCountedWithItsConversationOrNotAtAll: of two clicks at once the desk
// refuses one, which nobody was called by.
func TestCallIsCountedWithItsConversationOrNotAtAll(t *testing.T) {
	var log bytes.Buffer
	trunks, jana := house(t, Caps{Hour: 1}, &log, func() {})
	call := func(dialled string, with func(*sqlite.Tx) error) error {
		_, err := trunks.Ways(t.Context(), jana.ID, dialled, "CZ", appliance.EntryPoint{}, func(tx *sqlite.Tx, _ bool) error { return with(tx) })
		return err
	}
	conversations := func() (n int) {
		err := trunks.store.Read(t.Context(), func(v *sqlite.View) error {
			all, err := v.Conversations(sqlite.ConversationFilter{})
			n = len(all)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	opens := func(tx *sqlite.Tx) error {
		_, err := tx.AddConversation(appliance.Conversation{State: appliance.Active, Began: time.Now()})
		return err
	}
	refuses := func(tx *sqlite.Tx) error {
		if err := opens(tx); err != nil {
			return err
		}
		return appliance.ErrOnCall
	}
	for _, c := range []struct {
		dialled string
		with    func(*sqlite.Tx) error
		want    *appliance.Refusal
		kept    int
	}{
		{"541230800", refuses, appliance.ErrOnCall, 0},
		{"31", refuses, appliance.ErrOnCall, 0},
		{"541230800", opens, nil, 1}, // the only one of the hour
		{"541230800", opens, ErrHourCap, 1},
		{"31", opens, nil, 2},
		{"112", opens, nil, 3},
	} {
		err := call(c.dialled, c.with)
		if c.want == nil && err != nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("call of %s: %v, want %v", c.dialled, err, c.want)
		}
		if n := conversations(); n != c.kept {
			t.Errorf("after the call of %s there are %d conversations, want %d", c.dialled, n, c.kept)
		}
	}
}

func TestTrunkSaysWhetherItsExchangeLeadsCallersOn(t *testing.T) {
	exchange, other := netip.MustParseAddrPort("10.0.0.5:5060"), netip.MustParseAddrPort("10.0.0.6:5060")
	c := Default()
	for _, one := range []struct {
		name string
		at   netip.AddrPort
	}{{"leads", exchange}, {"another", other}} {
		c.Trunks = append(c.Trunks, Trunk{
			Name: one.name, Sources: []Source{single(one.at.Addr())}, Transport: UDP, Identity: FromOnly,
			Out: &Out{Exchange: one.at, Refer: one.at == exchange},
		})
	}
	var trunks Trunks
	trunks.config.Store(&c)
	for _, tt := range []struct {
		one, other netip.AddrPort
		want       bool
	}{
		{exchange, exchange, true},
		{exchange, other, false},
		{other, other, false},
		{netip.MustParseAddrPort("10.0.0.7:5060"), exchange, false},
	} {
		if got := trunks.Refers(tt.one.Addr(), tt.other.Addr()); got != tt.want {
			t.Errorf("from %v to %v: got %t, want %t", tt.one, tt.other, got, tt.want)
		}
	}
}

// With a carrier before the exchange, a desk telephone is behind the exchange.
func TestDeskTelephoneIsRungFirstWhereTheRulesKnowIt(t *testing.T) {
	n, ok := normal("211", "CZ")
	if !ok {
		t.Fatal("211 is no number")
	}
	trunks := func(rules ...[]Rule) Config {
		var c Config
		for i, r := range rules {
			c.Trunks = append(c.Trunks, exchange(string(rune('a'+i)), fmt.Sprintf("192.0.2.%d:5060", i+1), r...))
		}
		return c
	}
	for name, tt := range map[string]struct {
		config Config
		want   []string
	}{
		"the carrier is first": {trunks([]Rule{"+420"}, []Rule{"ext"}), []string{"192.0.2.2", "192.0.2.1"}},
		"both know it":         {trunks([]Rule{"ext"}, []Rule{"2"}), []string{"192.0.2.1", "192.0.2.2"}},
		"none knows it":        {trunks([]Rule{"+420"}, []Rule{"+48"}), []string{"192.0.2.1", "192.0.2.2"}},
		"one denies it":        {trunks([]Rule{"ext", "-211"}, []Rule{"+420"}, []Rule{"ext"}), []string{"192.0.2.3", "192.0.2.1", "192.0.2.2"}},
	} {
		ways, err := ways(toTelephones(tt.config, n), n, "CZ", sip.Party{}, func(Trunk) digest.Credentials { return digest.Credentials{} })
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, w := range ways {
			got = append(got, w.Peer.Addr().String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: it is rung by way of %v, want %v", name, got, tt.want)
		}
	}
}

func TestDeskTelephonesAreRungWhateverTheRulesSay(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	trunks, err := New(t.Context(), Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	config := Config{Calls: 10, Trunks: []Trunk{exchange("a", "192.0.2.1:5060", "+420", "-31")}, Caps: &Caps{Hour: 1, Day: 1, All: 1}}
	if err := trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		ways, err := trunks.Extension("31", "CZ", sip.Party{Number: "100"})
		if err != nil || len(ways) != 1 || ways[0].Number != "31" || ways[0].Caller.Number != "100" {
			t.Fatalf("an extension: %+v, %v", ways, err)
		}
	}
	jana := appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Language: appliance.Czech}
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) { jana, err = tx.AddOperator(jana); return err }); err != nil {
		t.Fatal(err)
	}
	if _, err := trunks.Ways(t.Context(), jana.ID, "31", "CZ", appliance.EntryPoint{}); !errors.Is(err, ErrDenied) {
		t.Errorf("who dials it: %v, want %v as the rules say", err, ErrDenied)
	}
	if _, err := trunks.Ways(t.Context(), jana.ID, "541230800", "CZ", appliance.EntryPoint{}); err != nil {
		t.Errorf("the operator's first call of the hour: %v: a cap counted his telephone", err)
	}
	for _, number := range []string{"112", "155", "+420541230800", "541230800", "jana"} {
		if ways, err := trunks.Extension(number, "CZ", sip.Party{}); !errors.Is(err, ErrNumber) {
			t.Errorf("%s, which is no extension: %+v, %v", number, ways, err)
		}
	}
}

// Calls in both directions take a place of their trunk, and of the box.
func TestTrunkCarriesNoMoreCallsThanItMay(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	trunks, err := New(t.Context(), Deps{Store: store})
	if err != nil {
		t.Fatal(err)
	}
	narrow, wide := exchange("narrow", "192.0.2.1:5060", "ext"), exchange("wide", "192.0.2.2:5060", "ext")
	narrow.Calls = 1
	if err := trunks.Save(t.Context(), Config{Calls: 2, Trunks: []Trunk{narrow, wide}}); err != nil {
		t.Fatal(err)
	}
	ways := func(dialled string) ([]sip.Outgoing, error) {
		return trunks.Ways(t.Context(), 0, dialled, "CZ", appliance.EntryPoint{})
	}
	all, err := ways("31")
	if err != nil || len(all) != 2 {
		t.Fatalf("got %v, %v, want two ways", all, err)
	}
	release, err := trunks.Leave(all[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trunks.Leave(all[0]); !errors.Is(err, ErrAllBusy) {
		t.Errorf("a second call over a trunk for one: %v, want %v", err, ErrAllBusy)
	}
	if trunks.Room(netip.MustParseAddr("192.0.2.1")) {
		t.Error("a call comes in over a trunk whose one place a call out has")
	}
	other, err := trunks.Leave(all[1])
	if err != nil {
		t.Fatalf("a call over the other trunk: %v", err)
	}
	if _, err := ways("31"); !errors.Is(err, ErrAllBusy) {
		t.Errorf("a third call on a box for two: %v, want %v", err, ErrAllBusy)
	}
	help, err := ways("112")
	if err != nil {
		t.Fatalf("call for help on a full box: %v", err)
	}
	if _, err := trunks.Leave(help[0]); err != nil {
		t.Errorf("call for help over a full trunk: %v", err)
	}
	release()
	release() // once more changes nothing
	other()
	if _, err := ways("31"); err != nil {
		t.Errorf("after the calls: %v", err)
	}
}

// A way over an exchange that may lead calls on follows it to what the rules allow and
// no cap is about, and a way over any other nowhere.
func TestExchangeLeadsCallsOnToExtensionsThatMayBeCalled(t *testing.T) {
	led := func(on bool) func(string) bool {
		c := Config{Trunks: []Trunk{{Name: "pbx", Out: &Out{
			Exchange: netip.MustParseAddrPort("10.0.0.5:5060"), Plan: Plan{Outside: "0"}, Rules: []Rule{"ext", "-39", "+420", "+48", "*9"}, Redirect: on,
		}}}}
		ways, err := ways(c, Number{"31", Extension, "", ""}, "CZ", sip.Party{}, nobody)
		if err != nil || len(ways) != 1 {
			t.Fatalf("got %d ways, %v", len(ways), err)
		}
		return ways[0].Redirect
	}
	if led(false) != nil {
		t.Error("a call follows an exchange that may not lead it on")
	}
	follows := led(true)
	for number, want := range map[string]bool{
		"32": true, "391": false, "+420541230800": false, "541230800": false, "00541230800": false, "*97": false, "112": false, "jana": false, "": false,
	} {
		if got := follows(number); got != want {
			t.Errorf("to %q: %t, want %t", number, got, want)
		}
	}
}
