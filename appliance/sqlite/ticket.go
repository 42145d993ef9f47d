package sqlite

import "cordboard/appliance"

const ticketColumns = `id, subject, body, state, origin, entry_point, queue, contact, conversation,
	name, mail, phone, language, page, assignee, key, created, changed`

func scanTicket(row scanner) (appliance.Ticket, error) {
	var t appliance.Ticket
	err := row.Scan(&t.ID, &t.Subject, &t.Body, &t.State, &t.Origin,
		refer(&t.EntryPoint), refer(&t.Queue), refer(&t.Contact), refer(&t.Conversation),
		&t.Name, &t.Mail, &t.Phone, &t.Language, &t.Page, refer(&t.Assignee), &t.Key, instant{&t.Created}, instant{&t.Changed})
	return t, err
}

// ticketArgs are the columns from subject to changed.
func ticketArgs(t appliance.Ticket) []any {
	return []any{
		t.Subject, t.Body, t.State, t.Origin,
		ref(t.EntryPoint), ref(t.Queue), ref(t.Contact), ref(t.Conversation),
		t.Name, t.Mail, t.Phone, t.Language, t.Page, ref(t.Assignee), t.Key, micros(t.Created), micros(t.Changed),
	}
}

const ticket statement = `SELECT ` + ticketColumns + ` FROM ticket WHERE id = ?`

// Ticket reads one ticket.
func (v *View) Ticket(id appliance.TicketID) (appliance.Ticket, error) {
	return one(v, scanTicket, ticket, id)
}

const ticketByKey statement = `SELECT ` + ticketColumns + ` FROM ticket
	WHERE entry_point = ? AND key = ? AND key <> ''`

// TicketByKey reads the ticket of the form that its page named key.
func (v *View) TicketByKey(e appliance.EntryPointID, key string) (appliance.Ticket, error) {
	return one(v, scanTicket, ticketByKey, e, key)
}

// TicketFilter chooses tickets; a zero field chooses all.
type TicketFilter struct {
	State  appliance.TicketState
	Limit  int                // 0: all
	Before appliance.TicketID // continues a list after its last one
	// Text is a phrase of its subject, body or who asks, as ConversationFilter's.
	Text string
}

const (
	tickets statement = `SELECT ` + ticketColumns + ` FROM ticket
		WHERE (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`
	ticketsInState statement = `SELECT ` + ticketColumns + ` FROM ticket
		WHERE state = ?3 AND (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`
	ticketsWith statement = `SELECT ` + ticketColumns + ` FROM ticket
		WHERE id IN (SELECT rowid >> 3 FROM phrase WHERE phrase MATCH ?3 AND rowid & 7 = 4)
			AND (?4 = '' OR state = ?4) AND (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`
)

// Tickets reads those that f chooses, the newest first.
func (v *View) Tickets(f TicketFilter) ([]appliance.Ticket, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	if f.Text != "" {
		wanted, err := terms(f.Text)
		if err != nil {
			return nil, err
		}
		return many(v, scanTicket, ticketsWith, f.Before, limit, wanted, f.State)
	}
	if f.State == "" {
		return many(v, scanTicket, tickets, f.Before, limit)
	}
	return many(v, scanTicket, ticketsInState, f.Before, limit, f.State)
}

const openTickets statement = `SELECT count(*) FROM ticket WHERE state = 'open'`

// OpenTickets counts those that nobody has closed.
func (v *View) OpenTickets() (int, error) { return one(v, scanAs[int], openTickets) }

const addTicket statement = `INSERT INTO ticket (subject, body, state, origin, entry_point, queue, contact, conversation,
	name, mail, phone, language, page, assignee, key, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddTicket stores a new ticket and returns it with its id. A key that the
// entry point has already is ErrDuplicate.
func (t *Tx) AddTicket(k appliance.Ticket) (appliance.Ticket, error) {
	var err error
	if k.ID, err = insert[appliance.TicketID](t, addTicket, ticketArgs(k)...); err != nil {
		return k, err
	}
	return k, t.searchNew(ofTicket, int64(k.ID), ofAsked(k))
}

const saveTicket statement = `UPDATE ticket SET subject = ?, body = ?, state = ?, origin = ?, entry_point = ?, queue = ?, contact = ?, conversation = ?,
	name = ?, mail = ?, phone = ?, language = ?, page = ?, assignee = ?, key = ?, created = ?, changed = ? WHERE id = ?`

// SaveTicket replaces a ticket by what it is now.
func (t *Tx) SaveTicket(k appliance.Ticket) error {
	if err := t.update(saveTicket, append(ticketArgs(k), k.ID)...); err != nil {
		return err
	}
	return t.search(ofTicket, int64(k.ID), ofAsked(k))
}
