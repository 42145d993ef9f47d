package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"hash/maphash"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/privacy"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// beat is how often an idle stream shows that it lives, and looks whether its
// reader is still signed in. A comment would do for the connection, but no page
// hears of one.
const beat = 15 * time.Second

// events is the stream of one page: GET /desk/events.
func (p *Pages) events(w http.ResponseWriter, r *http.Request) error {
	a, err := addressed(r)
	if err != nil {
		return err
	}
	me := web.Operator(r.Context())
	f := &follower{Pages: p, ctx: r.Context(), me: me.ID, wanted: a, sent: map[part]uint64{}, oversees: me.May(appliance.RightObserve), looked: p.Now(), missed: true, assigned: true}
	if n, err := strconv.ParseInt(r.URL.Query().Get("entry"), 10, 64); err == nil {
		f.last = appliance.EntryID(n)
	}
	after, err := feed.ParseID(web.LastEventID(r))
	f.subscribe(after, err == nil && after != feed.ID{})
	defer func() { f.facts.Close() }()
	f.stream = web.NewStream(w)
	p.Offers.PageOpened(f.me)
	defer p.Offers.PageClosed(f.me)
	defer p.lookOn(a.open, f.me)()
	if len(a.shown) > 0 { // it may be over by now
		f.all()
	}
	f.version = version(me)
	if err := f.stream.Send(web.Event{Name: "version", Data: f.version}); err != nil {
		return nil // he has gone
	}
	// A browser notices seconds late that the box which answered it has gone; and what
	// waits until it is heard would wait for good where that was told between two streams.
	if f.stream.Send(web.Event{Name: "leg", Data: upDown(p.Legs.Has(f.me))}) != nil {
		return nil
	}
	f.run()
	return nil
}

// follower writes to one page. One goroutine: its request's.
type follower struct {
	*Pages
	ctx      context.Context
	me       appliance.OperatorID
	wanted   wanted
	stream   *web.Stream
	facts    *feed.Subscription
	dirty    part
	last     appliance.EntryID                           // the newest entry that the page has
	changed  []appliance.EntryID                         // that the page may have as they were
	anew     bool                                        // it may have any so
	id       feed.ID                                     // the newest fact seen
	sent     map[part]uint64                             // what the page has of each part
	holds    map[appliance.ConversationID]appliance.Part // as reader's
	oversees bool                                        // as pg.Left.Team of the page read last, or sent before
	seed     maphash.Seed
	looked   time.Time // at the opening hours
	talks    bool      // the page shows a call of the reader's, whose sound no fact tells of
	version  string    // of the page, as it was told last
	assigned bool      // as pg.Left.Assigned of the page read last
	missed   bool      // the page says of missed calls, or was not asked yet
	revealed revealed  // to the page's reader
	masked   bool      // the site masks personal data
}

// subscribe goes on after a fact, and reads again what notices tell of, which
// nobody repeats. When that is impossible, or the page knows no fact, everything
// is sent anew: it is the same work as a reload, but keeps what the person is
// doing.
func (f *follower) subscribe(after feed.ID, known bool) {
	f.seed = maphash.MakeSeed()
	if known {
		if facts, err := f.Feed.Subscribe(after); err == nil {
			f.facts, f.id = facts, after // what is sent before the first fact bears this id
			f.dirty |= noticed
			return
		}
	}
	f.dirty, f.id, f.anew = all, f.Feed.Last(), true
	facts, err := f.Feed.Subscribe(feed.ID{})
	if err != nil { // "from now on" is never gone
		panic(err)
	}
	f.facts = facts
}

// all has everything of the page written again, its log as well.
func (f *follower) all() {
	f.dirty |= all
	f.last = 0
}

func (f *follower) run() {
	pulse := time.NewTicker(f.Beat)
	defer pulse.Stop()
	for {
		if f.flush() != nil {
			return
		}
		select {
		case <-f.ctx.Done():
			return
		case <-web.Stopping(f.ctx):
			return
		case <-pulse.C:
			f.tellTime()
			if f.talks {
				f.dirty |= partLine
			}
			if !web.StillAdmitted(f.ctx) || f.stream.Send(web.Event{Name: "beat", Data: "."}) != nil {
				return
			}
		case fact, ok := <-f.facts.C():
			if !ok && !f.resubscribe() {
				return
			}
			if ok && f.take(fact) != nil {
				return
			}
		}
	}
}

// resubscribe goes on after a cut.
func (f *follower) resubscribe() bool {
	if !errors.Is(f.facts.Err(), feed.ErrLagged) {
		return false
	}
	f.subscribe(f.id, f.id != feed.ID{})
	return true
}

// take notes a fact and all that wait behind it, so that a burst costs one
// reading of the store.
func (f *follower) take(fact feed.Fact) error {
	for {
		if err := f.note(fact); err != nil {
			return err
		}
		select {
		case next, ok := <-f.facts.C():
			if !ok {
				return nil // run sees it closed as well
			}
			fact = next
		default:
			return nil
		}
	}
}

// note marks what a fact touched; notices are passed on as they are.
func (f *follower) note(fact feed.Fact) error {
	if fact.ID != (feed.ID{}) {
		f.id = fact.ID
	}
	switch e := fact.Event.(type) {
	case appliance.Typing:
		return f.typing(e)
	case appliance.LegChanged:
		if e.Operator == f.me {
			if err := f.stream.Send(web.Event{Name: "leg", Data: upDown(e.Up)}); err != nil {
				return err
			}
		}
	case appliance.EntryChanged:
		if e.Entry.Conversation == f.wanted.open {
			f.changed = append(f.changed, e.Entry.ID)
		}
	case appliance.OfferEnded:
		if err := f.tellAnswer(e); err != nil {
			return err
		}
	case appliance.OperatorChanged:
		if e.Operator.ID == f.me && (e.Operator.Disabled || !web.StillAdmitted(f.ctx)) {
			return errOut
		}
	}
	f.dirty |= touched(fact.Event, reader{f.me, f.wanted.open, f.holds, f.oversees, f.missed, f.assigned, f.wanted.tab == tabFinished})
	return nil
}

// errOut ends the pages of one who may not be here any more: he was disabled, or
// signed out with another role or password.
var errOut = errors.New("the operator is not signed in any more")

func upDown(up bool) string {
	if up {
		return "up"
	}
	return "down"
}

// typing shows the reader what a contact of his is writing (F177). It comes with
// every few letters to every page of the desk: those of others know without the
// store that it is not theirs.
func (f *follower) typing(e appliance.Typing) error {
	if e.By != appliance.ByContact {
		return nil
	}
	switch _, held := f.holds[e.Conversation]; {
	case f.holds == nil:
		f.dirty |= partLoad // nothing was read yet
	case !held && f.dirty&partLoad == 0:
		return nil // nor did he take it since the last reading
	}
	// What came before is shown before: a message of his clears what he typed.
	if err := f.flush(); err != nil {
		return err
	}
	if _, held := f.holds[e.Conversation]; !held {
		return nil
	}
	text := e.Text
	if f.masked {
		text = privacy.Typed(text)
	}
	data, err := json.Marshal(map[string]any{"conversation": e.Conversation, "text": text})
	if err != nil {
		return err
	}
	return f.stream.Send(web.Event{Name: "typing", Data: string(data)})
}

// flush writes what is dirty from the store.
func (f *follower) flush() error {
	if f.dirty == 0 {
		return nil
	}
	dirty := f.dirty
	f.dirty = 0
	if dirty&^inTop == 0 {
		return f.tellTop(dirty)
	}
	a := f.wanted
	a.since, a.missed, a.duties = f.last, dirty&partMissed != 0, dirty&partDuties != 0
	a.veils, a.list = dirty&(partHead|partCard) != 0, dirty&partList != 0
	if f.anew || len(f.changed) > 0 {
		a.since = 0
	}
	pg, err := f.read(f.ctx, f.me, a)
	if f.wanted.open != 0 && appliance.AsRefusal(err) != nil {
		// Who waited hung up, or a colleague took him: the page goes on without.
		_ = f.stream.Send(web.Event{Name: "gone", Data: i18n.Text(f.ctx, f.gone())})
		return err
	}
	if err != nil {
		if f.ctx.Err() == nil { // or he has closed it meanwhile
			web.Log(f.ctx).Warn("stream could not read the page", "err", err)
		}
		return err // the page reconnects, or is told why when it reloads
	}
	f.holds, f.oversees, f.talks = pg.holds, pg.Left.Team, pg.Talk.Call != nil
	f.revealed, f.masked = pg.Revealed, pg.masked
	f.assigned = pg.Left.Assigned
	f.missed = pg.Top.Missed > 0 || f.missed && !a.missed
	if dirty&partCall != 0 { // it may bring another sign than the page was sent last
		dirty |= partLine
	}
	patch, err := f.patch(pg, dirty)
	if err != nil {
		return err
	}
	var events []web.Event
	if pg.Version != f.version { // what the reader may is another
		f.version = pg.Version
		events = append(events, web.Event{Name: "version", Data: f.version})
	}
	if dirty&partLog != 0 {
		added, err := f.added(pg)
		if err != nil {
			return err
		}
		events = append(events, added...)
	}
	if patch != "" {
		events = append(events, web.Event{Name: "patch", Data: patch})
	}
	if len(events) == 0 {
		return nil
	}
	events[len(events)-1].ID = f.id.String()
	return f.stream.Send(events...)
}

// tellTop writes what stands in the bar above everything alone, for which nothing else
// is read: how many calls were missed, and how the entry points stand.
func (f *follower) tellTop(dirty part) (err error) {
	above := top{SeesMissed: true}
	if dirty&partMissed != 0 {
		if above.Missed, err = f.countMissed(f.ctx, f.me); err != nil {
			return err
		}
		f.missed = above.Missed > 0
	}
	if dirty&partDuties != 0 {
		if above.Duties, err = f.dutiesOf(f.ctx, f.me); err != nil {
			return err
		}
	}
	patch, err := f.patch(page{Top: above}, dirty)
	if err != nil || patch == "" {
		return err
	}
	return f.stream.Send(web.Event{ID: f.id.String(), Name: "patch", Data: patch})
}

// tellTime has the list written again when opening hours have begun or ended, or
// something may have waited long enough for the reader: no fact tells of either.
func (f *follower) tellTime() {
	site, err := f.names.Of(f.ctx, f.Store, struct{}{}, readNames)
	if err != nil {
		return // the next beat, or a fact, tells it
	}
	now := f.Now()
	if at := site.hoursTurn(f.looked); !at.IsZero() && !now.Before(at) {
		f.dirty |= partList | partNotice | partDuties
	}
	if site.relaxes(site.operators[f.me]) {
		f.dirty |= partList
	}
	if f.revealed.over(now) {
		f.all()
	}
	f.looked = now
}

// gone says why the open conversation is not shown any more. What the reader had
// a part in until now, and has not to wrap up, he was only asked about or has given
// back: it goes on without him, waits, or has ended.
func (f *follower) gone() string {
	if _, held := f.holds[f.wanted.open]; !held {
		return "desk.gone"
	}
	var c appliance.Conversation
	err := f.Store.Read(f.ctx, func(v *sqlite.View) (err error) {
		c, err = v.Conversation(f.wanted.open)
		return err
	})
	switch {
	case err != nil:
		return "desk.gone"
	case c.State.Over():
		return "desk.gone.ended"
	case c.State == appliance.Waiting:
		return "desk.gone.waiting"
	}
	return "desk.gone.aside"
}

// added are the entries that the page does not have.
func (f *follower) added(pg page) ([]web.Event, error) {
	var b bytes.Buffer
	for _, e := range pg.Talk.Entries {
		if e.ID <= f.last && !f.turned(e) {
			continue
		}
		f.last = max(f.last, e.ID)
		if err := line(pg, e).Render(f.ctx, &b); err != nil {
			return nil, err
		}
	}
	f.changed, f.anew = nil, false
	if b.Len() == 0 {
		return nil, nil
	}
	return []web.Event{{Name: "entries", Data: b.String()}}, nil
}

// turned tells whether an entry that the page has may stand otherwise: it was changed,
// or what it answers.
func (f *follower) turned(e entry) bool {
	if f.anew && (!e.Edited.IsZero() || !e.Deleted.IsZero() || e.Quote != nil || e.File != nil) {
		return true
	}
	return slices.Contains(f.changed, e.ID) || e.Quote != nil && slices.Contains(f.changed, e.Quote.ID)
}

// patch renders the dirty parts and keeps those that came out different.
func (f *follower) patch(pg page, dirty part) (string, error) {
	var patch bytes.Buffer
	for _, piece := range pieces(pg) {
		if dirty&piece.part == 0 {
			continue
		}
		var b bytes.Buffer
		if err := piece.body.Render(f.ctx, &b); err != nil {
			return "", err
		}
		if sum := maphash.Bytes(f.seed, b.Bytes()); f.sent[piece.part] != sum {
			f.sent[piece.part] = sum
			patch.Write(b.Bytes())
		}
	}
	return patch.String(), nil
}

// piece is a part of the page and how it is drawn.
type piece struct {
	part part
	body templ.Component
}

func pieces(p page) []piece {
	drawn := []piece{
		{partPresence, presence(p)},
		{partDuties, duties(p)},
		{partLoad, loads(p)},
		{partInvite, invitations(p)},
		{partTickets, ticketCounts(p)},
		{partMention, mentions(p)},
		{partMissed, missedCounts(p)},
		{partTelephone, ownTelephone(p)},
		{partTabs, folders(p)},
		{partNews, news(p.Left.News)},
		{partNotice, notices(p)},
		{partOffer, request(p)},
		{partList, list(p)},
		{partBelow, below(p)},
		{partCard, contactCard(p)},
	}
	if p.Talk.Open {
		drawn = append(drawn, piece{partHead, head(p)}, piece{partCall, strip(p)}, piece{partLine, lineSign(p)}, piece{partFoot, footer(p)},
			piece{partSound, sound(p)}, piece{partRated, rated(p)}, piece{partReceipt, receipt(p)})
	} else {
		drawn = append(drawn, piece{partFoot, blank(p)})
	}
	return drawn
}
