package sqlite

import (
	"errors"
	"time"

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

const (
	endStint statement = `UPDATE stint SET until = max(since, ?) WHERE operator = ? AND until IS NULL
		AND (state, reason, absent) <> (?, ?, ?)`
	beginStint statement = `INSERT INTO stint (operator, state, reason, absent, since) SELECT ?1, ?2, ?3, ?4, ?5
		WHERE NOT EXISTS (SELECT 1 FROM stint WHERE operator = ?1 AND until IS NULL)`
)

// SavePresence stores an operator's presence in place of the one before, and from when
// on he is so: the time in the state before ends then.
func (t *Tx) SavePresence(p appliance.Presence, now time.Time) error {
	if err := t.do(savePresence, p.Operator, p.State, p.Reason, micros(p.Since), p.Absent, p.Longer.Microseconds()); err != nil {
		return err
	}
	if err := t.do(endStint, micros(now), p.Operator, p.State, p.Reason, p.Absent); err != nil {
		return err
	}
	return t.do(beginStint, p.Operator, p.State, p.Reason, p.Absent, micros(now))
}

const firstStint statement = `SELECT since FROM stint ORDER BY id LIMIT 1`

// FirstStint is since when it is kept how long who was in which state; zero: nobody was
// in any yet.
func (v *View) FirstStint() (since time.Time, err error) {
	since, err = one(v, func(row scanner) (at time.Time, err error) {
		err = row.Scan(instant{&at})
		return at, err
	}, firstStint)
	if errors.Is(err, appliance.ErrNotFound) {
		err = nil
	}
	return since, err
}

const stints statement = `SELECT operator, state, reason, absent, sum(min(ifnull(until, ?2), ?2) - max(since, ?1))
	FROM stint WHERE (until > ?1 OR until IS NULL) AND since < ?2
	GROUP BY operator, state, reason, absent HAVING sum(min(ifnull(until, ?2), ?2) - max(since, ?1)) > 0
	ORDER BY operator, state, reason, absent`

func scanStint(row scanner) (s appliance.Stint, err error) {
	err = row.Scan(&s.Operator, &s.State, &s.Reason, &s.Absent, length{&s.Time})
	return s, err
}

// Stints sums how long each operator was in which state between two moments. What
// lasts still counts until the second of them.
func (v *View) Stints(from, until time.Time) ([]appliance.Stint, error) {
	return many(v, scanStint, stints, micros(from), micros(until))
}
