package sqlite

import (
	"context"
	"database/sql"

	"cordboard/appliance"
)

// View reads one snapshot of the store. It is for the goroutine of the
// function that it was given to, and is over when that returns.
type View struct {
	conn *conn
	ctx  context.Context // of the one Read; never of a Write, whose statements run to their end
	over bool
	// lost is the first error after which SQLite may have given up the
	// transaction. Statements after it would run outside of any.
	lost error
}

// Tx reads and writes inside one Write. It sees what the functions before it
// in the same commit wrote.
type Tx struct {
	View
	events []appliance.Event
}

// Emit has e published after the commit, behind what was emitted before. If
// the function fails, nobody hears of it.
func (t *Tx) Emit(e appliance.Event) { t.events = append(t.events, e) }

func (v *View) usable() error {
	if v.over {
		return ErrOver
	}
	return v.lost
}

// failed translates err and remembers it if it cost the transaction.
func (v *View) failed(err error) error {
	translated := translate(err)
	if fatal(err) {
		v.lost = translated
	}
	return translated
}

func (t *Tx) exec(s statement, args ...any) (sql.Result, error) {
	if err := t.usable(); err != nil {
		return nil, err
	}
	r, err := t.conn.exec(t.ctx, s, args...)
	if err != nil {
		return nil, t.failed(err)
	}
	return r, nil
}

// do runs a statement whose result nobody asks for.
func (t *Tx) do(s statement, args ...any) error {
	_, err := t.exec(s, args...)
	return err
}

// insert runs an INSERT and returns the new row's id.
func insert[ID ~int64](t *Tx, s statement, args ...any) (ID, error) {
	r, err := t.exec(s, args...)
	if err != nil {
		return 0, err
	}
	id, err := r.LastInsertId()
	return ID(id), err
}

// update runs a statement that must touch a row; none is
// appliance.ErrNotFound.
func (t *Tx) update(s statement, args ...any) error {
	r, err := t.exec(s, args...)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		err = appliance.ErrNotFound
	}
	return err
}
