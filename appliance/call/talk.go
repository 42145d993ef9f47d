package call

import (
	"context"
	"sync/atomic"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/run"
)

// talk is the sound between caller and operator, and its recording.
type talk struct {
	bridge    *media.Bridge
	gate      *gate
	recording *Recording
}

// close ends the bridge and completes the recording.
func (t *talk) close() {
	t.part()
	if t.recording != nil {
		t.recording.Close()
	}
}

// part takes the bridge down; both sides are silent.
func (t *talk) part() {
	if t.bridge != nil {
		t.bridge.Close()
		t.bridge = nil
	}
}

// sound carries out what concerns the operator's sound.
func (a *actor) sound(ctx context.Context, todo action) error {
	switch todo := todo.(type) {
	case record:
		return a.record(ctx)
	case bridge:
		return a.bridge(ctx, todo)
	case music:
		return a.music()
	case quiet:
		a.quiet()
	}
	return nil
}

// record begins the recording of what caller and operator say. A box that
// cannot record goes on with the call: what is said now comes before what is
// kept of it.
func (a *actor) record(ctx context.Context) error {
	if a.talk != nil {
		return nil
	}
	a.talk = &talk{}
	recording, err := a.Recordings.Begin(ctx, a.conversation.ID, a.Now(), func() { a.mail.post(unrecorded{}) })
	if err != nil {
		a.log.Error("begin recording", "err", err)
		a.take(ctx, unrecorded{})
		return nil
	}
	a.talk.recording = recording
	return nil
}

// bridge joins caller and operator. Where his sound has gone meanwhile the
// caller hears music until it comes back.
func (a *actor) bridge(ctx context.Context, b bridge) error {
	a.talk.part()
	port, up := a.Legs.Leg(b.operator)
	if !up {
		a.take(ctx, legChanged{operator: b.operator})
		return nil
	}
	a.leg.Stop()
	a.talk.gate = &gate{Port: port}
	a.talk.gate.shut.Store(b.muted)
	left, right := a.talk.taps()
	a.talk.bridge = media.Join(a.leg, a.talk.gate, left, right)
	a.tell()
	return nil
}

// taps record the two sides of a bridge: the caller left, the operator right.
func (t *talk) taps() (left, right media.Sink) {
	if t.recording == nil {
		return nil, nil
	}
	return t.recording.Left(), t.recording.Right()
}

// quiet opens or shuts the operator's side while it is bridged.
func (a *actor) quiet() {
	if a.talk != nil && a.talk.gate != nil {
		a.talk.gate.shut.Store(a.Muted)
	}
	a.tell()
}

// tell lets the desk show whether the call is held or muted.
func (a *actor) tell() {
	a.shown.Store(&shown{held: a.Held, muted: a.Muted})
	a.Feed.Notify(appliance.CallChanged{Conversation: a.conversation.ID, Held: a.Held, Muted: a.Muted})
}

// music plays the queue's music to the caller in place of the operator.
func (a *actor) music() error {
	a.talk.part()
	a.leg.Listen((*keys)(a.mail))
	a.leg.Play(a.sounds(run.Play{Prompts: []string{a.musicName}, Loop: true}), nil)
	a.tell()
	return nil
}

// shown is how a call stands for the desk.
type shown struct{ held, muted bool }

// State tells whether a call is held or muted right now.
func (cs *Calls) State(c appliance.ConversationID) (held, muted bool) {
	cs.mu.Lock()
	a := cs.calls[c]
	cs.mu.Unlock()
	if a == nil {
		return false, false
	}
	s := a.shown.Load()
	if s == nil {
		return false, false
	}
	return s.held, s.muted
}

// gate is an operator whose sound can be shut: what he says then is silence.
type gate struct {
	media.Port
	shut atomic.Bool
}

func (g *gate) Listen(s media.Sink) {
	if s == nil {
		g.Port.Listen(nil)
		return
	}
	g.Port.Listen(&gated{Sink: s, gate: g})
}

type gated struct {
	media.Sink
	gate  *gate
	quiet [media.FrameSamples]byte
}

func (g *gated) Frame(f media.Frame) {
	if g.gate.shut.Load() {
		f.Payload = g.quiet[:min(len(f.Payload), len(g.quiet))]
		for i := range f.Payload {
			f.Payload[i] = f.Law.Silence()
		}
	}
	g.Sink.Frame(f)
}
