package call

import (
	"context"
	"errors"
	"fmt"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Recover completes what a killed process left undone, before Run and before
// the first call comes in: recordings play until a second before it, and calls
// whose telephones have long hung up are over.
func (cs *Calls) Recover(ctx context.Context) error {
	if err := cs.Recordings.Recover(ctx); err != nil {
		return err
	}
	var open []appliance.Conversation
	err := cs.Recordings.Store.Read(ctx, func(v *sqlite.View) (err error) {
		open, err = v.OpenConversations()
		return err
	})
	if err != nil {
		return fmt.Errorf("list open conversations: %w", err)
	}
	for _, c := range open {
		var err error
		switch {
		case c.Channel == appliance.Voicemail && c.State == appliance.InTree:
			err = cs.recoverMessage(ctx, c)
		case c.Channel == appliance.Callback && c.State != appliance.Waiting:
			err = cs.recoverOwed(ctx, c)
		}
		if err != nil {
			return fmt.Errorf("recover %s %s: %w", c.Channel, c.ID, err)
		}
	}
	for _, c := range cutOff(open) {
		if err := cs.Desk.End(ctx, c, appliance.BySystem, 0, "restart"); err != nil {
			return fmt.Errorf("end call %d of the box's last run: %w", c, err)
		}
	}
	return nil
}

// recoverMessage keeps what a caller had said when the process was killed.
func (cs *Calls) recoverMessage(ctx context.Context, c appliance.Conversation) error {
	var said appliance.Recording
	err := cs.Recordings.Store.Read(ctx, func(v *sqlite.View) (err error) {
		said, err = v.RecordingOf(c.ID)
		if errors.Is(err, appliance.ErrNotFound) {
			return nil
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case said.Length >= leastMessage:
		return cs.Desk.Enqueue(ctx, c.ID, c.Queue, "")
	}
	return cs.Desk.End(ctx, c.ID, appliance.BySystem, 0, "restart")
}

// cutOff are those of the conversations that lived in the killed process. A
// chat does not: its visitor comes back to it, and what he wrote is stored.
func cutOff(all []appliance.Conversation) []appliance.ConversationID {
	var calls []appliance.ConversationID
	for _, c := range all {
		if c.Channel == appliance.Phone && !c.State.Over() {
			calls = append(calls, c.ID)
		}
	}
	return calls
}
