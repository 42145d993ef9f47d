package call

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/mailbox"
	"cordboard/appliance/media"
	"cordboard/appliance/sip"
	"cordboard/ivr/run"
)

// carry makes the call's leg and conversation and runs its actor.
func (cs *Calls) carry(ctx context.Context, line *sip.Call, entry appliance.EntryPoint, log *slog.Logger) error {
	leg, err := cs.Engine.Open()
	if err != nil {
		cs.refuse(line, log, sip.Unavailable())
		return fmt.Errorf("open leg: %w", err)
	}
	defer leg.Close()
	sdp, stream, err := line.Negotiate(leg.Local())
	if err != nil {
		cs.refuse(line, log, sip.NoCommonSound())
		return fmt.Errorf("negotiate sound: %w", err)
	}
	tree, err := cs.Site.Tree(ctx, entry)
	if err != nil {
		cs.refuse(line, log, sip.Fault())
		return fmt.Errorf("find tree of entry point %d: %w", entry.ID, err)
	}
	caller := line.Caller()
	conversation, err := cs.Desk.Open(ctx, Opening{
		EntryPoint: entry, Name: caller.Name, Number: caller.Number, Written: line.Written(), Called: line.Called(), Call: line.ID(),
		Parameters: parametersOf(line.Diverted()),
	})
	if _, unwanted := sip.RefusedBy(err); unwanted {
		cs.refuse(line, log, err)
		return nil
	}
	if err != nil {
		cs.refuse(line, log, sip.Unavailable())
		return fmt.Errorf("open conversation: %w", err)
	}
	a := cs.actor(conversation, log)
	a.furnish(&far{line: line, leg: leg, answer: sdp, stream: stream})
	a.own(line)
	a.entry, a.language = entry, entry.Language
	a.state = state{
		Phase: inTree, OnAccept: entry.Phone.Answer == appliance.AnswerOnAccept,
		tree: run.New(tree, entry.Language),
	}
	a.enter()
	a.run(ctx, began{}, line)
	return nil
}

// parametersOf tell whom the caller had dialled, and why he came to us instead.
func parametersOf(d sip.Diversion) (all []appliance.Parameter) {
	for _, p := range []appliance.Parameter{
		{Key: "diverted-from", Value: d.Number, From: "trunk"},
		{Key: "diverted-because", Value: d.Reason, From: "trunk"},
	} {
		if p.Value != "" {
			all = append(all, p)
		}
	}
	return all
}

// greet lets one who called us know what becomes of it, or hear it.
func (a *actor) greet(how action) error {
	f, line := a.fars[caller], a.callersLine()
	if line == nil {
		return sip.ErrOver
	}
	switch how.(type) {
	case early:
		f.connect(f.stream, time.Time{})
		return line.Progress(f.answer)
	case answer:
		f.connect(f.stream, a.Now())
		return line.Answer(f.answer)
	}
	return line.Ring()
}

// keys posts the caller's keys to the mailbox and drops his sound: nobody
// listens to it but a bridge.
type keys struct{ *mailbox.Box[event] }

func (k keys) Frame(media.Frame)   {}
func (k keys) Digit(d media.Digit) { k.Post(pressed{d.Key}) }
