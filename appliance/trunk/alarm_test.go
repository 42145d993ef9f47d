package trunk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
)

func TestAlarmsAreOfCapsNearlyUsedUp(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	var past []appliance.Dialled
	for i := range 8 {
		past = append(past, appliance.Dialled{At: now.Add(-time.Duration(i) * time.Minute), Operator: 7, Country: "PL"})
	}
	past = append(past, appliance.Dialled{At: now.Add(-2 * time.Hour), Operator: 7, Country: "CZ"}, appliance.Dialled{At: now, Country: "CZ"})
	want := []Use{
		{Cap: HourCap, Operator: 7, Calls: 8, Limit: 10},
		{Cap: DayCap, Operator: 7, Calls: 9, Limit: 12},
		{Cap: BoxCap, Calls: 10, Limit: 100},
		{Cap: AbroadCap, Country: "PL", Calls: 8, Limit: 8},
	}
	uses := Caps{Hour: 10, Day: 12, All: 100, Abroad: 8}.Uses("CZ", past, now)
	if diff := cmp.Diff(want, uses); diff != "" {
		t.Error(diff)
	}
	for i, c := range []struct{ near, reached bool }{{true, false}, {false, false}, {false, false}, {true, true}} {
		if u := uses[i]; u.Near() != c.near || u.Reached() != c.reached {
			t.Errorf("%s: near %t, reached %t", u.Cap, u.Near(), u.Reached())
		}
	}
}

func TestCapsAreCheckedEachByItsName(t *testing.T) {
	err := Config{Calls: 1, Caps: &Caps{Hour: -1, Day: MostDialled, All: MostDialled + 1}}.Check()
	flaws, ok := errors.AsType[appliance.Flaws](err)
	if !ok || len(flaws) != 2 || flaws["hour"] == nil || flaws["all"] == nil {
		t.Errorf("got %v, want flaws of hour and all", err)
	}
}

// house is a box with an exchange that takes all calls, and Jana.
func house(t *testing.T, caps Caps, log *bytes.Buffer, alarmed func()) (*Trunks, appliance.Operator) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	jana := appliance.Operator{Login: "jana", Name: "Jana", Role: appliance.RoleOperator, Language: appliance.Czech}
	if err := store.Write(t.Context(), func(tx *sqlite.Tx) (err error) { jana, err = tx.AddOperator(jana); return err }); err != nil {
		t.Fatal(err)
	}
	trunks, err := New(t.Context(), Deps{
		Store: store, Log: slog.New(slog.NewTextHandler(log, nil)), Alarmed: alarmed,
		Country: func(*sqlite.View) (string, error) { return "CZ", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := trunks.Save(t.Context(), Config{Calls: 10, Caps: &caps, Trunks: []Trunk{exchange("a", "192.0.2.1:5060", "+", "ext")}}); err != nil {
		t.Fatal(err)
	}
	return trunks, jana
}

// wellExchanges is a fake of Exchanges.
type wellExchanges struct{}

func (wellExchanges) Ask(context.Context, sip.Exchange) (int, error) { return 200, nil }

func (wellExchanges) Register(ctx context.Context, _ sip.Exchange, _ func(sip.Registration)) error {
	<-ctx.Done()
	return nil
}

// TestAlarmIsRaisedAtFourOfFiveAndAtAllAndEndsByItself goes through an hour of
// a clock of its own.
func TestAlarmIsRaisedAtFourOfFiveAndAtAllAndEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		told := 0
		trunks, jana := house(t, Caps{Hour: 5}, &log, func() { told++ })
		call := func() error {
			_, err := trunks.Ways(t.Context(), jana.ID, "541230800", "CZ", appliance.EntryPoint{})
			return err
		}
		for n, want := range []int{0, 0, 0, 4, 5} {
			if err := call(); err != nil {
				t.Fatal(err)
			}
			alarms := trunks.Alarms()
			if want == 0 && len(alarms) > 0 || want > 0 && (len(alarms) != 1 || alarms[0] != Alarm{About: CapAlarm, Use: Use{Cap: HourCap, Operator: jana.ID, Calls: want, Limit: 5}}) {
				t.Fatalf("after %d calls: %v", n+1, alarms)
			}
			for text, since := range map[string]int{"reached=false": 4, "reached=true": 5} {
				if strings.Contains(log.String(), text) != (n+1 >= since) {
					t.Errorf("after %d calls the log says, or does not, %q: %s", n+1, text, &log)
				}
			}
		}
		if err := call(); !errors.Is(err, ErrHourCap) {
			t.Errorf("the sixth call: %v, want %v", err, ErrHourCap)
		}
		if told != 2 {
			t.Errorf("the alarm was told %d times, want 2", told)
		}
		watched := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { watched <- trunks.Watch(ctx, wellExchanges{}) }()
		time.Sleep(time.Hour - 2*time.Minute)
		if len(trunks.Alarms()) != 1 {
			t.Error("the alarm ended before its hour")
		}
		time.Sleep(3 * time.Minute)
		if len(trunks.Alarms()) != 0 || !strings.Contains(log.String(), "alarm is over") || told != 3 {
			t.Errorf("after an hour: %v, told %d times, log %s", trunks.Alarms(), told, &log)
		}
		stop()
		if err := <-watched; err != nil {
			t.Error(err)
		}
	})
}

// watched has the alarms of trunks watched until the test ends it.
func watched(t *testing.T, trunks *Trunks, with Exchanges) (end func()) {
	t.Helper()
	done := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { done <- trunks.Watch(ctx, with) }()
	return func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestStrangerWhoGoesOnAskingIsAnAlarmUntilHeStops: who asks by mistake is none,
// and neither is one who asks now and then.
func TestStrangerWhoGoesOnAskingIsAnAlarmUntilHeStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		told := 0
		trunks, _ := house(t, Caps{}, &log, func() { told++ })
		end := watched(t, trunks, wellExchanges{})
		stranger, lost := netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("198.51.100.8")
		asks := func(from netip.Addr, times int) {
			for range times {
				if trunks.Allowed(from) {
					t.Fatalf("%s is listened to", from)
				}
			}
		}
		asks(stranger, strangerAsks)
		asks(lost, strangerAsks)
		time.Sleep(strangerPause)
		asks(lost, strangerAsks)
		for range 3 * strangerAsks { // our own exchange may ask as often as it likes
			if !trunks.Allowed(netip.MustParseAddr("192.0.2.1")) {
				t.Fatal("the exchange is not listened to")
			}
		}
		if len(trunks.Alarms()) > 0 || told > 0 {
			t.Fatalf("an alarm too early: %v, told %d times", trunks.Alarms(), told)
		}
		asks(stranger, strangerAsks+1)
		want := []Alarm{{About: StrangerAlarm, Source: stranger}}
		if !slices.Equal(trunks.Alarms(), want) || told != 1 || !strings.Contains(log.String(), "about=stranger") {
			t.Fatalf("got %v, told %d times, want %v and once: %s", trunks.Alarms(), told, want, &log)
		}
		asks(netip.AddrFrom16(stranger.As16()), 1000) // who goes on is no news, however he is written
		if told != 1 {
			t.Errorf("told %d times, want 1", told)
		}
		time.Sleep(strangerPause - time.Minute)
		if !slices.Equal(trunks.Alarms(), want) {
			t.Errorf("the alarm ended before its time: %v", trunks.Alarms())
		}
		time.Sleep(2 * time.Minute)
		if len(trunks.Alarms()) > 0 || told != 2 || !strings.Contains(log.String(), "alarm is over") {
			t.Errorf("when he stopped: %v, told %d times", trunks.Alarms(), told)
		}
		end()
	})
}

// TestManyStrangersAreOneAlarmAndAreNotAllRemembered: whoever forges addresses
// has many of them.
func TestManyStrangersAreOneAlarmAndAreNotAllRemembered(t *testing.T) {
	var s strangers
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	news := 0
	for n := range 100_000 {
		if s.asked(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), now) {
			news++
		}
	}
	if want := []Alarm{{About: StrangerAlarm}}; news != 1 || len(s.heard) != mostStrangers || !slices.Equal(s.alarms(now), want) {
		t.Errorf("%d news, %d remembered, alarms %v; want one, %d and %v", news, len(s.heard), s.alarms(now), mostStrangers, want)
	}
	later := now.Add(strangerPause)
	if all := s.alarms(later); len(all) > 0 || len(s.heard) > 0 {
		t.Errorf("when they stopped: %v, %d remembered", all, len(s.heard))
	}
	for n := range 5 {
		for range strangerAsks + 1 {
			s.asked(netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}), later)
		}
	}
	all := s.alarms(later)
	if len(all) != toldStrangers+1 || all[toldStrangers] != (Alarm{About: StrangerAlarm}) {
		t.Errorf("five strangers are told as %v", all)
	}
}

// TestCallOutOfHoursIsAnAlarmForAnHour counts whose calls go out while the house
// is closed, and those of the box itself.
func TestCallOutOfHoursIsAnAlarmForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		told := 0
		trunks, jana := house(t, Caps{}, &log, func() { told++ })
		closes := time.Now().Add(time.Hour)
		trunks.closed = func(*sqlite.View) (func(time.Time) bool, error) {
			return func(at time.Time) bool { return at.After(closes) }, nil
		}
		call := func(o appliance.OperatorID, number string) {
			if _, err := trunks.Ways(t.Context(), o, number, "CZ", appliance.EntryPoint{}); err != nil {
				t.Fatal(err)
			}
		}
		end := watched(t, trunks, wellExchanges{})
		call(jana.ID, "541230800")
		time.Sleep(time.Hour + time.Minute)
		if told > 0 {
			t.Fatalf("a call within the hours is an alarm: %v", trunks.Alarms())
		}
		call(jana.ID, "31") // the house's own, and help, whenever
		call(jana.ID, "112")
		if told > 0 {
			t.Fatalf("calls that are no harm are an alarm: %v", trunks.Alarms())
		}
		call(jana.ID, "541230800")
		time.Sleep(10 * time.Minute)
		call(jana.ID, "541230801")
		call(0, "541230802")
		want := []Alarm{{About: HoursAlarm, Use: Use{Calls: 1}}, {About: HoursAlarm, Use: Use{Operator: jana.ID, Calls: 2}}}
		if !slices.Equal(trunks.Alarms(), want) || told != 3 || strings.Count(log.String(), "about=hours") != 2 {
			t.Errorf("got %v, told %d times, want %v: %s", trunks.Alarms(), told, want, &log)
		}
		time.Sleep(52 * time.Minute)
		want[1].Use.Calls = 1
		if !slices.Equal(trunks.Alarms(), want) {
			t.Errorf("an hour after the first: %v, want %v", trunks.Alarms(), want)
		}
		time.Sleep(10 * time.Minute)
		if len(trunks.Alarms()) > 0 {
			t.Errorf("an hour after the last: %v", trunks.Alarms())
		}
		end()
	})
}

// asksFor is a fake of Exchanges that believes our password, or does not.
type asksFor struct {
	wellExchanges
	believes atomic.Bool
}

func (a *asksFor) Ask(context.Context, sip.Exchange) (int, error) {
	if a.believes.Load() {
		return 200, nil
	}
	return 401, sip.ErrPassword
}

func TestRefusedPasswordIsAnAlarmUntilTheExchangeBelievesUs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		told := 0
		trunks, _ := house(t, Caps{}, &log, func() { told++ })
		exchange := &asksFor{}
		end := watched(t, trunks, exchange)
		time.Sleep(5 * time.Second)
		if want := []Alarm{{About: PasswordAlarm, Trunk: "a"}}; !slices.Equal(trunks.Alarms(), want) || told != 1 {
			t.Errorf("got %v, told %d times, want %v", trunks.Alarms(), told, want)
		}
		exchange.believes.Store(true)
		time.Sleep(everyRound + time.Second)
		if len(trunks.Alarms()) > 0 || told != 2 {
			t.Errorf("when it believes us: %v, told %d times", trunks.Alarms(), told)
		}
		exchange.believes.Store(false)
		time.Sleep(everyRound)
		config := trunks.Config()
		config.Trunks[0].Out = nil // whom we ask no more, nobody is alarmed about
		if len(trunks.Alarms()) != 1 {
			t.Fatalf("refused again: %v", trunks.Alarms())
		}
		if err := trunks.Save(t.Context(), config); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		if len(trunks.Alarms()) > 0 {
			t.Errorf("of an exchange that is asked no more: %v", trunks.Alarms())
		}
		end()
	})
}

// answersOr is a fake of Exchanges that answers, or does what a test has it do.
type answersOr struct {
	status    int
	err       error
	registers func(tell func(sip.Registration))
}

func (a *answersOr) Ask(context.Context, sip.Exchange) (int, error) { return a.status, a.err }

func (a *answersOr) Register(ctx context.Context, _ sip.Exchange, tell func(sip.Registration)) error {
	if a.registers != nil {
		a.registers(tell)
	}
	<-ctx.Done()
	return nil
}

func TestExchangeThatIsNotWellIsAnAlarmUntilItIs(t *testing.T) {
	refused := func(tell func(sip.Registration)) { tell(sip.Registration{Status: 403}) }
	for name, c := range map[string]struct {
		with *answersOr
		want Health
	}{
		"OPTIONS unanswered":   {&answersOr{err: context.DeadlineExceeded}, Silent},
		"out of order":         {&answersOr{status: 503}, Failing},
		"registration refused": {&answersOr{status: 200, registers: refused}, Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				trunks, _ := house(t, Caps{}, &log, func() {})
				config := trunks.Config()
				config.Trunks[0].Login = &Login{Username: "200", Password: trunks.Seal("hush"), Register: true}
				if err := trunks.Save(t.Context(), config); err != nil {
					t.Fatal(err)
				}
				end := watched(t, trunks, c.with)
				time.Sleep(5 * time.Second)
				if want := []Alarm{{About: ExchangeAlarm, Trunk: "a", Health: c.want}}; !slices.Equal(trunks.Alarms(), want) {
					t.Errorf("got %v, want %v", trunks.Alarms(), want)
				}
				end()
				end = watched(t, trunks, &answersOr{status: 200, registers: func(tell func(sip.Registration)) { tell(sip.Registration{Status: 200}) }})
				time.Sleep(everyRound + time.Second)
				if len(trunks.Alarms()) > 0 || !strings.Contains(log.String(), "alarm is over") {
					t.Errorf("when it is well again: %v", trunks.Alarms())
				}
				end()
			})
		})
	}
}

// TestCallThatIsNotBelievedIsAnAlarmUntilOneIs: many an exchange asks nobody for
// a proof but who calls.
func TestCallThatIsNotBelievedIsAnAlarmUntilOneIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		trunks, jana := house(t, Caps{}, &log, func() {})
		end := watched(t, trunks, wellExchanges{})
		ways, err := trunks.Ways(t.Context(), jana.ID, "31", "CZ", appliance.EntryPoint{})
		if err != nil {
			t.Fatal(err)
		}
		want := []Alarm{{About: PasswordAlarm, Trunk: "a"}}
		for _, ends := range []func(){func() { trunks.Believed(ways[0], true) }, func() { time.Sleep(alarmedFor + everyRound) }} {
			if trunks.Believed(ways[0], false); !slices.Equal(trunks.Alarms(), want) {
				t.Errorf("got %v, want %v", trunks.Alarms(), want)
			}
			time.Sleep(alarmedFor - time.Minute)
			if !slices.Equal(trunks.Alarms(), want) {
				t.Errorf("the alarm ended by itself: %v", trunks.Alarms())
			}
			if ends(); len(trunks.Alarms()) > 0 {
				t.Errorf("the alarm stays: %v", trunks.Alarms())
			}
		}
		end()
	})
}

// TestReachOfAnOperatorBoundsWhatHeCalls is the table of the right to call out.
func TestReachOfAnOperatorBoundsWhatHeCalls(t *testing.T) {
	var log bytes.Buffer
	trunks, jana := house(t, Caps{}, &log, func() {})
	for _, c := range []struct {
		reach   appliance.Reach
		dialled string
		want    *appliance.Refusal
	}{
		{appliance.Anywhere, "541 230 800", nil},
		{appliance.Anywhere, "+48 601 234 567", nil},
		{appliance.Anywhere, "31", nil},
		{appliance.Anywhere, "112", nil},
		{appliance.Inland, "541 230 800", nil},
		{appliance.Inland, "+48 601 234 567", ErrNotAbroad},
		{appliance.Inland, "0048601234567", ErrNotAbroad},
		{appliance.Inland, "31", nil},
		{appliance.Inland, "155", nil},
		{appliance.Nowhere, "541 230 800", ErrNotOut},
		{appliance.Nowhere, "+420 541 230 800", ErrNotOut},
		{appliance.Nowhere, "+48 601 234 567", ErrNotOut},
		{appliance.Nowhere, "31", nil},
		{appliance.Nowhere, "112", nil},
		{appliance.Nowhere, "155", nil},
		{"what a later box wrote", "541 230 800", ErrNotOut},
		{"what a later box wrote", "112", nil},
	} {
		jana.Reach = c.reach
		if err := trunks.store.Write(t.Context(), func(tx *sqlite.Tx) error { return tx.SaveOperator(jana) }); err != nil {
			t.Fatal(err)
		}
		ways, err := trunks.Ways(t.Context(), jana.ID, c.dialled, "CZ", appliance.EntryPoint{})
		if c.want == nil && (err != nil || len(ways) != 1) || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%q calls %s: %v, %v, want %v", c.reach, c.dialled, ways, err, c.want)
		}
		if _, err := trunks.Ways(t.Context(), 0, c.dialled, "CZ", appliance.EntryPoint{}); err != nil {
			t.Errorf("the box itself calls %s: %v", c.dialled, err)
		}
	}
}

// On a full disk the store gives its reserve to whoever writes next.
func TestHelpIsCalledOnAFullDisk(t *testing.T) {
	var log bytes.Buffer
	trunks, jana := house(t, Caps{}, &log, func() {})
	for dialled, help := range map[string]bool{"112": true, "541230800": false} {
		tries := 0
		write := func(_ *sqlite.Tx, known bool) error {
			if known != help {
				t.Errorf("%s is for help: %v, want %v", dialled, known, help)
			}
			if tries++; tries == 1 {
				return appliance.ErrDiskFull
			}
			return nil
		}
		ways, err := trunks.Ways(t.Context(), jana.ID, dialled, "CZ", appliance.EntryPoint{}, write)
		if called := err == nil && len(ways) == 1; called != help || !help && !errors.Is(err, appliance.ErrDiskFull) {
			t.Errorf("%s is called by %v, %v", dialled, ways, err)
		}
	}
}

// TestHelpIsCalledWhateverStandsInTheWay has everything against the call that
// could be: no rule, caps that are used up, no right, and an exchange that is ill.
func TestHelpIsCalledWhateverStandsInTheWay(t *testing.T) {
	var log bytes.Buffer
	trunks, jana := house(t, Caps{Hour: 1, Day: 1, All: 1, Abroad: 1}, &log, func() {})
	if _, err := trunks.Ways(t.Context(), jana.ID, "541230800", "CZ", appliance.EntryPoint{}); err != nil {
		t.Fatal(err)
	}
	config := trunks.Config()
	config.Trunks[0].Out.Rules = []Rule{"-1", "-ext", "-+"}
	if err := trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	jana.Reach = appliance.Nowhere
	if err := trunks.store.Write(t.Context(), func(tx *sqlite.Tx) error { return tx.SaveOperator(jana) }); err != nil {
		t.Fatal(err)
	}
	trunks.note(trunks.standings, "a", trunks.exchanges()["a"], Silent)
	if _, err := trunks.Ways(t.Context(), jana.ID, "541230800", "CZ", appliance.EntryPoint{}); err == nil {
		t.Fatal("nothing stands in the way: the test proves nothing")
	}
	for _, o := range []appliance.OperatorID{jana.ID, 0} {
		for _, dialled := range []string{"112", "150", "155", "156", "158", " 1 1 2 "} {
			if ways, err := trunks.Ways(t.Context(), o, dialled, "CZ", appliance.EntryPoint{}); err != nil || len(ways) != 1 || ways[0].Number != strings.ReplaceAll(dialled, " ", "") {
				t.Errorf("operator %s calls %s: %v, %v", o, dialled, ways, err)
			}
		}
	}
}
