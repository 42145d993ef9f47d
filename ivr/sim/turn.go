package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cordboard/ivr"
	"cordboard/ivr/run"
)

// Turn is a step of a caller: a key, NoKey for letting a chance pass, or else
// what befalls him.
type Turn struct {
	Key  byte
	Fate Fate
}

// Fate is what befalls a caller who waits for somebody or something.
type Fate string

// The fates; Open tells which of them there are at a time.
const (
	Answered    Fate = "answered" // by an operator, or at the number that is called
	Released    Fate = "released" // by whom he talked with, and still there
	Busy        Fate = "busy"
	NoAnswer    Fate = "no-answer"
	Declined    Fate = "declined"
	Unreachable Fate = "unreachable"
	Barred      Fate = "barred" // by the rules for calls out; nobody chooses it
	Found       Fate = "found"
	Several     Fate = "several"
	Unknown     Fate = "unknown"
	Kept        Fate = "kept"
	Empty       Fate = "empty"
	Failed      Fate = "failed"
	Late        Fate = "late"     // he waited as long as the queue lets him
	Unmanned    Fate = "unmanned" // nobody is signed in
	Full        Fate = "full"     // the queue, when he comes to it
	HangsUp     Fate = "hangs-up"
)

// Waiting is for what a caller waits.
type Waiting string

// What there is to wait for.
const (
	ForKey      Waiting = "key"
	ForQueue    Waiting = "queue"
	ForOperator Waiting = "operator"
	ForInviter  Waiting = "inviter"
	ForNumber   Waiting = "number"
	ForRelease  Waiting = "release" // by whom he talks with
	ForContact  Waiting = "contact"
	ForMessage  Waiting = "message"
	ForCallback Waiting = "callback"
)

// Open is what the turns of a story left open: for what the caller waits, the
// keys that do something there, and what may befall him. That he hangs up is
// always among it.
type Open struct {
	For   Waiting
	Keys  string
	Fates []Fate
}

// Befell says what befell the caller, and while he waited for what.
type Befell struct {
	For  Waiting
	Fate Fate
}

// fates are those of each thing that is waited for; a queue's depend on it.
var fates = map[Waiting][]Fate{
	ForOperator: {Answered, Busy, NoAnswer},
	ForInviter:  {Answered, Busy, NoAnswer, Unknown},
	ForNumber:   {Answered, Busy, NoAnswer, Declined, Unreachable},
	ForRelease:  {Released},
	ForContact:  {Found, Several, Unknown},
	ForMessage:  {Kept, Empty, Failed},
	ForCallback: {Kept, Failed},
}

// allFates are those that can be chosen.
var allFates = []Fate{
	Answered, Released, Busy, NoAnswer, Declined, Unreachable, Found, Several, Unknown, Kept, Empty, Failed,
	Late, Unmanned, Full, HangsUp,
}

// ParseTurns reads turns as WriteTurns writes them. Keys may stand together.
func ParseTurns(text string) ([]Turn, error) {
	turns := []Turn{}
	for word := range strings.SplitSeq(text, ",") {
		if f := Fate(strings.TrimSpace(word)); slices.Contains(allFates, f) {
			turns = append(turns, Turn{Fate: f})
			continue
		}
		keys, err := ParseKeys(word)
		if err != nil {
			return nil, fmt.Errorf("read a turn: %w", err)
		}
		for _, key := range []byte(keys) {
			turns = append(turns, Turn{Key: key})
		}
	}
	return turns, nil
}

// WriteTurns writes turns with commas between them: "1,busy,2".
func WriteTurns(turns []Turn) string {
	words := make([]string, len(turns))
	for i, t := range turns {
		if words[i] = string(t.Fate); t.Fate == "" {
			words[i] = string(t.Key)
		}
	}
	return strings.Join(words, ",")
}

// turn is what the next turn that fits lets happen. While nothing is waited for,
// what sounds goes on to its end.
func (c *call) turn() (e run.Event, note any, how Ending) {
	open := c.open()
	if open.For == "" {
		if c.play == nil {
			return nil, nil, Undecided
		}
		e = c.played()
		return e, e, ""
	}
	if d, dials := c.asked.(run.Dial); dials && !c.through && c.scene.Barred != nil && c.scene.Barred(d.Number) {
		return c.answered(d.Ask, 0, run.Failed), Befell{open.For, Barred}, ""
	}
	if open.For == ForQueue && !c.refused && c.scene.Nobody != nil && c.scene.Nobody(c.queue) {
		c.refused = true
		return run.NobodyThere{}, Befell{open.For, Unmanned}, ""
	}
	for len(c.scene.Turns) > 0 {
		t := c.scene.Turns[0]
		c.scene.Turns = c.scene.Turns[1:]
		switch {
		case t.Fate != Full && slices.Contains(open.Fates, t.Fate):
			return c.befall(open.For, t.Fate), Befell{open.For, t.Fate}, ""
		case t.Fate == "" && strings.IndexByte(open.Keys, t.Key) >= 0:
			e = c.pressed(t.Key)
			return e, e, ""
		}
	}
	c.story.Open = open
	return nil, nil, Undecided
}

// open is for what the caller waits now; the zero Open while something sounds to
// its end.
func (c *call) open() (o Open) {
	switch {
	case c.asked != nil:
		o.For = c.asks()
	case c.session.Talking():
		o.For = ForRelease
	case c.play != nil && c.play.Loop:
		o.For = ForQueue
	case c.play != nil:
		return Open{}
	case c.wait != nil:
		o.For, o.Keys = ForKey, ivr.Keys+string(NoKey)
	}
	if o.Fates = slices.Clone(fates[o.For]); o.For == ForQueue {
		o.Fates, o.Keys = c.queueing()
	}
	if o.For != "" {
		o.Fates = append(o.Fates, HangsUp)
	}
	return o
}

// asks is for what the caller waits that the tree asked for.
func (c *call) asks() Waiting {
	switch c.asked.(type) {
	case run.Reach:
		return ForOperator
	case run.Invite:
		return ForInviter
	case run.Dial:
		if c.through {
			return ForRelease
		}
		return ForNumber
	case run.Lookup:
		return ForContact
	case run.Record:
		return ForMessage
	default:
		return ForCallback
	}
}

// queueing is what may befall who waits in a queue, and the keys that lead out
// of it.
func (c *call) queueing() (befall []Fate, keys string) {
	queue, _ := c.tree.Find(c.session.At()).Act.(ivr.Queue)
	befall = []Fate{Answered}
	if queue.Late != "" {
		befall = append(befall, Late)
	}
	if queue.Full != "" {
		befall = append(befall, Full)
	}
	for _, choice := range queue.Choices {
		keys += string(choice.Key)
	}
	return append(befall, Unmanned), keys
}

// befall is the event of a fate.
func (c *call) befall(at Waiting, f Fate) run.Event {
	number, _ := run.Asked(c.asked)
	switch {
	case f == HangsUp:
		return run.HungUp{}
	case f == Late:
		return c.timedOut()
	case f == Unmanned:
		return run.NobodyThere{}
	case f == Answered && at == ForNumber:
		c.through = true
		c.now += ringing
		return run.Through{Ask: number}
	case f == Answered:
		c.asked, c.play, c.wait = nil, nil, nil
		c.now += ringing
		return run.Taken{}
	case f == Released && c.asked == nil:
		c.now += speaking
		return run.Released{}
	}
	return c.answered(number, lasting[at], outcomes[f])
}

// lasting is how long it takes until it is known what comes of it.
var lasting = map[Waiting]time.Duration{
	ForOperator: ringing, ForInviter: ringing, ForNumber: ringing,
	ForRelease: speaking, ForMessage: speaking, ForContact: looking, ForCallback: looking,
}

// outcomes are what a call is told of its fates; one that is declined goes the
// way of one that nobody took, as in appliance/call.
var outcomes = map[Fate]run.Outcome{
	Released: run.Done, Busy: run.Busy, NoAnswer: run.Nobody, Declined: run.Nobody, Unreachable: run.Failed,
	Found: run.Found, Several: run.Several, Unknown: run.Unknown,
	Kept: run.Kept, Empty: run.Empty, Failed: run.Failed,
}

// pressed is a key, or the chance that the caller lets pass.
func (c *call) pressed(key byte) run.Event {
	if key == NoKey {
		return c.timedOut()
	}
	c.now += thinking
	if c.wait != nil {
		c.now = min(c.now, c.ends)
	}
	return run.Pressed{Key: key}
}

// beyondAll is more than any queue lets wait.
const beyondAll = 1000

// isFull tells whether the next turns find this queue full: as many queues are
// as there are such turns, in the order in which the tree asks for them.
func (c *call) isFull(queue string) bool {
	if n := len(c.full); !slices.Contains(c.full, queue) && n < len(c.scene.Turns) && c.scene.Turns[n].Fate == Full {
		c.full = append(c.full, queue)
	}
	return slices.Contains(c.full, queue)
}

// filled ends the turns that found a queue full.
func (c *call) filled() {
	for range c.full {
		c.note(Befell{ForQueue, Full})
	}
	c.scene.Turns, c.full = c.scene.Turns[len(c.full):], nil
}

// reached is whom an effect rings.
func reached(e run.Effect) string {
	switch e := e.(type) {
	case run.Reach:
		return e.Operator
	case run.Invite:
		return e.Code
	}
	return ""
}

// over is how a session ended.
func (c *call) over() Ending {
	switch c.last.(type) {
	case run.Taken:
		return Taken
	case run.HungUp:
		return Gone
	}
	return HungUp
}
