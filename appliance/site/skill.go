package site

import (
	"context"
	"fmt"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// ErrSkillUsed refuses to remove a skill that somebody has, or a queue needs.
var ErrSkillUsed = appliance.Refuse(appliance.Conflict, "refusal.skill-used")

// SaveSkill adds a skill, if its id is zero, or renames it.
func (s *Site) SaveSkill(ctx context.Context, by appliance.OperatorID, k appliance.Skill, seen ...appliance.Version) (appliance.Skill, error) {
	flaws := appliance.Flaws{}
	nameFlaw(flaws, k.Name)
	return edit(ctx, s, by, k, flaws, noun[appliance.Skill]{
		kept: skillKept,
		id:   func(k appliance.Skill) int64 { return int64(k.ID) },
		find: func(v *sqlite.View, k appliance.Skill) (appliance.Skill, error) { return v.Skill(k.ID) },
		add:  (*sqlite.Tx).AddSkill, save: (*sqlite.Tx).SaveSkill,
		taken: skillTaken,
	}, seen...)
}

func skillTaken(v *sqlite.View, k appliance.Skill, flaws appliance.Flaws) error {
	all, err := v.Skills()
	for _, other := range all {
		flaws.Add("name", other.Name == k.Name && other.ID != k.ID, sqlite.ErrDuplicate)
	}
	return err
}

// RemoveSkill forgets a skill that nobody has and no queue needs; else it is
// ErrSkillUsed.
func (s *Site) RemoveSkill(ctx context.Context, by appliance.OperatorID, id appliance.SkillID, seen ...appliance.Version) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		k, err := tx.Skill(id)
		if err != nil {
			return err
		}
		if err := appliance.Unchanged(k, seen...); err != nil {
			return err
		}
		if used, err := skillUsed(&tx.View, id); err != nil || used {
			return orRefuse(err, ErrSkillUsed)
		}
		if err := tx.DeleteSkill(id); err != nil {
			return err
		}
		return s.changed(tx, by, skillKept+id.String(), k, nil)
	})
	if err != nil {
		return fmt.Errorf("remove skill %s: %w", id, err)
	}
	return nil
}

func orRefuse(err error, refusal *appliance.Refusal) error {
	if err != nil {
		return err
	}
	return refusal
}

// skillUsed tells whether an operator has a skill, or a queue needs it.
func skillUsed(v *sqlite.View, id appliance.SkillID) (bool, error) {
	operators, err := v.Operators()
	if err != nil {
		return false, err
	}
	queues, err := v.Queues()
	return slices.ContainsFunc(operators, func(o appliance.Operator) bool { return o.Skills[id] > 0 }) ||
		slices.ContainsFunc(queues, func(q appliance.Queue) bool { return q.Needs[id] > 0 }), err
}
