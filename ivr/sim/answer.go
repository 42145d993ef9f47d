package sim

import (
	"time"

	"cordboard/ivr/run"
)

// How long things take that the tree asks for.
const (
	looking  = time.Second      // into the box
	ringing  = 5 * time.Second  // until somebody answers
	speaking = 10 * time.Second // to a recording, or with somebody outside
)

// answer is what comes of what the tree asked for; nil when the caller has
// reached somebody.
func (c *call) answer() run.Event {
	outcome := run.Outcome("")
	if c.scene.Answers != nil {
		outcome = c.scene.Answers(c.node)
	}
	switch e := c.asked.(type) {
	case run.Reach:
		return c.rung(e.Ask, e.Operator, outcome)
	case run.Invite:
		return c.rung(e.Ask, e.Code, outcome)
	case run.Dial:
		return c.dialled(e.Ask, outcome)
	case run.Lookup:
		if outcome == "" {
			outcome = map[bool]run.Outcome{true: run.Found, false: run.Unknown}[c.scene.Call.Known]
		}
		c.scene.Call.Known = outcome == run.Found
		return c.answered(e.Ask, looking, outcome)
	case run.Record:
		return c.answered(e.Ask, speaking, well(outcome))
	case run.CallBack:
		return c.answered(e.Ask, looking, well(outcome))
	}
	return nil
}

// well is the outcome, or that it went well.
func well(o run.Outcome) run.Outcome {
	if o == "" {
		return run.Kept
	}
	return o
}

// rung is an operator who is rung.
func (c *call) rung(number int, operator string, o run.Outcome) run.Event {
	if o == "" {
		c.story.End.Operator = operator
		return nil
	}
	return c.answered(number, ringing, o)
}

// dialled is a number outside, with whom the caller talks for a while.
func (c *call) dialled(number int, o run.Outcome) run.Event {
	switch {
	case c.through:
		return c.answered(number, speaking, run.Done)
	case o == "":
		c.through = true
		c.now += ringing
		return run.Through{Ask: number}
	default:
		return c.answered(number, ringing, o)
	}
}

func (c *call) answered(number int, after time.Duration, o run.Outcome) run.Event {
	c.now += after
	c.asked, c.play, c.wait = nil, nil, nil
	return run.Answer{Ask: number, Outcome: o}
}
