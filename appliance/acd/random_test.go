package acd

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"cordboard/appliance"
)

var seed = flag.Uint64("acd.seed", 0, "seed of the random hour at the desk; 0: a new one")

// TestRandomHoursKeepEveryRule lets 100,000 things happen at random and holds
// every rule after each. The checker's own eyes are tested beside it.
func TestRandomHoursKeepEveryRule(t *testing.T) {
	const events = 100_000
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("repeat with: go test ./appliance/acd -run %s -acd.seed=%d", t.Name(), s)
	h, sum := chance(s, events, newChecker())
	if h.checker.violations != nil {
		t.Fatalf("seed %d:\n%v", s, h.checker.violations)
	}
	if len(h.checker.offers) > 0 || len(h.checker.ended) != h.checker.made {
		t.Errorf("seed %d: %d offers made, %d ended, %d go on", s, h.checker.made, len(h.checker.ended), len(h.checker.offers))
	}
	ends := map[appliance.OfferEnd]int{}
	for _, e := range h.checker.ended {
		ends[e.How]++
	}
	t.Logf("%d decisions, %d offers: %v; %d rounds came too late", len(h.decided), h.checker.made, ends, h.stale)
	for _, how := range []appliance.OfferEnd{appliance.OfferAccepted, appliance.OfferDeclined, appliance.OfferUnheard, appliance.OfferWithdrawn} {
		if ends[how] < events/1000 {
			t.Errorf("seed %d: only %d offers ended as %s: the hours are too quiet to show anything", s, ends[how], how)
		}
	}
	passed, known := 0, 0
	for _, d := range h.decided {
		switch d := d.(type) {
		case PassOn:
			passed++
		case MakeOffer:
			if d.By == 0 && h.lasts[d.Conversation] == d.Operator {
				known++
			}
		}
	}
	t.Logf("%d were passed on to another queue, %d offered to whom their contact spoke with last", passed, known)
	if passed < events/1000 || known < events/1000 {
		t.Errorf("seed %d: %d were passed on, %d offered to the last operator: too few to show anything", s, passed, known)
	}
	given := 0
	for _, e := range h.checker.ended {
		if e.Offer.By != 0 && e.How == appliance.OfferAccepted {
			given++
		}
	}
	if given < events/1000 {
		t.Errorf("seed %d: only %d conversations were given to colleagues", s, given)
	}
	if len(h.passed) < events/1000 {
		t.Errorf("seed %d: only %d were passed on by who did not serve them", s, len(h.passed))
	}
	t.Logf("%d were passed to a colleague at once", h.checker.gave)
	if h.rules.PassAtOnce != (h.checker.gave >= events/1000) {
		t.Errorf("seed %d: %d were passed to a colleague at once, and the site wants it: %t", s, h.checker.gave, h.rules.PassAtOnce)
	}
	t.Logf("%d were away because they did not move for %s", h.checker.rests, h.rules.AwayAfter)
	if h.rules.AwayAfter > 0 && h.checker.rests < events/1000 {
		t.Errorf("seed %d: only %d were away because they did not move", s, h.checker.rests)
	}
	if h.stale == 0 {
		t.Errorf("seed %d: no round ever came too late", s)
	}
	if _, again := chance(s, events, nil); again != sum {
		t.Errorf("seed %d: a second run decided differently", s)
	}
}

// chance runs a house on events drawn by lot, and sums up what was decided.
// With no checker nobody looks. What spoil makes of a decision is carried out in
// its place.
func chance(seed uint64, events int, k *checker, spoil ...func(*house, Decision) Decision) (h *house, sum [32]byte) {
	r := rand.New(rand.NewPCG(seed, 1))
	h = newHouse(k)
	h.rules = Rules{AwayAfter: []time.Duration{0, time.Minute}[r.IntN(2)], PassAtOnce: r.IntN(2) == 0}
	h.spoil = spoil
	for id := ola + 1; id <= 8; id++ {
		h.operators = append(h.operators, appliance.Operator{ID: id, Rights: appliance.Serve(), Name: fmt.Sprintf("Operator %s", id), Groups: []appliance.GroupID{1}, Chats: 3, Calls: 1})
		h.pages[id] = 1
	}
	for i := range h.operators[6:] { // two look after the others
		h.operators[6+i].Rights = append(appliance.Serve(), appliance.RightObserve)
	}
	h.restart(0)
	hash := sha256.New()
	for range events {
		from := len(h.decided)
		happen(h, r)
		h.tidy()
		for _, d := range h.decided[from:] {
			fmt.Fprintf(hash, "%T%+v\n", d, d)
		}
		if k != nil && k.violations != nil {
			return h, sum
		}
	}
	for _, id := range h.open() {
		h.end(id)
	}
	return h, [32]byte(hash.Sum(nil))
}

// happen is one event.
func happen(h *house, r *rand.Rand) {
	operator := func() appliance.OperatorID { return h.operators[r.IntN(len(h.operators))].ID }
	open := h.open()
	conversation := func() appliance.ConversationID {
		if len(open) == 0 {
			return 0
		}
		return open[r.IntN(len(open))]
	}
	h.meanwhile = nil
	if r.IntN(20) == 0 {
		h.meanwhile = func() {
			h.meanwhile = nil
			for _, id := range h.open() {
				if h.asked(id) == 0 && h.conversations[id].State == appliance.Waiting && r.IntN(6) == 0 {
					h.hangUp(id)
				}
			}
		}
	}
	switch n := r.IntN(100); {
	case n < 20:
		if len(open) < 25 {
			h.comeSomehow(r)
		}
	case n < 36: // somebody answers what he is offered
		if len(h.offers) > 0 {
			o := h.offers[r.IntN(len(h.offers))]
			if r.IntN(5) > 0 {
				_ = h.accept(o.Operator, o.Conversation)
			} else {
				_ = h.decline(o.Operator, o.Conversation)
			}
		}
	case n < 39:
		_ = h.accept(operator(), conversation())
	case n < 46:
		h.askSome(r)
	case n < 57: // of those that wait, few are given up
		if c := conversation(); h.conversations[c].State == appliance.Active || r.IntN(10) == 0 {
			h.end(c)
		}
	case n < 59:
		if c := conversation(); h.conversations[c].Channel == appliance.WebChat {
			h.leave(operator(), c)
		}
	case n < 67:
		h.wrapUpSome(r)
	case n < 68:
		_ = h.extend(operator(), time.Minute)
	case n < 71: // mostly on duty, or nothing would come of it
		duty := []appliance.Duty{appliance.OnDuty, appliance.OnDuty, appliance.Invisible, appliance.OffDuty}[r.IntN(4)]
		_ = h.setDuty(operator(), appliance.EntryPointID(1+r.IntN(3)), duty)
	case n < 81:
		states := []appliance.PresenceState{appliance.Away, appliance.Offline}
		if r.IntN(4) > 0 {
			states = []appliance.PresenceState{appliance.Available}
		}
		_ = h.setPresence(operator(), states[r.IntN(len(states))])
	case n < 82:
		h.uses(operator())
	case n < 83:
		h.closePage(operator())
	case n < 85:
		if o := operator(); h.pages[o] < 2 {
			h.openPage(o)
		}
	case n < 96:
		h.pass(time.Duration(r.IntN(12_000)) * time.Millisecond)
	case n < 97:
		o := h.operator(operator())
		o.Chats, o.Calls, o.Disabled = 1+r.IntN(4), min(r.IntN(5), 1), r.IntN(10) == 0
		o.Groups = []appliance.GroupID{appliance.GroupID(1 + r.IntN(3))}
		o.Skills = appliance.Levels{english: r.IntN(6), invoices: r.IntN(6)}
		h.change(o)
	case n < 98:
		h.rearrange(func(queues []appliance.Queue) {
			q := &queues[r.IntN(len(queues))]
			q.Groups = []appliance.GroupID{appliance.GroupID(1 + r.IntN(3)), appliance.GroupID(1 + r.IntN(3))}
			q.OfferFor = time.Duration(5+r.IntN(20)) * time.Second
			q.WrapUpFor = time.Duration(r.IntN(3)) * 15 * time.Second
			route(q, r)
		})
	case n < 99:
		if c := h.conversations[conversation()]; c.State == appliance.Waiting { // on to another queue
			h.moveTo(c.ID, sales+help-c.Queue)
		}
	default:
		for _, o := range h.operators { // some closed theirs meanwhile
			if r.IntN(4) == 0 {
				h.pages[o.ID] = 0
			}
		}
		h.restart(time.Duration(r.IntN(30)) * time.Second)
	}
}

// comeSomehow is one who comes: some spoke with somebody before, and some are
// urgent to their tree.
func (h *house) comeSomehow(r *rand.Rand) {
	c := appliance.Conversation{
		Channel:    []appliance.Channel{appliance.Phone, appliance.WebChat, appliance.Voicemail}[r.IntN(3)],
		Queue:      appliance.QueueID(1 + r.IntN(2)),
		EntryPoint: appliance.EntryPointID(1 + r.IntN(3)),
	}
	if r.IntN(3) == 0 {
		c.Last = appliance.OperatorID(1 + r.IntN(len(h.operators)))
	}
	if r.IntN(5) == 0 {
		c.Parameters = []appliance.Parameter{{Key: appliance.KeyPriority, Value: strconv.Itoa(1 + r.IntN(9)), From: appliance.FromTree}}
	}
	h.lasts[h.come(c)] = c.Last
}

// route draws how a queue chooses.
func route(q *appliance.Queue, r *rand.Rand) {
	q.Needs = nil
	if r.IntN(3) > 0 {
		q.Needs = appliance.Levels{english: r.IntN(4), invoices: r.IntN(3)}
	}
	q.RelaxEvery = time.Duration(r.IntN(3)) * 7 * time.Second
	q.BestFirst = r.IntN(2) == 0
	q.Priority = r.IntN(10)
	q.RaiseEvery = time.Duration(r.IntN(2)) * 11 * time.Second
	q.LastFor = time.Duration(r.IntN(2)) * 9 * time.Second
	q.Overflow = appliance.Overflow{}
	if q.ID == sales && r.IntN(2) == 0 { // help passes on to nobody: that would be a circle
		q.Overflow = appliance.Overflow{To: help, After: time.Duration(r.IntN(3)) * 25 * time.Second, Above: r.IntN(6)}
	}
}

// askSome has somebody pass what he serves to a colleague, ask him about it, or
// take the question back.
func (h *house) askSome(r *rand.Rand) {
	if r.IntN(2) == 0 { // what he does not serve
		h.passSome(r)
		return
	}
	var mine []appliance.Part
	for _, p := range h.parts {
		if p.Left.IsZero() {
			mine = append(mine, p)
		}
	}
	if len(mine) == 0 {
		return
	}
	p := mine[r.IntN(len(mine))]
	if r.IntN(8) == 0 {
		_ = h.withdraw(p.Operator, p.Conversation)
		return
	}
	why := []appliance.Purpose{appliance.ToPass, appliance.ToConsult, appliance.ToJoin}[r.IntN(3)]
	for _, i := range r.Perm(len(h.operators)) {
		if h.ask(p.Operator, p.Conversation, h.operators[i].ID, why) == nil {
			return
		}
	}
}

// passSome has somebody pass on what waits, or what others serve.
func (h *house) passSome(r *rand.Rand) {
	open := h.open()
	if len(open) == 0 {
		return
	}
	c, by := open[r.IntN(len(open))], h.operators[r.IntN(len(h.operators))].ID
	for _, i := range r.Perm(len(h.operators)) {
		if h.ask(by, c, h.operators[i].ID, appliance.ToPass) == nil {
			h.passed[c] = by
			return
		}
	}
}

// open lists the conversations that are not over, by id.
func (h *house) open() []appliance.ConversationID {
	var open []appliance.ConversationID
	for id, c := range h.conversations {
		if !c.State.Over() {
			open = append(open, id)
		}
	}
	slices.Sort(open)
	return open
}

func (h *house) wrapUpSome(r *rand.Rand) {
	for _, p := range slices.Clone(h.parts) {
		if !p.Left.IsZero() && p.WrappedUp.IsZero() && r.IntN(2) == 0 {
			h.wrapUp(p.Operator, p.Conversation)
		}
	}
}

// tidy drops what is over.
func (h *house) tidy() {
	h.parts = slices.DeleteFunc(h.parts, func(p appliance.Part) bool { return !p.Open() })
	for id, c := range h.conversations {
		if c.State.Over() && !slices.ContainsFunc(h.parts, func(p appliance.Part) bool { return p.Conversation == id }) {
			delete(h.conversations, id)
		}
	}
	if h.checker != nil {
		h.checker.forget()
	}
}
