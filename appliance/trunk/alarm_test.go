package trunk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
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
			if want == 0 && len(alarms) > 0 || want > 0 && (len(alarms) != 1 || alarms[0] != Use{Cap: HourCap, Operator: jana.ID, Calls: want, Limit: 5}) {
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
		if len(trunks.Alarms()) != 0 || !strings.Contains(log.String(), "has room again") || told != 3 {
			t.Errorf("after an hour: %v, told %d times, log %s", trunks.Alarms(), told, &log)
		}
		stop()
		if err := <-watched; err != nil {
			t.Error(err)
		}
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
	trunks.note(trunks.standings, "a", Silent)
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
