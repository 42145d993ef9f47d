package account

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/pace"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

const (
	loginLimit  = 40 // characters of a login
	loginsLimit = 20 // browsers at which one operator is signed in
)

// SignIn proves a login and a password and answers with a new token for the
// browser. Whatever is wrong, the refusal is the same.
func (a *Accounts) SignIn(ctx context.Context, login, password string, from netip.Addr) (token string, o appliance.Operator, err error) {
	name := fold(plain.Line(login, loginLimit))
	address := pace.Network(from)
	if _, ok := a.byAddress.Take(address, a.clock()); !ok {
		return "", o, ErrTooMany
	}
	try, err := a.attempt(ctx, login, from)
	if err != nil {
		return "", o, err
	}
	if !try.trusted {
		if _, ok := a.byLogin.Take(name, a.clock()); !ok {
			return "", o, ErrTooMany
		}
	}
	match, err := a.matches(ctx, password, try.Hash)
	if err != nil {
		return "", o, err
	}
	if !match || try.Operator.Disabled {
		return "", o, ErrWrong
	}
	a.byAddress.GiveBack(address)
	if !try.trusted {
		a.byLogin.GiveBack(name)
	}
	if token, err = a.enter(ctx, try.Credentials, from); err != nil {
		return "", o, fmt.Errorf("sign in: %w", err)
	}
	return token, try.Operator, nil
}

// attempt is what a sign-in is checked against. Without such a login the
// credentials are empty.
type attempt struct {
	appliance.Credentials
	// trusted: the limit by login does not hold.
	trusted bool
}

func (a *Accounts) attempt(ctx context.Context, login string, from netip.Addr) (t attempt, err error) {
	err = a.store.Read(ctx, func(v *sqlite.View) error {
		t.Credentials, err = v.Credentials(strings.TrimSpace(login))
		if errors.Is(err, appliance.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		logins, err := a.liveOf(v, t.Operator.ID)
		if err != nil {
			return err
		}
		last, err := lastAdmin(v, t.Operator)
		t.trusted = last || slices.ContainsFunc(logins, func(l appliance.Login) bool { return l.Address == from.String() })
		return err
	})
	if err != nil {
		return t, fmt.Errorf("read credentials: %w", err)
	}
	return t, nil
}

// enter stores a new login, unless the password changed while it was proved.
func (a *Accounts) enter(ctx context.Context, proved appliance.Credentials, from netip.Addr) (string, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	token := base64.RawURLEncoding.EncodeToString(secret)
	return token, a.store.Write(ctx, func(tx *sqlite.Tx) error {
		now := a.now()
		stands, err := tx.Credentials(proved.Operator.Login)
		if err != nil && !errors.Is(err, appliance.ErrNotFound) {
			return err
		}
		if stands.Operator.ID == 0 || stands.Hash != proved.Hash || stands.Operator.Disabled {
			return ErrWrong
		}
		_, lasts, err := a.site.LoginTimes(&tx.View)
		if err != nil {
			return err
		}
		if err := tx.DeleteLoginsBefore(now); err != nil {
			return err
		}
		logins, err := tx.Logins(proved.Operator.ID) // newest first
		if err != nil {
			return err
		}
		for _, old := range logins[min(len(logins), loginsLimit-1):] {
			if err := tx.DeleteLogin(old.Hash); err != nil {
				return err
			}
		}
		hash := hashOf(token)
		return tx.AddLogin(appliance.Login{
			Hash: hash[:], Operator: proved.Operator.ID, Began: now, Seen: now, Until: now.Add(lasts), Address: from.String(),
		})
	})
}

// lastAdmin tells whether o is the only administrator who may sign in.
func lastAdmin(v *sqlite.View, o appliance.Operator) (bool, error) {
	if o.Disabled || !o.Rights.Administer() {
		return false, nil
	}
	administrators, err := v.Administrators()
	return !slices.ContainsFunc(administrators, func(id appliance.OperatorID) bool { return id != o.ID }), err
}
