package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/ui"
)

// wanted is what the address of a page chooses.
type wanted struct {
	open   appliance.ConversationID
	tab    tab
	view   string
	before appliance.ConversationID
	sought sought
	// since is the newest entry that the page has; its log is read from there.
	since appliance.EntryID
	// missed counts the missed calls, duties tells how the entry points stand, veils
	// whether something of who it is with is hidden, and list looks for what is over:
	// all of them are work.
	missed, duties, veils, list bool
	// shown are the lines of the audit log by which something is shown unmasked.
	shown []appliance.AuditID
}

// listed is how many rows a folder shows at once, and how many of the other
// folder stand below it.
const (
	listed      = 60
	listedBelow = 3
)

// read fills a page from one snapshot of the store.
func (p *Pages) read(ctx context.Context, me appliance.OperatorID, a wanted) (page, error) {
	now := p.Now()
	pg := page{Shown: a.shown, Now: now, Beat: p.Beat, After: p.Feed.Last().String(), Tab: a.tab, View: a.view, Open: a.open, Before: a.before, Sought: a.sought.in(a.tab)}
	site, err := p.names.Of(ctx, p.Store, struct{}{}, readNames)
	if err != nil {
		return pg, err
	}
	missed := 0
	if a.missed {
		if missed, err = p.countMissed(ctx, me); err != nil {
			return pg, err
		}
	}
	open, err := p.board.Now(ctx) // before the store is read: what is in it is no newer
	if err != nil {
		return pg, err
	}
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		shown, err := revealedBy(v, site.operators[me], a, now)
		if err != nil {
			return err
		}
		eyes := p.sight(v, site, shown)
		eyes.open = open
		b, err := openBook(eyes, site, me, now)
		if err != nil {
			return err
		}
		w := writer{ctx: ctx, book: b, view: eyes, calls: p.Calls, telephones: p.Telephones, onlookers: &p.onlookers, sounds: p.sounds(b.me), alarms: p.Trunks.Alarms(), now: now, open: a.open, since: a.since, veils: a.veils, lists: a.list, tab: a.tab, sought: a.sought.in(a.tab)}
		pg.holds, pg.masked = b.parts, site.chosen.Masks
		pg.Top, pg.Version, pg.Revealed = w.top(), version(b.me), shown
		pg.Top.Missed = missed
		if pg.Top.Invite, err = w.invites(); err != nil {
			return err
		}
		if pg.Top.Mentions, err = w.mentions(); err != nil {
			return err
		}
		if a.duties {
			if pg.Top.Duties, err = site.duties(v, b.me, now); err != nil {
				return err
			}
		}
		if pg.Top.SeesTickets = b.me.May(appliance.RightTickets); pg.Top.SeesTickets {
			if pg.Top.Tickets, err = v.OpenTickets(); err != nil {
				return err
			}
		}
		if pg.Left, err = w.left(a.before); err != nil {
			return err
		}
		if a.open != 0 {
			if err := w.fill(&pg); err != nil {
				return err
			}
		}
		return w.popUp(&pg)
	})
	return pg, err
}

// version names the page's scripts and styles, and what its reader may: a page of
// another one is read anew.
func version(o appliance.Operator) string {
	return fmt.Sprint(ui.Asset(""), o.Rights)
}

// fill adds the open conversation and its contact.
func (w *writer) fill(pg *page) error {
	c, err := w.view.Conversation(w.open)
	if err != nil {
		return err
	}
	if !w.book.sees(c) {
		return web.ErrForbidden
	}
	contact, err := w.contact(c)
	if err != nil {
		return err
	}
	if pg.Talk, err = w.talk(c, contact); err != nil {
		return err
	}
	if pg.Talk.Call != nil {
		stands := w.calls.Standing(c.ID)
		c := pg.Talk.Call
		c.Soundless = !w.sounds
		c.Aside, c.Asker = w.aside(c.Outbound, stands)
		c.With, c.Waits = w.with(stands), w.waits(stands)
		c.Held, c.Muted, c.Ringing = stands.Held, stands.Muted(w.book.me.ID), stands.Ringing
		c.Calls, c.Numbers = calls(stands), w.calls.Outward()
		if stands.Heard {
			c.Codec = browserCodecs[stands.Codec]
		}
		c.Unkept, c.Telling = stands.Unkept, stands.Telling
		c.Recorded = c.Recorded && !c.Unkept && !c.Telling
		c.Paused, c.Parties = stands.Unrecorded && !c.Unkept, w.parties(c.Outbound, stands)
		if c.Aside == "" {
			c.Failed, c.Line = w.failed(stands.Failed), w.lineOf(pg.Talk.ID, stands)
		}
		c.Endings = endings(stands, w.book.me.ID)
		if !stands.Reached.IsZero() {
			c.Since = stands.Reached
		}
	}
	if pg.Talk.Foot.Watch != nil && pg.Talk.Foot.Watch.Call {
		pg.Talk.Joined = w.joined(c.Operators[0], w.calls.Standing(c.ID))
	}
	pg.Card, err = w.card(c, contact)
	return err
}

// contact is the card's owner, or the zero Contact for somebody unknown.
func (w *writer) contact(c appliance.Conversation) (appliance.Contact, error) {
	if c.Contact == 0 {
		return appliance.Contact{}, nil
	}
	contact, err := w.view.Contact(c.Contact)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Contact{}, nil
	}
	return contact, err
}

// writer turns nouns into what a page shows, for one reader at one moment.
type writer struct {
	ctx        context.Context // of the request: its language
	book       *book
	view       *sight
	calls      Calls
	telephones Telephones
	onlookers  *onlookers
	// sounds says that the reader has sound.
	sounds bool
	// former is what the entries of the open conversation said before.
	former map[appliance.EntryID][]appliance.Revision
	// log are the entries of it that are written, files those among them.
	log   []appliance.Entry
	files map[appliance.EntryID]appliance.File
	// alarms are what those who oversee others should know of calls.
	alarms []trunk.Alarm
	now    time.Time
	open   appliance.ConversationID
	since  appliance.EntryID // what is open is read from there
	veils  bool              // as wanted's
	lists  bool              // as wanted's list
	tab    tab
	sought sought
	// lit are the passages in which the listed conversations hold what is sought, and
	// looked how many were looked through.
	lit    map[appliance.ConversationID][]lit
	looked int
	ends   outcomes // of the finished conversations that are listed
}
