package account

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

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
			o.Role = appliance.RoleSuperUser
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
