package call

import (
	"context"
	"fmt"
	"log/slog"

	"cordboard/appliance"
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
		cs.refuse(line, log, &sip.Refused{Status: 488, Reason: "Not Acceptable Here"})
		return fmt.Errorf("negotiate sound: %w", err)
	}
	tree, err := cs.Site.Tree(ctx, entry)
	if err != nil {
		cs.refuse(line, log, &sip.Refused{Status: 500, Reason: "Server Internal Error"})
		return fmt.Errorf("find tree of entry point %d: %w", entry.ID, err)
	}
	caller := line.Caller()
	conversation, err := cs.Desk.Open(ctx, Opening{
		EntryPoint: entry, Name: caller.Name, Number: caller.Number, Written: line.Written(), Called: line.Called(), Call: line.ID(),
		Parameters: parametersOf(line.Diverted()),
	})
	if err != nil {
		cs.refuse(line, log, sip.Unavailable())
		return fmt.Errorf("open conversation: %w", err)
	}
	a := cs.actor(conversation, leg, log)
	a.line, a.answerSDP, a.stream = line, sdp, stream
	a.own(line)
	a.entry, a.language = entry, entry.Language
	a.state = state{
		Phase: inTree, OnAccept: entry.Phone.Answer == appliance.AnswerOnAccept,
		tree: run.New(tree, entry.Language),
	}
	a.enter()
	a.run(ctx, began{})
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

// signal takes what the telephone's side says.
func (a *actor) signal(ctx context.Context, s sip.Event) {
	switch s := s.(type) {
	case sip.Cancelled:
		a.left(ctx, "cancelled")
	case sip.HungUp:
		a.left(ctx, "hangup")
	case sip.Unacknowledged:
		a.left(ctx, "no-ack")
	case sip.Digit:
		a.take(ctx, pressed{s.Key})
	case sip.Referred:
		a.referred(ctx, caller, s.Referral)
	case sip.Transferred:
		a.transferred(ctx, s)
	case sip.Reoffer:
		a.stream, a.since = s.Stream, a.Now()
		a.leg.Connect(s.Stream)
		a.tell()
	}
}

// left ends the call of a caller who has gone. His telephone is sent nothing more
// meanwhile: the end is written first, and nobody hears what plays.
func (a *actor) left(ctx context.Context, how string) {
	a.hungUp = true
	a.leg.Stop()
	a.take(ctx, callerLeft{how})
}

// keys posts the caller's keys to the mailbox and drops his sound: nobody
// listens to it but a bridge.
type keys mailbox

func (k *keys) Frame(media.Frame)   {}
func (k *keys) Digit(d media.Digit) { (*mailbox)(k).post(pressed{d.Key}) }
