package account

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/feed"
	"cordboard/appliance/sqlite"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// lodge is accounts on a store of its own, with cheap hashes and a clock that
// the test turns.
type lodge struct {
	*Accounts
	t     testing.TB
	store *sqlite.Store
	told  *feed.Subscription
	clock time.Time
	// compared are the hashes that passwords were compared with.
	compared []string
	times    times
}

// times is a site, which counts how often it is asked for its times.
type times struct{ asked atomic.Int32 }

func (t *times) LoginTimes(*sqlite.View) (idle, lasts time.Duration, err error) {
	t.asked.Add(1)
	return 12 * time.Hour, 7 * 24 * time.Hour, nil
}

func (*times) Note(tx *sqlite.Tx, by appliance.OperatorID, what string, before, _ any) error {
	return tx.SetSetting("noted", fmt.Sprint(by, " ", what, " ", before == nil))
}

const (
	good  = "pomalu tece potok"
	other = "rychle letí vítr"
)

var home = netip.MustParseAddr("192.0.2.1")

func open(t testing.TB) *lodge {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := feed.New(store.Epoch(), 100)
	store.PublishTo(log.Publish)
	told, err := log.Subscribe(feed.ID{})
	if err != nil {
		t.Fatal(err)
	}
	l := &lodge{t: t, store: store, told: told, clock: noon}
	l.Accounts = New(Deps{Store: store, Site: &l.times, Now: func() time.Time { return l.clock }})
	l.cost.Memory, l.cost.Iterations = 64, 1
	compare := l.compare
	l.compare = func(password, hash string) (bool, error) {
		l.compared = append(l.compared, hash)
		if hash == nobody {
			return false, nil // its cost has a test of its own
		}
		return compare(password, hash)
	}
	return l
}

func (l *lodge) add(login string, role appliance.Role) appliance.Operator {
	l.t.Helper()
	o, err := l.AddOperator(l.t.Context(), appliance.Operator{
		Login: login, Name: login, Role: role, Language: appliance.Czech, Chats: 3, Calls: 1,
	}, good)
	if err != nil {
		l.t.Fatal(err)
	}
	return o
}

func (l *lodge) signIn(login string) string {
	l.t.Helper()
	token, _, err := l.SignIn(l.t.Context(), login, good, home)
	if err != nil {
		l.t.Fatal(err)
	}
	return token
}

// refused fails the test unless the token is nobody's.
func (l *lodge) refused(token, why string) {
	l.t.Helper()
	if o, err := l.Check(l.t.Context(), token); !errors.Is(err, appliance.ErrSignIn) {
		l.t.Errorf("%s: operator %s, %v, want %v", why, o.ID, err, appliance.ErrSignIn)
	}
}

// granted fails the test unless the token is somebody's.
func (l *lodge) granted(token, why string) {
	l.t.Helper()
	if _, err := l.Check(l.t.Context(), token); err != nil {
		l.t.Errorf("%s: %v", why, err)
	}
}

// use does something with the token, as a person.
func (l *lodge) use(token string) {
	l.t.Helper()
	if err := l.Used(l.t.Context(), token); err != nil {
		l.t.Error(err)
	}
}

func TestSignInGivesANewTokenOfWhichTheStoreHoldsTheHash(t *testing.T) {
	l := open(t)
	jana := l.add("jana", appliance.RoleOperator)
	one, two := l.signIn("jana"), l.signIn(" JANA ")
	if one == two || len(one) < 43 {
		t.Errorf("tokens %q and %q", one, two)
	}
	if o, err := l.Check(t.Context(), one); err != nil || o.ID != jana.ID {
		t.Errorf("operator %s, %v, want %s", o.ID, err, jana.ID)
	}
	logins, err := l.Logins(t.Context(), jana.ID)
	if err != nil || len(logins) != 2 {
		t.Fatalf("%v, %v", logins, err)
	}
	for _, stored := range logins {
		if bytes.Contains(stored.Hash, []byte(one)) || len(stored.Hash) != 32 || stored.Address != home.String() {
			t.Errorf("stored %+v", stored)
		}
	}
	l.refused("", "no token")
	l.refused(one[1:], "a part of one")
	l.refused(string(logins[0].Hash), "the stored hash")
}

func TestWhateverIsWrongTheRefusalIsTheSame(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	gone := l.add("gone", appliance.RoleOperator)
	gone.Disabled = true
	if _, err := l.SaveOperator(t.Context(), 0, gone, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := l.AddOperator(t.Context(), appliance.Operator{Login: "new", Name: "New", Role: appliance.RoleOperator, Language: appliance.Czech}, ""); err != nil {
		t.Fatal(err)
	}
	for rule, c := range map[string]struct{ login, password string }{
		"a wrong password":    {"jana", other},
		"no password":         {"jana", ""},
		"a huge password":     {"jana", strings.Repeat("x", 1<<20)},
		"no such login":       {"nobody", good},
		"an empty login":      {"", good},
		"a disabled operator": {"gone", good},
		"without a password":  {"new", good},
		"nobody's password":   {"new", ""},
	} {
		l.compared = nil
		_, _, err := l.SignIn(t.Context(), c.login, c.password, home)
		if !errors.Is(err, ErrWrong) {
			t.Errorf("%s: %v, want %v", rule, err, ErrWrong)
		}
		if len(l.compared) != 1 {
			t.Errorf("%s: %d computations, want one as for all", rule, len(l.compared))
		}
	}
}

func TestGuessingALoginIsSlowedDownAndDoesNotShutOutWhoIsIn(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	l.signIn("jana") // at home
	guess := func(i int) error {
		_, _, err := l.SignIn(t.Context(), "jana", other, netip.AddrFrom4([4]byte{198, 51, byte(i >> 8), byte(i)}))
		return err
	}
	for i := range 10 {
		if err := guess(i); !errors.Is(err, ErrWrong) {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	l.compared = nil
	if err := guess(10); !errors.Is(err, ErrTooMany) || len(l.compared) > 0 {
		t.Errorf("the eleventh guess: %v and %d computations", err, len(l.compared))
	}
	l.signIn("jana") // at home still
	if _, _, err := l.SignIn(t.Context(), "jana", good, netip.MustParseAddr("203.0.113.1")); !errors.Is(err, ErrTooMany) {
		t.Errorf("the right password from elsewhere: %v, want to wait", err)
	}
	l.clock = l.clock.Add(time.Minute)
	if _, _, err := l.SignIn(t.Context(), "jana", good, netip.MustParseAddr("203.0.113.1")); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

func TestAddressThatTriesManyLoginsIsSlowedDown(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	for i := range 20 {
		if _, _, err := l.SignIn(t.Context(), fmt.Sprint("login", i), other, home); !errors.Is(err, ErrWrong) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	if _, _, err := l.SignIn(t.Context(), "jana", good, home); !errors.Is(err, ErrTooMany) {
		t.Errorf("try 21: %v, want %v", err, ErrTooMany)
	}
	if _, _, err := l.SignIn(t.Context(), "jana", good, netip.MustParseAddr("192.0.2.2")); err != nil {
		t.Errorf("her from her own address: %v", err)
	}
}

func TestLastAdminCannotBeLockedOutFromAfar(t *testing.T) {
	l := open(t)
	l.add("root", appliance.RoleAdmin)
	for i := range 200 {
		if _, _, err := l.SignIn(t.Context(), "root", other, netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})); !errors.Is(err, ErrWrong) {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	l.signIn("root")
}

func TestManyGoodSignInsAreNotSlowedDown(t *testing.T) {
	l := open(t)
	jana := l.add("jana", appliance.RoleOperator)
	var last string
	for range 50 {
		last = l.signIn("jana")
	}
	logins, err := l.Logins(t.Context(), jana.ID)
	if err != nil || len(logins) != loginsLimit {
		t.Errorf("%d sign-ins kept, %v, want %d", len(logins), err, loginsLimit)
	}
	l.granted(last, "the newest one")
}

func TestSignInEndsWhenItIsNotUsedAndAfterAWeek(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	idle := l.signIn("jana")
	l.clock = l.clock.Add(12*time.Hour - time.Second)
	l.use(idle)
	l.clock = l.clock.Add(12*time.Hour - time.Second)
	l.granted(idle, "used in time")
	l.clock = l.clock.Add(time.Second)
	l.refused(idle, "not used for 12 hours")

	used := l.signIn("jana")
	began := l.clock
	for l.clock.Sub(began) < 7*24*time.Hour {
		l.granted(used, l.clock.Sub(began).String())
		l.use(used)
		l.clock = l.clock.Add(11 * time.Hour)
	}
	l.refused(used, "used all the time, after a week")
}

func TestOpenPageDoesNotKeepASignInFromGoingIdle(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	for range 12 * 60 {
		l.granted(token, "while nobody is at the page")
		l.clock = l.clock.Add(time.Minute)
	}
	l.refused(token, "looked at for 12 hours, and not used")
	if err := l.Used(t.Context(), token); !errors.Is(err, appliance.ErrSignIn) {
		t.Errorf("used too late: %v, want %v", err, appliance.ErrSignIn)
	}
}

func TestWhatEndsSignInsEndsThemAtOnce(t *testing.T) {
	for rule, end := range map[string]func(l *lodge, o appliance.Operator, token string) error{
		"sign-out": func(l *lodge, _ appliance.Operator, token string) error { return l.SignOut(l.t.Context(), token) },
		"a new password": func(l *lodge, o appliance.Operator, _ string) error {
			return l.SetPassword(l.t.Context(), o.ID, other)
		},
		"his own new password": func(l *lodge, o appliance.Operator, _ string) error {
			return l.ChangePassword(l.t.Context(), o.ID, good, other)
		},
		"another role": func(l *lodge, o appliance.Operator, _ string) error {
			o.Role = appliance.RoleSupervisor
			return second(l.SaveOperator(l.t.Context(), 0, o, ""))
		},
		"being disabled": func(l *lodge, o appliance.Operator, _ string) error {
			o.Disabled = true
			return second(l.SaveOperator(l.t.Context(), 0, o, ""))
		},
		"being revoked": func(l *lodge, o appliance.Operator, _ string) error {
			logins, err := l.Logins(l.t.Context(), o.ID)
			if err != nil {
				return err
			}
			return l.Revoke(l.t.Context(), o.ID, logins[0].Hash)
		},
	} {
		t.Run(rule, func(t *testing.T) {
			l := open(t)
			o, bystander := l.add("jana", appliance.RoleOperator), l.add("petr", appliance.RoleOperator)
			token, kept := l.signIn("jana"), l.signIn("petr")
			l.granted(token, "before") // and now it is remembered
			l.granted(kept, "before")
			if err := end(l, o, token); err != nil {
				t.Fatal(err)
			}
			l.refused(token, "after")
			l.granted(kept, "somebody else after")
			if bystander.ID == o.ID {
				t.Error("they are one")
			}
		})
	}
}

func TestNewNameIsSeenAtOnceAndKeepsTheSignIn(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	l.granted(token, "before")
	if err := l.Prefer(t.Context(), o.ID, Preferences{Language: appliance.Polish, ShiftEnterSends: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Check(t.Context(), token); err != nil || got.Language != appliance.Polish || !got.ShiftEnterSends {
		t.Errorf("got %+v, %v", got, err)
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

func TestSomebodyElsesSignInIsNotRevoked(t *testing.T) {
	l := open(t)
	jana, petr := l.add("jana", appliance.RoleOperator), l.add("petr", appliance.RoleOperator)
	token := l.signIn("jana")
	logins, err := l.Logins(t.Context(), jana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Revoke(t.Context(), petr.ID, logins[0].Hash); !errors.Is(err, appliance.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	l.granted(token, "after")
}

// A check that read the login before it was ended must not bring it back.
func TestLoginThatEndsWhileItIsCheckedIsNotRemembered(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	round := l.round
	s, err := l.look(t.Context(), hashOf(token), l.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.SignOut(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	l.remember(hashOf(token), s, round)
	l.refused(token, "signed out in between")
}

func TestCheckReadsTheStoreRarely(t *testing.T) {
	l := open(t)
	l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	l.granted(token, "once")
	if err := l.store.Close(); err != nil { // whoever reads now fails
		t.Fatal(err)
	}
	l.granted(token, "without the store")
	l.clock = l.clock.Add(freshFor)
	if _, err := l.Check(t.Context(), token); err == nil || appliance.AsRefusal(err) != nil {
		t.Errorf("later without the store: %v: the test does not see a read", err)
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
		"no such role":      {func(o *appliance.Operator) { o.Role = "god" }, good, ErrRole},
		"no such language":  {func(o *appliance.Operator) { o.Language = "de" }, good, appliance.ErrLanguage},
		"too many chats":    {func(o *appliance.Operator) { o.Chats = 51 }, good, ErrCapacity},
		"two calls":         {func(o *appliance.Operator) { o.Calls = 2 }, good, ErrCapacity},
		"no such group":     {func(o *appliance.Operator) { o.Groups = []appliance.GroupID{9} }, good, appliance.ErrNotFound},
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
	o := l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	o.Name = "Jana Nová"
	if _, err := l.SaveOperator(t.Context(), 7, o, "123"); !errors.Is(err, ErrShort) {
		t.Errorf("a short password: %v", err)
	}
	if _, err := l.SaveOperator(t.Context(), 7, o, other); err != nil {
		t.Fatal(err)
	}
	l.refused(token, "the password changed")
	if _, _, err := l.SignIn(t.Context(), "jana", other, home); err != nil {
		t.Errorf("with the new password: %v", err)
	}
	var noted string
	err := l.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		noted, _, err = v.Setting("noted")
		return err
	})
	if want := "7 operator/" + o.ID.String() + " false"; err != nil || noted != want {
		t.Errorf("noted %q, %v, want %q", noted, err, want)
	}
}

func second[T any](_ T, err error) error { return err }

func BenchmarkCheck(b *testing.B) {
	l := open(b)
	l.add("jana", appliance.RoleOperator)
	token := l.signIn("jana")
	for b.Loop() {
		if _, err := l.Check(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	a := New(Deps{})
	for b.Loop() {
		if _, err := a.hash(b.Context(), good); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSignInsAreCountedWithOneReadingOfTheirTimes(t *testing.T) {
	l := open(t)
	for _, login := range []string{"jana", "petr", "eva"} {
		l.add(login, appliance.RoleOperator)
		l.signIn(login)
	}
	before := l.times.asked.Load()
	err := l.store.Read(t.Context(), func(v *sqlite.View) error {
		n, err := l.SignedIn(v)
		if n != 3 {
			t.Errorf("%d are signed in, want 3", n)
		}
		return err
	})
	if asked := l.times.asked.Load() - before; err != nil || asked != 1 {
		t.Errorf("the times were read %d times, %v, want once", asked, err)
	}
}

func TestIdleSignInsCountForNothing(t *testing.T) {
	l := open(t)
	o := l.add("jana", appliance.RoleOperator)
	idle := l.signIn("jana")
	l.clock = l.clock.Add(13 * time.Hour)
	l.refused(idle, "idle")
	fresh := l.signIn("jana")
	count := func() (n int) {
		if err := l.store.Read(t.Context(), func(v *sqlite.View) (err error) { n, err = l.SignedIn(v); return err }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count(); n != 1 {
		t.Errorf("%d are signed in, want the fresh one alone", n)
	}
	if err := l.SignOut(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	if all, err := l.Logins(t.Context(), o.ID); err != nil || len(all) > 0 || count() > 0 {
		t.Errorf("signed out at the last live browser, %d are left (%v)", len(all), err)
	}
	guesses := 0
	for range 15 {
		if _, _, err := l.SignIn(t.Context(), "jana", "wrong", home); errors.Is(err, ErrWrong) {
			guesses++
		}
	}
	if guesses > 10 {
		t.Errorf("%d guesses from where an idle sign-in is, want the limit of a login to hold", guesses)
	}
}
