package desk

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/feed"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Site is what the site's settings say about conversations. They are read in
// the transaction that obeys them, but for what a conversation begins on: that
// is as it was a moment before, and read once for all who come until somebody
// changes it.
type Site interface {
	// ReserveBrackets tells whether < and > are kept for templates (F130).
	ReserveBrackets(*sqlite.View) (bool, error)
	// Region is where a telephone number without a country is at home.
	Region(*sqlite.View) (string, error)
	// InvitationLasts is how long an invitation is good.
	InvitationLasts(*sqlite.View) (time.Duration, error)
	// ReviseWithin is how long an operator may change what he wrote; zero: he may not.
	ReviseWithin(*sqlite.View) (time.Duration, error)
	// Silence is after which time without a message a chat is closed; zero: never.
	Silence(*sqlite.View) (time.Duration, error)
	// Unattended is after which time a chat waits for anybody whose visitor has no answer
	// and whose operator is not there; zero: it stays his.
	Unattended(*sqlite.View) (time.Duration, error)
	// Files are the rules for those that people hand over.
	Files(*sqlite.View) (appliance.FileRules, error)
}

// Deps is what a Desk works with. Now may be nil: the time of the day.
type Deps struct {
	Store *sqlite.Store
	Feed  *feed.Log
	Site  Site
	// Files is where those lie that people hand over; nil: none are taken.
	Files *blob.Dir
	// Mail and Letters send transcripts; nil: none are sent.
	Mail    Mailer
	Letters Letters
	Log     *slog.Logger
	Now     func() time.Time
}

// Desk carries out what people do in conversations. Its methods may be called
// from any goroutine.
type Desk struct {
	store   *sqlite.Store
	feed    *feed.Log
	site    Site
	files   *blob.Dir
	mail    Mailer
	letters Letters
	log     *slog.Logger
	clock   func() time.Time

	grounds sqlite.Memo[appliance.EntryPointID, ground]
	drawing chan struct{} // has a place for the one picture that is written anew
}

// New makes a desk over the store.
func New(d Deps) *Desk {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Desk{
		store: d.Store, feed: d.Feed, site: d.Site, files: d.Files, mail: d.Mail, letters: d.Letters, clock: d.Now,
		drawing: make(chan struct{}, 1),
		log:     cmp.Or(d.Log, slog.New(slog.DiscardHandler)),
	}
}

// now is the moment as the store can keep it, so that a fact tells the same
// time as the row.
func (d *Desk) now() time.Time { return moment(d.clock()) }

func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// change is the one way to change a conversation: load, decide, save. When it
// ends, so does what its files are kept for.
func (d *Desk) change(ctx context.Context, act string, id appliance.ConversationID, decide func(*sqlite.Tx, *exchange) error) error {
	var gone []appliance.File
	err := d.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		gone, err = d.decide(tx, id, decide)
		return err
	})
	if err != nil {
		return wrap(act, id, err)
	}
	d.remove(gone...)
	return nil
}

// decide is changeIn, and tells the files that are to be removed with what ended.
func (d *Desk) decide(tx *sqlite.Tx, id appliance.ConversationID, decide func(*sqlite.Tx, *exchange) error) (gone []appliance.File, err error) {
	err = changeIn(tx, id, d.now(), func(tx *sqlite.Tx, x *exchange) error {
		over := x.State.Over()
		err := decide(tx, x)
		if err == nil && !over && x.State.Over() {
			gone, err = d.dropFiles(tx, x)
		}
		return err
	})
	return gone, err
}

func changeIn(tx *sqlite.Tx, id appliance.ConversationID, now time.Time, decide func(*sqlite.Tx, *exchange) error) error {
	x, err := load(tx, id, moment(now))
	if err != nil {
		return err
	}
	if err := decide(tx, x); err != nil {
		return err
	}
	return x.save(tx)
}

// by is a decision about what an operator does.
func by(o appliance.OperatorID, decide func(*sqlite.Tx, *exchange, appliance.Operator) error) func(*sqlite.Tx, *exchange) error {
	return func(tx *sqlite.Tx, x *exchange) error {
		operator, err := tx.Operator(o)
		if err != nil {
			return err
		}
		return decide(tx, x, operator)
	}
}

// Conversation reads a conversation as it stands.
func (d *Desk) Conversation(ctx context.Context, id appliance.ConversationID) (c appliance.Conversation, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		c, err = v.Conversation(id)
		return err
	})
	return c, wrap("read", id, err)
}

// Unfinished are the conversations that are not over, the oldest first.
func (d *Desk) Unfinished(ctx context.Context) (all []appliance.Conversation, err error) {
	err = d.store.Read(ctx, func(v *sqlite.View) error {
		all, err = v.OpenConversations()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is not over: %w", err)
	}
	return all, nil
}

// Identify says whose conversation it is, where its addresses did not. It may
// be said after the end too.
func (d *Desk) Identify(ctx context.Context, id appliance.ConversationID, contact appliance.ContactID) error {
	return d.change(ctx, "identify", id, func(tx *sqlite.Tx, x *exchange) error {
		c, err := tx.Contact(contact)
		if err != nil {
			return err
		}
		x.identify(c)
		return nil
	})
}

// Log adds an entry to the story of a conversation: a key that was pressed, a
// caller put on hold. Messages and notes have methods of their own.
func (d *Desk) Log(ctx context.Context, id appliance.ConversationID, e appliance.Entry) error {
	return d.change(ctx, "log in", id, func(_ *sqlite.Tx, x *exchange) error { return x.tell(e) })
}

// LogIn is Log inside a write of somebody else's, who makes the entry true.
func (d *Desk) LogIn(tx *sqlite.Tx, id appliance.ConversationID, e appliance.Entry, now time.Time) error {
	return wrap("log in", id, changeIn(tx, id, now, func(_ *sqlite.Tx, x *exchange) error { return x.tell(e) }))
}

// Visited notes the page that the visitor is on now.
func (d *Desk) Visited(ctx context.Context, id appliance.ConversationID, page, title string) error {
	return d.change(ctx, "note the page of", id, byContact(func(_ *sqlite.Tx, x *exchange) error {
		x.visited(plain.Clip(page, pageLimit), plain.Clip(title, titleLimit))
		return nil
	}))
}

// Typing tells who listens what is being typed. Nothing of it is stored.
func (d *Desk) Typing(id appliance.ConversationID, by appliance.Author, o appliance.OperatorID, text string) {
	d.feed.Notify(appliance.Typing{Conversation: id, By: by, Operator: o, Text: plain.Clip(text, appliance.MessageLimit)})
}

// wrap says which conversation an error is about; nil stays nil.
func wrap(act string, id appliance.ConversationID, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s conversation %s: %w", act, id, err)
}
