package call

import (
	"time"

	"cordboard/appliance"
)

// programme is what a caller who waits is told in place of the music, and when:
// how he stands, and the messages of his queue one after the other.
type programme struct {
	outlook, messages rhythm
	names             []string // of the messages
	turn              int      // of the message that comes next
	message           bool     // what was begun last is one
}

// rhythm is how often something is said.
type rhythm struct {
	every time.Duration // from the end of one time to the next; zero: never
	due   time.Time
}

const (
	// firstOutlook is when a caller first hears how he stands: one who is taken
	// at once need not.
	firstOutlook = 8 * time.Second
	// breath is how much music there is at least between two things that are said.
	breath = 5 * time.Second
)

// newProgramme is that of a caller who comes into a queue in which he is told so
// often how he stands; zero: never.
func newProgramme(outlook time.Duration, q appliance.Queue, now time.Time) programme {
	p := programme{outlook: rhythm{outlook, now.Add(min(firstOutlook, outlook))}, names: q.Messages}
	if len(q.Messages) > 0 {
		p.messages = rhythm{q.MessageEvery, now.Add(q.MessageEvery)}
	}
	return p
}

// next is when something is said again, if ever.
func (p *programme) next() (at time.Time, some bool) {
	if p.messageNext() {
		return p.messages.due, true
	}
	return p.outlook.due, p.outlook.every > 0
}

// messageNext tells whether what is said next is a message. How the caller stands
// comes first where both are due.
func (p *programme) messageNext() bool {
	return p.messages.every > 0 && (p.outlook.every <= 0 || p.messages.due.Before(p.outlook.due))
}

// say begins what comes next: a message, or, where that is empty, how the caller
// stands.
func (p *programme) say() (message string) {
	if p.message = p.messageNext(); !p.message {
		return ""
	}
	message = p.names[p.turn%len(p.names)]
	p.turn++
	return message
}

// ended notes that what was begun has been said, or could not be.
func (p *programme) ended(now time.Time) {
	said, other := &p.outlook, &p.messages
	if p.message {
		said, other = other, said
	}
	said.due = now.Add(said.every)
	if soon := now.Add(breath); other.due.Before(soon) {
		other.due = soon
	}
}
