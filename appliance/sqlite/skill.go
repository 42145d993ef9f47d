package sqlite

import "cordboard/appliance"

func scanSkill(row scanner) (appliance.Skill, error) {
	var s appliance.Skill
	err := row.Scan(&s.ID, &s.Name)
	return s, err
}

const (
	skill  statement = `SELECT id, name FROM skill WHERE id = ?`
	skills statement = `SELECT id, name FROM skill ORDER BY name`
)

// Skill reads one skill.
func (v *View) Skill(id appliance.SkillID) (appliance.Skill, error) {
	return one(v, scanSkill, skill, id)
}

// Skills reads all skills, by name.
func (v *View) Skills() ([]appliance.Skill, error) { return many(v, scanSkill, skills) }

// HasSkills is appliance.ErrNotFound for levels of skills that are not there.
func (v *View) HasSkills(l appliance.Levels) error {
	for id := range l {
		if _, err := v.Skill(id); err != nil {
			return err
		}
	}
	return nil
}

const addSkill statement = `INSERT INTO skill (name) VALUES (?)`

// AddSkill stores a new skill and returns it with its id. A name that is taken is
// ErrDuplicate.
func (t *Tx) AddSkill(s appliance.Skill) (appliance.Skill, error) {
	var err error
	s.ID, err = insert[appliance.SkillID](t, addSkill, s.Name)
	return s, err
}

const saveSkill statement = `UPDATE skill SET name = ? WHERE id = ?`

// SaveSkill renames a skill.
func (t *Tx) SaveSkill(s appliance.Skill) error { return t.update(saveSkill, s.Name, s.ID) }

const deleteSkill statement = `DELETE FROM skill WHERE id = ?`

// DeleteSkill forgets a skill. Who has it, or needs it, is not looked at.
func (t *Tx) DeleteSkill(id appliance.SkillID) error { return t.update(deleteSkill, id) }
