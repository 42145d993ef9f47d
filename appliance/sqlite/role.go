package sqlite

import "cordboard/appliance"

const roleColumns = `id, name, rights, usual`

func scanRole(row scanner) (appliance.Role, error) {
	var r appliance.Role
	err := row.Scan(&r.ID, fromJSON{&r.Name}, fromJSON{&r.Rights}, &r.Usual)
	return r, err
}

const (
	role      statement = `SELECT ` + roleColumns + ` FROM role WHERE id = ?`
	roles     statement = `SELECT ` + roleColumns + ` FROM role ORDER BY id`
	usualRole statement = `SELECT ` + roleColumns + ` FROM role WHERE usual = 1`
)

// Role reads one role.
func (v *View) Role(id appliance.RoleID) (appliance.Role, error) { return one(v, scanRole, role, id) }

// Roles reads all roles, in the order in which they were made.
func (v *View) Roles() ([]appliance.Role, error) { return many(v, scanRole, roles) }

// UsualRole is the role of a new operator for whom nobody chooses another.
func (v *View) UsualRole() (appliance.Role, error) { return one(v, scanRole, usualRole) }

const operatorsOf statement = `SELECT ` + operatorColumns + ` FROM operator WHERE role = ? ORDER BY name, id`

// OperatorsOf reads those who have a role, by name.
func (v *View) OperatorsOf(r appliance.RoleID) ([]appliance.Operator, error) {
	return many(v, scanOperator, operatorsOf, r)
}

const addRole statement = `INSERT INTO role (name, rights, usual) VALUES (?, ?, ?)`

// AddRole stores a new role and returns it with its id. If it is the usual one, no
// other is any more.
func (t *Tx) AddRole(r appliance.Role) (appliance.Role, error) {
	if err := t.makeWay(r); err != nil {
		return r, err
	}
	var err error
	r.ID, err = insert[appliance.RoleID](t, addRole, asJSON(r.Name), asJSON(list(r.Rights)), r.Usual)
	return r, err
}

const saveRole statement = `UPDATE role SET name = ?, rights = ?, usual = ? WHERE id = ?`

// SaveRole replaces a role by what it is now. If it is the usual one, no other is any
// more.
func (t *Tx) SaveRole(r appliance.Role) error {
	if err := t.makeWay(r); err != nil {
		return err
	}
	return t.update(saveRole, asJSON(r.Name), asJSON(list(r.Rights)), r.Usual, r.ID)
}

const noUsualRole statement = `UPDATE role SET usual = 0 WHERE usual = 1`

func (t *Tx) makeWay(r appliance.Role) error {
	if !r.Usual {
		return nil
	}
	_, err := t.exec(noUsualRole)
	return err
}

const deleteRole statement = `DELETE FROM role WHERE id = ?`

// DeleteRole forgets a role that nobody has.
func (t *Tx) DeleteRole(id appliance.RoleID) error { return t.update(deleteRole, id) }
