package sqlite

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// TestTimeInStateIsKept moves two operators about at random for three days, with each
// moment of theirs in books of its own, and sums random times of them.
func TestTimeInStateIsKept(t *testing.T) {
	type state struct {
		state  appliance.PresenceState
		reason string
		absent bool
	}
	states := []state{
		{state: appliance.Available},
		{state: appliance.Available, absent: true},
		{state: appliance.Away, reason: "lunch"},
		{state: appliance.Away, reason: appliance.Idle},
		{state: appliance.Busy},
		{state: appliance.WrapUp},
		{state: appliance.RONA},
		{state: appliance.Offline},
	}
	const minutes = 3 * 24 * 60
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	s := open(t)
	w := newWorld(t, s)
	second := filled[appliance.Operator](t)
	second.Login, second.Groups, second.Skills, second.Role, second.Extension = "second", nil, nil, w.operator.Role, ""
	second = add(t, s, (*Tx).AddOperator, second)
	r := rand.New(rand.NewPCG(39, 1))
	books := map[appliance.OperatorID][]state{}
	for _, o := range []appliance.OperatorID{w.operator.ID, second.ID} {
		book := make([]state, minutes)
		now := state{}
		for m := range minutes {
			if r.IntN(20) == 0 {
				now = states[r.IntN(len(states))]
				p := appliance.Presence{Operator: o, State: now.state, Reason: now.reason, Absent: now.absent, Since: at(m), Longer: time.Duration(r.IntN(2)) * time.Minute}
				write(t, s, func(tx *Tx) error { return tx.SavePresence(p, at(m)) })
			}
			book[m] = now
		}
		books[o] = book
	}
	for range 200 {
		from := r.IntN(minutes)
		until := from + r.IntN(minutes-from)
		want := map[appliance.Stint]bool{}
		for o, book := range books {
			sums := map[state]time.Duration{}
			for _, is := range book[from:until] {
				sums[is] += time.Minute
			}
			delete(sums, state{})
			for is, sum := range sums {
				want[appliance.Stint{Operator: o, State: is.state, Reason: is.reason, Absent: is.absent, Time: sum}] = true
			}
		}
		read(t, s, func(v *View) error {
			got, err := v.Stints(at(from), at(until))
			if len(got) != len(want) || slices.ContainsFunc(got, func(s appliance.Stint) bool { return !want[s] }) {
				t.Fatalf("between the minutes %d and %d: got %v, want %v", from, until, got, want)
			}
			return err
		})
	}
	read(t, s, func(v *View) error {
		rows, err := one(v, scanAs[int], `SELECT count(*) FROM stint WHERE until IS NULL`)
		if rows != 2 {
			t.Errorf("%d stints last, want one of each operator", rows)
		}
		return err
	})
}

// TestClockThatGoesBackSumsToNothingBelowZero in the state that ends.
func TestClockThatGoesBackSumsToNothingBelowZero(t *testing.T) {
	s := open(t)
	o := newWorld(t, s).operator.ID
	for _, step := range []struct {
		state appliance.PresenceState
		hour  time.Duration
	}{{appliance.Available, 3}, {appliance.Away, 1}, {appliance.Offline, 4}} {
		write(t, s, func(tx *Tx) error {
			return tx.SavePresence(appliance.Presence{Operator: o, State: step.state, Since: noon}, noon.Add(step.hour*time.Hour))
		})
	}
	back(t, s, []appliance.Stint{
		{Operator: o, State: appliance.Away, Time: 3 * time.Hour}, {Operator: o, State: appliance.Offline, Time: time.Hour},
	}, func(v *View) ([]appliance.Stint, error) { return v.Stints(noon, noon.Add(5*time.Hour)) })
}

// TestOlderBoxCountsFromTheStateThatLasts upgrades one with operators in some.
func TestOlderBoxCountsFromTheStateThatLasts(t *testing.T) {
	const before = 38
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	old := slices.Clone(steps[:before])
	old[before-1] += `
		INSERT INTO operator (id, name, login, mail, groups, language, chats, calls, shift_enter_sends, disabled, role)
			SELECT 1, 'Jana', 'jana', '', '[]', 'cs', 1, 0, 0, 0, min(id) FROM role;
		INSERT INTO presence (operator, state, reason, since, absent) VALUES (1, 'away', 'lunch', 5000000, 0)`
	path := filepath.Join(t.TempDir(), "old.db")
	if err := migrateFile(t, path, old); err != nil {
		t.Fatal(err)
	}
	back(t, openAt(t, path), []appliance.Stint{{Operator: 1, State: appliance.Away, Reason: "lunch", Time: 7 * time.Second}},
		func(v *View) ([]appliance.Stint, error) { return v.Stints(time.Unix(1, 0), time.Unix(12, 0)) })
}
