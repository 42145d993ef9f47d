package call

import (
	"context"

	"cordboard/appliance"
)

// Recover completes what a killed process left undone, before Run and before
// the first call comes in: recordings play until a second before it, and calls
// whose telephones have long hung up are over. What cannot be written now Run
// writes later: a box that cannot write takes calls all the same.
func (cs *Calls) Recover(ctx context.Context) error {
	if err := cs.Recordings.Recover(context.WithoutCancel(ctx), cs.insist); err != nil {
		return err
	}
	open, err := cs.Desk.Unfinished(ctx)
	if err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	for _, c := range open {
		cs.insist(func() error {
			err := cs.complete(ctx, c)
			if !settled(err) {
				cs.Log.Error("complete what was open", "channel", c.Channel, "conversation", c.ID, "err", err)
			}
			return err
		})
	}
	return nil
}

// complete deals with one conversation that was open. Calls lived in the killed
// process; a chat did not: its visitor comes back to it, and what he wrote is
// stored.
func (cs *Calls) complete(ctx context.Context, c appliance.Conversation) error {
	switch {
	case c.Channel == appliance.Phone:
		return cs.Desk.End(ctx, c.ID, appliance.BySystem, 0, "restart")
	case c.Channel == appliance.Voicemail && c.State == appliance.InTree:
		return cs.recoverMessage(ctx, c)
	case c.Channel == appliance.Callback && c.State != appliance.Waiting:
		return cs.recoverOwed(ctx, c)
	}
	return nil
}

// recoverMessage keeps what a caller had said when the process was killed.
func (cs *Calls) recoverMessage(ctx context.Context, c appliance.Conversation) error {
	said, err := cs.Recordings.of(ctx, c.ID)
	switch {
	case err != nil:
		return err
	case said.Length >= leastMessage:
		return cs.Desk.Enqueue(ctx, c.ID, c.Queue, "")
	}
	return cs.Desk.End(ctx, c.ID, appliance.BySystem, 0, "restart")
}
