package sqlite

import (
	"time"

	"cordboard/appliance"
)

func scanDialled(row scanner) (appliance.Dialled, error) {
	var d appliance.Dialled
	err := row.Scan(instant{&d.At}, &d.Operator, &d.Country)
	return d, err
}

const dialled statement = `SELECT at, operator, country FROM dialled WHERE at > ? ORDER BY at`

// Dialled reads the calls that operators made since then.
func (v *View) Dialled(since time.Time) ([]appliance.Dialled, error) {
	return many(v, scanDialled, dialled, micros(since))
}

const (
	addDialled    statement = `INSERT INTO dialled (at, operator, country) VALUES (?, ?, ?)`
	forgetDialled statement = `DELETE FROM dialled WHERE at < ?`
)

// dialledFor is how long calls that operators made are kept.
const dialledFor = 48 * time.Hour

// AddDialled notes a call that an operator makes, and forgets those that no cap
// looks at any more.
func (t *Tx) AddDialled(d appliance.Dialled) error {
	if _, err := t.exec(forgetDialled, micros(d.At.Add(-dialledFor))); err != nil {
		return err
	}
	_, err := t.exec(addDialled, micros(d.At), d.Operator, d.Country)
	return err
}
