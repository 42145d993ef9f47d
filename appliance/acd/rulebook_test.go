package acd

import (
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
)

// The rules as the checker has them, of its own books and by no code of the State's.

// overflows tells whether c has waited too long in its queue, or has too many
// before it who are asked for as little.
func (k *checker) overflows(c appliance.Conversation, now time.Time) bool {
	over := k.queues[c.Queue].Overflow
	if over.To == 0 {
		return false
	}
	before := k.gaveUp[c.Queue]
	for id, other := range k.conversations {
		older := other.Queued.Before(c.Queued) || other.Queued.Equal(c.Queued) && id < c.ID
		if other.State == appliance.Waiting && other.Queue == c.Queue && other.For == 0 && older && !k.pinned(id) {
			before++
		}
	}
	return over.After > 0 && now.Sub(c.Queued) >= over.After || over.Above > 0 && before >= over.Above
}

// mans tells whether anybody is there who may take of a queue what comes that way,
// now or later.
func (k *checker) mans(q appliance.QueueID, c appliance.Conversation) bool {
	for id, o := range k.operators {
		p := k.presences[id]
		takes := o.Calls > 0
		if c.Channel == appliance.WebChat {
			takes = o.Chats > 0
		}
		there := p.State != "" && p.State != appliance.Offline && !p.Absent && !o.Disabled && o.Duties[c.EntryPoint] == ""
		if there && takes && k.assigned(o, q) && (k.queues[q].RelaxEvery > 0 || k.skilled(o, q, 0)) {
			return true
		}
	}
	return false
}

// assigned tells whether a group of o's serves a queue.
func (k *checker) assigned(o appliance.Operator, q appliance.QueueID) bool {
	for _, g := range k.queues[q].Groups {
		if slices.Contains(o.Groups, g) {
			return true
		}
	}
	return false
}

// skilled tells whether o knows enough for what has waited so long.
func (k *checker) skilled(o appliance.Operator, id appliance.QueueID, waited time.Duration) bool {
	q := k.queues[id]
	for skill, need := range q.Needs {
		for left := waited; q.RelaxEvery > 0 && left >= q.RelaxEvery && need > 0; left -= q.RelaxEvery {
			need--
		}
		if need > o.Skills[skill] {
			return false
		}
	}
	return true
}

// mayTake tells whether c is o's to take, by hand or asked.
func (k *checker) mayTake(o appliance.Operator, c appliance.Conversation, now time.Time) bool {
	if o.Duties[c.EntryPoint] == "off" {
		return false
	}
	if c.For != 0 {
		return c.For == o.ID
	}
	return k.assigned(o, c.Queue) && k.skilled(o, c.Queue, now.Sub(c.Queued))
}

// priority is how soon it is the turn of what waits.
func (k *checker) priority(c appliance.Conversation, now time.Time) int {
	q := k.queues[c.Queue]
	p := q.Priority
	if p == 0 {
		p = 5
	}
	for _, own := range c.Parameters {
		if own.Key == "priority" && own.From == "tree" {
			n, _ := strconv.Atoi(own.Value)
			p = max(p, n)
		}
	}
	for left := now.Sub(c.Queued); q.RaiseEvery > 0 && left >= q.RaiseEvery && p < 9; left -= q.RaiseEvery {
		p++
	}
	return p
}

// runs is how long an offer is to run.
func (k *checker) runs(o appliance.Offer, c appliance.Conversation) time.Duration {
	q := k.queues[c.Queue]
	if _, declined := k.declines[declined{c.ID, o.Operator}]; o.By == 0 && q.LastFor > 0 && c.Last == o.Operator && !declined {
		return q.LastFor
	}
	return q.OfferFor
}

// level is how well o knows what the queue of c needs.
func (k *checker) level(o appliance.Operator, c appliance.Conversation) (sum int) {
	for skill := range k.queues[c.Queue].Needs {
		sum += o.Skills[skill]
	}
	return sum
}

// mayAsk tells whether the one who asks may: he serves it, or passes on what waits in
// a queue of his; who observes passes on what waits in any, or one serves.
func (k *checker) mayAsk(offer appliance.Offer, c appliance.Conversation, now time.Time) bool {
	by := k.operators[offer.By]
	if k.serves(by.ID, c.ID) {
		return true
	}
	if offer.Purpose != appliance.ToPass || by.Disabled || !slices.Contains(by.Rights, appliance.RightPass) {
		return false
	}
	for _, p := range k.parts {
		if p.Operator == by.ID && p.Conversation == c.ID && !p.Left.IsZero() && p.WrappedUp.IsZero() {
			return false
		}
	}
	observes := slices.Contains(by.Rights, appliance.RightObserve)
	switch c.State {
	case appliance.Waiting:
		return c.For == 0 && (observes || k.mayTake(by, c, now))
	case appliance.Active:
		return observes && k.served(c.ID) == 1
	}
	return false
}

// served counts who is in c and has not left.
func (k *checker) served(c appliance.ConversationID) (n int) {
	for _, p := range k.parts {
		if p.Conversation == c && p.Left.IsZero() {
			n++
		}
	}
	return n
}

// serves tells whether o is in c and has not left.
func (k *checker) serves(o appliance.OperatorID, c appliance.ConversationID) bool {
	for _, p := range k.parts {
		if p.Operator == o && p.Conversation == c && p.Left.IsZero() {
			return true
		}
	}
	return false
}

func (k *checker) asked(o appliance.OperatorID) bool {
	for _, offer := range k.offers {
		if offer.Operator == o {
			return true
		}
	}
	return false
}

func (k *checker) pinned(c appliance.ConversationID) bool {
	for _, offer := range k.offers {
		if offer.Conversation == c {
			return true
		}
	}
	return false
}

// canTake tells whether an offer of c to o keeps the rules.
func (k *checker) canTake(o appliance.Operator, c appliance.Conversation, now time.Time) bool {
	p := k.presences[o.ID]
	return k.mayTake(o, c, now) && o.Duties[c.EntryPoint] == "" && !o.Disabled && p.State == appliance.Available && !p.Absent && !k.onCall(o) && k.room(o, c.Channel)
}

func (k *checker) room(o appliance.Operator, channel appliance.Channel) bool {
	switch channel {
	case appliance.Phone:
		return o.Calls > 0 && !k.onCall(o)
	case appliance.Voicemail:
		return o.Calls > 0 && k.unfinished(o, appliance.Voicemail) == 0
	}
	return k.unfinished(o, appliance.WebChat) < o.Chats
}

func (k *checker) onCall(o appliance.Operator) bool {
	for _, p := range k.parts {
		if p.Operator == o.ID && p.Left.IsZero() && k.conversations[p.Conversation].Channel == appliance.Phone {
			return true
		}
	}
	return false
}

func (k *checker) unfinished(o appliance.Operator, of appliance.Channel) int {
	n := 0
	for _, p := range k.parts {
		if p.Operator == o.ID && p.WrappedUp.IsZero() && k.conversations[p.Conversation].Channel == of {
			n++
		}
	}
	return n
}

// works is on how much besides calls o still works.
func (k *checker) works(o appliance.Operator) int {
	return k.unfinished(o, appliance.WebChat) + k.unfinished(o, appliance.Voicemail)
}
