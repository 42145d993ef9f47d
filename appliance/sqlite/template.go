package sqlite

import "cordboard/appliance"

func scanTemplate(row scanner) (appliance.Template, error) {
	var t appliance.Template
	err := row.Scan(&t.ID, &t.Name, fromJSON{&t.Texts}, fromJSON{&t.Groups}, &t.Off)
	return t, err
}

const (
	template  statement = `SELECT id, name, texts, groups, off FROM template WHERE id = ?`
	templates statement = `SELECT id, name, texts, groups, off FROM template ORDER BY name`
)

// Template reads one answer that operators have at hand.
func (v *View) Template(id appliance.TemplateID) (appliance.Template, error) {
	return one(v, scanTemplate, template, id)
}

// Templates reads all of them, by name.
func (v *View) Templates() ([]appliance.Template, error) { return many(v, scanTemplate, templates) }

const addTemplate statement = `INSERT INTO template (name, texts, groups, off) VALUES (?, ?, ?, ?)`

// AddTemplate stores a new one and returns it with its id. A name that is taken is
// ErrDuplicate.
func (t *Tx) AddTemplate(a appliance.Template) (appliance.Template, error) {
	var err error
	a.ID, err = insert[appliance.TemplateID](t, addTemplate, a.Name, asJSON(a.Texts), asJSON(a.Groups), a.Off)
	return a, err
}

const saveTemplate statement = `UPDATE template SET name = ?, texts = ?, groups = ?, off = ? WHERE id = ?`

// SaveTemplate replaces one by what it is now.
func (t *Tx) SaveTemplate(a appliance.Template) error {
	return t.update(saveTemplate, a.Name, asJSON(a.Texts), asJSON(a.Groups), a.Off, a.ID)
}
