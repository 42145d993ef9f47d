package sqlite

import "cordboard/appliance"

func scanGroup(row scanner) (appliance.Group, error) {
	var g appliance.Group
	err := row.Scan(&g.ID, &g.Name)
	return g, err
}

const groups statement = `SELECT id, name FROM "group" ORDER BY name`

// Groups reads all groups, by name.
func (v *View) Groups() ([]appliance.Group, error) { return many(v, scanGroup, groups) }

const addGroup statement = `INSERT INTO "group" (name) VALUES (?)`

// AddGroup stores a new group and returns it with its id.
func (t *Tx) AddGroup(g appliance.Group) (appliance.Group, error) {
	var err error
	g.ID, err = insert[appliance.GroupID](t, addGroup, g.Name)
	return g, err
}

const saveGroup statement = `UPDATE "group" SET name = ? WHERE id = ?`

// SaveGroup renames a group.
func (t *Tx) SaveGroup(g appliance.Group) error { return t.update(saveGroup, g.Name, g.ID) }
