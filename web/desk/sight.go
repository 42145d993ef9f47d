package desk

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/present"
	"cordboard/appliance/privacy"
	"cordboard/appliance/sqlite"
)

// sight is the store as one reader sees it: where the site masks personal data, what
// strangers gave of themselves has stars, but for what he had revealed. Pages are
// written through it. Commands read the store itself, which keeps, routes and calls by
// what is true.
type sight struct {
	*sqlite.View
	open     *present.Picture // what is open; nil: the store is asked
	masks    *privacy.Masks   // nil: nothing is masked
	revealed revealed
	// contacts and talks are the true ones that were read so far, where something is
	// masked.
	contacts map[appliance.ContactID]appliance.Contact
	talks    map[appliance.ConversationID]appliance.Conversation
	// veiled are the entries of which something is hidden.
	veiled map[appliance.EntryID]bool
	// veiledTickets are those of which something is hidden.
	veiledTickets map[appliance.TicketID]bool
}

// sight is that of a reader of this site, who had something revealed.
func (p *Pages) sight(v *sqlite.View, site *names, r revealed) *sight {
	s := &sight{View: v, revealed: r, contacts: map[appliance.ContactID]appliance.Contact{}, talks: map[appliance.ConversationID]appliance.Conversation{}, veiled: map[appliance.EntryID]bool{}, veiledTickets: map[appliance.TicketID]bool{}}
	if site.chosen.Masks {
		s.masks = &p.masks
	}
	return s
}

// Conversation is that of the store.
func (s *sight) Conversation(id appliance.ConversationID) (appliance.Conversation, error) {
	c, err := s.true(id)
	if err != nil {
		return c, err
	}
	return s.seen(c)
}

// true is a conversation as it is, from memory where it is open.
func (s *sight) true(id appliance.ConversationID) (appliance.Conversation, error) {
	if s.open != nil {
		if c, open := s.open.Conversation(id); open {
			return c, nil
		}
	}
	return s.View.Conversation(id)
}

// Presence is how an operator is.
func (s *sight) Presence(o appliance.OperatorID) (appliance.Presence, error) {
	if s.open == nil {
		return s.View.Presence(o)
	}
	p, known := s.open.Presences[o]
	if !known {
		p = appliance.Presence{Operator: o, State: appliance.Offline}
	}
	return p, nil
}

// chosen are those of what is open that a reader's page lists, as he sees them.
func (s *sight) chosen(all []*appliance.Conversation, lists func(*appliance.Conversation) bool) (list []appliance.Conversation, err error) {
	var shown []*appliance.Conversation
	for _, c := range all {
		if lists(c) {
			shown = append(shown, c)
		}
	}
	list = make([]appliance.Conversation, 0, len(shown))
	for _, c := range shown {
		seen, err := s.seen(*c)
		if err != nil {
			return nil, err
		}
		list = append(list, seen)
	}
	return list, nil
}

// Conversations are those of the store.
func (s *sight) Conversations(f sqlite.ConversationFilter) ([]appliance.Conversation, error) {
	all, err := s.View.Conversations(f)
	for i := range all {
		if err == nil {
			all[i], err = s.seen(all[i])
		}
	}
	return all, err
}

// seen is a conversation as the reader sees it.
func (s *sight) seen(c appliance.Conversation) (appliance.Conversation, error) {
	if s.masks == nil {
		return c, nil
	}
	s.talks[c.ID] = c
	contact, err := s.whole(c.Contact)
	return s.pair(c, contact), err
}

// pair is a conversation as the reader sees it, whose contact is known.
func (s *sight) pair(c appliance.Conversation, contact appliance.Contact) appliance.Conversation {
	known := privacy.Numbers(c, contact)
	switch {
	case s.masks == nil:
	case s.revealed.contact(c):
		c.LastText = s.masks.Preview(c.LastText, known...) // which is a message's
	default:
		c = s.masks.Conversation(c, known...)
	}
	return c
}

// Contact is that of the store.
func (s *sight) Contact(id appliance.ContactID) (appliance.Contact, error) {
	if s.masks == nil {
		return s.card(id)
	}
	k, err := s.whole(id)
	if err == nil && k.ID == 0 {
		err = appliance.ErrNotFound
	}
	return s.person(k), err
}

// card is a contact as he is, from memory where he was read before.
func (s *sight) card(id appliance.ContactID) (appliance.Contact, error) {
	if s.open != nil {
		return s.open.Contact(s.View, id)
	}
	return s.View.Contact(id)
}

// person is a contact as the reader sees him.
func (s *sight) person(k appliance.Contact) appliance.Contact {
	if s.masks == nil || s.revealed.person(k.ID) {
		return k
	}
	return s.masks.Contact(k)
}

// whole is the contact as the store has him, or the zero Contact for one who is not
// there any more.
func (s *sight) whole(id appliance.ContactID) (k appliance.Contact, err error) {
	k, read := s.contacts[id]
	if id == 0 || read {
		return k, nil
	}
	if k, err = s.card(id); unlessGone(err) != nil {
		return k, err
	}
	s.contacts[id] = k
	return k, nil
}

// known is a conversation as the store has it, and the numbers by which its contact is
// known.
func (s *sight) known(id appliance.ConversationID) (c appliance.Conversation, numbers []string, err error) {
	c, read := s.talks[id]
	if !read {
		if c, err = s.true(id); unlessGone(err) != nil {
			return c, nil, err
		}
		s.talks[id] = c
	}
	contact, err := s.whole(c.Contact)
	return c, privacy.Numbers(c, contact), err
}

// Entries are those of the store.
func (s *sight) Entries(id appliance.ConversationID, after appliance.EntryID, limit int) ([]appliance.Entry, error) {
	all, err := s.View.Entries(id, after, limit)
	if s.masks == nil || err != nil || len(all) == 0 {
		return all, err
	}
	c, numbers, err := s.known(id)
	for i, e := range all {
		all[i] = s.line(e, c, numbers)
	}
	return all, err
}

// line is an entry as the reader sees it, of a conversation whose contact is known by
// numbers.
func (s *sight) line(e appliance.Entry, c appliance.Conversation, numbers []string) appliance.Entry {
	hidden := s.masks.Entry(e, numbers...)
	if s.revealed.contact(c) {
		hidden.Data, hidden.Page = e.Data, e.Page
	}
	if s.revealed.entry(e.ID) {
		hidden.Text = e.Text
	}
	s.veiled[e.ID] = hidden.Text != e.Text
	return hidden
}

// Entry is that of the store.
func (s *sight) Entry(id appliance.EntryID) (appliance.Entry, error) {
	e, err := s.View.Entry(id)
	if s.masks == nil || err != nil {
		return e, err
	}
	c, numbers, err := s.known(e.Conversation)
	return s.line(e, c, numbers), err
}

// File is that of the store, and its name that of its entry. What stands in the file
// nobody masks.
func (s *sight) File(id appliance.EntryID) (appliance.File, error) {
	f, err := s.View.File(id)
	if s.masks == nil || err != nil || s.revealed.entry(id) {
		return f, err
	}
	_, numbers, err := s.known(f.Conversation)
	f.Name = s.masks.Text(f.Name, numbers...)
	return f, err
}

// FilesOf are those of the store, with names as File has them.
func (s *sight) FilesOf(id appliance.ConversationID) ([]appliance.File, error) {
	all, err := s.View.FilesOf(id)
	if s.masks == nil || err != nil || len(all) == 0 {
		return all, err
	}
	_, numbers, err := s.known(id)
	for i, f := range all {
		if !s.revealed.entry(f.Entry) {
			all[i].Name = s.masks.Text(f.Name, numbers...)
		}
	}
	return all, err
}

// Mentions are those of the store.
func (s *sight) Mentions(o appliance.OperatorID, limit int) ([]appliance.Entry, error) {
	all, err := s.View.Mentions(o, limit)
	for i, e := range all {
		if s.masks == nil || err != nil {
			break
		}
		var c appliance.Conversation
		var numbers []string
		c, numbers, err = s.known(e.Conversation)
		all[i] = s.line(e, c, numbers)
	}
	return all, err
}

// Revisions are those of the store; who had an entry revealed sees also what it said
// before.
func (s *sight) Revisions(id appliance.ConversationID) ([]appliance.Revision, error) {
	all, err := s.View.Revisions(id)
	if s.masks == nil || err != nil || len(all) == 0 {
		return all, err
	}
	_, numbers, err := s.known(id)
	for i, r := range all {
		if !s.revealed.entry(r.Entry) {
			all[i].Text = s.masks.Text(r.Text, numbers...)
			s.veiled[r.Entry] = s.veiled[r.Entry] || all[i].Text != r.Text
		}
	}
	return all, err
}

// NotesOf are those of the store.
func (s *sight) NotesOf(of []appliance.ConversationID, limit int) ([]sqlite.Note, error) {
	all, err := s.View.NotesOf(of, limit)
	for i := range all {
		if s.masks == nil || err != nil {
			break
		}
		var numbers []string
		_, numbers, err = s.known(all[i].Conversation)
		all[i].Text = s.masks.Text(all[i].Text, numbers...)
	}
	return all, err
}

// said is why somebody was blocked, as the reader sees it.
func (s *sight) said(b appliance.Block) string {
	if s.masks == nil {
		return b.Reason
	}
	_, numbers, err := s.known(b.Conversation)
	if err != nil {
		return ""
	}
	return s.masks.Text(b.Reason, numbers...)
}

// Parts are those of the store.
func (s *sight) Parts(id appliance.ConversationID) ([]appliance.Part, error) {
	all, err := s.View.Parts(id)
	return s.noted(all, err)
}

// PartsOfAll are those of the store.
func (s *sight) PartsOfAll(of []appliance.ConversationID) ([]appliance.Part, error) {
	all, err := s.View.PartsOfAll(of)
	return s.noted(all, err)
}

// OpenPartsOf are those of the store.
func (s *sight) OpenPartsOf(o appliance.OperatorID) ([]appliance.Part, error) {
	all, err := s.View.OpenPartsOf(o)
	return s.noted(all, err)
}

// noted are parts with what was noted at their ends as the reader sees it.
func (s *sight) noted(all []appliance.Part, err error) ([]appliance.Part, error) {
	for i := range all {
		if s.masks == nil || err != nil || all[i].Note == "" {
			continue
		}
		var numbers []string
		_, numbers, err = s.known(all[i].Conversation)
		all[i].Note = s.masks.Text(all[i].Note, numbers...)
	}
	return all, err
}

// Tickets are those of the store.
func (s *sight) Tickets(f sqlite.TicketFilter) ([]appliance.Ticket, error) {
	all, err := s.View.Tickets(f)
	for i, t := range all {
		all[i] = s.ticketSeen(t)
	}
	return all, err
}

// Ticket is one as its reader sees it.
func (s *sight) Ticket(id appliance.TicketID) (appliance.Ticket, error) {
	t, err := s.View.Ticket(id)
	if err != nil {
		return t, err
	}
	return s.ticketSeen(t), nil
}

func (s *sight) ticketSeen(t appliance.Ticket) appliance.Ticket {
	if s.masks == nil || s.revealed.ticket(t.ID) {
		return t
	}
	seen := s.masks.Ticket(t)
	s.veiledTickets[t.ID] = seen != t
	return seen
}

// hides tells whether something of who a conversation is with is hidden, in it, on his
// card or in its events.
func (s *sight) hides(id appliance.ConversationID) (bool, error) {
	c, numbers, err := s.known(id)
	if err != nil {
		return false, err
	}
	hidden := s.masks.Conversation(c, numbers...)
	hidden.LastText = c.LastText
	contact := s.contacts[c.Contact]
	if !reflect.DeepEqual(hidden, c) || !reflect.DeepEqual(s.masks.Contact(contact), contact) {
		return true, nil
	}
	story, err := s.View.Entries(id, 0, 0)
	return slices.ContainsFunc(story, func(e appliance.Entry) bool {
		return !maps.Equal(s.masks.Facts(e, numbers...).Data, e.Data) || s.masks.Page(e.Page, numbers...) != e.Page
	}), err
}

// number is one that somebody was called at.
func (s *sight) number(n string) string {
	if s.masks == nil || s.revealed.who != 0 {
		return n
	}
	return privacy.Name(n)
}

// unlessGone is an error, but for that what was asked for is not there any more.
func unlessGone(err error) error {
	if errors.Is(err, appliance.ErrNotFound) {
		return nil
	}
	return err
}

// revealLasts is how long what was revealed stays so on its page.
const revealLasts = 10 * time.Minute

// revealed is what a reader had shown on a page, as the audit log tells.
type revealed struct {
	who     appliance.ConversationID // whose contact; zero: nobody's
	whom    appliance.ContactID
	entries []appliance.EntryID
	tickets []appliance.TicketID
	until   time.Time // the first of it is masked again; zero: there is none
	last    appliance.Audit
}

func (r revealed) contact(c appliance.Conversation) bool { return c.ID != 0 && c.ID == r.who }
func (r revealed) person(k appliance.ContactID) bool     { return k != 0 && k == r.whom }
func (r revealed) entry(e appliance.EntryID) bool        { return slices.Contains(r.entries, e) }
func (r revealed) ticket(t appliance.TicketID) bool      { return slices.Contains(r.tickets, t) }
func (r revealed) anything() bool                        { return !r.until.IsZero() }
func (r revealed) over(now time.Time) bool               { return r.anything() && !now.Before(r.until) }
