package site

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// State is what an entry point is to who comes by it.
type State string

// The states. Busy lets visitors wait (F031), Offline shows them
// the offline form (F024).
const (
	Open    State = "open"
	Busy    State = "busy"
	Offline State = "offline"
)

// Staff counts the operators who serve an entry point.
type Staff struct {
	SignedIn int // are there, in whatever state, and take its kind at all
	Here     int // of them, who are not away and not in RONA
	Free     int // of them, who could take one more of its kind now
}

// StateOf decides what an entry point is: closed outside its hours and when
// nobody is signed in, busy while all are taken. allAway is for
// when all who are signed in are away (F099).
func StateOf(e appliance.EntryPoint, hoursOpen bool, s Staff, allAway State) State {
	switch {
	case e.Off || !hoursOpen || s.SignedIn == 0:
		return Offline
	case s.Free > 0:
		return Open
	case s.Here == 0:
		return allAway
	}
	return Busy
}

// State tells what an entry point is now. When it is closed by its hours,
// opens is when they begin again, or zero if they never do.
func (s *Site) State(ctx context.Context, e appliance.EntryPoint) (state State, opens time.Time, err error) {
	chosen, err := s.current(ctx)
	var operators map[appliance.OperatorID]appliance.Operator
	if err == nil {
		operators, err = s.operators.Of(ctx, s.store, struct{}{}, readOperators)
	}
	if err == nil {
		err = s.store.Read(ctx, func(v *sqlite.View) error {
			state, opens, err = s.state(v, e, operators, chosen)
			return err
		})
	}
	if err != nil {
		return Offline, time.Time{}, fmt.Errorf("read state of entry point %s: %w", e.ID, err)
	}
	return state, opens, nil
}

// readOperators are all there are.
func readOperators(v *sqlite.View) (map[appliance.OperatorID]appliance.Operator, error) {
	list, err := v.Operators()
	known := make(map[appliance.OperatorID]appliance.Operator, len(list))
	for _, o := range list {
		known[o.ID] = o
	}
	return known, err
}

func (s *Site) state(v *sqlite.View, e appliance.EntryPoint, operators map[appliance.OperatorID]appliance.Operator, chosen Settings) (State, time.Time, error) {
	here, err := ReadRoster(v, operators, chosen)
	if err != nil {
		return Offline, time.Time{}, err
	}
	queues, err := v.Queues()
	if err != nil {
		return Offline, time.Time{}, err
	}
	ways, err := ReadWays(v, []appliance.EntryPoint{e}, queues)
	if err != nil {
		return Offline, time.Time{}, err
	}
	open, opens, err := openNow(v, e, s.now())
	return here.Post(e, ways[e.ID], open).State, opens, err
}

// openNow tells whether an entry point's hours are open and, if not, when they begin;
// zero: never.
func openNow(v *sqlite.View, e appliance.EntryPoint, now time.Time) (open bool, opens time.Time, err error) {
	if e.Hours == "" {
		return true, opens, nil
	}
	calendar, err := calendar(v, e.Hours)
	if err != nil {
		return false, opens, err
	}
	if open = calendar.Open(now); !open {
		opens, _ = calendar.NextChange(now)
	}
	return open, opens, nil
}

// Roster is who is there and what he holds, for all entry points at once.
type Roster struct {
	operators map[appliance.OperatorID]appliance.Operator // the site's
	presences map[appliance.OperatorID]appliance.Presence
	holds     map[appliance.Kind]map[appliance.OperatorID]int
	allAway   State // the site's
}

// ReadRoster reads it, of a site that has these operators and chose so.
func ReadRoster(v *sqlite.View, operators map[appliance.OperatorID]appliance.Operator, chosen Settings) (Roster, error) {
	r := Roster{operators: operators, allAway: chosen.AllAway}
	presences, err := v.Presences()
	if err != nil {
		return r, err
	}
	r.presences = byOperator(presences)
	r.holds, err = holds(v)
	return r, err
}

func byOperator(presences []appliance.Presence) map[appliance.OperatorID]appliance.Presence {
	board := make(map[appliance.OperatorID]appliance.Presence, len(presences))
	for _, p := range presences {
		board[p.Operator] = p
	}
	return board
}

// holds counts what takes each operator's room, of each kind of conversation.
func holds(v *sqlite.View) (map[appliance.Kind]map[appliance.OperatorID]int, error) {
	shares, err := v.OpenShares()
	if err != nil {
		return nil, err
	}
	held := map[appliance.Kind]map[appliance.OperatorID]int{}
	for _, s := range shares {
		kind := s.Channel.Kind()
		if !s.Part.Holds(kind) {
			continue
		}
		if held[kind] == nil {
			held[kind] = map[appliance.OperatorID]int{}
		}
		held[kind][s.Part.Operator]++
	}
	return held, nil
}

// staff counts who is on duty for an entry point that leads to some queues, and says
// who they are.
func (r Roster) staff(e appliance.EntryPoint, queues []appliance.Queue) (s Staff, there []appliance.OperatorID) {
	kind := e.Channel.Kind()
	for id, now := range r.presences {
		o := r.operators[id]
		if !o.Attends(e.ID) || !slices.ContainsFunc(queues, func(q appliance.Queue) bool { return o.Mans(q, kind, now) }) {
			continue
		}
		there = append(there, id)
		s.SignedIn++
		if now.State != appliance.Away && now.State != appliance.RONA {
			s.Here++
		}
		if now.State == appliance.Available && o.HasRoom(kind, r.holds[kind][id]) {
			s.Free++
		}
	}
	return s, there
}
