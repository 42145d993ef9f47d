package sim

import (
	"time"

	"cordboard/ivr"
	"cordboard/ivr/run"
)

// call is a simulated call while it goes on.
type call struct {
	tree    *ivr.Tree
	scene   Scene
	session *run.Session
	story   Story
	now     time.Duration
	node    string

	play    *run.Play // sounds, until ends
	wait    *run.Wait // runs out at ends
	ends    time.Duration
	queue   string     // the newest one
	asked   run.Effect // and not answered yet, or nil
	through bool       // to a number outside
	refused bool       // its emptiness was told
	full    []string   // the queues that are full for this one step
	with    string     // the operator who is rung, or the code of his invitation
	last    run.Event  // the newest one
}

// Open answers the tree, and notes that it asked.
func (c *call) Open(hours string) bool {
	open := c.scene.Closed == nil || !c.scene.Closed(hours)
	c.note(Asked{Hours: hours, Open: open})
	return open
}

// Queue tells how a queue stands in the scene.
func (c *call) Queue(name string) ivr.QueueFacts {
	facts := ivr.QueueFacts{Manned: c.scene.Nobody == nil || !c.scene.Nobody(name)}
	switch {
	case c.isFull(name):
		facts.Waiting = beyondAll
	case c.scene.Waiting != nil:
		facts.Waiting = c.scene.Waiting(name)
	}
	return facts
}

// People are those of the scene.
func (c *call) People() []run.Person { return c.scene.People }

// Call tells about the caller, and the time that it is by now.
func (c *call) Call() run.Call {
	call := c.scene.Call
	call.Now = call.Now.Add(c.now)
	return call
}

func (c *call) note(what any) {
	c.story.Moments = append(c.story.Moments, Moment{At: c.now, Node: c.node, What: what})
}

// happen hands an event to the session and carries out what it wants. note is
// what the story says of it; nil: nothing.
func (c *call) happen(e run.Event, note any) {
	if note != nil {
		c.note(note)
	}
	asked := len(c.story.Moments)
	effects := c.session.Next(c, e)
	c.last = e
	c.filled()
	if at := c.session.At(); at != "" {
		c.node = at
	}
	for i := range c.story.Moments[asked:] {
		c.story.Moments[asked+i].Node = ""
	}
	for _, effect := range effects {
		if n, ok := effect.(run.Note); ok {
			c.note(c.chose(n))
			continue
		}
		c.note(effect)
		c.carry(effect)
	}
}

// chose tells what became of a key. By now the caller may be elsewhere.
func (c *call) chose(n run.Note) Chose {
	e := Chose{Key: n.Key, Label: n.Label}
	if m, ok := c.tree.Find(n.Node).Act.(interface {
		Choice(key byte) (ivr.Choice, bool)
	}); ok {
		_, e.Offered = m.Choice(n.Key)
	}
	return e
}

func (c *call) carry(effect run.Effect) {
	switch e := effect.(type) {
	case run.Play:
		c.play, c.wait, c.ends = &e, nil, c.now+c.length(e)
	case run.Say:
		spoken := run.Play{Number: e.Number, Prompts: []string{ivr.Spoken(e.Text)}, Language: e.Language}
		c.play, c.wait, c.ends = &spoken, nil, c.now+c.speaks(e)
	case run.Set:
		c.story.Parameters[e.Name] = e.Value
	case run.Silence:
		c.play = nil
	case run.Wait:
		c.wait, c.ends = &e, c.now+e.After
	case run.Reach, run.Invite, run.Dial, run.Lookup, run.Record, run.CallBack:
		c.asked, c.through, c.with = e, false, reached(e)
	case run.Withdraw:
		c.asked = nil
	case run.Enqueue:
		c.queue, c.refused, c.with = e.Queue, false, ""
		c.story.End.Language = e.Language
	case run.Speak:
		c.story.End.Language = e.Language
	}
}

func (c *call) length(p run.Play) time.Duration {
	var sum time.Duration
	for _, name := range p.Prompts {
		if c.scene.Length == nil {
			sum += 3 * time.Second
		} else {
			sum += c.scene.Length(p.Language, name)
		}
	}
	return sum
}

// speaks is how long a text takes: people speak about fourteen letters a second.
func (c *call) speaks(s run.Say) time.Duration {
	const letter = time.Second / 14
	return time.Duration(len([]rune(s.Text))) * letter
}

// next is what happens next to a caller who is not yet at an end, and what the
// story says of it; nil when the story ends here, and how.
func (c *call) next() (e run.Event, note any, how Ending) {
	if c.scene.Turns != nil {
		return c.turn()
	}
	e = c.goesOn()
	return e, e, Waits
}

// goesOn is nil when the caller waits in a queue that has somebody.
func (c *call) goesOn() run.Event {
	switch {
	case c.asked != nil:
		return c.answer()
	case c.play == nil && c.wait == nil:
		return nil
	case c.play != nil && c.play.Loop:
		return c.waiting()
	case c.scene.Keys != "" && (c.wait != nil || c.scene.Hasty):
		return c.press()
	case c.play != nil:
		return c.played()
	default:
		return c.timedOut()
	}
}

// waiting is what becomes of a caller in a queue: nobody is there, or he does
// what the queue lets him do.
func (c *call) waiting() run.Event {
	queue, _ := c.tree.Find(c.session.At()).Act.(ivr.Queue)
	key := NoKey
	if c.scene.Keys != "" {
		key = rune(c.scene.Keys[0])
	}
	_, offered := queue.Choice(byte(key))
	switch {
	case !c.refused && c.scene.Nobody != nil && c.scene.Nobody(c.queue):
		c.refused = true
		return run.NobodyThere{}
	case offered:
		c.scene.Keys = c.scene.Keys[1:]
		c.now += thinking
		return run.Pressed{Key: byte(key)}
	case c.scene.Keys != "" && key == NoKey && c.wait != nil:
		c.scene.Keys = c.scene.Keys[1:]
		return c.timedOut()
	}
	return nil
}

// press takes the next key, unless the caller lets this moment pass or what
// sounds is over before he can.
func (c *call) press() run.Event {
	key := c.scene.Keys[0]
	switch {
	case c.play != nil && (key == NoKey || c.now+thinking >= c.ends):
		return c.played()
	case key == NoKey:
		c.scene.Keys = c.scene.Keys[1:]
		return c.timedOut()
	}
	c.scene.Keys = c.scene.Keys[1:]
	c.now = min(c.now+thinking, c.ends)
	return run.Pressed{Key: key}
}

func (c *call) played() run.Event {
	c.now = c.ends
	e := run.Played{Play: c.play.Number}
	c.play = nil
	return e
}

func (c *call) timedOut() run.Event {
	c.now = c.ends
	e := run.TimedOut{Wait: c.wait.Number}
	c.wait = nil
	return e
}

func (c *call) end(how Ending) Story {
	c.story.End.At, c.story.End.How, c.story.End.Node = c.now, how, c.node
	c.story.Left = c.scene.Keys
	switch {
	case how == Taken:
		c.story.End.Operator = c.with
		if c.with == "" {
			c.story.End.Queue = c.queue
		}
	case c.story.End.Operator != "":
		c.story.End.How = Reaches
	case how == Waits:
		c.story.End.Queue = c.queue
	}
	return c.story
}
