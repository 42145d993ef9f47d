package sqlite

import "cordboard/appliance"

func scanReason(row scanner) (appliance.Reason, error) {
	var r appliance.Reason
	err := row.Scan(&r.ID, fromJSON{&r.Name}, &r.Off)
	return r, err
}

const (
	reason  statement = `SELECT id, name, off FROM reason WHERE id = ?`
	reasons statement = `SELECT id, name, off FROM reason ORDER BY id`
)

// Reason reads one wrap-up reason.
func (v *View) Reason(id appliance.ReasonID) (appliance.Reason, error) {
	return one(v, scanReason, reason, id)
}

// Reasons reads all wrap-up reasons, in the order in which they were made.
func (v *View) Reasons() ([]appliance.Reason, error) { return many(v, scanReason, reasons) }

const addReason statement = `INSERT INTO reason (name, off) VALUES (?, ?)`

// AddReason stores a new reason and returns it with its id.
func (t *Tx) AddReason(r appliance.Reason) (appliance.Reason, error) {
	var err error
	r.ID, err = insert[appliance.ReasonID](t, addReason, asJSON(r.Name), r.Off)
	return r, err
}

const saveReason statement = `UPDATE reason SET name = ?, off = ? WHERE id = ?`

// SaveReason replaces a reason by what it is now.
func (t *Tx) SaveReason(r appliance.Reason) error {
	return t.update(saveReason, asJSON(r.Name), r.Off, r.ID)
}
