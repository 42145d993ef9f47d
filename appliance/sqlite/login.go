package sqlite

import (
	"time"

	"cordboard/appliance"
)

const loginColumns = `hash, operator, began, seen, until, address, browser`

func scanLogin(row scanner) (appliance.Login, error) {
	var l appliance.Login
	err := row.Scan(&l.Hash, &l.Operator, instant{&l.Began}, instant{&l.Seen}, instant{&l.Until}, &l.Address, &l.Browser)
	return l, err
}

const (
	login     statement = `SELECT ` + loginColumns + ` FROM login WHERE hash = ?`
	logins    statement = `SELECT ` + loginColumns + ` FROM login WHERE operator = ? ORDER BY began DESC`
	allLogins statement = `SELECT ` + loginColumns + ` FROM login ORDER BY began DESC`
)

// Login reads the login of a token's hash. Whether it still holds is for the
// caller to tell.
func (v *View) Login(hash []byte) (appliance.Login, error) { return one(v, scanLogin, login, hash) }

// Logins reads an operator's logins, the newest first.
func (v *View) Logins(o appliance.OperatorID) ([]appliance.Login, error) {
	return many(v, scanLogin, logins, o)
}

// AllLogins reads the logins of every operator, the newest first.
func (v *View) AllLogins() ([]appliance.Login, error) { return many(v, scanLogin, allLogins) }

const addLogin statement = `INSERT INTO login (hash, operator, began, seen, until, address, browser)
	VALUES (?, ?, ?, ?, ?, ?, ?)`

// AddLogin stores a new login.
func (t *Tx) AddLogin(l appliance.Login) error {
	return t.do(addLogin, l.Hash, l.Operator, micros(l.Began), micros(l.Seen), micros(l.Until), l.Address, l.Browser)
}

const touchLogin statement = `UPDATE login SET seen = ? WHERE hash = ?`

// TouchLogin notes that a login was used.
func (t *Tx) TouchLogin(hash []byte, seen time.Time) error {
	return t.update(touchLogin, micros(seen), hash)
}

const (
	deleteLogin        statement = `DELETE FROM login WHERE hash = ?`
	deleteLoginsOf     statement = `DELETE FROM login WHERE operator = ?`
	deleteLoginsBefore statement = `DELETE FROM login WHERE until <= ?`
)

// DeleteLogin signs a browser out; one that is not there is no error.
func (t *Tx) DeleteLogin(hash []byte) error { return t.do(deleteLogin, hash) }

// DeleteLoginsOf signs an operator out everywhere.
func (t *Tx) DeleteLoginsOf(o appliance.OperatorID) error { return t.do(deleteLoginsOf, o) }

// DeleteLoginsBefore forgets the logins that had ended by then.
func (t *Tx) DeleteLoginsBefore(then time.Time) error { return t.do(deleteLoginsBefore, micros(then)) }
