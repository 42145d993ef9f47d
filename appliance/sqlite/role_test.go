package sqlite

import (
	"slices"
	"testing"

	"cordboard/appliance"
)

// TestRolesOfANewBoxMay holds what each of them may, written by hand.
func TestRolesOfANewBoxMay(t *testing.T) {
	const columns = 4 // operator, observer, super user, administrator
	table := map[appliance.Right]string{
		appliance.RightTake:       "y-yy",
		appliance.RightPass:       "yyyy",
		appliance.RightTickets:    "y-yy",
		appliance.RightBlock:      "y-yy",
		appliance.RightObserve:    "-yyy",
		appliance.RightRecordings: "-yyy",
		appliance.RightListenIn:   "-yyy",
		appliance.RightIntervene:  "--yy",
		appliance.RightReveal:     "--yy",
		appliance.RightOperators:  "--yy",
		appliance.RightRoles:      "---y",
		appliance.RightQueues:     "--yy",
		appliance.RightTrees:      "---y",
		appliance.RightExchange:   "---y",
		appliance.RightSettings:   "---y",
		appliance.RightConsole:    "---y",
	}
	s := open(t)
	var roles []appliance.Role
	var usual appliance.Role
	read(t, s, func(v *View) (err error) {
		if usual, err = v.UsualRole(); err != nil {
			return err
		}
		roles, err = v.Roles()
		return err
	})
	if len(roles) != columns || usual.ID != appliance.RoleOperator {
		t.Fatalf("a new box has %d roles, the usual one is %s", len(roles), usual.ID)
	}
	for _, right := range appliance.AllRights() {
		row, known := table[right]
		if !known {
			t.Errorf("the table does not say who may %q", right)
			continue
		}
		for i, r := range roles {
			if got := r.Rights.Has(right); got != (row[i] == 'y') {
				t.Errorf("%s may %q: %v", r.Name[appliance.English], right, got)
			}
		}
	}
	for i, r := range roles {
		if r.ID != appliance.RoleID(i+1) || len(r.Name) != len(appliance.Languages()) || !slices.Equal(r.Rights, r.Rights.Ordered()) {
			t.Errorf("role %d is %+v", i, r)
		}
	}
}

// TestOperatorsOfAnOlderBoxMayWhatTheyMight: an upgrade gives nobody more.
func TestOperatorsOfAnOlderBoxMayWhatTheyMight(t *testing.T) {
	steps, err := scripts(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for rule, c := range map[string]struct {
		supervised bool
		roles      int
	}{"with a supervisor": {true, 5}, "without one": {false, 4}} {
		path := t.TempDir() + "/box.db"
		older := slices.Clone(steps[:21])
		add := func(login, role string) {
			older[20] += `INSERT INTO operator (login, name, mail, role, language, groups, chats, calls, shift_enter_sends, disabled)
				VALUES ('` + login + `', '` + login + `', '', '` + role + `', 'en', '[]', 1, 1, 0, 0);`
		}
		add("jana", "operator")
		add("nora", "admin")
		if c.supervised {
			add("eva", "supervisor")
		}
		if err := migrateFile(t, path, older); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		want := map[string]appliance.Rights{"jana": appliance.Serve(), "nora": appliance.AllRights()}
		if c.supervised {
			want["eva"] = append(appliance.Serve(), appliance.Oversee()...)
		}
		read(t, s, func(v *View) error {
			operators, err := v.Operators()
			if err != nil || len(operators) != len(want) {
				t.Errorf("%s: there are %d operators, %v", rule, len(operators), err)
			}
			for _, o := range operators {
				if !slices.Equal(o.Rights, want[o.Login]) {
					t.Errorf("%s: %s may %v, want %v", rule, o.Login, o.Rights, want[o.Login])
				}
			}
			roles, err := v.Roles()
			if len(roles) != c.roles {
				t.Errorf("%s: there are %d roles, want %d", rule, len(roles), c.roles)
			}
			return err
		})
	}
}

func TestOneRoleIsTheUsual(t *testing.T) {
	s := open(t)
	var clerk appliance.Role
	write(t, s, func(tx *Tx) (err error) {
		clerk, err = tx.AddRole(appliance.Role{Name: map[appliance.Language]string{appliance.English: "Clerk"}, Rights: appliance.Rights{appliance.RightTickets}, Usual: true})
		return err
	})
	var o appliance.Operator
	write(t, s, func(tx *Tx) (err error) {
		o, err = tx.AddOperator(appliance.Operator{Login: "jana"})
		return err
	})
	if o.Role != clerk.ID || !slices.Equal(o.Rights, clerk.Rights) {
		t.Errorf("a new operator has the role %s with %v, want %s", o.Role, o.Rights, clerk.ID)
	}
	read(t, s, func(v *View) error {
		all, err := v.Roles()
		for _, r := range all {
			if r.Usual != (r.ID == clerk.ID) {
				t.Errorf("role %s is the usual one: %v", r.ID, r.Usual)
			}
		}
		return err
	})
}
