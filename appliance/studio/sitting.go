package studio

import (
	"bytes"
	"context"
	"log/slog"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/ivr/prompt"
	"cordboard/ivr/spoken"
)

// longestCall ends the call of one who records again and again.
const longestCall = 30 * time.Minute

// sitting is one call. Its fields are its goroutine's own, but for the channels
// and the tape while it runs.
type sitting struct {
	*Studio
	state
	line *sip.Call
	leg  *rtp.Leg
	log  *slog.Logger
	keys keys
	// done tells which sound has been heard to its end; sounds counts them, so
	// that the end of one that was replaced is nobody's.
	done   chan int
	sounds int
	timer  *time.Timer // ends what lasts too long

	order  *order // that is being recorded
	speaks appliance.Language
	tape   *tape // while it runs
	take   prompt.Prompt
	clip   *media.Clip // the take
	hungUp bool
}

func newSitting(s *Studio, line *sip.Call, leg *rtp.Leg, log *slog.Logger) *sitting {
	c := &sitting{Studio: s, line: line, leg: leg, log: log, keys: make(keys, 32), done: make(chan int, 4), timer: time.NewTimer(time.Hour)}
	c.timer.Stop()
	return c
}

// run holds the sitting until it is over.
func (c *sitting) run(ctx context.Context) {
	defer c.end()
	end := time.NewTimer(longestCall)
	defer end.Stop()
	c.leg.Listen(c.keys)
	c.speaks = c.Site.Language(ctx)
	c.act(ctx, c.begin())
	for c.stage != over {
		select {
		case e, ok := <-c.line.Events():
			if !ok {
				e = sip.HungUp{}
			}
			c.signal(ctx, e)
		case key := <-c.keys:
			c.act(ctx, c.on(pressed{key}))
		case sound := <-c.done:
			if sound == c.sounds {
				c.act(ctx, c.on(played{}))
			}
		case <-c.timer.C:
			c.ring(ctx)
		case <-end.C:
			c.act(ctx, c.on(left{}))
		case <-ctx.Done():
			c.act(context.WithoutCancel(ctx), c.on(left{}))
		}
	}
}

// end gives up what is not kept.
func (c *sitting) end() {
	c.timer.Stop()
	if c.order != nil {
		c.log.Info("a recording was not kept", "operator", c.order.By)
		c.close(c.order, Lost)
	}
}

// signal takes what the telephone's side says.
func (c *sitting) signal(ctx context.Context, e sip.Event) {
	switch e := e.(type) {
	case sip.Digit:
		c.act(ctx, c.on(pressed{e.Key}))
	case sip.Reoffer:
		c.leg.Connect(e.Stream)
	case sip.Referred: // there is nobody here to pass on
		_ = e.Refuse(603, "Decline")
	case sip.HungUp, sip.Cancelled, sip.Unacknowledged:
		for len(c.keys) > 0 { // who presses the key and hangs up has pressed it
			c.act(ctx, c.on(pressed{<-c.keys}))
		}
		c.hungUp = true
		c.act(ctx, c.on(left{}))
	}
}

// ring is the timer's: nothing came for as long as it may, or the tape is to be
// looked at.
func (c *sitting) ring(ctx context.Context) {
	if c.tape != nil {
		if left := c.tape.left(); left > 0 {
			c.timer.Reset(left)
			return
		}
	}
	c.act(ctx, c.on(late{}))
}

// act does what was decided, and what follows from that.
func (c *sitting) act(ctx context.Context, todo []action) {
	for len(todo) > 0 {
		next := todo[0]
		todo = append(todo[1:], c.do(ctx, next)...)
	}
	if c.tape == nil {
		c.timer.Stop()
		if d := c.lasts(); d > 0 {
			c.timer.Reset(d)
		}
	}
}

// do does one thing.
func (c *sitting) do(ctx context.Context, todo action) []action {
	switch todo := todo.(type) {
	case say:
		c.play(media.Sequence(c.clips(todo.cues...)...))
	case hush:
		c.sounds++
		c.leg.Stop()
	case check:
		return c.on(judged{c.check(todo.code)})
	case beep:
		c.play(media.Beep())
	case record:
		c.tape = newTape(c.keys, time.Now())
		c.leg.Listen(c.tape)
		c.play(media.Silence()) // an exchange hangs up on who sends nothing
		c.timer.Reset(hushed)
	case stop:
		return c.on(taken{c.stop(todo.key)})
	case review:
		c.play(media.Sequence(append([]*media.Clip{c.clip}, c.clips(spoken.Choose)...)...))
	case keep:
		return c.on(kept{c.keep(ctx)})
	case hang:
		c.hang(ctx)
	}
	return nil
}

// play sounds something in place of what sounded before.
func (c *sitting) play(s media.Source) {
	c.sounds++
	sound, done := c.sounds, c.done
	c.leg.Play(s, func(whole bool) {
		if !whole {
			return
		}
		select {
		case done <- sound:
		default: // four have ended since anybody looked: this is none of the newest
		}
	})
}

// clips are what is said, in the language of who made the code once that is
// known. What is missing is not said.
func (c *sitting) clips(cues ...spoken.Cue) (all []*media.Clip) {
	for _, cue := range cues {
		for _, name := range spoken.Recording(c.speaks, cue).Prompts() {
			clip, err := c.Prompts.Clip(name, c.speaks)
			if err != nil {
				c.log.Error("prompt is missing", "prompt", name, "language", c.speaks, "err", err)
				continue
			}
			all = append(all, clip)
		}
	}
	return all
}

// check looks what a code is good for, and uses it.
func (c *sitting) check(code string) (v verdict) {
	if c.order, v = c.redeem(code); v != good {
		c.log.Warn("a caller of the studio typed a code that is not good")
		return v
	}
	c.speaks = c.order.Speaks
	c.Changed()
	return v
}

// stop ends the tape, and makes a prompt of what it holds as of an upload: what
// he hears and keeps is what callers will.
func (c *sitting) stop(key bool) (speech bool) {
	c.leg.Listen(c.keys)
	t := c.tape
	c.tape = nil
	made, err := prompt.Finish(prompt.Sound{Rate: media.SampleRate, Samples: t.sound(key)})
	if err == nil {
		c.take = made
		c.clip, err = media.LoadClip(bytes.NewReader(made.WAV))
	}
	if err != nil && appliance.AsRefusal(err) == nil {
		c.log.Error("make a prompt of a recording", "err", err)
	}
	return err == nil && t.spoken.Load() > 0
}

// keep puts the take in place of the prompt before.
func (c *sitting) keep(ctx context.Context) bool {
	if err := c.Site.KeepRecording(context.WithoutCancel(ctx), c.order.Order, c.take); err != nil {
		c.log.Error("keep a recording", "operator", c.order.By, "err", err)
		return false
	}
	c.log.Info("a recording was kept", "operator", c.order.By)
	c.close(c.order, Kept)
	c.order = nil
	return true
}

func (c *sitting) hang(ctx context.Context) {
	if c.hungUp {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.line.Hangup(ctx); err != nil {
		c.log.Warn("hang up a call of the studio", "err", err)
	}
}
