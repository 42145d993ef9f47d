package sqlite

import (
	"errors"

	"cordboard/appliance"
)

const presenceColumns = `operator, state, reason, since, absent, longer`

func scanPresence(row scanner) (appliance.Presence, error) {
	var p appliance.Presence
	err := row.Scan(&p.Operator, &p.State, &p.Reason, instant{&p.Since}, &p.Absent, length{&p.Longer})
	return p, err
}

const (
	presence  statement = `SELECT ` + presenceColumns + ` FROM presence WHERE operator = ?`
	presences statement = `SELECT ` + presenceColumns + ` FROM presence ORDER BY operator`
)

// Presence reads an operator's presence; one who never had any is offline.
func (v *View) Presence(o appliance.OperatorID) (appliance.Presence, error) {
	p, err := one(v, scanPresence, presence, o)
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Presence{Operator: o, State: appliance.Offline}, nil
	}
	return p, err
}

// Presences reads those of all who ever had one.
func (v *View) Presences() ([]appliance.Presence, error) { return many(v, scanPresence, presences) }

const savePresence statement = `INSERT INTO presence (operator, state, reason, since, absent, longer) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (operator) DO UPDATE SET state = excluded.state, reason = excluded.reason, since = excluded.since,
		absent = excluded.absent, longer = excluded.longer`

// SavePresence stores an operator's presence in place of the one before.
func (t *Tx) SavePresence(p appliance.Presence) error {
	return t.do(savePresence, p.Operator, p.State, p.Reason, micros(p.Since), p.Absent, p.Longer.Microseconds())
}
