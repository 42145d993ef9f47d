package site

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
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
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		state, opens, err = s.state(v, e)
		return err
	})
	if err != nil {
		return Offline, time.Time{}, fmt.Errorf("read state of entry point %s: %w", e.ID, err)
	}
	return state, opens, nil
}

func (s *Site) state(v *sqlite.View, e appliance.EntryPoint) (State, time.Time, error) {
	now := s.now()
	open, opens := true, time.Time{}
	if e.Hours != "" {
		calendar, err := calendar(v, e.Hours)
		if err != nil {
			return Offline, opens, err
		}
		if open = calendar.Open(now); !open {
			opens, _ = calendar.NextChange(now)
		}
	}
	all, err := s.read(v)
	if err != nil {
		return Offline, opens, err
	}
	staff, err := staffOf(v, e)
	return StateOf(e, open, staff, all.AllAway), opens, err
}

func staffOf(v *sqlite.View, e appliance.EntryPoint) (Staff, error) {
	queues, err := queuesOf(v, e)
	if err != nil {
		return Staff{}, err
	}
	operators, err := v.Operators()
	if err != nil {
		return Staff{}, err
	}
	presences, err := v.Presences()
	if err != nil {
		return Staff{}, err
	}
	kind := e.Channel.Kind()
	holds, err := holds(v, kind)
	if err != nil {
		return Staff{}, err
	}
	return countStaff(kind, queues, operators, presences, holds), nil
}

// holds counts what takes each operator's room for the kind of conversation.
func holds(v *sqlite.View, kind appliance.Kind) (map[appliance.OperatorID]int, error) {
	parts, err := v.OpenParts()
	if err != nil {
		return nil, err
	}
	holds := map[appliance.OperatorID]int{}
	for _, p := range parts {
		c, err := v.Conversation(p.Conversation)
		if err != nil {
			return nil, fmt.Errorf("read conversation %d of a part: %w", p.Conversation, err)
		}
		if c.Channel.Kind() == kind && p.Holds(kind) {
			holds[p.Operator]++
		}
	}
	return holds, nil
}

// queuesOf are the queues that an entry point leads to, by itself or through its
// tree.
func queuesOf(v *sqlite.View, e appliance.EntryPoint) ([]appliance.Queue, error) {
	queues, err := queuesBehind(v, e.Phone.Tree)
	if err != nil {
		return nil, err
	}
	for _, id := range append(slices.Clone(e.Widget.Topics), e.Queue) {
		if id == 0 {
			continue
		}
		q, err := v.Queue(id)
		if err != nil {
			return nil, err
		}
		queues = append(queues, q)
	}
	return queues, nil
}

// queuesBehind are those in which callers of a tree wait; of one that is not there,
// or cannot be read, none.
func queuesBehind(v *sqlite.View, name string) (queues []appliance.Queue, err error) {
	if name == "" {
		return nil, nil
	}
	tree, err := treeOf{name: name}.written(v)
	if _, unreadable := errors.AsType[ivr.Findings](err); unreadable || errors.Is(err, appliance.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := v.Queues()
	return slices.DeleteFunc(all, func(q appliance.Queue) bool {
		return !slices.ContainsFunc(tree.Nodes, func(n ivr.Node) bool {
			waits, is := n.Act.(ivr.Queue)
			return is && waits.Queue == q.Name
		})
	}), err
}

// countStaff counts for one kind of conversation; holds is what each operator
// has of it.
func countStaff(kind appliance.Kind, queues []appliance.Queue, operators []appliance.Operator, presences []appliance.Presence, holds map[appliance.OperatorID]int) Staff {
	presence := map[appliance.OperatorID]appliance.Presence{}
	for _, p := range presences {
		presence[p.Operator] = p
	}
	var s Staff
	for _, o := range operators {
		now := presence[o.ID]
		if !slices.ContainsFunc(queues, func(q appliance.Queue) bool { return o.Mans(q, kind, now) }) {
			continue
		}
		s.SignedIn++
		if now.State != appliance.Away && now.State != appliance.RONA {
			s.Here++
		}
		if now.State == appliance.Available && o.HasRoom(kind, holds[o.ID]) {
			s.Free++
		}
	}
	return s
}
