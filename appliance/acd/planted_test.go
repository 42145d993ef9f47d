package acd

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

// story is a series of facts told to a checker alone, a second apart. It
// begins with Petr and Jana available for sales (Petr for longer) and Ola
// away, and conversations 1 and 2 waiting: a call and a chat.
type story struct {
	k   *checker
	now time.Time
}

func newStory() *story {
	s := &story{k: newChecker(), now: noon}
	h := newHouse(nil)
	s.k.restarted(h.snapshot(), noon)
	for _, o := range []appliance.OperatorID{jana, petr, ola} {
		s.k.pageOpened(o)
	}
	s.move(petr, appliance.Available)
	s.move(jana, appliance.Available)
	s.move(ola, appliance.Away)
	s.tell(appliance.ConversationQueued{Conversation: s.waiting(1)}, appliance.ConversationQueued{Conversation: s.waiting(2)})
	return s
}

func (s *story) tell(facts ...appliance.Event) {
	for _, f := range facts {
		s.now = s.now.Add(time.Second)
		s.k.see(f, true, s.now)
	}
}

// queue changes how sales choose.
func (s *story) queue(change func(q *appliance.Queue)) {
	q := s.k.queues[sales]
	change(&q)
	s.k.queues[sales] = q
}

// knows gives an operator skills.
func (s *story) knows(o appliance.OperatorID, level int) {
	now := s.k.operators[o]
	now.Skills = appliance.Levels{english: level}
	s.tell(appliance.OperatorChanged{Operator: now})
}

// stands has an operator stand otherwise to where everybody comes from.
func (s *story) stands(o appliance.OperatorID, d appliance.Duty) {
	now := s.k.operators[o]
	now.Duties = appliance.Duties{shop: d}
	s.tell(appliance.OperatorChanged{Operator: now})
}

// passedOn is a conversation that goes on to a queue by itself.
func (s *story) passedOn(id appliance.ConversationID, to appliance.QueueID, since time.Time) {
	c := s.waiting(id)
	c.Queue, c.Queued = to, since
	s.byItself(appliance.ConversationQueued{Conversation: c})
}

func (s *story) byItself(f appliance.Event) { s.k.see(f, false, s.now) }

func (s *story) move(o appliance.OperatorID, to appliance.PresenceState) {
	s.tell(appliance.PresenceChanged{Presence: appliance.Presence{Operator: o, State: to, Since: s.now}})
}

// away is an operator whose page has been gone for a time, and what is made of it.
func (s *story) away(o appliance.OperatorID, gone time.Duration) {
	s.k.pageClosed(o, s.now)
	s.now = s.now.Add(gone)
	s.absent(o, true)
}

func (s *story) absent(o appliance.OperatorID, absent bool) {
	p := s.k.presences[o]
	p.Absent = absent
	s.byItself(appliance.PresenceChanged{Presence: p})
}

func (s *story) conversation(id appliance.ConversationID, state appliance.ConversationState) appliance.Conversation {
	c := appliance.Conversation{ID: id, Channel: appliance.WebChat, EntryPoint: shop, Queue: sales, State: state, Queued: noon.Add(time.Duration(id) * time.Second)}
	if id == 1 {
		c.Channel = appliance.Phone
	}
	return c
}

func (s *story) waiting(id appliance.ConversationID) appliance.Conversation {
	return s.conversation(id, appliance.Waiting)
}

func (s *story) offer(id appliance.OfferID, c appliance.ConversationID, o appliance.OperatorID) appliance.Offer {
	offer := appliance.Offer{ID: id, Conversation: c, Operator: o, Made: s.now, Until: s.now.Add(20 * time.Second)}
	s.tell(appliance.OfferMade{Offer: offer})
	return offer
}

// asked is a colleague who is to take a conversation.
func (s *story) asked(c appliance.ConversationID, by, to appliance.OperatorID) appliance.Offer {
	offer := appliance.Offer{ID: 1, Conversation: c, Operator: to, By: by, Purpose: appliance.ToPass, Made: s.now, Until: s.now.Add(20 * time.Second)}
	s.tell(appliance.OfferMade{Offer: offer})
	return offer
}

func (s *story) end(o appliance.Offer, how appliance.OfferEnd) {
	s.tell(appliance.OfferEnded{Offer: o, How: how})
}

func (s *story) begin(id appliance.PartID, c appliance.ConversationID, o appliance.OperatorID) appliance.Part {
	p := appliance.Part{ID: id, Conversation: c, Operator: o, Role: appliance.Serving, Began: s.now}
	s.tell(appliance.PartBegan{Part: p, Conversation: s.conversation(c, appliance.Active)})
	return p
}

// settled asks the checker what it thinks of a State that knows that these
// conversations wait.
func (s *story) settled(waits ...appliance.ConversationID) {
	state := &State{}
	for _, id := range waits {
		state.waiting = append(state.waiting, &waiting{id: id})
	}
	s.k.settled(state, s.now)
}

// TestCheckerSees plants a breach of every rule and wants it reported; the
// first story keeps them all, and nothing may be said of it.
func TestCheckerSees(t *testing.T) {
	for _, plant := range []struct {
		want string
		tell func(s *story)
	}{
		{"", func(s *story) {
			o := s.offer(1, 1, petr)
			s.offer(2, 2, jana)
			s.settled(1, 2)
			s.end(o, appliance.OfferAccepted)
			s.begin(1, 1, petr)
			s.move(petr, appliance.Busy)
			s.settled(2)
		}},
		{"is lost", func(s *story) { s.settled(2) }},
		{"and still queued", func(s *story) {
			s.tell(appliance.ConversationEnded{Conversation: s.conversation(1, appliance.Abandoned)})
			s.settled(1, 2)
		}},
		{"nobody asks Petr", func(s *story) { s.settled(1, 2) }},
		{"has no operator", func(s *story) { s.end(s.offer(1, 1, petr), appliance.OfferAccepted); s.settled(1, 2) }},
		{"has two operators", func(s *story) { s.begin(1, 1, petr); s.begin(2, 1, jana) }},
		{"took conversation 1, which is finished", func(s *story) {
			s.tell(appliance.ConversationEnded{Conversation: s.conversation(1, appliance.Finished)})
			s.begin(1, 1, petr)
		}},
		{"above his capacity", func(s *story) { // a second call
			s.begin(1, 1, petr)
			second := s.waiting(3)
			second.Channel = appliance.Phone
			s.tell(appliance.ConversationQueued{Conversation: second})
			second.State = appliance.Active
			s.tell(appliance.PartBegan{Part: appliance.Part{ID: 2, Conversation: 3, Operator: petr, Role: appliance.Serving}, Conversation: second})
		}},
		{"above his capacity", func(s *story) { // a chat too many, one waiting for its wrap-up
			for id := appliance.ConversationID(2); id < 5; id++ {
				s.tell(appliance.ConversationQueued{Conversation: s.waiting(id)})
				p := s.begin(appliance.PartID(id), id, petr)
				p.Left = s.now
				s.tell(appliance.PartEnded{Part: p, Conversation: s.conversation(id, appliance.Finished)})
			}
		}},
		{"and is away", func(s *story) { s.move(petr, appliance.Away); s.offer(1, 1, petr) }},
		{"and is rona", func(s *story) { s.move(petr, appliance.RONA); s.offer(1, 1, petr) }},
		{"and is off for where it came from", func(s *story) { s.stands(petr, appliance.OffDuty); s.offer(1, 1, petr) }},
		{"and is invisible for where it came from", func(s *story) { s.stands(petr, appliance.Invisible); s.offer(1, 1, petr) }},
		{"its operator is not on duty", func(s *story) { s.offer(1, 1, petr); s.stands(petr, appliance.Invisible); s.settled(1, 2) }},
		{"which is not his to take", func(s *story) { s.stands(petr, appliance.OffDuty); s.begin(1, 1, petr) }},
		{"to where nobody is", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, Above: 1} })
			s.move(petr, appliance.Offline)
			s.stands(ola, appliance.OffDuty)
			s.passedOn(2, help, s.k.conversations[2].Queued)
		}},
		{"is asked by 3", func(s *story) { s.asked(1, ola, petr) }}, // it is not hers to pass
		{"is asked by 3", func(s *story) { // nor hers alone, though she may pass what one serves
			watches, free := s.k.operators[ola], s.k.operators[jana]
			watches.Rights, free.ID = append(appliance.Oversee(), appliance.RightPass), ola+1
			s.tell(appliance.OperatorChanged{Operator: watches}, appliance.OperatorChanged{Operator: free})
			s.move(free.ID, appliance.Available)
			s.begin(1, 2, petr)
			s.k.entering[2] = appliance.Offer{Operator: jana, By: petr}
			s.begin(2, 2, jana)
			s.asked(2, watches.ID, free.ID)
		}},
		{"has not got conversation", func(s *story) {
			s.begin(1, 1, jana)
			o := s.asked(1, jana, petr)
			o.By = ola
			s.k.offers[1] = o
			s.end(o, appliance.OfferAccepted)
			s.begin(2, 1, petr)
		}},
		{"and who asked has left", func(s *story) {
			s.asked(1, jana, petr)
			s.stands(jana, appliance.OffDuty)
			s.settled(1, 2)
		}},
		{"asked for two at once", func(s *story) { s.offer(1, 1, petr); s.offer(2, 2, petr) }},
		{"offered to two at once", func(s *story) { s.offer(1, 1, petr); s.offer(2, 1, jana) }},
		{"is offered and is active", func(s *story) { s.begin(1, 1, petr); s.offer(1, 1, jana) }},
		{"which he cannot take", func(s *story) { s.move(ola, appliance.Available); s.offer(1, 1, ola) }},
		{"which he cannot take", func(s *story) { s.begin(1, 1, petr); s.offer(1, 2, petr) }},
		{"which is no call", func(s *story) { // a chat has nobody to hold
			s.begin(1, 2, petr)
			s.tell(appliance.OfferMade{Offer: appliance.Offer{
				ID: 1, Conversation: 2, Operator: jana, Made: s.now, Until: s.now.Add(20 * time.Second), By: petr, Purpose: appliance.ToConsult,
			}})
		}},
		{"and Petr is idle longer", func(s *story) { s.offer(1, 1, jana) }},
		{"which waits longer", func(s *story) { s.offer(1, 2, petr) }},
		{"which he cannot take", func(s *story) { // he knows too little
			s.queue(func(q *appliance.Queue) { q.Needs = appliance.Levels{english: 2} })
			s.knows(petr, 1)
			s.offer(1, 1, petr)
		}},
		{"which is not his to take", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Needs, q.RelaxEvery = appliance.Levels{english: 2}, time.Minute })
			s.knows(petr, 1)
			s.begin(1, 1, petr)
		}},
		{"which is not his to take", func(s *story) { s.begin(1, 1, ola) }},
		{"nobody asks Petr", func(s *story) { // its level has fallen
			s.queue(func(q *appliance.Queue) { q.Needs, q.RelaxEvery = appliance.Levels{english: 2}, time.Minute })
			s.knows(petr, 1)
			s.now = s.now.Add(time.Minute)
			s.settled(1, 2)
		}},
		{"and Jana is better skilled", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Needs, q.BestFirst = appliance.Levels{english: 1}, true })
			s.knows(petr, 1)
			s.knows(jana, 2)
			s.offer(1, 1, petr)
		}},
		{"and Jana holds less", func(s *story) {
			s.begin(1, 2, petr)
			s.offer(1, 1, petr)
		}},
		{"and Jana was the last one", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.LastFor = 5 * time.Second })
			c := s.waiting(1)
			c.Last = jana
			s.tell(appliance.ConversationChanged{Conversation: c})
			s.offer(1, 1, petr)
		}},
		{"runs for 20s", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.LastFor = 5 * time.Second })
			c := s.waiting(1)
			c.Last = petr
			s.tell(appliance.ConversationChanged{Conversation: c})
			s.offer(1, 1, petr)
		}},
		{"which is more urgent", func(s *story) {
			c := s.waiting(2)
			c.Parameters = []appliance.Parameter{{Key: "priority", Value: "6", From: "tree"}}
			s.tell(appliance.ConversationChanged{Conversation: c})
			s.offer(1, 1, petr)
		}},
		{"which is more urgent", func(s *story) { // its wait has raised it
			s.queue(func(q *appliance.Queue) { q.RaiseEvery = 20 * time.Second })
			s.k.queues[help] = appliance.Queue{ID: help, Groups: []appliance.GroupID{2}, OfferFor: 20 * time.Second}
			urgent := s.waiting(2)
			urgent.Queue, urgent.Parameters = help, []appliance.Parameter{{Key: "priority", Value: "6", From: "tree"}}
			s.tell(appliance.ConversationChanged{Conversation: urgent})
			s.now = s.now.Add(time.Minute)
			s.offer(1, 2, petr)
		}},
		{"and might have stayed", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, After: time.Minute} })
			s.passedOn(1, help, s.k.conversations[1].Queued)
		}},
		{"and might have stayed", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, Above: 1} })
			s.passedOn(1, help, s.k.conversations[1].Queued) // the second is one too many
		}},
		{"is passed on to queue 2", func(s *story) { s.passedOn(1, help, s.k.conversations[1].Queued) }},
		{"loses its waiting time", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, Above: 1} })
			s.passedOn(2, help, s.now)
		}},
		{"passed on while it is offered", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, Above: 1} })
			s.offer(1, 2, jana)
			s.passedOn(2, help, s.k.conversations[2].Queued)
		}},
		{"to where nobody is", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, Above: 1} })
			s.move(petr, appliance.Offline)
			s.move(ola, appliance.Offline)
			s.passedOn(2, help, s.k.conversations[2].Queued)
		}},
		{"is not passed on to queue 2", func(s *story) {
			s.queue(func(q *appliance.Queue) { q.Overflow = appliance.Overflow{To: help, After: time.Second} })
			s.now = s.now.Add(time.Minute)
			s.settled(1, 2)
		}},
		{"asked again at once", func(s *story) {
			s.end(s.offer(1, 1, petr), appliance.OfferDeclined)
			s.move(jana, appliance.Away)
			s.offer(2, 1, petr)
		}},
		{"asked again before Jana", func(s *story) {
			s.end(s.offer(1, 1, petr), appliance.OfferDeclined)
			s.now = s.now.Add(time.Minute)
			s.offer(2, 1, petr)
		}},
		{"runs for 30s", func(s *story) {
			s.tell(appliance.OfferMade{Offer: appliance.Offer{ID: 1, Conversation: 1, Operator: petr, Made: s.now, Until: s.now.Add(30 * time.Second)}})
		}},
		{"ends a second time", func(s *story) {
			o := s.offer(1, 1, petr)
			s.end(o, appliance.OfferDeclined)
			s.end(o, appliance.OfferWithdrawn)
		}},
		{"in no known way", func(s *story) { s.end(s.offer(1, 1, petr), "lost") }},
		{"before its time", func(s *story) {
			s.byItself(appliance.OfferEnded{Offer: s.offer(1, 1, petr), How: appliance.OfferUnheard})
		}},
		{"and the box was down", func(s *story) {
			o := s.offer(1, 1, petr)
			s.now = s.now.Add(time.Minute)
			s.k.restarted(Snapshot{Offers: []appliance.Offer{o}}, s.now)
			s.end(o, appliance.OfferUnheard)
		}},
		{"goes on after its time", func(s *story) {
			s.offer(1, 1, petr)
			s.now = s.now.Add(time.Minute)
			s.settled(1, 2)
		}},
		{"and nothing waits", func(s *story) {
			s.offer(1, 1, petr)
			s.tell(appliance.ConversationEnded{Conversation: s.conversation(1, appliance.Abandoned)})
			s.settled(2)
		}},
		{"and its operator is away", func(s *story) { s.offer(1, 1, petr); s.move(petr, appliance.Away); s.settled(1, 2) }},
		{"left RONA by himself", func(s *story) {
			s.move(petr, appliance.RONA)
			s.byItself(appliance.PresenceChanged{Presence: appliance.Presence{Operator: petr, State: appliance.Available}})
		}},
		{"missed nothing", func(s *story) {
			s.byItself(appliance.PresenceChanged{Presence: appliance.Presence{Operator: petr, State: appliance.RONA}})
		}},
		{"missed an offer and is available", func(s *story) {
			o := s.offer(1, 1, petr)
			s.now = s.now.Add(time.Minute)
			s.end(o, appliance.OfferUnheard)
			s.settled(1, 2)
		}},
		{"his page is closed", func(s *story) {
			s.away(petr, time.Minute)
			s.offer(1, 1, petr)
		}},
		{"no page shows it", func(s *story) {
			s.offer(1, 1, petr)
			s.k.pageClosed(petr, s.now)
			s.absent(petr, true)
			s.settled(1, 2)
		}},
		{"no page rang", func(s *story) {
			o := s.offer(1, 1, petr)
			s.k.pageClosed(petr, s.now)
			s.now = s.now.Add(20 * time.Second)
			s.end(o, appliance.OfferUnheard)
			s.byItself(appliance.PresenceChanged{Presence: appliance.Presence{Operator: petr, State: appliance.RONA, Since: s.now}})
		}},
		{"no time to come back", func(s *story) { s.away(petr, grace/2) }},
		{"has a page and counts as gone", func(s *story) {
			s.away(petr, grace)
			s.k.pageOpened(petr)
			s.settled(1, 2)
		}},
		{"no page and counts as there", func(s *story) {
			s.k.pageClosed(petr, s.now)
			s.now = s.now.Add(grace)
			s.settled(1, 2)
		}},
		{"for his page", func(s *story) {
			s.away(petr, grace)
			s.byItself(appliance.PresenceChanged{Presence: appliance.Presence{Operator: petr, State: appliance.Away, Since: s.now}})
		}},
		{"available in the midst of a call", func(s *story) { s.begin(1, 1, petr); s.settled(2) }},
		{"busy without a call", func(s *story) { s.move(petr, appliance.Busy); s.settled(1, 2) }},
		{"wraps up longer", func(s *story) {
			s.move(petr, appliance.WrapUp)
			s.now = s.now.Add(time.Hour)
			s.settled(1, 2)
		}},
	} {
		s := newStory()
		plant.tell(s)
		if plant.want == "" {
			if s.k.violations != nil {
				t.Errorf("a story that keeps the rules: %q", s.k.violations)
			}
			continue
		}
		if !slices.ContainsFunc(s.k.violations, func(v string) bool { return strings.Contains(v, plant.want) }) {
			t.Errorf("planted %q, reported %q", plant.want, s.k.violations)
		}
	}
}

// TestCheckerSeesASpoiledDecision spoils one decision of many in a random
// hour.
func TestCheckerSeesASpoiledDecision(t *testing.T) {
	for name, spoil := range map[string]func(h *house, d Decision) Decision{
		"an offer to another": func(_ *house, d Decision) Decision {
			if m, ok := d.(MakeOffer); ok {
				m.Operator = m.Operator%8 + 1
				return m
			}
			return d
		},
		"an offer of another": func(h *house, d Decision) Decision {
			if m, ok := d.(MakeOffer); ok {
				m.Conversation = h.open()[len(h.open())-1]
				return m
			}
			return d
		},
		"whoever is not on duty": func(h *house, d Decision) Decision {
			m, is := d.(MakeOffer)
			for _, o := range h.operators {
				if is && o.Duties[h.conversations[m.Conversation].EntryPoint] != appliance.OnDuty {
					m.Operator = o.ID
					return m
				}
			}
			return d
		},
		"no RONA": func(_ *house, d Decision) Decision {
			if p, ok := d.(SetPresence); ok && p.Presence.State == appliance.RONA {
				p.Presence.State = appliance.Available
				return p
			}
			return d
		},
		"passed on to where it was": func(_ *house, d Decision) Decision {
			if p, ok := d.(PassOn); ok {
				p.To = p.From
				return p
			}
			return d
		},
		"an early end": func(_ *house, d Decision) Decision {
			if m, ok := d.(MakeOffer); ok {
				m.Until = noon
				return m
			}
			return d
		},
	} {
		h, _ := chance(7, 5000, newChecker(), spoil)
		if h.checker.violations == nil {
			t.Errorf("%s: nothing reported", name)
		}
	}
}
