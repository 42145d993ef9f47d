package telephone

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/spoken"
)

// about is what an operator is told of the call that his telephone rings for.
type about struct {
	conversation appliance.Conversation
	entry        appliance.EntryPoint
	queue        appliance.Queue
}

// read reads it. What is not there any more is not told.
func (t *telephone) read(ctx context.Context) (a about, err error) {
	err = t.Store.Read(ctx, func(v *sqlite.View) (err error) {
		if a.conversation, err = v.Conversation(t.call()); err != nil {
			return err
		}
		queue, missing := v.Queue(a.conversation.Queue)
		entry, absent := v.EntryPoint(a.conversation.EntryPoint)
		a.queue, a.entry = queue, entry
		for _, err := range []error{missing, absent} {
			if err != nil && !errors.Is(err, appliance.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return a, err
}

// whom is what the telephone shows: who calls, by a number of ours, for the
// exchange lets no other through.
func (t *telephone) whom(ctx context.Context) (sip.Party, error) {
	a, err := t.read(ctx)
	name := a.conversation.Name
	if name == "" {
		name = a.number()
	}
	return sip.Party{Name: name, Number: a.entry.Phone.Number}, err
}

// number is the contact's.
func (a about) number() string {
	if a.conversation.Phone != "" {
		return a.conversation.Phone
	}
	return a.conversation.Called
}

// ask plays who calls and which key takes the call, again and again. What
// cannot be read is not told: the key is.
func (t *telephone) ask(ctx context.Context) {
	a, err := t.read(ctx)
	if err != nil {
		t.Log.Error("read who calls", "operator", t.id, "err", err)
	}
	t.leg.Listen(keys{t.Telephones, t.id})
	clips := t.clips(a)
	t.leg.Play(&refrain{sing: func() media.Source { return media.Sequence(clips...) }}, nil)
}

// clips are what is said. A queue is named if the site has a prompt for it.
func (t *telephone) clips(a about) (clips []*media.Clip) {
	l := t.operator.Language
	add := func(names ...string) {
		for _, name := range names {
			clip, err := t.Prompts.Clip(name, l)
			if err != nil {
				t.Log.Warn("prompt is missing", "prompt", name, "language", l, "err", err)
				continue
			}
			clips = append(clips, clip)
		}
	}
	add(spoken.CallFrom(l, a.number()).Prompts()...)
	if name := a.queue.Name; name != "" {
		if clip, err := t.Prompts.Clip(ivr.Spoken(name), l); err == nil {
			clips = append(clips, clip)
		}
	}
	add(spoken.PressToTake(l).Prompts()...)
	return clips
}

// keys posts an operator's keys to the mailbox and drops his sound: nobody
// listens to it yet.
type keys struct {
	*Telephones
	operator appliance.OperatorID
}

func (k keys) Frame(media.Frame)   {}
func (k keys) Digit(d media.Digit) { k.post(k.operator, pressed{d.Key}) }

// breath is the pause before it is said again.
const breath = 2 * time.Second

// refrain plays the same again and again, with a pause between.
type refrain struct {
	sing func() media.Source
	now  media.Source
	rest bool
}

// Next is the next frame.
func (r *refrain) Next(codec media.Codec, into []byte) bool {
	for range 2 { // one that is over, and the one after it
		if r.now == nil {
			r.now = r.sing()
			if r.rest {
				r.now = media.For(breath, media.Silence())
			}
		}
		if r.now.Next(codec, into) {
			return true
		}
		r.now, r.rest = nil, !r.rest
	}
	return false // nothing to sing
}
