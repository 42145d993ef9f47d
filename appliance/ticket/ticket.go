// Package ticket keeps requests that outlive a conversation: what the offline
// form asks, what a visitor leaves instead of waiting, what an operator sets
// aside. It alone writes tickets.
//
// A ticket of an entry point that names a mail address is mailed there too, in
// the same transaction: there is no ticket without its mail, nor a mail
// without its ticket.
//
// The package has no goroutines.
package ticket

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Mailer queues a mail inside a transaction.
type Mailer interface {
	Send(*sqlite.Tx, appliance.Mail) error
}

// Desk notes in a conversation that a ticket was opened from it.
type Desk interface {
	LogIn(*sqlite.Tx, appliance.ConversationID, appliance.Entry, time.Time) error
}

// Site is where a telephone number without a country is at home.
type Site interface {
	Region(*sqlite.View) (string, error)
}

// Deps is what Tickets work with. Now may be nil.
type Deps struct {
	Store *sqlite.Store
	Mail  Mailer
	Desk  Desk
	Site  Site
	Now   func() time.Time
}

// Tickets opens, assigns and closes tickets. Its methods may be called from
// any goroutine.
type Tickets struct {
	Deps
}

// New makes tickets over the store.
func New(d Deps) *Tickets {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Tickets{d}
}

func (t *Tickets) now() time.Time { return t.Now().UTC().Truncate(time.Microsecond) }

// Close closes a ticket; a closed one stays as it is.
func (t *Tickets) Close(ctx context.Context, id appliance.TicketID) error {
	return t.change(ctx, "close", id, func(_ *sqlite.Tx, k *appliance.Ticket) error {
		k.State = appliance.TicketClosed
		return nil
	})
}

// Reopen opens a closed ticket again, unless operators go on in a newer one of the same
// conversation: that is ErrGoesOn.
func (t *Tickets) Reopen(ctx context.Context, id appliance.TicketID) error {
	return t.change(ctx, "reopen", id, func(tx *sqlite.Tx, k *appliance.Ticket) error {
		if k.Origin == appliance.FromDesk {
			newer, there, err := setAside(&tx.View, k.Conversation)
			switch {
			case err != nil:
				return err
			case there && newer.ID != id:
				return ErrGoesOn.With("ticket", newer.ID)
			}
		}
		k.State = appliance.TicketOpen
		return nil
	})
}

// Name gives a ticket another subject.
func (t *Tickets) Name(ctx context.Context, id appliance.TicketID, subject string) error {
	subject = plain.Line(subject, fieldLimit)
	if subject == "" {
		return appliance.ErrEmpty
	}
	return t.change(ctx, "name", id, func(_ *sqlite.Tx, k *appliance.Ticket) error {
		k.Subject = subject
		return nil
	})
}

// Assign gives a ticket to an operator, or to nobody if o is zero.
func (t *Tickets) Assign(ctx context.Context, id appliance.TicketID, o appliance.OperatorID) error {
	return t.change(ctx, "assign", id, func(tx *sqlite.Tx, k *appliance.Ticket) error {
		if o != 0 {
			operator, err := tx.Operator(o)
			if err != nil {
				return err
			}
			if operator.Disabled {
				return appliance.ErrDisabled
			}
		}
		k.Assignee = o
		return nil
	})
}

// change carries out a decision about a ticket and tells of it, unless it
// changes nothing.
func (t *Tickets) change(ctx context.Context, act string, id appliance.TicketID, decide func(*sqlite.Tx, *appliance.Ticket) error) error {
	err := t.Store.Write(ctx, func(tx *sqlite.Tx) error {
		before, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		after := before
		if err := decide(tx, &after); err != nil || after == before {
			return err
		}
		after.Changed = t.now()
		tx.Emit(appliance.TicketChanged{Ticket: after})
		return tx.SaveTicket(after)
	})
	if err != nil {
		return fmt.Errorf("%s ticket %s: %w", act, id, err)
	}
	return nil
}

// languageOf is in which language a ticket is written about.
func languageOf(asked, entry appliance.Language) appliance.Language {
	if asked.Known() {
		return asked
	}
	return cmp.Or(entry, appliance.English)
}
