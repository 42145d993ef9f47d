package desk

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/appliance/hours"
	"cordboard/appliance/plain"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// book is what a page needs to name things, and the reader's own part of the
// desk, all of one snapshot but for the site.
type book struct {
	*names
	now       time.Time // when it was read
	me        appliance.Operator
	presence  appliance.Presence
	parts     map[appliance.ConversationID]appliance.Part // the reader's open ones
	offers    []appliance.Offer                           // to the reader
	toOthers  map[appliance.ConversationID]appliance.OperatorID
	presences map[appliance.OperatorID]appliance.Presence
	asking    map[appliance.ConversationID]appliance.Offer // by the reader
	waiting   []appliance.Conversation                     // that he may take
	mine      []appliance.Conversation                     // that take a place of his
}

// names are the things of the site. All pages share them until the site
// changes, and nobody changes them.
type names struct {
	operators map[appliance.OperatorID]appliance.Operator
	queues    map[appliance.QueueID]appliance.Queue
	entries   map[appliance.EntryPointID]appliance.EntryPoint
	sorted    []appliance.EntryPoint // by name
	ways      site.Ways
	calendars map[string]hours.Calendar
	absences  []appliance.Absence
	tags      map[appliance.TagID]appliance.Tag
	groups    []appliance.Group
	chosen    site.Settings
}

func openBook(v *sight, shared *names, me appliance.OperatorID, now time.Time) (*book, error) {
	b, err := readSelf(v, shared, me, now)
	if err != nil {
		return nil, err
	}
	b.presences = v.open.Presences
	for _, step := range []func(*sight) error{b.readMine, b.readWaiting} {
		if err := step(v); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func readNames(v *sqlite.View) (*names, error) {
	operators, err := v.Operators()
	if err != nil {
		return nil, err
	}
	queues, err := v.Queues()
	if err != nil {
		return nil, err
	}
	entries, err := v.EntryPoints()
	if err != nil {
		return nil, err
	}
	ways, err := site.ReadWays(v, entries, queues)
	if err != nil {
		return nil, err
	}
	calendars, err := site.CalendarsOf(v)
	if err != nil {
		return nil, err
	}
	absences, err := v.Absences()
	if err != nil {
		return nil, err
	}
	tags, err := v.Tags()
	if err != nil {
		return nil, err
	}
	groups, err := v.Groups()
	if err != nil {
		return nil, err
	}
	chosen, err := site.ReadSettings(v)
	if err != nil {
		return nil, err
	}
	n := &names{
		chosen:    chosen,
		ways:      ways,
		absences:  absences,
		groups:    groups,
		tags:      byID(tags, func(t appliance.Tag) appliance.TagID { return t.ID }),
		calendars: byName(calendars),
		operators: byID(operators, func(o appliance.Operator) appliance.OperatorID { return o.ID }),
		queues:    byID(queues, func(q appliance.Queue) appliance.QueueID { return q.ID }),
		entries:   byID(entries, func(e appliance.EntryPoint) appliance.EntryPointID { return e.ID }),
		sorted:    slices.Clone(entries),
	}
	slices.SortFunc(n.sorted, func(a, b appliance.EntryPoint) int {
		return cmp.Or(cmp.Compare(plain.Fold(a.Name), plain.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return n, nil
}

func byID[K comparable, V any](list []V, id func(V) K) map[K]V {
	m := make(map[K]V, len(list))
	for _, v := range list {
		m[id(v)] = v
	}
	return m
}

// readSelf is the book with the reader, his open parts and the offers alone: whoever
// asks what he sees needs no more.
func readSelf(v *sight, shared *names, me appliance.OperatorID, now time.Time) (b *book, err error) {
	b = &book{
		names: shared, now: now, me: shared.operators[me], parts: map[appliance.ConversationID]appliance.Part{},
		asking: map[appliance.ConversationID]appliance.Offer{}, toOthers: map[appliance.ConversationID]appliance.OperatorID{},
	}
	if b.presence, err = v.Presence(me); err != nil {
		return nil, err
	}
	parts, err := v.OpenPartsOf(me)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		b.parts[p.Conversation] = p
	}
	offers, err := v.Offers()
	if err != nil {
		return nil, err
	}
	for _, o := range offers {
		if o.Operator != me {
			b.toOthers[o.Conversation] = o.Operator
		}
		if o.By == me {
			b.asking[o.Conversation] = o
		}
	}
	b.offers = slices.DeleteFunc(offers, func(o appliance.Offer) bool { return o.Operator != me })
	slices.SortFunc(b.offers, func(a, c appliance.Offer) int { return a.Made.Compare(c.Made) })
	return b, nil
}

// readWaiting reads what the reader may look at of what waits: an operator what
// waits for him. What he has left and not wrapped up yet stands among his own.
func (b *book) readWaiting(v *sight) (err error) {
	b.waiting, err = v.chosen(v.open.Waiting, func(c *appliance.Conversation) bool {
		return (b.oversees() || b.waitsFor(c)) && !b.hasPart(c.ID)
	})
	return err
}

func (b *book) readMine(v *sight) error {
	for id := range b.parts {
		c, err := v.Conversation(id)
		if errors.Is(err, appliance.ErrNotFound) {
			delete(b.parts, id)
			continue
		}
		if err != nil {
			return err
		}
		b.mine = append(b.mine, c)
	}
	slices.SortFunc(b.mine, func(a, c appliance.Conversation) int {
		return cmp.Or(c.LastAt.Compare(a.LastAt), cmp.Compare(a.ID, c.ID))
	})
	return nil
}

// oversees tells whether the reader looks after what others do.
func (b *book) oversees() bool { return b.me.May(appliance.RightObserve) }

// active is what anybody serves, the latest first; nothing for who may not look.
func (b *book) active(v *sight) ([]appliance.Conversation, error) {
	if !b.oversees() {
		return nil, nil
	}
	return v.chosen(v.open.Active, func(*appliance.Conversation) bool { return true })
}

// passed is what the reader served and passed on, while it goes on without him (F222):
// what waits for him again stands among what waits.
func (b *book) passed(v *sight) ([]appliance.Conversation, error) {
	observes := func(c *appliance.Conversation) bool {
		return slices.Contains(c.Served, b.me.ID) && !b.hasPart(c.ID) && !b.waitsFor(c) && b.sees(*c)
	}
	active, err := v.chosen(v.open.Active, observes)
	if err != nil {
		return nil, err
	}
	waiting, err := v.chosen(v.open.Waiting, observes)
	return append(active, waiting...), err
}

// ofOthers are those that the reader does not serve.
func (b *book) ofOthers(active []appliance.Conversation) []appliance.Conversation {
	return slices.DeleteFunc(slices.Clone(active), func(c appliance.Conversation) bool { return slices.Contains(c.Operators, b.me.ID) })
}

// hasPart tells whether a conversation takes a place of the reader's: also one
// that is over and waits for its wrap-up.
func (b *book) hasPart(c appliance.ConversationID) bool {
	_, open := b.parts[c]
	return open
}

// offered tells whether the reader is asked to take a conversation.
func (b *book) offered(c appliance.ConversationID) bool {
	return slices.ContainsFunc(b.offers, func(o appliance.Offer) bool { return o.Conversation == c })
}

// others are those that wait and are not the offer that stands on top.
func (b *book) others() []appliance.Conversation {
	if len(b.offers) == 0 {
		return b.waiting
	}
	return slices.DeleteFunc(slices.Clone(b.waiting), func(c appliance.Conversation) bool { return c.ID == b.offers[0].Conversation })
}

// waitsFor tells whether the reader may take what waits.
func (b *book) waitsFor(c *appliance.Conversation) bool {
	return c.State == appliance.Waiting && c.WaitsFor(b.me, b.queues[c.Queue], b.now)
}

// takes tells whether the reader may take it now: not while he is offline.
func (b *book) takes(c *appliance.Conversation) bool { return b.waitsFor(c) && !b.offline() }

func (b *book) offline() bool { return b.presence.State == "" || b.presence.State == appliance.Offline }

// missed tells whether the reader could have answered what nobody did: he may call
// back, and sees why.
func (b *book) missed(c appliance.Conversation) bool {
	if c.Queue == 0 && c.For == 0 { // it never came so far
		return b.serves(b.entries[c.EntryPoint])
	}
	return concerns(b.me, b.names, c)
}

// sees tells whether the operator may look at the conversation: what he has
// not wrapped up yet or is offered is his work, what waits for him he may preview, if
// the site lets him;
// for the rest appliance/access decides.
func (b *book) sees(c appliance.Conversation) bool {
	switch {
	case b.hasPart(c.ID):
		return true
	case b.offered(c.ID) && (b.chosen.Preview || c.State != appliance.Waiting):
		return true
	case b.waitsFor(&c) && b.chosen.Preview:
		return true
	case c.State == appliance.Abandoned && c.Channel.Voice() && b.missed(c):
		return true
	case c.State.Over():
		return access.Can(b.me, access.SeeFinished, access.Conversation(c))
	}
	return access.Can(b.me, access.Observe, access.Conversation(c))
}

// holds counts whom the operator serves now: chats, calls. What is over or
// waits for its wrap-up is work of his, and serves nobody.
func (b *book) holds() (chats, calls int) {
	for _, c := range b.mine {
		if c.State.Over() || !b.parts[c.ID].Left.IsZero() {
			continue
		}
		switch c.Channel.Kind() {
		case appliance.KindCall:
			calls++
		case appliance.KindChat:
			chats++
		}
	}
	return chats, calls
}
