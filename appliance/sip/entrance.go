package sip

import (
	"bytes"
	"net/netip"
	"strings"
	"sync"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// entrance decides whether a new call may come in. A loaded box loses latency
// first; when that is not enough it turns new calls away, before anything is
// done for them, and never touches those that stand.
type entrance struct {
	limits Limits
	room   func(netip.Addr) bool

	mu     sync.Mutex
	inside map[attempt]stay     // who came in, until his call is over
	away   map[attempt]struct{} // turned away lately
	order  []attempt            // of away, the oldest at next once it is full
	next   int
	load   Load
}

// stay is how far one who came in is.
type stay int

const (
	unanswered stay = iota // he has had no response of ours yet
	standing
)

// attempt names the transaction of an INVITE (RFC 3261 section 17.2.3). What
// has no branch of that RFC, or an endless one, has no name.
type attempt struct {
	source netip.AddrPort
	branch string
}

// Load tells how a Server stands up to what comes.
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

// keptAway bounds how many of those turned away are remembered, so that a
// repetition of theirs is not let in after the refusal.
const keptAway = 8192

// longestBranch bounds what a name takes; nobody needs more than a hash.
const longestBranch = 128

func newEntrance(l Limits, room func(netip.Addr) bool) *entrance {
	return &entrance{limits: l, room: room, inside: make(map[attempt]stay), away: make(map[attempt]struct{})}
}

// Load tells how the Server stands up to what comes.
func (s *Server) Load() Load {
	e := s.entrance
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
func (e *entrance) judge(a attempt, waited time.Duration) judgement {
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
// repetitions. An attempt without a name is not counted.
func (e *entrance) enter(a attempt) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.limits.tooMuch(e.load.SettingUp, 0) {
		e.turnAway()
		return false
	}
	if _, inside := e.inside[a]; !inside && a.branch != "" {
		e.inside[a] = unanswered
		e.load.SettingUp++
	}
	return true
}

// answered notes that a call has had a response, or will have none. Safe to
// call again.
func (e *entrance) answered(a attempt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(a)
}

// leave notes that a call is over.
func (e *entrance) leave(a attempt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(a)
	delete(e.inside, a)
}

// settle is answered; mu is held.
func (e *entrance) settle(a attempt) {
	if stay, inside := e.inside[a]; inside && stay == unanswered {
		e.inside[a] = standing
		e.load.SettingUp--
	}
}

// turnAway counts a call that is turned away; mu is held.
func (e *entrance) turnAway() {
	e.load.TurnedAway++
	e.load.Crowded = time.Now()
}

// remember keeps who was turned away and forgets the oldest; mu is held.
func (e *entrance) remember(a attempt) {
	if a.branch == "" {
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
func (e *entrance) refusedHere(a attempt) bool {
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

// attemptOf names the transaction of a message as it came, by the first branch
// in it: that of the topmost Via, unless somebody writes his fields in an odd
// order. Then it names none, and the message goes the long way.
func attemptOf(raw []byte, source netip.AddrPort) attempt {
	const name = "branch="
	at := bytes.Index(raw, []byte(name+wire.RFC3261BranchMagicCookie))
	if at < 0 {
		return attempt{source: source}
	}
	branch := raw[at+len(name):]
	if end := bytes.IndexAny(branch[:min(len(branch), longestBranch+1)], ";, \t\r\n"); end >= 0 {
		return attempt{source, string(branch[:end])}
	}
	return attempt{source: source}
}

// inDialog tells whether a request as it came has a tag in To, and so belongs
// to a call that stands.
func inDialog(raw []byte) bool {
	inTo, in := false, outside
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return false
		}
		if line[0] != ' ' && line[0] != '\t' { // else it goes on with the field before
			name, _, _ := bytes.Cut(line, []byte(":"))
			name = bytes.TrimRight(name, " \t")
			inTo, in = bytes.EqualFold(name, []byte("to")) || bytes.EqualFold(name, []byte("t")), outside
		}
		if inTo && in.hasTag(line) {
			return true
		}
	}
	return false
}

// nesting is where a parser of a To field stands: a name in quotes and a URI in
// angle brackets hold no parameter of the field (RFC 3261 section 20.10).
type nesting byte

const (
	outside nesting = iota
	inQuotes
	inBrackets
)

// hasTag goes through a line of the field and tells whether a tag begins in it.
func (w *nesting) hasTag(line []byte) bool {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case *w == inQuotes && c == '\\':
			i++
		case *w == inQuotes && c == '"', *w == inBrackets && c == '>':
			*w = outside
		case *w != outside:
		case c == '"':
			*w = inQuotes
		case c == '<':
			*w = inBrackets
		case c == ';':
			name, _, _ := bytes.Cut(line[i+1:], []byte("="))
			if bytes.EqualFold(bytes.TrimSpace(name), []byte("tag")) {
				return true
			}
		}
	}
	return false
}

// attemptBy names the transaction of a request.
func attemptBy(r *wire.Request) attempt {
	source, _ := netip.ParseAddrPort(r.Source())
	a := attempt{source: netip.AddrPortFrom(source.Addr().Unmap(), source.Port())}
	branch := r.Via().Params.GetOr("branch", "")
	if strings.HasPrefix(branch, wire.RFC3261BranchMagicCookie) && len(branch) <= longestBranch {
		a.branch = branch
	}
	return a
}
