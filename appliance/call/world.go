package call

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// world answers the tree's questions during one event.
type world struct {
	ctx context.Context
	*actor
	now time.Time
}

// Open tells whether opening hours are open.
func (w world) Open(hours string) bool { return w.Site.Open(w.ctx, hours, w.now) }

// Queue tells how a queue stands. One that cannot be read is empty to the
// tree: the caller's way must not end here.
func (w world) Queue(name string) ivr.QueueFacts {
	queue, err := w.Site.Queue(w.ctx, name)
	if err != nil {
		w.log.Error("find the queue that a condition asks for", "queue", name, "err", err)
		return ivr.QueueFacts{}
	}
	waiting, err := w.Desk.Waiting(w.ctx, queue.ID)
	if err != nil {
		w.log.Error("count who waits", "queue", name, "err", err)
	}
	return ivr.QueueFacts{Waiting: waiting, Manned: w.Staff.Somebody(w.entry.ID, queue.ID, appliance.KindCall)}
}

// Call tells about the call.
func (w world) Call() run.Call {
	return run.Call{
		Caller: w.conversation.Phone, Called: w.conversation.Called,
		Known: w.callerKnown(w.ctx), Now: w.now.In(w.Site.Zone(w.ctx)),
	}
}

// People are the operators who can be reached by name.
func (w world) People() (people []run.Person) {
	all, err := w.Desk.Operators(w.ctx)
	if err != nil {
		w.log.Error("find who can be reached by name", "err", err)
	}
	for _, o := range all {
		if o.Reachable() {
			people = append(people, run.Person{Operator: o.Login, Name: o.Name})
		}
	}
	return people
}
