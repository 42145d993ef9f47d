package sqlite

import "cordboard/appliance"

const operatorColumns = `id, login, name, mail, role, language, groups, chats, calls, shift_enter_sends, disabled, reach, extension, by_telephone, silent, notified, unlettered, shortcuts, skills,
	coalesce((SELECT rights FROM role WHERE role.id = operator.role), '[]'),
	(SELECT json_group_object(CAST(entry_point AS TEXT), duty) FROM duty WHERE duty.operator = operator.id)`

func operatorFields(o *appliance.Operator) []any {
	return []any{
		&o.ID, &o.Login, &o.Name, &o.Mail, refer(&o.Role), &o.Language,
		fromJSON{&o.Groups},
		&o.Chats, &o.Calls, &o.ShiftEnterSends, &o.Disabled, &o.Reach, &o.Extension, &o.ByTelephone, &o.Silent, &o.Notified, &o.Unlettered,
		fromJSON{&o.Shortcuts},
		fromJSON{&o.Skills},
		fromJSON{&o.Rights},
		fromJSON{&o.Duties},
	}
}

func scanOperator(row scanner) (appliance.Operator, error) {
	var o appliance.Operator
	err := row.Scan(operatorFields(&o)...)
	return o, err
}

// operatorArgs are the columns from login on.
func operatorArgs(o appliance.Operator) []any {
	return []any{
		o.Login, o.Name, o.Mail, ref(o.Role), o.Language, asJSON(list(o.Groups)),
		o.Chats, o.Calls, o.ShiftEnterSends, o.Disabled, o.Reach, o.Extension, o.ByTelephone, o.Silent, o.Notified, o.Unlettered, asJSON(o.Shortcuts), asJSON(o.Skills),
	}
}

const (
	operator        statement = `SELECT ` + operatorColumns + ` FROM operator WHERE id = ?`
	operatorByLogin statement = `SELECT ` + operatorColumns + ` FROM operator WHERE login = ?`
	operators       statement = `SELECT ` + operatorColumns + ` FROM operator ORDER BY name, id`
)

// Operator reads one operator.
func (v *View) Operator(id appliance.OperatorID) (appliance.Operator, error) {
	return one(v, scanOperator, operator, id)
}

// OperatorByLogin reads the operator of a login, whatever its case.
func (v *View) OperatorByLogin(login string) (appliance.Operator, error) {
	return one(v, scanOperator, operatorByLogin, login)
}

// Operators reads all, those who are disabled too, by name.
func (v *View) Operators() ([]appliance.Operator, error) { return many(v, scanOperator, operators) }

func scanCredentials(row scanner) (appliance.Credentials, error) {
	var c appliance.Credentials
	err := row.Scan(append(operatorFields(&c.Operator), &c.Hash)...)
	return c, err
}

const credentials statement = `SELECT ` + operatorColumns + `, hash FROM operator WHERE login = ?`

// Credentials reads what a sign-in is checked against.
func (v *View) Credentials(login string) (appliance.Credentials, error) {
	return one(v, scanCredentials, credentials, login)
}

const addOperator statement = `INSERT INTO operator (login, name, mail, role, language, groups,
	chats, calls, shift_enter_sends, disabled, reach, extension, by_telephone, silent, notified, unlettered, shortcuts, skills) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddOperator stores a new operator, without a password, and returns him with
// his id and his rights; without a role he has the usual one. A login that is taken
// is ErrDuplicate.
func (t *Tx) AddOperator(o appliance.Operator) (appliance.Operator, error) {
	has, err := t.roleOf(o)
	if err != nil {
		return o, err
	}
	o.Role, o.Rights = has.ID, has.Rights
	o.ID, err = insert[appliance.OperatorID](t, addOperator, operatorArgs(o)...)
	return o, err
}

// roleOf is the role that a new operator has.
func (t *Tx) roleOf(o appliance.Operator) (appliance.Role, error) {
	if o.Role == 0 {
		return t.UsualRole()
	}
	return t.Role(o.Role)
}

const saveOperator statement = `UPDATE operator SET login = ?, name = ?, mail = ?, role = ?, language = ?, groups = ?,
	chats = ?, calls = ?, shift_enter_sends = ?, disabled = ?, reach = ?, extension = ?, by_telephone = ?, silent = ?, notified = ?, unlettered = ?, shortcuts = ?, skills = ? WHERE id = ?`

// SaveOperator replaces an operator by what he is now; his password stays, and his
// rights are those of his role.
func (t *Tx) SaveOperator(o appliance.Operator) error {
	return t.update(saveOperator, append(operatorArgs(o), o.ID)...)
}

const setHash statement = `UPDATE operator SET hash = ? WHERE id = ?`

// SetHash stores the hash of an operator's password.
func (t *Tx) SetHash(id appliance.OperatorID, hash string) error { return t.update(setHash, hash, id) }

const administrators statement = `SELECT id FROM operator WHERE disabled = 0 AND hash <> '' AND role IN (
	SELECT id FROM role WHERE EXISTS (SELECT 1 FROM json_each(rights) WHERE value = ?)
		AND EXISTS (SELECT 1 FROM json_each(rights) WHERE value = ?))`

// Administrators are those who may sign in, and give anybody any right.
func (v *View) Administrators() ([]appliance.OperatorID, error) {
	return many(v, scanAs[appliance.OperatorID], administrators, appliance.RightOperators, appliance.RightRoles)
}
