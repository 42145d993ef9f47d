package sqlite

import (
	"time"

	"cordboard/appliance"
)

const invitationColumns = `code, operator, about, made, until, used`

func scanInvitation(row scanner) (appliance.Invitation, error) {
	var i appliance.Invitation
	err := row.Scan(&i.Code, &i.Operator, refer(&i.About), instant{&i.Made}, instant{&i.Until}, refer(&i.Used))
	return i, err
}

const (
	invitation  statement = `SELECT ` + invitationColumns + ` FROM invitation WHERE code = ?`
	invitations statement = `SELECT ` + invitationColumns + ` FROM invitation WHERE operator = ? AND until > ? ORDER BY made, id`
)

// Invitation reads the one of that code, whether it is still good or not.
func (v *View) Invitation(code string) (appliance.Invitation, error) {
	return one(v, scanInvitation, invitation, code)
}

// Invitations reads those of an operator that run beyond then, the oldest first.
func (v *View) Invitations(o appliance.OperatorID, then time.Time) ([]appliance.Invitation, error) {
	return many(v, scanInvitation, invitations, o, micros(then))
}

const (
	addInvitation     statement = `INSERT INTO invitation (code, operator, about, made, until, used) VALUES (?, ?, ?, ?, ?, ?)`
	useInvitation     statement = `UPDATE invitation SET used = ? WHERE code = ?`
	removeInvitation  statement = `DELETE FROM invitation WHERE code = ?`
	forgetInvitations statement = `DELETE FROM invitation WHERE until <= ?`
)

// AddInvitation stores a new invitation. If its code is another's, that is
// ErrDuplicate.
func (t *Tx) AddInvitation(i appliance.Invitation) error {
	return t.do(addInvitation, i.Code, i.Operator, ref(i.About), micros(i.Made), micros(i.Until), ref(i.Used))
}

// UseInvitation notes who came by an invitation.
func (t *Tx) UseInvitation(code string, by appliance.ConversationID) error {
	return t.update(useInvitation, ref(by), code)
}

// RemoveInvitation deletes the invitation of that code.
func (t *Tx) RemoveInvitation(code string) error { return t.update(removeInvitation, code) }

// ForgetInvitations deletes those that had run out by then.
func (t *Tx) ForgetInvitations(then time.Time) error { return t.do(forgetInvitations, micros(then)) }
