package desk

import (
	"context"
	"errors"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// silenceWarned is how long before its end a silent chat is told of it, and
// silenceLooked how often we look.
const (
	silenceWarned = time.Minute
	silenceLooked = 5 * time.Second
)

// quiet is a chat in which nobody writes.
type quiet struct {
	since  time.Time // of the last message or file, or since somebody came to serve it
	warned time.Time // when it was told that it would be closed; zero: it was not
}

// act is what is due of a silent chat.
type act int

const (
	wait act = iota
	warn
	shut
)

// due is what is to be done now with a chat that is closed after a time in which
// nobody writes; zero: never. It is told of that a minute before, and has this minute
// however late it was told. Told too early, as of a time that the site has made longer
// since, counts for nothing.
func (q quiet) due(after time.Duration, now time.Time) act {
	warned := q.warned.After(q.since) && !q.warned.Before(q.since.Add(after-silenceWarned))
	switch {
	case after <= 0:
		return wait
	case warned && !now.Before(q.since.Add(after)) && !now.Before(q.warned.Add(silenceWarned)):
		return shut
	case !warned && !now.Before(q.since.Add(after-silenceWarned)):
		return warn
	}
	return wait
}

// Run closes the chats in which nobody writes (F179), and has those wait for anybody whose
// operator is not there to answer (F201), until ctx ends. It begins when who
// was told before the box stopped has had a minute to come back.
func (d *Desk) Run(ctx context.Context) error {
	next := time.NewTimer(silenceWarned)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
		}
		if err := d.CloseSilent(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("silent chats cannot be closed", "err", err)
		}
		if err := d.GiveBack(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("chats that nobody attends cannot be given back", "err", err)
		}
		next.Reset(silenceLooked)
	}
}

// CloseSilent tells the chats that somebody serves and nobody writes in that they will
// be closed, or closes them, as is due. What waits for an operator is left alone.
func (d *Desk) CloseSilent(ctx context.Context) error {
	var silent []appliance.ConversationID
	err := d.store.Read(ctx, func(v *sqlite.View) error {
		after, err := d.site.Silence(v)
		if err != nil || after <= 0 {
			return err
		}
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Active}})
		for _, c := range all {
			if c.Channel == appliance.WebChat && (quiet{since: later(c.LastAt, c.Joined)}).due(after, d.now()) != wait {
				silent = append(silent, c.ID)
			}
		}
		return err
	})
	for _, id := range silent {
		err = errors.Join(err, d.change(ctx, "close what is silent,", id, d.silence))
	}
	return err
}

// silence does what is due, as the store has it by now.
func (d *Desk) silence(tx *sqlite.Tx, x *exchange) error {
	if x.State != appliance.Active || x.Channel != appliance.WebChat {
		return nil
	}
	after, err := d.site.Silence(&tx.View)
	if err != nil {
		return err
	}
	q := quiet{since: x.quietSince()}
	if q.warned, err = tx.LastTold(x.ID, appliance.EntrySilent); err != nil {
		return err
	}
	switch q.due(after, x.now) {
	case warn:
		x.post(appliance.Entry{Kind: appliance.EntrySilent, By: appliance.BySystem})
	case shut:
		x.finish(appliance.BySystem, 0, "silence")
	case wait:
	}
	return nil
}

// quietSince is when somebody wrote last, or came to serve it: who accepts what has
// waited is left the time to answer.
func (x *exchange) quietSince() time.Time {
	return later(x.LastAt, x.lastCame())
}

// lastCame is when somebody came to serve it last.
func (x *exchange) lastCame() (at time.Time) {
	for _, p := range x.parts {
		if p.Role == appliance.Serving {
			at = later(at, p.Began)
		}
	}
	return at
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
