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

// absences are the chats that go on whose visitors have no page open, and since when.
type absences map[appliance.ConversationID]time.Time

// seen is what a look at all chats that go on finds.
type seen struct {
	away absences
	gone []appliance.ConversationID // who left, and it was not noted yet
	back []appliance.ConversationID // who is there again, and it was not noted yet
	over []appliance.ConversationID // that wait, and nobody has looked at them for too long
}

// look says who is away now, and since when. Who can be reached otherwise keeps his place
// for as long as the site says, if that is longer.
func (a absences) look(all []appliance.Conversation, here func(appliance.ConversationID) bool, waitsAfter time.Duration, now time.Time) seen {
	s := seen{away: absences{}}
	for _, c := range all {
		if here(c.ID) {
			if !c.Gone.IsZero() {
				s.back = append(s.back, c.ID)
			}
			continue
		}
		since, known := a[c.ID]
		switch {
		case !c.Gone.IsZero():
			since = c.Gone
		case !known:
			since = now
		default: // also a moment ago: no page is opened again for that long
			s.gone = append(s.gone, c.ID)
		}
		s.away[c.ID] = since
		waits := patience
		if c.Mail != "" || c.Phone != "" {
			waits = max(patience, waitsAfter)
		}
		if c.State == appliance.Waiting && now.Sub(since) >= waits {
			s.over = append(s.over, c.ID)
		}
	}
	return s
}

// Run notes whose visitors have gone, and ends the chats of those who wait for operators
// all the same, until ctx ends: they would wait for ever and take the room of others.
func (p *Pages) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var away absences
	var err error
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if away, err = p.look(ctx, away); err != nil && ctx.Err() == nil {
			p.log.Error("chats without a visitor cannot be seen to", "err", err)
		}
	}
}

// look notes who left and who is back, and gives up what waits for nobody; the others go
// on when one cannot be changed.
func (p *Pages) look(ctx context.Context, before absences) (absences, error) {
	waitsAfter, err := p.site.WaitsAfter(ctx)
	if err != nil {
		return before, err
	}
	all, err := p.chats(ctx)
	if err != nil {
		return before, err
	}
	s := before.look(all, p.streams.here, waitsAfter, p.now())
	for _, c := range s.over {
		err = errors.Join(err, p.desk.Abandon(ctx, c, "gone"))
	}
	for _, c := range s.gone {
		err = errors.Join(err, p.desk.Gone(ctx, c, s.away[c]))
		if p.streams.here(c) { // he came in meanwhile, and may not have read that he was gone
			s.back = append(s.back, c)
		}
	}
	for _, c := range s.back {
		err = errors.Join(err, p.desk.Back(ctx, c))
	}
	return s.away, err
}

// chats are those that go on.
func (p *Pages) chats(ctx context.Context) (chats []appliance.Conversation, err error) {
	err = p.store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting, appliance.Active}})
		for _, c := range all {
			if c.Channel == appliance.WebChat {
				chats = append(chats, c)
			}
		}
		return err
	})
	return chats, err
}
