package widget

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// patience is how long a visitor who waits may have no page open: he may have
// gone to another one, his network may be away. lookEvery is how often we look.
const (
	patience  = 5 * time.Minute
	lookEvery = time.Minute
)

// absences are the waiting conversations whose visitors have no page open, and
// since when.
type absences map[appliance.ConversationID]time.Time

// look says who is away now, and since when, and which conversations nobody
// has looked at for too long.
func (a absences) look(waiting []appliance.ConversationID, here func(appliance.ConversationID) bool, now time.Time) (away absences, over []appliance.ConversationID) {
	away = absences{}
	for _, c := range waiting {
		if here(c) {
			continue
		}
		since, known := a[c]
		if !known {
			since = now
		}
		away[c] = since
		if now.Sub(since) >= patience {
			over = append(over, c)
		}
	}
	return away, over
}

// Run ends the chats that wait for operators though their visitors have gone,
// until ctx ends: they would wait for ever and take the room of others.
func (p *Pages) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var away absences
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		waiting, err := p.waiting(ctx)
		if err == nil {
			var over []appliance.ConversationID
			away, over = away.look(waiting, p.streams.here, p.now())
			err = p.abandon(ctx, over)
		}
		if err != nil && ctx.Err() == nil {
			p.log.Error("chats without a visitor cannot be ended", "err", err)
		}
	}
}

// waiting are the chats that wait for an operator.
func (p *Pages) waiting(ctx context.Context) (waiting []appliance.ConversationID, err error) {
	err = p.store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
		for _, c := range all {
			if c.Channel == appliance.WebChat {
				waiting = append(waiting, c.ID)
			}
		}
		return err
	})
	return waiting, err
}

// abandon ends chats whose visitors have gone; the others go on when one
// cannot be ended.
func (p *Pages) abandon(ctx context.Context, over []appliance.ConversationID) error {
	var failed error
	for _, c := range over {
		failed = errors.Join(failed, p.desk.Abandon(ctx, c, "gone"))
	}
	return failed
}
