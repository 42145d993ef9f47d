package account

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/sqlite"
)

func TestNewNameIsSeenAtOnceAndKeepsTheSignIn(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	l.granted(token, "before")
	if err := l.Prefer(t.Context(), o.ID, Preferences{Language: appliance.Polish, ShiftEnterSends: true, Silent: true, Notified: true, Unlettered: true, Shortcuts: appliance.Shortcuts{appliance.CommandEnd: "Q", appliance.CommandFind: "f"}}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Check(t.Context(), token); err != nil || got.Language != appliance.Polish || !got.ShiftEnterSends || !got.Silent || !got.Notified || !got.Unlettered || !maps.Equal(got.Shortcuts, appliance.Shortcuts{appliance.CommandEnd: "q"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := l.Prefer(t.Context(), o.ID, Preferences{Language: appliance.Polish, Shortcuts: appliance.Shortcuts{appliance.CommandEnd: "t"}}); !errors.Is(err, appliance.ErrShortcutTwice) {
		t.Errorf("a letter of two commands: %v", err)
	}
	if err := l.Prefer(t.Context(), o.ID, Preferences{Language: "de"}); !errors.Is(err, appliance.ErrLanguage) {
		t.Errorf("a language that the box lacks: %v", err)
	}
}

func TestTelephoneToWhichNoCallLeadsIsNotChosen(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	o.Extension = "31"
	if _, err := l.SaveOperator(t.Context(), 0, o, ""); err != nil {
		t.Fatal(err)
	}
	var asked string
	refuses := ErrNoWay
	l.leads = func(_ context.Context, extension string) error {
		if asked = extension; refuses != nil {
			return refuses
		}
		return nil
	}
	token := l.signIn("jana")
	for _, want := range []bool{false, true} {
		err := l.ChooseSound(t.Context(), o.ID, true)
		if errors.Is(err, ErrNoWay) == want || asked != "31" {
			t.Errorf("that calls lead to %q is %t, and choosing it: %v", asked, want, err)
		}
		if got, err := l.Check(t.Context(), token); err != nil || got.OnTelephone() != want {
			t.Errorf("he talks on %+v, %v; want his telephone %t", got, err, want)
		}
		refuses = nil
	}
	refuses = ErrNoWay
	if err := l.ChooseSound(t.Context(), o.ID, false); err != nil {
		t.Errorf("back to the browser, where nothing leads: %v", err)
	}
}

func TestOnlyWhoHasADeskTelephoneTalksOnIt(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	if err := l.ChooseSound(t.Context(), o.ID, true); !errors.Is(err, ErrNoTelephone) {
		t.Errorf("without one: %v, want %v", err, ErrNoTelephone)
	}
	o.Extension = "+420777123456" // nobody's calls are led out of the house so
	if _, err := l.SaveOperator(t.Context(), 0, o, ""); !errors.Is(err, address.ErrExtension) {
		t.Errorf("a number that is no extension: %v, want %v", err, address.ErrExtension)
	}
	o.Extension = " 31 "
	saved, err := l.SaveOperator(t.Context(), 0, o, "")
	if err != nil || saved.Extension != "31" {
		t.Fatalf("an extension: %+v, %v", saved, err)
	}
	token := l.signIn("jana")
	if err := l.ChooseSound(t.Context(), o.ID, true); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Check(t.Context(), token); err != nil || !got.OnTelephone() {
		t.Errorf("he talks on %+v, %v", got, err)
	}
}

func TestOwnPasswordIsProvedBeforeItIsChanged(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	for range 10 {
		if err := l.ChangePassword(t.Context(), o.ID, other, "nikdo to neuhodne"); !errors.Is(err, ErrCurrent) {
			t.Errorf("got %v, want %v", err, ErrCurrent)
		}
	}
	if err := l.ChangePassword(t.Context(), o.ID, good, "nikdo to neuhodne"); !errors.Is(err, ErrTooMany) {
		t.Errorf("the eleventh: %v, want %v", err, ErrTooMany)
	}
	l.clock = l.clock.Add(time.Hour)
	if err := l.ChangePassword(t.Context(), o.ID, good, "heslo1234567"); !errors.Is(err, ErrCommon) {
		t.Errorf("a common one: %v", err)
	}
	l.signIn("jana")
}

func TestBoxKeepsAnAdministrator(t *testing.T) {
	l := open(t)
	root := l.add("root", appliance.RoleAdmin)
	// One without a password cannot come in, and so does not count.
	if _, err := l.AddOperator(t.Context(), appliance.Operator{Login: "new", Name: "New", Role: appliance.RoleAdmin, Language: appliance.Czech}, ""); err != nil {
		t.Fatal(err)
	}
	for rule, spoil := range map[string]func(*appliance.Operator){
		"demoted":  func(o *appliance.Operator) { o.Role = appliance.RoleOperator },
		"disabled": func(o *appliance.Operator) { o.Disabled = true },
	} {
		o := root
		spoil(&o)
		if _, err := l.SaveOperator(t.Context(), 0, o, ""); !errors.Is(err, ErrLastAdmin) {
			t.Errorf("%s: %v, want %v", rule, err, ErrLastAdmin)
		}
	}
	l.add("second", appliance.RoleAdmin)
	root.Role = appliance.RoleOperator
	if _, err := l.SaveOperator(t.Context(), 0, root, ""); err != nil {
		t.Errorf("with a second one: %v", err)
	}
}

func TestNobodyChangesOrMakesWhoMayMoreThanHe(t *testing.T) {
	l := open(t)
	root, eva, jana := l.add("root", appliance.RoleAdmin), l.add("eva", appliance.RoleSuperUser), l.add("jana", appliance.RoleOperator)
	with := func(o appliance.Operator, role appliance.RoleID) appliance.Operator {
		o.Role, o.Name = role, o.Name+"ek"
		return o
	}
	fresh := appliance.Operator{Login: "petr", Name: "Petr", Language: appliance.Czech}
	for _, c := range []struct {
		rule     string
		by       appliance.Operator
		o        appliance.Operator
		password string
		want     error
	}{
		{"a super user gives her own role", eva, with(jana, appliance.RoleSuperUser), "", nil},
		{"and takes it again", eva, with(jana, appliance.RoleOperator), other, nil},
		{"an observer's role is less", eva, with(jana, appliance.RoleObserver), "", nil},
		{"she cannot make an administrator of another", eva, with(jana, appliance.RoleAdmin), "", ErrRoleAbove},
		{"nor of herself", eva, with(eva, appliance.RoleAdmin), "", ErrRoleAbove},
		{"nor a new one", eva, with(fresh, appliance.RoleAdmin), good, ErrRoleAbove},
		{"nor give an administrator another password", eva, with(root, appliance.RoleAdmin), other, ErrAbove},
		{"nor make him less", eva, with(root, appliance.RoleOperator), "", ErrAbove},
		{"a new operator without a role gets the usual one", eva, fresh, good, nil},
		{"an administrator makes another", root, with(jana, appliance.RoleAdmin), "", nil},
	} {
		o, err := l.SaveOperator(t.Context(), c.by.ID, c.o, c.password)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.rule, err, c.want)
		}
		if c.want == nil && c.o.Role == 0 && o.Role != appliance.RoleOperator {
			t.Errorf("%s: he has %s", c.rule, o.Role)
		}
	}
	if _, _, err := l.SignIn(t.Context(), "root", good, home); err != nil {
		t.Errorf("the administrator's password is another: %v", err)
	}
}

// TestChangedRoleCountsAtTheNextRequest: what was checked a moment ago is not believed
// any more.
func TestChangedRoleCountsAtTheNextRequest(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	if o, err := l.Check(t.Context(), token); err != nil || !o.May(appliance.RightTake) {
		t.Fatalf("before: %+v, %v", o, err)
	}
	err := l.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		r, err := tx.Role(appliance.RoleOperator)
		if err != nil {
			return err
		}
		r.Rights = appliance.Rights{appliance.RightTickets}
		tx.Emit(appliance.SiteChanged{})
		return tx.SaveRole(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	if o, err := l.Check(t.Context(), token); err != nil || o.May(appliance.RightTake) || !o.May(appliance.RightTickets) {
		t.Errorf("after: %+v, %v", o, err)
	}
}

func TestOperatorIsCheckedAndTold(t *testing.T) {
	l := open(t)
	fine := appliance.Operator{Login: "jana.n", Name: "Jana", Mail: "Jana@Example.cz", Role: appliance.RoleOperator, Language: appliance.Czech, Chats: 3, Calls: 1}
	for rule, c := range map[string]struct {
		spoil    func(*appliance.Operator)
		password string
		want     error
	}{
		"login with spaces": {func(o *appliance.Operator) { o.Login = "jana n" }, good, ErrLogin},
		"no login":          {func(o *appliance.Operator) { o.Login = "" }, good, ErrLogin},
		"no name":           {func(o *appliance.Operator) { o.Name = "" }, good, appliance.ErrName},
		"no mail":           {func(o *appliance.Operator) { o.Mail = "jana" }, good, address.ErrMail},
		"no such role":      {func(o *appliance.Operator) { o.Role = 99 }, good, ErrRole},
		"no such language":  {func(o *appliance.Operator) { o.Language = "de" }, good, appliance.ErrLanguage},
		"too many chats":    {func(o *appliance.Operator) { o.Chats = 51 }, good, ErrCapacity},
		"two calls":         {func(o *appliance.Operator) { o.Calls = 2 }, good, ErrCapacity},
		"no such group":     {func(o *appliance.Operator) { o.Groups = []appliance.GroupID{9} }, good, appliance.ErrNotFound},
		"no such skill":     {func(o *appliance.Operator) { o.Skills = appliance.Levels{9: 1} }, good, appliance.ErrNotFound},
		"no such level":     {func(o *appliance.Operator) { o.Skills = appliance.Levels{9: 6} }, good, appliance.ErrLevel},
		"short password":    {func(*appliance.Operator) {}, "short", ErrShort},
	} {
		o := fine
		c.spoil(&o)
		if _, err := l.AddOperator(t.Context(), o, c.password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", rule, err, c.want)
		}
	}
	if n := len(l.told.C()); n > 0 {
		t.Errorf("refused, and yet told %d times", n)
	}
	o, err := l.AddOperator(t.Context(), fine, good)
	if err != nil || o.Mail != "jana@example.cz" {
		t.Fatalf("got %+v, %v", o, err)
	}
	if f := <-l.told.C(); f.Event.(appliance.OperatorChanged).Operator.ID != o.ID {
		t.Errorf("told %+v", f)
	}
	if _, err := l.AddOperator(t.Context(), fine, good); !errors.Is(err, sqlite.ErrDuplicate) {
		t.Errorf("the same login twice: %v", err)
	}
	fine.Login = "Jana.N"
	if _, err := l.AddOperator(t.Context(), fine, "short"); !errors.Is(err, sqlite.ErrDuplicate) || errors.Is(err, ErrLogin) {
		t.Errorf("the same login in capitals: %v", err)
	}
	fine.Login = "Petr"
	if o, err := l.AddOperator(t.Context(), fine, good); err != nil || o.Login != "petr" {
		t.Errorf("a login with a capital is kept as %q, %v", o.Login, err)
	}
}

func TestWhoChangedAnOperatorIsNotedAndHisNewPasswordCounts(t *testing.T) {
	l := open(t)
	root, o := l.add("root", appliance.RoleAdmin), l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	o.Name = "Jana Nová"
	if _, err := l.SaveOperator(t.Context(), root.ID, o, "123"); !errors.Is(err, ErrShort) {
		t.Errorf("a short password: %v", err)
	}
	if _, err := l.SaveOperator(t.Context(), root.ID, o, other); err != nil {
		t.Fatal(err)
	}
	l.refused(token, "the password changed")
	if _, _, err := l.SignIn(t.Context(), "jana", other, home); err != nil {
		t.Errorf("with the new password: %v", err)
	}
	if noted, want := l.noted(), root.ID.String()+" operator/"+o.ID.String()+" false"; noted != want {
		t.Errorf("noted %q, want %q", noted, want)
	}
}

// TestSavedOperatorHasTheDutiesThatHeSaysHeHas, and not those that his editor read:
// who hears of the change goes by them.
func TestSavedOperatorHasTheDutiesThatHeSaysHeHas(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	var off appliance.Duties
	err := l.store.Write(t.Context(), func(tx *sqlite.Tx) error {
		e, err := tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.Phone, Name: "front door"})
		if err != nil {
			return err
		}
		off = appliance.Duties{e.ID: appliance.OffDuty}
		return tx.SetDuty(o.ID, e.ID, appliance.OffDuty)
	})
	if err != nil {
		t.Fatal(err)
	}
	for len(l.told.C()) > 0 {
		<-l.told.C()
	}
	made := l.noted()
	if _, err := l.SaveOperator(t.Context(), 0, o, ""); err != nil {
		t.Fatal(err)
	}
	if n, noted := len(l.told.C()), l.noted(); n > 0 || noted != made {
		t.Errorf("saved as he was he is told of %d times, and noted as %q", n, noted)
	}
	o.Name, o.Rights = "Jana Nová", nil
	if _, err := l.SaveOperator(t.Context(), 0, o, "", appliance.VersionOf("what another made of him")); !errors.Is(err, appliance.ErrChanged) {
		t.Fatalf("changed meanwhile: %v, want %v", err, appliance.ErrChanged)
	}
	if _, err := l.SaveOperator(t.Context(), 0, o, ""); err != nil {
		t.Fatal(err)
	}
	f := <-l.told.C()
	if is := f.Event.(appliance.OperatorChanged).Operator; is.Name != o.Name || !maps.Equal(is.Duties, off) || len(is.Rights) == 0 {
		t.Errorf("told of %+v, want the duties %v and the rights of his role", is, off)
	}
	if _, err := l.SaveOperator(t.Context(), 0, o, "", appliance.VersionOf("what he was")); err != nil {
		t.Errorf("once more the same, by one who saw another: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }
