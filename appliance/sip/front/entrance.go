package front

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// entrance decides whether a new call may come in, and when it is worked on. A
// loaded box loses latency first; when that is not enough it turns new calls
// away, before anything is done for them, and never touches those that stand.
//
// Only so many new calls are worked on at a time. If all that have come were, each
// would take its share of the machine from what reads the ACKs and BYEs of those
// that stand, these would come again and again, and the box would soon be busy
// with nothing but repetitions.
type entrance struct {
	limits Limits
	room   func(netip.Addr) bool
	turns  chan struct{} // holds one for each call that is worked on

	mu     sync.Mutex
	inside map[Attempt]stay     // who came in, until his call is over
	away   map[Attempt]struct{} // turned away lately
	order  []Attempt            // of away, the oldest at next once it is full
	next   int
	load   Load
}

// stay is how far one who came in is.
type stay int

const (
	inLine stay = iota // nobody has begun to work on it
	worked             // he has had no response of ours yet
	standing
)

// Load tells how a box stands up to what comes.
type Load struct {
	// SettingUp counts the calls that have had no response of ours yet.
	SettingUp int
	// Repeated counts the INVITEs that came again while we were at work on
	// them; TurnedAway the calls refused because there were too many of them;
	// Dropped the datagrams for which there was no room, the kernel's included.
	Repeated, TurnedAway, Dropped uint64
	// Crowded is when a call was last turned away or a datagram dropped; zero:
	// never.
	Crowded time.Time
}

// ComeBack is when one who was turned away may try again.
const ComeBack = 5 * time.Second

// keptAway bounds how many of those turned away are remembered, so that a
// repetition of theirs is not let in after the refusal.
const keptAway = 8192

func newEntrance(l Limits, room func(netip.Addr) bool) *entrance {
	if room == nil {
		room = func(netip.Addr) bool { return true }
	}
	return &entrance{
		limits: l, room: room, turns: make(chan struct{}, l.AtOnce),
		inside: make(map[Attempt]stay), away: make(map[Attempt]struct{}),
	}
}

// Load tells how the box stands up to what comes.
func (f *Front) Load() Load { return f.entrance.tell() }

// Enter counts a call as being set up, until Answered, and tells whether there
// is room for it.
func (f *Front) Enter(a Attempt) bool { return f.entrance.enter(a) }

// Turn waits until a call that came in is to be worked on. False: it stood in line
// for too long, and is turned away, or ctx has ended.
func (f *Front) Turn(ctx context.Context, a Attempt) bool { return f.entrance.turn(ctx, a) }

// Answered notes that a call has had a response, or will have none. Safe to
// call again.
func (f *Front) Answered(a Attempt) { f.entrance.answered(a) }

// Leave notes that a call is over.
func (f *Front) Leave(a Attempt) { f.entrance.leave(a) }

func (e *entrance) tell() Load {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.load
}

// tooMuch tells whether a new call is better refused at once than answered too
// late: when so many are being set up already, or when it waited so long until
// we looked at it. It is pure.
func (l Limits) tooMuch(settingUp int, waited time.Duration) bool {
	return settingUp >= l.SettingUp || waited > l.Late
}

// judgement is what becomes of an INVITE at the entrance.
type judgement int

const (
	letIn      judgement = iota
	workingOn            // it came again: 100 is all that there is to say
	turnedAway           // 503
)

// judge looks at an INVITE that waited to be looked at. One that repeats what
// began a call that stands is let in: it is owed the answer that got lost.
func (e *entrance) judge(a Attempt, waited time.Duration) judgement {
	room := e.room(a.source.Addr())
	e.mu.Lock()
	defer e.mu.Unlock()
	stay, inside := e.inside[a]
	_, away := e.away[a]
	switch {
	case inside && stay == standing:
		return letIn
	case inside:
		e.load.Repeated++
		return workingOn
	case away:
		return turnedAway
	case !room, e.limits.tooMuch(e.load.SettingUp, waited):
		e.turnAway()
		e.remember(a)
		return turnedAway
	}
	return letIn
}

// enter counts a call as being set up, until answered, and tells whether there
// is room for it: many may have come between judge and here, and those over TCP
// come here first. Who is refused here has a transaction that answers his
// repetitions.
func (e *entrance) enter(a Attempt) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.limits.tooMuch(e.load.SettingUp, 0) {
		e.turnAway()
		return false
	}
	if _, inside := e.inside[a]; !inside && a.name != "" {
		e.inside[a] = inLine
		e.load.SettingUp++
	}
	return true
}

// turn waits, in the order in which they came, until one of those that are worked
// on has had its response.
func (e *entrance) turn(ctx context.Context, a Attempt) bool {
	late := time.NewTimer(e.limits.Late)
	defer late.Stop()
	select {
	case e.turns <- struct{}{}:
		if !e.begin(a) {
			<-e.turns
		}
		return true
	case <-late.C:
		e.mu.Lock()
		defer e.mu.Unlock()
		e.turnAway()
		return false
	case <-ctx.Done():
		return false
	}
}

// begin notes that a call is worked on; false: it is not counted.
func (e *entrance) begin(a Attempt) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if stay, inside := e.inside[a]; !inside || stay != inLine {
		return false
	}
	e.inside[a] = worked
	return true
}

func (e *entrance) answered(a Attempt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(a)
}

func (e *entrance) leave(a Attempt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(a)
	delete(e.inside, a)
}

// settle is answered; mu is held.
func (e *entrance) settle(a Attempt) {
	stay, inside := e.inside[a]
	if !inside || stay == standing {
		return
	}
	e.inside[a] = standing
	e.load.SettingUp--
	if stay == worked {
		<-e.turns
	}
}

// turnAway counts a call that is turned away; mu is held.
func (e *entrance) turnAway() {
	e.load.TurnedAway++
	e.load.Crowded = time.Now()
}

// remember keeps who was turned away and forgets the oldest; mu is held.
func (e *entrance) remember(a Attempt) {
	if a.name == "" {
		return
	}
	e.away[a] = struct{}{}
	if len(e.order) < keptAway {
		e.order = append(e.order, a)
		return
	}
	delete(e.away, e.order[e.next])
	e.order[e.next] = a
	e.next = (e.next + 1) % keptAway
}

// refusedHere tells whether an ACK is of a refusal that had no transaction:
// nobody waits for it.
func (e *entrance) refusedHere(a Attempt) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, away := e.away[a]
	return away
}

// dropped counts datagrams for which there was no room.
func (e *entrance) dropped(n uint64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.load.Dropped += n
	e.load.Crowded = time.Now()
}
