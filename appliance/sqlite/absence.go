package sqlite

import "cordboard/appliance"

func scanAbsence(row scanner) (appliance.Absence, error) {
	var a appliance.Absence
	err := row.Scan(&a.ID, &a.Key, fromJSON{&a.Name}, &a.Off)
	return a, err
}

const (
	absence  statement = `SELECT id, key, name, off FROM absence WHERE id = ?`
	absences statement = `SELECT id, key, name, off FROM absence ORDER BY id`
)

// Absence reads one reason for being away.
func (v *View) Absence(id appliance.AbsenceID) (appliance.Absence, error) {
	return one(v, scanAbsence, absence, id)
}

// Absences reads all reasons for being away, in the order in which they were made.
func (v *View) Absences() ([]appliance.Absence, error) { return many(v, scanAbsence, absences) }

const addAbsence statement = `INSERT INTO absence (key, name, off) VALUES (?, ?, ?)`

// AddAbsence stores a new reason for being away and returns it with its id.
func (t *Tx) AddAbsence(a appliance.Absence) (appliance.Absence, error) {
	var err error
	a.ID, err = insert[appliance.AbsenceID](t, addAbsence, a.Key, asJSON(a.Name), a.Off)
	return a, err
}

const saveAbsence statement = `UPDATE absence SET name = ?, off = ? WHERE id = ?`

// SaveAbsence replaces a reason for being away by what it is now, but for its key.
func (t *Tx) SaveAbsence(a appliance.Absence) error {
	return t.update(saveAbsence, asJSON(a.Name), a.Off, a.ID)
}
