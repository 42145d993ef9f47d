package site

import (
	"errors"
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// staff are the operators of a plot.
type staff struct{ admin, super, jana appliance.Operator }

// staffed is a site with an administrator who can sign in, a super user and an
// operator.
func staffed(t *testing.T) (*plot, staff) {
	t.Helper()
	p := newPlot(t)
	var s staff
	err := p.store.Write(t.Context(), func(tx *sqlite.Tx) (err error) {
		if s.admin, err = tx.AddOperator(appliance.Operator{Login: "nora", Role: appliance.RoleAdmin}); err != nil {
			return err
		}
		if s.super, err = tx.AddOperator(appliance.Operator{Login: "eva", Role: appliance.RoleSuperUser}); err != nil {
			return err
		}
		if s.jana, err = tx.AddOperator(appliance.Operator{Login: "jana"}); err != nil {
			return err
		}
		return tx.SetHash(s.admin.ID, "hash")
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, s
}

func (p *plot) role(id appliance.RoleID) (r appliance.Role) {
	p.t.Helper()
	err := p.store.Read(p.t.Context(), func(v *sqlite.View) (err error) {
		r, err = v.Role(id)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

func inEnglish(name string) map[appliance.Language]string {
	return map[appliance.Language]string{appliance.English: name}
}

func TestWhoHasARoleMayWhatItSaysFromThenOn(t *testing.T) {
	p, s := staffed(t)
	p.changes() // until now
	r := p.role(appliance.RoleOperator)
	r.Rights = appliance.Rights{appliance.RightTickets, "root", appliance.RightTake, appliance.RightTake}
	if _, err := p.SaveRole(t.Context(), s.admin.ID, r); err != nil {
		t.Fatal(err)
	}
	want := appliance.Rights{appliance.RightTake, appliance.RightTickets}
	var jana appliance.Operator
	err := p.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		jana, err = v.Operator(s.jana.ID)
		return err
	})
	if err != nil || !slices.Equal(jana.Rights, want) {
		t.Errorf("she may %v, %v, want %v", jana.Rights, err, want)
	}
	var holders []appliance.OperatorID
	for len(p.told.C()) > 0 {
		if e, changed := (<-p.told.C()).Event.(appliance.OperatorChanged); changed {
			holders = append(holders, e.Operator.ID)
			if !slices.Equal(e.Operator.Rights, want) {
				t.Errorf("it is told that she may %v", e.Operator.Rights)
			}
		}
	}
	if !slices.Equal(holders, []appliance.OperatorID{s.jana.ID}) {
		t.Errorf("it is told of %v, want of her alone", holders)
	}
}

func TestRoleThatMustStayAsItIsIsRefused(t *testing.T) {
	p, s := staffed(t)
	clerk, err := p.SaveRole(t.Context(), s.admin.ID, appliance.Role{Name: inEnglish("Clerk"), Rights: appliance.Rights{appliance.RightTickets}})
	if err != nil {
		t.Fatal(err)
	}
	for rule, c := range map[string]struct {
		by     appliance.OperatorID
		id     appliance.RoleID // zero: a new one
		change func(*appliance.Role)
		want   error
		field  string
	}{
		"nobody could administer":         {s.admin.ID, appliance.RoleAdmin, func(r *appliance.Role) { r.Rights = appliance.Serve() }, ErrNoAdministrator, "rights"},
		"nobody could give roles":         {s.admin.ID, appliance.RoleAdmin, func(r *appliance.Role) { r.Rights = appliance.Rights{appliance.RightRoles} }, ErrNoAdministrator, "rights"},
		"no role is for new operators":    {s.admin.ID, appliance.RoleOperator, func(r *appliance.Role) { r.Usual = false }, ErrUsualRole, "usual"},
		"a name that another has":         {s.admin.ID, clerk.ID, func(r *appliance.Role) { r.Name = inEnglish("Observer") }, sqlite.ErrDuplicate, "name-en"},
		"no name":                         {s.admin.ID, clerk.ID, func(r *appliance.Role) { r.Name = nil }, appliance.ErrName, nameIn(appliance.Languages()[0])},
		"a new one with a taken name":     {s.admin.ID, 0, func(r *appliance.Role) { r.Name = inEnglish("Clerk") }, sqlite.ErrDuplicate, "name-en"},
		"more than its editor may":        {s.super.ID, clerk.ID, func(r *appliance.Role) { r.Rights = appliance.Rights{appliance.RightSettings} }, ErrRightAbove, ""},
		"a new one that may more":         {s.super.ID, 0, func(r *appliance.Role) { r.Name, r.Rights = inEnglish("Boss"), appliance.Rights{appliance.RightRoles} }, ErrRightAbove, ""},
		"less than one above him may now": {s.super.ID, appliance.RoleAdmin, func(r *appliance.Role) { r.Rights = appliance.Serve() }, ErrRightAbove, ""},
	} {
		r, before := appliance.Role{}, appliance.Role{}
		if c.id != 0 {
			r = p.role(c.id)
			before = r
		}
		c.change(&r)
		_, err := p.SaveRole(t.Context(), c.by, r)
		if flaws, _ := errors.AsType[appliance.Flaws](err); !errors.Is(err, c.want) || c.field != "" && !errors.Is(flaws[c.field], c.want) {
			t.Errorf("%s: got %v, want %v at %q", rule, err, c.want, c.field)
		}
		if c.id != 0 && !slices.Equal(p.role(c.id).Rights, before.Rights) {
			t.Errorf("%s: and yet it may %v now", rule, p.role(c.id).Rights)
		}
	}
}

func TestRoleIsRemovedOnlyWhereNobodyHasIt(t *testing.T) {
	p, s := staffed(t)
	for rule, c := range map[string]struct {
		by   appliance.OperatorID
		id   appliance.RoleID
		seen []appliance.Version
		want error
	}{
		"somebody has it":         {s.admin.ID, appliance.RoleSuperUser, nil, ErrRoleUsed},
		"its editor may less":     {s.super.ID, appliance.RoleAdmin, nil, ErrRightAbove},
		"it is another by now":    {s.admin.ID, appliance.RoleObserver, []appliance.Version{"another"}, appliance.ErrChanged},
		"there is no such role":   {s.admin.ID, 99, nil, appliance.ErrNotFound},
		"an administrator has it": {s.admin.ID, appliance.RoleAdmin, nil, ErrRoleUsed},
	} {
		if err := p.RemoveRole(t.Context(), c.by, c.id, c.seen...); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", rule, err, c.want)
		}
	}
	observer := p.role(appliance.RoleObserver)
	observer.Usual = true
	if _, err := p.SaveRole(t.Context(), s.admin.ID, observer); err != nil {
		t.Fatal(err)
	}
	if err := p.RemoveRole(t.Context(), s.admin.ID, observer.ID); !errors.Is(err, ErrUsualRole) {
		t.Errorf("new operators get it: got %v, want %v", err, ErrUsualRole)
	}
	operator := p.role(appliance.RoleOperator)
	operator.Usual = true
	if _, err := p.SaveRole(t.Context(), s.admin.ID, operator); err != nil {
		t.Fatal(err)
	}
	if err := p.RemoveRole(t.Context(), s.admin.ID, observer.ID); err != nil {
		t.Fatal(err)
	}
	kept, err := p.History(t.Context(), "role/"+observer.ID.String())
	if err != nil || len(kept) != 2 || kept[0].By != s.admin.ID || string(kept[0].After) != "null" {
		t.Errorf("the history tells %+v, %v, want that it is gone", kept, err)
	}
}

func TestRoleIsTakenBack(t *testing.T) {
	p, s := staffed(t)
	r := p.role(appliance.RoleObserver)
	was := r.Rights
	r.Name, r.Rights, r.Usual = inEnglish("Onlooker"), appliance.Rights{appliance.RightObserve}, true
	if _, err := p.SaveRole(t.Context(), s.admin.ID, r); err != nil {
		t.Fatal(err)
	}
	kept, err := p.History(t.Context(), "role/"+r.ID.String())
	if err != nil || len(kept) != 1 {
		t.Fatalf("history %v, %v", kept, err)
	}
	if err := p.Revert(t.Context(), s.jana.ID, kept[0]); !errors.Is(err, ErrRightAbove) {
		t.Errorf("by who may less: %v", err)
	}
	if err := p.Revert(t.Context(), s.admin.ID, kept[0]); err != nil {
		t.Fatal(err)
	}
	if r = p.role(r.ID); !slices.Equal(r.Rights, was) || r.Name[appliance.English] != "Observer" || !r.Usual {
		t.Errorf("it is %+v, want it as it was, and still the one for new operators", r)
	}
}
