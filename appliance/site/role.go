package site

import (
	"context"
	"fmt"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// What is refused of roles.
var (
	// ErrRoleUsed refuses to remove a role that somebody has.
	ErrRoleUsed = appliance.Refuse(appliance.Conflict, "refusal.role-used")
	// ErrUsualRole refuses to leave new operators without a role.
	ErrUsualRole = appliance.Refuse(appliance.Conflict, "refusal.role-usual")
	// ErrNoAdministrator refuses to leave nobody who may give anybody any right.
	ErrNoAdministrator = appliance.Refuse(appliance.Conflict, "refusal.role-nobody")
	// ErrRightAbove refuses to change what a role may to somebody who may less.
	ErrRightAbove = appliance.Refuse(appliance.Forbidden, "refusal.right-above")
)

// SaveRole adds a role, if its id is zero, or changes it: whoever has it may from then
// on what it says.
func (s *Site) SaveRole(ctx context.Context, by appliance.OperatorID, r appliance.Role, seen ...appliance.Version) (appliance.Role, error) {
	return s.saveRole(ctx, by, r, 0, seen...)
}

func (s *Site) saveRole(ctx context.Context, by appliance.OperatorID, r appliance.Role, undoes int, seen ...appliance.Version) (appliance.Role, error) {
	r.Rights = r.Rights.Ordered()
	return edit(ctx, s, by, r, roleFlaws(r), noun[appliance.Role]{
		kept: roleKept, undoes: undoes,
		id:   func(r appliance.Role) int64 { return int64(r.ID) },
		find: func(v *sqlite.View, r appliance.Role) (appliance.Role, error) { return v.Role(r.ID) },
		add: func(tx *sqlite.Tx, r appliance.Role) (appliance.Role, error) {
			if err := mayGive(&tx.View, by, r.Rights); err != nil {
				return r, err
			}
			return tx.AddRole(r)
		},
		save:  func(tx *sqlite.Tx, r appliance.Role) error { return replaceRole(tx, by, r) },
		taken: roleTaken, check: roleFits,
	}, seen...)
}

// replaceRole saves a role that there is, and tells of all who have it.
func replaceRole(tx *sqlite.Tx, by appliance.OperatorID, r appliance.Role) error {
	before, err := tx.Role(r.ID)
	if err != nil {
		return err
	}
	for _, rights := range []appliance.Rights{before.Rights, r.Rights} {
		if err := mayGive(&tx.View, by, rights); err != nil {
			return err
		}
	}
	if err := tx.SaveRole(r); err != nil {
		return err
	}
	holders, err := tx.OperatorsOf(r.ID)
	for _, o := range holders {
		tx.Emit(appliance.OperatorChanged{Operator: o})
	}
	return err
}

// mayGive refuses rights to an editor who may not give them; the box itself may all.
func mayGive(v *sqlite.View, by appliance.OperatorID, rights appliance.Rights) error {
	if by == 0 {
		return nil
	}
	editor, err := v.Operator(by)
	if err != nil || editor.Rights.MayGive(rights) {
		return err
	}
	return ErrRightAbove
}

func roleFlaws(r appliance.Role) appliance.Flaws {
	flaws := appliance.Flaws{}
	namesFlaws(flaws, r.Name)
	return flaws
}

func roleTaken(v *sqlite.View, r appliance.Role, flaws appliance.Flaws) error {
	all, err := v.Roles()
	for _, other := range all {
		for l, name := range r.Name {
			flaws.Add(nameIn(l), other.Name[l] == name && other.ID != r.ID, sqlite.ErrDuplicate)
		}
	}
	return err
}

// roleFits wants a name of its own, a role for new operators, and somebody who may
// administer, in the store as it will be. A box that has no operators yet has nobody
// to lock out.
func roleFits(v *sqlite.View, r appliance.Role) error {
	flaws := appliance.Flaws{}
	if err := roleTaken(v, r, flaws); err != nil {
		return err
	}
	if err := flaws.Err(); err != nil {
		return err
	}
	if _, err := v.UsualRole(); unlessGone(err) != nil {
		return err
	} else if err != nil {
		return appliance.Flaws{"usual": ErrUsualRole}
	}
	return administered(v)
}

func administered(v *sqlite.View) error {
	administrators, err := v.Administrators()
	if err != nil || len(administrators) > 0 {
		return err
	}
	operators, err := v.Operators()
	if err != nil || len(operators) == 0 {
		return err
	}
	return appliance.Flaws{"rights": ErrNoAdministrator}
}

// RemoveRole forgets a role that nobody has and that new operators do not get.
func (s *Site) RemoveRole(ctx context.Context, by appliance.OperatorID, id appliance.RoleID, seen ...appliance.Version) error {
	err := s.store.Write(ctx, func(tx *sqlite.Tx) error {
		r, err := tx.Role(id)
		if err != nil {
			return err
		}
		if err := appliance.Unchanged(r, seen...); err != nil {
			return err
		}
		if err := mayGive(&tx.View, by, r.Rights); err != nil {
			return err
		}
		holders, err := tx.OperatorsOf(id)
		switch {
		case err != nil:
			return err
		case len(holders) > 0:
			return ErrRoleUsed.With("count", len(holders))
		case r.Usual:
			return ErrUsualRole
		}
		if err := tx.DeleteRole(id); err != nil {
			return err
		}
		return s.changed(tx, by, roleKept+id.String(), r, nil)
	})
	if err != nil {
		return fmt.Errorf("remove role %s: %w", id, err)
	}
	return nil
}

// roleAgain makes a role what it was before a change; whether new operators get it is
// left as it is, for it is said of another role as well.
func (s *Site) roleAgain(ctx context.Context, by appliance.OperatorID, c Change) error {
	return again(c, func(r appliance.Role) error {
		var now appliance.Role
		err := s.store.Read(ctx, func(v *sqlite.View) (err error) {
			now, err = v.Role(r.ID)
			return err
		})
		if err != nil {
			return err
		}
		r.Usual = now.Usual
		_, err = s.saveRole(ctx, by, r, c.Number)
		return err
	})
}
