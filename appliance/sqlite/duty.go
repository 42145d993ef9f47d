package sqlite

import "cordboard/appliance"

const (
	setDuty statement = `INSERT INTO duty (operator, entry_point, duty) VALUES (?, ?, ?)
	ON CONFLICT (operator, entry_point) DO UPDATE SET duty = excluded.duty`
	dropDuty statement = `DELETE FROM duty WHERE operator = ? AND entry_point = ?`
)

// SetDuty stores how an operator stands to an entry point.
func (t *Tx) SetDuty(o appliance.OperatorID, e appliance.EntryPointID, d appliance.Duty) error {
	if d == appliance.OnDuty { // whoever is on duty for all has nothing stored
		return t.do(dropDuty, o, e)
	}
	return t.do(setDuty, o, e, d)
}
