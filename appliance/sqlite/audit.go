package sqlite

import "cordboard/appliance"

const auditColumns = `id, at, operator, act, conversation, entry, ticket`

func scanAudit(row scanner) (appliance.Audit, error) {
	var a appliance.Audit
	err := row.Scan(&a.ID, instant{&a.At}, &a.Operator, &a.Act, refer(&a.Conversation), refer(&a.Entry), refer(&a.Ticket))
	return a, err
}

const (
	audit    statement = `SELECT ` + auditColumns + ` FROM audit WHERE id = ?`
	auditLog statement = `SELECT ` + auditColumns + ` FROM audit
		WHERE (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`
	auditLogOf statement = `SELECT ` + auditColumns + ` FROM audit INDEXED BY audit_operator
		WHERE operator = ?3 AND (?1 = 0 OR id < ?1) ORDER BY id DESC LIMIT ?2`
)

// Audit reads one line of the audit log.
func (v *View) Audit(id appliance.AuditID) (appliance.Audit, error) {
	return one(v, scanAudit, audit, id)
}

// AuditFilter chooses lines of the audit log; a zero field chooses all.
type AuditFilter struct {
	Operator appliance.OperatorID
	Limit    int               // 0: all
	Before   appliance.AuditID // continues a list after its last one
}

// AuditLog reads those that f chooses, the newest first.
func (v *View) AuditLog(f AuditFilter) ([]appliance.Audit, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = -1
	}
	if f.Operator == 0 {
		return many(v, scanAudit, auditLog, f.Before, limit)
	}
	return many(v, scanAudit, auditLogOf, f.Before, limit, f.Operator)
}

const addAudit statement = `INSERT INTO audit (at, operator, act, conversation, entry, ticket) VALUES (?, ?, ?, ?, ?, ?)`

// AddAudit appends to the audit log and returns the line with its id. Nothing changes
// or removes one.
func (t *Tx) AddAudit(a appliance.Audit) (appliance.Audit, error) {
	var err error
	a.ID, err = insert[appliance.AuditID](t, addAudit, micros(a.At), a.Operator, a.Act, ref(a.Conversation), ref(a.Entry), ref(a.Ticket))
	return a, err
}
