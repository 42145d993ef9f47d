package present

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"cordboard/appliance"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

// Board is what all pages look at. It is safe for several goroutines.
type Board struct {
	store *sqlite.Store
	log   *feed.Log

	mu        sync.Mutex
	facts     *feed.Subscription // nil: nothing was read yet
	open      map[appliance.ConversationID]*appliance.Conversation
	presences map[appliance.OperatorID]appliance.Presence
	picture   *Picture // of all that was applied; nil: none was drawn since

	contacts contacts
}

// New makes the board of a store and its log.
func New(store *sqlite.Store, log *feed.Log) *Board { return &Board{store: store, log: log} }

// Picture is what was open at one moment. Nobody changes what it leads to.
type Picture struct {
	Waiting   []*appliance.Conversation // the longest wait first
	Active    []*appliance.Conversation // the newest first
	Presences map[appliance.OperatorID]appliance.Presence

	open     map[appliance.ConversationID]*appliance.Conversation
	contacts *contacts
	age      uint64 // of contacts, when it was drawn
}

// Conversation is one that waits or is active.
func (p *Picture) Conversation(id appliance.ConversationID) (appliance.Conversation, bool) {
	if c, open := p.open[id]; open {
		return *c, true
	}
	return appliance.Conversation{}, false
}

// Contact is what the store has of somebody, read by a view that was opened after
// the picture was drawn.
func (p *Picture) Contact(v *sqlite.View, id appliance.ContactID) (appliance.Contact, error) {
	if c, kept := p.contacts.look(id); kept {
		return c, nil
	}
	c, err := v.Contact(id)
	if err == nil {
		p.contacts.keep(c, p.age)
	}
	return c, err
}

// Now is the picture after all facts of the log.
func (b *Board) Now(ctx context.Context) (*Picture, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.facts == nil || !b.drain() {
		if err := b.read(ctx); err != nil {
			return nil, err
		}
	}
	if b.picture == nil {
		b.picture = b.draw()
	}
	return b.picture, nil
}

// read begins anew from the store. Who asks meanwhile waits for it: it is read once.
func (b *Board) read(ctx context.Context) error {
	if b.facts != nil {
		b.facts.Close()
	}
	b.facts, b.picture = nil, nil
	b.contacts.forget()
	facts, err := b.log.Subscribe(feed.ID{}) // before reading: a fact in between is seen twice
	if err != nil {
		return err
	}
	open, presences := map[appliance.ConversationID]*appliance.Conversation{}, map[appliance.OperatorID]appliance.Presence{}
	err = b.store.Read(ctx, func(v *sqlite.View) error {
		list, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting, appliance.Active}})
		if err != nil {
			return err
		}
		for _, c := range list {
			open[c.ID] = &c
		}
		there, err := v.Presences()
		for _, p := range there {
			presences[p.Operator] = p
		}
		return err
	})
	if err != nil {
		facts.Close()
		return err
	}
	b.facts, b.open, b.presences = facts, open, presences
	return nil
}

// drain applies what was told since, and is false where something was missed.
func (b *Board) drain() bool {
	for {
		select {
		case f, told := <-b.facts.C():
			if !told {
				return false
			}
			b.apply(f.Event)
		default:
			return true
		}
	}
}

// apply changes what a fact changes. What a picture shows is replaced, not changed.
func (b *Board) apply(e appliance.Event) {
	switch e := e.(type) {
	case appliance.PresenceChanged:
		b.picture = nil
		b.presences[e.Presence.Operator] = e.Presence
	case appliance.ContactChanged:
		b.picture = nil // the next one may keep cards again
		b.contacts.drop(e.Contact.ID)
	default:
		c, told := appliance.ConversationIn(e)
		if !told {
			return
		}
		_, known := b.open[c.ID]
		opens := c.State == appliance.Waiting || c.State == appliance.Active
		switch {
		case opens:
			b.open[c.ID] = &c
		case known:
			delete(b.open, c.ID)
		default:
			return
		}
		b.picture = nil
	}
}

// draw makes a picture of what is known.
func (b *Board) draw() *Picture {
	p := &Picture{
		open: make(map[appliance.ConversationID]*appliance.Conversation, len(b.open)), Presences: make(map[appliance.OperatorID]appliance.Presence, len(b.presences)),
		contacts: &b.contacts, age: b.contacts.now(),
	}
	for id, c := range b.open {
		p.open[id] = c
		if c.State == appliance.Waiting {
			p.Waiting = append(p.Waiting, c)
		} else {
			p.Active = append(p.Active, c)
		}
	}
	for id, presence := range b.presences {
		p.Presences[id] = presence
	}
	slices.SortFunc(p.Waiting, func(a, c *appliance.Conversation) int {
		return cmp.Or(a.Queued.Compare(c.Queued), cmp.Compare(a.ID, c.ID))
	})
	slices.SortFunc(p.Active, func(a, c *appliance.Conversation) int { return cmp.Compare(c.ID, a.ID) })
	return p
}
