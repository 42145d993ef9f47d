package sqlite

import "cordboard/appliance"

const queueColumns = `id, name, names, groups, music, offer_for, wrap_up_for, target, unrecorded, notice, messages, message_every,
	needs, relax_every, best_first, priority, raise_every, last_for, overflow_to, overflow_after, overflow_above, ticket_subject`

func scanQueue(row scanner) (appliance.Queue, error) {
	var q appliance.Queue
	err := row.Scan(&q.ID, &q.Name, fromJSON{&q.Names}, fromJSON{&q.Groups}, &q.Music,
		length{&q.OfferFor}, length{&q.WrapUpFor}, length{&q.Target},
		&q.Recording.Off, &q.Recording.Notice, fromJSON{&q.Messages}, length{&q.MessageEvery},
		fromJSON{&q.Needs}, length{&q.RelaxEvery}, &q.BestFirst, &q.Priority, length{&q.RaiseEvery}, length{&q.LastFor},
		refer(&q.Overflow.To), length{&q.Overflow.After}, &q.Overflow.Above, &q.TicketSubject)
	return q, err
}

// queueArgs are the columns from name on.
func queueArgs(q appliance.Queue) []any {
	return []any{
		q.Name, asJSON(q.Names), asJSON(list(q.Groups)), q.Music,
		q.OfferFor.Microseconds(), q.WrapUpFor.Microseconds(), q.Target.Microseconds(),
		q.Recording.Off, q.Recording.Notice, asJSON(list(q.Messages)), q.MessageEvery.Microseconds(),
		asJSON(q.Needs), q.RelaxEvery.Microseconds(), q.BestFirst, q.Priority, q.RaiseEvery.Microseconds(), q.LastFor.Microseconds(),
		ref(q.Overflow.To), q.Overflow.After.Microseconds(), q.Overflow.Above, q.TicketSubject,
	}
}

const (
	queue       statement = `SELECT ` + queueColumns + ` FROM queue WHERE id = ?`
	queueByName statement = `SELECT ` + queueColumns + ` FROM queue WHERE name = ?`
	queues      statement = `SELECT ` + queueColumns + ` FROM queue ORDER BY name`
)

// Queue reads one queue.
func (v *View) Queue(id appliance.QueueID) (appliance.Queue, error) {
	return one(v, scanQueue, queue, id)
}

// QueueByName reads the queue that a tree names.
func (v *View) QueueByName(name string) (appliance.Queue, error) {
	return one(v, scanQueue, queueByName, name)
}

// Queues reads all queues, by name.
func (v *View) Queues() ([]appliance.Queue, error) { return many(v, scanQueue, queues) }

const addQueue statement = `INSERT INTO queue (name, names, groups, music, offer_for, wrap_up_for, target,
	unrecorded, notice, messages, message_every,
	needs, relax_every, best_first, priority, raise_every, last_for, overflow_to, overflow_after, overflow_above, ticket_subject)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddQueue stores a new queue and returns it with its id.
func (t *Tx) AddQueue(q appliance.Queue) (appliance.Queue, error) {
	var err error
	q.ID, err = insert[appliance.QueueID](t, addQueue, queueArgs(q)...)
	return q, err
}

const saveQueue statement = `UPDATE queue SET name = ?, names = ?, groups = ?, music = ?,
	offer_for = ?, wrap_up_for = ?, target = ?,
	unrecorded = ?, notice = ?, messages = ?, message_every = ?,
	needs = ?, relax_every = ?, best_first = ?, priority = ?, raise_every = ?, last_for = ?,
	overflow_to = ?, overflow_after = ?, overflow_above = ?, ticket_subject = ? WHERE id = ?`

// SaveQueue replaces a queue by what it is now.
func (t *Tx) SaveQueue(q appliance.Queue) error {
	return t.update(saveQueue, append(queueArgs(q), q.ID)...)
}
