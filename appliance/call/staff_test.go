package call_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/run"
)

// ring is an operator who is asked for what came from an entry point.
type ring struct {
	from appliance.EntryPointID
	to   appliance.OperatorID
}

type staff struct {
	sync.Mutex
	there bool
	// refuses is what Ring answers, rung what it was asked for.
	refuses run.Outcome
	rung    []ring
	rings   chan struct{} // if not nil, has a token by each
	// asked, once awaitQuestion made it, gets the queue of each question.
	asked chan appliance.QueueID
}

// awaitQuestion makes the next question be told on asked.
func (s *staff) awaitQuestion() {
	s.Lock()
	defer s.Unlock()
	s.asked = make(chan appliance.QueueID, 10)
}

func (s *staff) Somebody(_ appliance.EntryPointID, q appliance.QueueID, k appliance.Kind) bool {
	s.Lock()
	defer s.Unlock()
	if s.asked != nil {
		s.asked <- q
	}
	return s.there && k == appliance.KindCall
}

// whoRang are those whom the box has had rung.
func (s *staff) whoRang() []ring {
	s.Lock()
	defer s.Unlock()
	return slices.Clone(s.rung)
}

func (s *staff) Ring(_ context.Context, _ appliance.ConversationID, from appliance.EntryPointID, o appliance.OperatorID, _ time.Duration) (run.Outcome, error) {
	s.Lock()
	defer s.Unlock()
	s.rung = append(s.rung, ring{from, o})
	select {
	case s.rings <- struct{}{}:
	default:
	}
	return s.refuses, nil
}

// Outlook is the same for everybody: two are before him, for four minutes.
func (s *staff) Outlook(context.Context, appliance.ConversationID) (appliance.Outlook, error) {
	return appliance.Outlook{Position: 3, Wait: 4 * time.Minute, Known: true}, nil
}

func (s *staff) set(there bool) {
	s.Lock()
	defer s.Unlock()
	s.there = there
}

type legs struct {
	sync.Mutex
	ports map[appliance.OperatorID]media.Port
	// looks is how often somebody's sound is still found before it is gone.
	looks map[appliance.OperatorID]int
	// comes says that sound comes when somebody sits down, seats who does.
	comes bool
	seats []appliance.OperatorID
	moved chan struct{} // has a token after each change of seats
}

func (l *legs) Comes(appliance.OperatorID) bool {
	l.Lock()
	defer l.Unlock()
	return l.comes
}

func (l *legs) Sit(o appliance.OperatorID, _ appliance.ConversationID) {
	l.Lock()
	defer l.Unlock()
	l.seats = append(l.seats, o)
	l.tell()
}

func (l *legs) Rise(o appliance.OperatorID, _ appliance.ConversationID) {
	l.Lock()
	defer l.Unlock()
	l.seats = slices.DeleteFunc(l.seats, func(other appliance.OperatorID) bool { return other == o })
	l.tell()
}

func (l *legs) tell() {
	select {
	case l.moved <- struct{}{}:
	default:
	}
}

// wait waits until these and nobody else sit at a call.
func (l *legs) wait(t *testing.T, want ...appliance.OperatorID) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		l.Lock()
		got := slices.Clone(l.seats)
		l.Unlock()
		if slices.Equal(got, want) {
			return
		}
		select {
		case <-l.moved:
		case <-limit:
			t.Fatalf("%v sit at the call, want %v", got, want)
		}
	}
}

func (l *legs) Leg(o appliance.OperatorID) (media.Port, bool) {
	l.Lock()
	defer l.Unlock()
	if left, going := l.looks[o]; going {
		if left == 0 {
			return nil, false
		}
		l.looks[o]--
	}
	p, ok := l.ports[o]
	return p, ok
}

// goes has somebody's sound go once it was looked for so often.
func (l *legs) goes(o appliance.OperatorID, looks int) {
	l.Lock()
	defer l.Unlock()
	l.looks = map[appliance.OperatorID]int{o: looks}
}

func (l *legs) set(o appliance.OperatorID, p media.Port) {
	l.Lock()
	defer l.Unlock()
	if p == nil {
		delete(l.ports, o)
		return
	}
	l.ports[o] = p
}
