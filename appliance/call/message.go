package call

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/run"
)

// voicemails are messages of callers, each a conversation.
type voicemails interface {
	// Voicemail begins the conversation that a message of the caller's is, for
	// a queue in which Enqueue has it wait once it is whole.
	Voicemail(ctx context.Context, from appliance.ConversationID, q appliance.QueueID) (appliance.Conversation, error)
}

const (
	// hushed is how long a caller must be silent to have said it all.
	hushed = 5 * time.Second
	// leastMessage and leastSpeech are what a message lasts, and how much of
	// it is spoken; less is a caller who thought better of it.
	leastMessage = 2 * time.Second
	leastSpeech  = 300 * time.Millisecond
)

// Events of a message that is being spoken.
type (
	beeped    struct{ ask int }
	overheard struct{ ask int } // time to ask whether the caller still speaks
	torn      struct{ ask int } // the disk takes no more of it
)

func (beeped) happens()    {}
func (overheard) happens() {}
func (torn) happens()      {}

// message is what a caller says when nobody takes his call. It is a
// conversation of its own from the beginning, so that what was said is found
// again whatever becomes of the process.
type message struct {
	ask          int
	conversation appliance.ConversationID
	queue        appliance.QueueID
	until        time.Time
	ear          ear
	recording    *Recording
	timer        *time.Timer
}

// leaveMessage has the caller speak one, after a tone.
func (a *actor) leaveMessage(ctx context.Context, r run.Record) {
	queue, err := a.Site.Queue(ctx, r.Queue)
	if err != nil {
		a.log.Error("find queue of voicemail", "err", err)
		a.answerAsk(r.Ask, run.Failed)
		return
	}
	a.message = &message{ask: r.Ask, queue: queue.ID, until: a.Now().Add(r.Limit + media.BeepTime)}
	a.legAt(caller).Play(media.Beep(), func(whole bool) {
		if whole {
			a.mail.Post(beeped{r.Ask})
		}
	})
}

// hearMessage begins to record when the tone has sounded.
func (a *actor) hearMessage(ctx context.Context, ask int) {
	m := a.message
	if m == nil || m.ask != ask || m.recording != nil {
		return
	}
	if err := a.beginMessage(ctx, m); err != nil {
		a.log.Error("record a message", "err", err)
		a.message = nil
		if m.conversation != 0 { // nothing comes of it
			a.insist(func() error {
				return a.Desk.End(context.WithoutCancel(ctx), m.conversation, appliance.BySystem, 0, "failed")
			})
		}
		a.answerAsk(ask, run.Failed)
		return
	}
	m.ear.began = time.Now()
	m.ear.keys, m.ear.tape = keys{a.mail}, m.recording.Left()
	a.legAt(caller).Listen(&m.ear)
	a.legAt(caller).Play(media.Silence(), nil) // an exchange hangs up on who sends nothing
	m.timer = time.AfterFunc(hushed, func() { a.mail.Post(overheard{ask}) })
}

func (a *actor) beginMessage(ctx context.Context, m *message) error {
	c, err := a.Desk.Voicemail(ctx, a.conversation.ID, m.queue)
	if err != nil {
		return err
	}
	m.conversation = c.ID
	m.recording, err = a.Recordings.Begin(ctx, c.ID, a.Now(), func() { a.mail.Post(torn{m.ask}) })
	if err != nil {
		return fmt.Errorf("record voicemail %s: %w", c.ID, err)
	}
	return nil
}

// overhear ends a message whose time is over, or whose caller says no more.
func (a *actor) overhear(ctx context.Context, ask int) {
	m := a.message
	if m == nil || m.ask != ask || m.recording == nil {
		return
	}
	left := min(hushed-m.ear.silent(), m.until.Sub(a.Now()))
	if left > 0 {
		m.timer.Reset(left)
		return
	}
	a.endMessage(ctx)
}

// endMessage keeps what was said, if it was anything, and tells the tree. It
// is kept before anybody says so.
func (a *actor) endMessage(ctx context.Context) {
	m := a.message
	if m == nil {
		return
	}
	a.message = nil
	a.legAt(caller).Stop()
	if m.recording == nil {
		a.answerAsk(m.ask, run.Empty)
		return
	}
	m.timer.Stop()
	a.legAt(caller).Listen(keys{a.mail})
	whole := a.endRecording(m.recording)
	outcome := a.keepMessage(ctx, m)
	if !whole && outcome == run.Kept {
		outcome = run.Failed
	}
	a.answerAsk(m.ask, outcome)
}

// keepMessage gives the message to its queue, also one of which the disk has not
// all: that somebody wanted something is worth knowing.
func (a *actor) keepMessage(ctx context.Context, m *message) run.Outcome {
	ctx = context.WithoutCancel(ctx)
	outcome, keep := run.Empty, func() error {
		return a.Desk.End(ctx, m.conversation, appliance.ByContact, 0, "empty")
	}
	if worth(m.recording.Length(), m.ear.speech()) {
		outcome, keep = run.Kept, func() error {
			return a.Desk.Enqueue(ctx, m.conversation, m.queue, a.language)
		}
	}
	if err := keep(); err != nil {
		a.log.Error("keep a message", "err", err)
		a.insist(keep)
		return run.Failed
	}
	return outcome
}

// worth tells whether a message of that length says anything.
func worth(length, speech time.Duration) bool {
	return length >= leastMessage && speech >= leastSpeech
}

// ear hears a caller, records him and notes when he spoke. Its methods are the
// media path's.
type ear struct {
	keys, tape media.Sink
	voice      media.Decoder
	sound      []int16   // of the frame that is heard
	began      time.Time // with the monotonic clock's reading: clocks are set

	last, spoken atomic.Int64 // when he spoke last, since began, and how long in all
}

// Frame hears some sound.
func (e *ear) Frame(f media.Frame) {
	e.tape.Frame(f)
	e.sound = e.voice.Decode(e.sound[:0], f)
	if media.Speech(e.sound) {
		e.last.Store(int64(time.Since(e.began)))
		e.spoken.Add(int64(time.Duration(len(e.sound)) * time.Second / media.SampleRate))
	}
}

// Digit passes keys on to the tree: any of them ends the message.
func (e *ear) Digit(d media.Digit) { e.keys.Digit(d) }

func (e *ear) silent() time.Duration { return time.Since(e.began) - time.Duration(e.last.Load()) }
func (e *ear) speech() time.Duration { return time.Duration(e.spoken.Load()) }
