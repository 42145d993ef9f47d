package outbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// Server is the mail server that takes mail from the box. Without a Host there
// is none.
type Server struct {
	Host            string
	Port            int
	TLS             string // "none", "starttls" or "tls"
	Login, Password string
	From            string // the sender's mail address
	Name            string // the sender's name
}

// Deps is what an Outbox works with. TLS and Now may be nil.
type Deps struct {
	Store *sqlite.Store
	Feed  *feed.Log
	// Server reads the mail server from the site's settings.
	Server func(*sqlite.View) (Server, error)
	// TLS holds the authorities that the mail server's certificate may be of;
	// nil: those of the system.
	TLS *tls.Config
	// GaveUp is told of a mail that will not be tried again, in the write that says so;
	// nil: nobody is.
	GaveUp func(*sqlite.Tx, appliance.Mail) error
	Log    *slog.Logger
	Now    func() time.Time
}

// Outbox sends the mails of the store.
type Outbox struct {
	store  *sqlite.Store
	feed   *feed.Log
	server func(*sqlite.View) (Server, error)
	tls    *tls.Config
	log    *slog.Logger
	now    func() time.Time
	pause  pause

	save func(context.Context, appliance.Mail) error // Store's
	// unnoted is a mail that was tried and whose row the store did not take:
	// until it does, nothing is tried, or it would go out again and again.
	// Run's own.
	unnoted *appliance.Mail
}

// New makes an outbox over the store. Run sends.
func New(d Deps) *Outbox {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Outbox{
		store: d.Store, feed: d.Feed, server: d.Server, tls: d.TLS, now: d.Now,
		log: cmp.Or(d.Log, slog.New(slog.DiscardHandler)),
		save: func(ctx context.Context, m appliance.Mail) error {
			return d.Store.Write(ctx, func(tx *sqlite.Tx) error {
				if err := tx.SaveMail(m); err != nil || !m.Failed || d.GaveUp == nil {
					return err
				}
				return d.GaveUp(tx, m)
			})
		},
	}
}

// Send puts a mail into the outbox, with the transaction that it belongs to.
func (o *Outbox) Send(tx *sqlite.Tx, m appliance.Mail) error {
	m.Created = o.now().UTC()
	m.Due = m.Created
	if _, err := tx.AddMail(m); err != nil {
		return fmt.Errorf("queue mail: %w", err)
	}
	tx.Emit(appliance.MailQueued{})
	return nil
}

// idle is how long Run sleeps when nothing is due; fault, when the store could
// not be read.
const (
	idle  = time.Hour
	fault = time.Minute
)

// Run sends what is due, until ctx ends: when a mail was queued, when the
// settings changed, and when a retry is due.
func (o *Outbox) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		sub, err := o.feed.Subscribe(feed.ID{})
		if err != nil {
			return fmt.Errorf("outbox: %w", err)
		}
		for o.wait(ctx, sub, o.deliver(ctx)) {
		}
		sub.Close()
	}
	return nil
}

// wait sleeps, but no longer than there is nothing to do; false when the
// subscription or ctx is over.
func (o *Outbox) wait(ctx context.Context, sub *feed.Subscription, sleep time.Duration) bool {
	timer := time.NewTimer(sleep)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return true
		case f, ok := <-sub.C():
			if !ok {
				return false
			}
			switch f.Event.(type) {
			case appliance.SiteChanged: // perhaps the server is another one
				o.pause.end()
				return true
			case appliance.MailQueued:
				return true
			}
		}
	}
}

// deliver tries what is due and says how long to sleep after it.
func (o *Outbox) deliver(ctx context.Context) time.Duration {
	for ctx.Err() == nil {
		if err := o.note(ctx); err != nil {
			o.log.Error("outbox cannot be written", "err", err)
			return fault
		}
		server, mail, err := o.next(ctx)
		switch {
		case ctx.Err() != nil:
			return idle
		case err != nil:
			o.log.Error("outbox cannot be read", "err", err)
			return fault
		case mail.ID == 0 || server.Host == "":
			return idle
		}
		if sleep := max(mail.Due.Sub(o.now()), o.pause.left(o.now())); sleep > 0 {
			return sleep
		}
		o.try(ctx, server, mail)
	}
	if err := o.note(ctx); err != nil {
		o.log.Error("outbox cannot be written", "err", err)
	}
	return idle
}

// next reads the mail that is due first, also if that is not yet.
func (o *Outbox) next(ctx context.Context) (server Server, mail appliance.Mail, err error) {
	err = o.store.Read(ctx, func(v *sqlite.View) error {
		if server, err = o.server(v); err != nil {
			return err
		}
		due, err := v.Outbox(forever, 1)
		if len(due) > 0 {
			mail = due[0]
		}
		return err
	})
	return server, mail, err
}

var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// try sends one mail; what became of it is to be noted. A server that could not
// be spoken to at all is left alone for a while.
func (o *Outbox) try(ctx context.Context, server Server, m appliance.Mail) {
	failure := server.send(ctx, o.tls, m)
	if failure != nil && ctx.Err() != nil {
		return // not the server's fault
	}
	if m = tried(m, o.now().UTC(), failure, rand.Float64()); failure != nil {
		o.log.Warn("mail not sent", "mail", m.ID, "attempts", m.Attempts, "given_up", m.Failed, "due", m.Due, "err", failure)
	}
	if failure != nil && !permanent(failure) && !answered(failure) {
		o.pause.begin(o.now(), failure, rand.Float64())
	} else {
		o.pause.end()
	}
	o.unnoted = &m
}

// note stores what became of the mail that was tried last, also when the box is
// being stopped. One that was removed meanwhile needs no note.
func (o *Outbox) note(ctx context.Context) error {
	if o.unnoted == nil {
		return nil
	}
	if err := o.save(context.WithoutCancel(ctx), *o.unnoted); err != nil && !errors.Is(err, appliance.ErrNotFound) {
		return err
	}
	o.unnoted = nil
	return nil
}

// tried is the mail after one more attempt.
func tried(m appliance.Mail, now time.Time, failure error, chance float64) appliance.Mail {
	m.Attempts++
	if failure == nil {
		m.Sent, m.Error = now, ""
		return m
	}
	delay, again := backOff(m.Attempts, chance)
	m.Error, m.Due, m.Failed = failure.Error(), now.Add(delay), !again || permanent(failure)
	return m
}

const (
	firstDelay = time.Minute
	longDelay  = 2 * time.Hour
	giveUp     = 24 * time.Hour
)

// backOff is the delay after a number of failed attempts: twice as long each
// time up to two hours, give or take a fifth by chance in [0, 1). again is
// false when the next attempt would come after a day of them.
func backOff(attempts int, chance float64) (delay time.Duration, again bool) {
	var passed time.Duration
	for range attempts {
		delay = min(max(2*delay, firstDelay), longDelay)
		passed += delay
	}
	return time.Duration(float64(delay) * (0.8 + 0.4*chance)), passed <= giveUp
}
