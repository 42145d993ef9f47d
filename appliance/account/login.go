package account

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// digest is the SHA-256 of a token.
type digest [sha256.Size]byte

func hashOf(token string) digest { return sha256.Sum256([]byte(token)) }

// seen is a login that was checked a moment ago.
type seen struct {
	operator appliance.Operator
	login    appliance.Login
	until    time.Time // when it ends if it is not used any more
	fresh    time.Time // until when it need not be read again
	at       uint64    // the store's count of changes that it was read at
}

const (
	// freshFor is how long a checked login is believed. What is changed of
	// logins, operators and roles counts at once.
	freshFor = 10 * time.Second
	// touchAfter is how often the use of a login is noted.
	touchAfter = time.Minute
	// knownLimit bounds the memory for tokens that are checked.
	knownLimit = 4096
)

// Check tells who is signed in by a token. appliance.ErrSignIn: nobody. It is cheap: the
// store is read when the login was not seen for some seconds. To look is not to
// use: a page that asks by itself keeps nobody signed in.
func (a *Accounts) Check(ctx context.Context, token string) (appliance.Operator, error) {
	s, _, err := a.valid(ctx, hashOf(token))
	return s.operator, err
}

// Used notes that a person did something with his sign-in, which goes idle
// without; the store is written once a minute. appliance.ErrSignIn: it has ended.
func (a *Accounts) Used(ctx context.Context, token string) error {
	hash := hashOf(token)
	s, round, err := a.valid(ctx, hash)
	if err != nil {
		return err
	}
	now := a.now()
	if now.Sub(s.login.Seen) < touchAfter {
		return nil
	}
	if err := a.touch(ctx, &s, now); err != nil {
		return err
	}
	a.remember(hash, s, round)
	return nil
}

// valid is a login that holds, and the round in which that was found out.
func (a *Accounts) valid(ctx context.Context, hash digest) (seen, uint64, error) {
	now := a.now()
	a.mu.Lock()
	s, known := a.known[hash]
	round := a.round
	a.mu.Unlock()
	// What is remembered as idle may have been used meanwhile.
	if !known || s.at != a.store.SiteChanges() || !now.Before(s.fresh) || !now.Before(s.until) {
		var err error
		if s, err = a.look(ctx, hash, now); err != nil {
			return seen{}, round, err
		}
		if !now.Before(s.until) {
			return seen{}, round, appliance.ErrSignIn
		}
		a.remember(hash, s, round)
	}
	return s, round, nil
}

// look reads a login and its operator.
func (a *Accounts) look(ctx context.Context, hash digest, now time.Time) (seen, error) {
	s := seen{at: a.store.SiteChanges()} // before reading: a change meanwhile makes it old
	err := a.store.Read(ctx, func(v *sqlite.View) (err error) {
		if s.login, err = v.Login(hash[:]); err != nil {
			return err
		}
		if s.operator, err = v.Operator(s.login.Operator); err != nil {
			return err
		}
		idle, _, err := a.site.LoginTimes(v)
		s.until = ends(s.login, idle)
		return err
	})
	switch {
	case errors.Is(err, appliance.ErrNotFound) || err == nil && s.operator.Disabled:
		return s, appliance.ErrSignIn
	case err != nil:
		return s, fmt.Errorf("check sign-in: %w", err)
	}
	s.fresh = now.Add(freshFor)
	return s, nil
}

// touch notes that a login was used.
func (a *Accounts) touch(ctx context.Context, s *seen, now time.Time) error {
	err := a.store.Write(ctx, func(tx *sqlite.Tx) error {
		idle, _, err := a.site.LoginTimes(&tx.View)
		if err != nil {
			return err
		}
		s.until = earlier(now.Add(idle), s.login.Until)
		return tx.TouchLogin(s.login.Hash, now)
	})
	switch {
	case errors.Is(err, appliance.ErrNotFound): // it was ended meanwhile
		return appliance.ErrSignIn
	case errors.Is(err, appliance.ErrDiskFull): // who is in stays in
		a.log.Warn("use of a sign-in cannot be noted", "operator", s.operator.ID, "err", err)
	case err != nil:
		return fmt.Errorf("note the use of a sign-in: %w", err)
	}
	s.login.Seen = now
	return nil
}

// remember keeps a checked login, unless logins were ended since it was read.
func (a *Accounts) remember(hash digest, s seen, round uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.round != round {
		return
	}
	if len(a.known) >= knownLimit {
		clear(a.known)
	}
	a.known[hash] = s
}

// forget makes every login be read again.
func (a *Accounts) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.round++
	clear(a.known)
}

// SignOut ends a token; one that has ended is no error.
func (a *Accounts) SignOut(ctx context.Context, token string) error {
	hash := hashOf(token)
	return a.end(ctx, func(tx *sqlite.Tx) error { return tx.DeleteLogin(hash[:]) })
}

// Logins are the browsers at which an operator is signed in, the newest first.
func (a *Accounts) Logins(ctx context.Context, o appliance.OperatorID) (all []appliance.Login, err error) {
	err = a.store.Read(ctx, func(v *sqlite.View) error {
		all, err = a.liveOf(v, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read sign-ins of operator %s: %w", o, err)
	}
	return all, nil
}

// SignedIn counts the browsers at which anybody is signed in.
func (a *Accounts) SignedIn(v *sqlite.View) (count int, err error) {
	all, err := v.AllLogins()
	if err != nil {
		return 0, err
	}
	live, err := a.live(v, all)
	return len(live), err
}

// Holding tells of everybody who has signed in whether a sign-in of his holds:
// one that went idle stays in the store until it is cleared away.
func (a *Accounts) Holding(v *sqlite.View) (map[appliance.OperatorID]bool, error) {
	all, err := v.AllLogins()
	if err != nil {
		return nil, err
	}
	holding := map[appliance.OperatorID]bool{}
	for _, l := range all {
		holding[l.Operator] = false
	}
	live, err := a.live(v, all)
	for _, l := range live {
		holding[l.Operator] = true
	}
	return holding, err
}

// liveOf are an operator's logins that hold.
func (a *Accounts) liveOf(v *sqlite.View, o appliance.OperatorID) ([]appliance.Login, error) {
	all, err := v.Logins(o)
	if err != nil {
		return nil, err
	}
	return a.live(v, all)
}

// live are those of some logins that hold: the store keeps those too that went
// idle.
func (a *Accounts) live(v *sqlite.View, of []appliance.Login) ([]appliance.Login, error) {
	idle, _, err := a.site.LoginTimes(v)
	if err != nil {
		return nil, err
	}
	now := a.now()
	return slices.DeleteFunc(of, func(l appliance.Login) bool { return !now.Before(ends(l, idle)) }), nil
}

// ends is when a login ends if it is not used any more.
func ends(l appliance.Login, idle time.Duration) time.Time { return earlier(l.Seen.Add(idle), l.Until) }

// Revoke signs an operator out at one browser, by its Login's hash.
func (a *Accounts) Revoke(ctx context.Context, o appliance.OperatorID, hash []byte) error {
	return a.end(ctx, func(tx *sqlite.Tx) error {
		l, err := tx.Login(hash)
		switch {
		case err != nil:
			return err
		case l.Operator != o:
			return appliance.ErrNotFound
		}
		return tx.DeleteLogin(hash)
	})
}

// end carries out what ends logins; they end with the commit.
func (a *Accounts) end(ctx context.Context, fn func(*sqlite.Tx) error) error {
	err := a.store.Write(ctx, fn)
	a.forget()
	if err != nil {
		return fmt.Errorf("end a sign-in: %w", err)
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
