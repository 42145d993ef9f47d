package acd

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// house is a site in memory: it does what desk and Loop do with the store, and
// tells the State and the checker the facts of it in their order. Everything
// that it lets happen is followed by rounds until nothing is left to decide.
type house struct {
	state   State
	checker *checker
	now     time.Time
	last    int64 // id given out

	operators     []appliance.Operator
	presences     map[appliance.OperatorID]appliance.Presence
	queues        []appliance.Queue
	conversations map[appliance.ConversationID]appliance.Conversation
	parts         []appliance.Part
	offers        []appliance.Offer
	pages         map[appliance.OperatorID]int // of the desk that are open

	rules   Rules
	passed  map[appliance.ConversationID]appliance.OperatorID // who passed on, or tried to, what he did not serve
	lasts   map[appliance.ConversationID]appliance.OperatorID // whom contacts spoke with
	decided []Decision                                        // all that was ever decided
	next    time.Time                                         // when the State wants to be asked again
	// meanwhile happens after a round is decided and before it is written.
	meanwhile func()
	byHand    bool // what is told now is what a person asked for
	spoil     []func(*house, Decision) Decision
	stale     int // rounds that could not be written
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// Jana and Petr answer sales, Petr and Ola answer help.
const (
	jana appliance.OperatorID = 1 + iota
	petr
	ola
)

// The ways in to the house.
const (
	shop appliance.EntryPointID = 1 + iota
	number
)

const (
	sales appliance.QueueID = 1 + iota
	help
)

// absences are why operators of the house may be away; nobody has meetings any
// more.
var absences = []appliance.Absence{{Key: "break"}, {Key: "lunch"}, {Key: "paperwork"}, {Key: "meeting", Off: true}}

func newHouse(k *checker) *house {
	h := &house{
		checker:       k,
		now:           noon,
		passed:        make(map[appliance.ConversationID]appliance.OperatorID),
		lasts:         make(map[appliance.ConversationID]appliance.OperatorID),
		presences:     make(map[appliance.OperatorID]appliance.Presence),
		conversations: make(map[appliance.ConversationID]appliance.Conversation),
		queues: []appliance.Queue{
			{ID: sales, Name: "Sales", Groups: []appliance.GroupID{1}, OfferFor: 20 * time.Second, WrapUpFor: 30 * time.Second},
			{ID: help, Name: "Help", Groups: []appliance.GroupID{2}, OfferFor: 10 * time.Second, WrapUpFor: 60 * time.Second},
		},
		operators: []appliance.Operator{
			{ID: jana, Rights: appliance.Serve(), Name: "Jana", Groups: []appliance.GroupID{1}, Chats: 2, Calls: 1},
			{ID: petr, Rights: appliance.Serve(), Name: "Petr", Groups: []appliance.GroupID{1, 2}, Chats: 2, Calls: 1},
			{ID: ola, Rights: appliance.Serve(), Name: "Ola", Groups: []appliance.GroupID{2}, Chats: 1, Calls: 1},
		},
	}
	h.pages = map[appliance.OperatorID]int{jana: 1, petr: 1, ola: 1}
	h.restart(0)
	return h
}

// open is a house where some operators have become available, a second apart.
func open(t *testing.T, available ...appliance.OperatorID) *house {
	t.Helper()
	h := newHouse(newChecker())
	for _, o := range available {
		h.pass(time.Second)
		h.must(t, h.setPresence(o, appliance.Available))
	}
	t.Cleanup(func() {
		for _, v := range h.checker.violations {
			t.Error(v)
		}
	})
	return h
}

func (h *house) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) id() int64 { h.last++; return h.last }

// tell is a commit of facts.
func (h *house) tell(facts ...appliance.Event) {
	for _, f := range facts {
		h.checker.see(f, h.byHand, h.now)
		h.state.Apply(f, h.now)
	}
}

// settle lets the State decide until it has nothing more to say.
func (h *house) settle() {
	for range 100 {
		decisions, next := h.state.Decide(h.now)
		h.decided = append(h.decided, decisions...)
		h.next = next
		if len(decisions) == 0 {
			h.checker.settled(&h.state, h.now)
			return
		}
		if h.meanwhile != nil {
			h.meanwhile()
		}
		if !h.write(decisions) {
			h.stale++
			h.state.Restore(h.snapshot(), h.now)
		}
	}
	h.checker.report("decides for ever")
}

// write does what Loop.write does: all of it, or nothing if one does not fit.
func (h *house) write(decisions []Decision) bool {
	for _, d := range decisions {
		if m, ok := d.(MakeOffer); ok && m.By == 0 && h.conversations[m.Conversation].State != appliance.Waiting {
			return false
		}
		if p, ok := d.(PassOn); ok && h.conversations[p.Conversation].State != appliance.Waiting {
			return false
		}
		if e, ok := d.(EndOffer); ok && e.How == appliance.OfferUnheard && h.conversations[e.Offer.Conversation].State.Over() {
			return false
		}
	}
	for _, d := range decisions {
		for _, spoil := range h.spoil {
			d = spoil(h, d)
		}
		h.carryOut(d)
	}
	return true
}

func (h *house) carryOut(d Decision) {
	switch d := d.(type) {
	case MakeOffer:
		o := appliance.Offer{ID: appliance.OfferID(h.id()), Conversation: d.Conversation, Operator: d.Operator, Made: h.now, Until: d.Until, By: d.By, Purpose: d.Purpose}
		h.offers = append(h.offers, o)
		h.tell(appliance.OfferMade{Offer: o})
	case EndOffer:
		h.offers = slices.DeleteFunc(h.offers, func(o appliance.Offer) bool { return o.ID == d.Offer.ID })
		h.tell(appliance.OfferEnded{Offer: d.Offer, How: d.How})
	case SetPresence:
		h.presences[d.Presence.Operator] = d.Presence
		h.tell(appliance.PresenceChanged{Presence: d.Presence})
	case SetDuty:
		o := h.operator(d.Operator)
		o.Duties = maps.Clone(o.Duties)
		if o.Duties == nil {
			o.Duties = appliance.Duties{}
		}
		o.Duties[d.EntryPoint] = d.Duty
		h.hire(o)
	case Join:
		c := h.conversations[d.Conversation]
		c.State = appliance.Active
		p := appliance.Part{
			ID: appliance.PartID(h.id()), Conversation: c.ID, Operator: d.Operator, Role: appliance.Serving, Began: h.now,
		}
		h.conversations[c.ID] = c
		h.parts = append(h.parts, p)
		h.tell(appliance.PartBegan{Part: p, Conversation: c})
	case Want:
		c := h.conversations[d.Conversation]
		c.State, c.Queue, c.For = appliance.Waiting, 0, d.Operator
		h.conversations[c.ID] = c
		h.tell(appliance.ConversationQueued{Conversation: c})
	case PassOn:
		c := h.conversations[d.Conversation]
		c.Queue = d.To
		h.conversations[c.ID] = c
		h.tell(appliance.ConversationQueued{Conversation: c})
	case Enter:
		c := h.conversations[d.Conversation]
		p := appliance.Part{
			ID: appliance.PartID(h.id()), Conversation: c.ID, Operator: d.Operator, Role: appliance.Serving, Began: h.now,
		}
		h.parts = append(h.parts, p)
		h.tell(appliance.PartBegan{Part: p, Conversation: c})
		if d.Purpose == appliance.ToPass {
			from := d.By
			if !slices.ContainsFunc(h.parts, func(p appliance.Part) bool {
				return p.Conversation == c.ID && p.Operator == from && p.Left.IsZero()
			}) { // who looks after them passes it on
				from = h.parts[slices.IndexFunc(h.parts, func(p appliance.Part) bool {
					return p.Conversation == c.ID && p.Operator != d.Operator && p.Left.IsZero()
				})].Operator
			}
			h.leaveParts(c, func(p appliance.Part) bool { return p.Operator == from })
		}
	}
}

// pass lets time go by, with a round whenever the State asked for one.
func (h *house) pass(d time.Duration) {
	until := h.now.Add(d)
	for !h.next.IsZero() && !h.next.After(until) {
		h.now = h.next
		h.settle()
	}
	h.now = until
	h.settle()
}

func (h *house) enter(channel appliance.Channel, q appliance.QueueID) appliance.ConversationID {
	return h.come(appliance.Conversation{Channel: channel, Queue: q})
}

// come is a conversation that begins to wait.
func (h *house) come(c appliance.Conversation) appliance.ConversationID {
	c.ID, c.State, c.Began, c.Queued = appliance.ConversationID(h.id()), appliance.Waiting, h.now, h.now
	h.conversations[c.ID] = c
	h.tell(appliance.ConversationQueued{Conversation: c})
	h.settle()
	return c.ID
}

// moveTo has somebody put what waits into another queue.
func (h *house) moveTo(id appliance.ConversationID, q appliance.QueueID) {
	c := h.conversations[id]
	c.Queue = q
	h.conversations[id] = c
	h.byHand = true
	h.tell(appliance.ConversationQueued{Conversation: c})
	h.byHand = false
	h.settle()
}

func (h *house) call(q appliance.QueueID) appliance.ConversationID {
	return h.enter(appliance.Phone, q)
}

func (h *house) chat(q appliance.QueueID) appliance.ConversationID {
	return h.enter(appliance.WebChat, q)
}

func (h *house) accept(o appliance.OperatorID, c appliance.ConversationID) error {
	return h.command(h.state.Accept(o, c, h.now))
}

func (h *house) decline(o appliance.OperatorID, c appliance.ConversationID) error {
	return h.command(h.state.Decline(o, c))
}

func (h *house) unreached(o appliance.OperatorID, c appliance.ConversationID) error {
	return h.command(h.state.Unreached(o, c, "unreachable", h.now))
}

func (h *house) extend(o appliance.OperatorID, by time.Duration) error {
	return h.command(h.state.Extend(o, by))
}

func (h *house) ask(by appliance.OperatorID, c appliance.ConversationID, to appliance.OperatorID, why appliance.Purpose) error {
	decisions, err := h.state.Ask(by, c, to, why, h.now)
	if of := h.conversations[c]; err == nil && h.checker != nil && h.rules.PassAtOnce && why == appliance.ToPass && of.Channel.Kind() != appliance.KindCall {
		h.checker.given(appliance.Offer{Conversation: c, Operator: to, By: by, Purpose: why}, h.now)
	}
	return h.command(decisions, err)
}

func (h *house) withdraw(by appliance.OperatorID, c appliance.ConversationID) error {
	return h.command(h.state.Withdraw(by, c))
}

func (h *house) setPresence(o appliance.OperatorID, to appliance.PresenceState) error {
	return h.command(h.state.SetPresence(o, to, "", h.now))
}

func (h *house) command(decisions []Decision, err error) error {
	if err != nil {
		return err
	}
	h.byHand = true
	for _, d := range decisions {
		h.carryOut(d)
	}
	h.byHand = false
	h.settle()
	return nil
}

// end is the end of a conversation, whoever ends it.
func (h *house) end(id appliance.ConversationID) {
	h.hangUp(id)
	h.settle()
}

func (h *house) hangUp(id appliance.ConversationID) {
	c := h.conversations[id]
	if c.State.Over() {
		return
	}
	was := c.State
	c.State, c.Ended = appliance.Finished, h.now
	if was == appliance.Waiting {
		c.State = appliance.Abandoned
	}
	h.conversations[id] = c
	h.leaveParts(c, func(appliance.Part) bool { return true })
	h.tell(appliance.ConversationEnded{Conversation: c})
}

// leave is an operator leaving a chat to the others.
func (h *house) leave(o appliance.OperatorID, id appliance.ConversationID) {
	c := h.conversations[id]
	if !slices.ContainsFunc(h.parts, func(p appliance.Part) bool {
		return p.Conversation == id && p.Operator == o && p.Left.IsZero()
	}) {
		return
	}
	alone := !slices.ContainsFunc(h.parts, func(p appliance.Part) bool {
		return p.Conversation == id && p.Operator != o && p.Left.IsZero()
	})
	if alone {
		c.State, c.Queued = appliance.Waiting, h.now
		h.conversations[id] = c
	}
	h.leaveParts(c, func(p appliance.Part) bool { return p.Operator == o })
	if alone {
		h.tell(appliance.ConversationQueued{Conversation: c})
	}
	h.settle()
}

func (h *house) leaveParts(c appliance.Conversation, who func(appliance.Part) bool) {
	for i, p := range h.parts {
		if p.Conversation == c.ID && p.Left.IsZero() && who(p) {
			h.parts[i].Left = h.now
			h.tell(appliance.PartEnded{Part: h.parts[i], Conversation: c})
		}
	}
}

// wrapUp submits the reason of what an operator has left.
func (h *house) wrapUp(o appliance.OperatorID, id appliance.ConversationID) {
	for i, p := range h.parts {
		if p.Conversation == id && p.Operator == o && !p.Left.IsZero() && p.WrappedUp.IsZero() {
			h.parts[i].WrappedUp = h.now
			h.tell(appliance.PartWrappedUp{Part: h.parts[i], Conversation: h.conversations[id]})
		}
	}
	h.settle()
}

func (h *house) setDuty(o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) error {
	return h.command(h.state.SetDuty(o, e, d))
}

func (h *house) change(o appliance.Operator) {
	h.hire(o)
	h.settle()
}

func (h *house) hire(o appliance.Operator) {
	for i := range h.operators {
		if h.operators[i].ID == o.ID {
			h.operators[i] = o
		}
	}
	h.tell(appliance.OperatorChanged{Operator: o})
}

// operator is one of the operators as he is now.
func (h *house) operator(id appliance.OperatorID) appliance.Operator {
	i := slices.IndexFunc(h.operators, func(o appliance.Operator) bool { return o.ID == id })
	return h.operators[i]
}

// rearrange gives the queues to other groups, or lets them ask differently.
func (h *house) rearrange(change func(queues []appliance.Queue)) {
	change(h.queues)
	h.checker.rearranged(h.queues)
	h.state.Restore(h.snapshot(), h.now)
	h.settle()
}

// openPage is an operator's browser with one page of the desk more.
func (h *house) openPage(o appliance.OperatorID) {
	h.pages[o]++
	h.state.PageOpened(o)
	h.checker.pageOpened(o)
	h.settle()
}

// uses is an operator who moves at his page.
func (h *house) uses(o appliance.OperatorID) {
	h.state.PageUsed(o, h.now)
	h.checker.moves(o, h.now)
	h.settle()
}

func (h *house) closePage(o appliance.OperatorID) {
	if h.pages[o] == 0 {
		return
	}
	h.pages[o]--
	h.state.PageClosed(o, h.now)
	h.checker.pageClosed(o, h.now)
	h.settle()
}

// restart stops the box for a while. The pages that are open come back at once.
func (h *house) restart(down time.Duration) {
	h.now = h.now.Add(down)
	h.state = State{grace: grace}
	h.state.Restore(h.snapshot(), h.now)
	h.checker.restarted(h.snapshot(), h.now)
	for _, o := range h.operators {
		for range h.pages[o.ID] {
			h.state.PageOpened(o.ID)
			h.checker.pageOpened(o.ID)
		}
	}
	h.settle()
}

func (h *house) snapshot() Snapshot {
	s := Snapshot{Operators: h.operators, Queues: slices.Clone(h.queues), Absences: absences, Rules: h.rules, Offers: h.offers}
	for _, o := range h.operators {
		if p, ok := h.presences[o.ID]; ok {
			s.Presences = append(s.Presences, p)
		}
	}
	for _, c := range h.conversations { // in no order, so that the State must find its own
		if c.State == appliance.Waiting {
			s.Waiting = append(s.Waiting, c)
		}
	}
	for _, p := range h.parts {
		if p.Open() {
			s.Parts = append(s.Parts, Share{p, h.conversations[p.Conversation]})
		}
	}
	return s
}

// asked is whom the conversation is offered to; 0: nobody.
func (h *house) asked(c appliance.ConversationID) appliance.OperatorID {
	for _, o := range h.offers {
		if o.Conversation == c {
			return o.Operator
		}
	}
	return 0
}

func (h *house) presence(o appliance.OperatorID) appliance.PresenceState {
	if p, ok := h.presences[o]; ok {
		return p.State
	}
	return appliance.Offline
}

func (h *house) wantAsked(t *testing.T, c appliance.ConversationID, want appliance.OperatorID) {
	t.Helper()
	if got := h.asked(c); got != want {
		t.Errorf("conversation %s is offered to %s, want %s", c, h.name(got), h.name(want))
	}
}

func (h *house) wantPresence(t *testing.T, o appliance.OperatorID, want appliance.PresenceState) {
	t.Helper()
	if got := h.presence(o); got != want {
		t.Errorf("%s is %s, want %s", h.name(o), got, want)
	}
}

func (h *house) name(o appliance.OperatorID) string {
	if o == 0 {
		return "nobody"
	}
	return fmt.Sprint(h.operator(o).Name)
}

// ends lists how offers of the conversation ended, in their order.
func (h *house) ends(c appliance.ConversationID) []appliance.OfferEnd {
	var ends []appliance.OfferEnd
	for _, e := range h.checker.ended {
		if e.Offer.Conversation == c {
			ends = append(ends, e.How)
		}
	}
	return ends
}
