package account

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
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

// noted is the change of the site that was noted last.
func (l *lodge) noted() (change string) {
	l.t.Helper()
	err := l.store.Read(l.t.Context(), func(v *sqlite.View) (err error) {
		change, _, err = v.Setting("noted")
		return err
	})
	if err != nil {
		l.t.Error(err)
	}
	return change
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

func (l *lodge) add(login string, role appliance.RoleID) appliance.Operator {
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
