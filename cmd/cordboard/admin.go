package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
	"cordboard/web/i18n"
)

// adminCommand is "cordboard admin": the first administrator of a new box, and
// the way back in for one who forgot his password. Whoever can read the box's
// directory may do it; the desk's doors have no such way.
type adminCommand struct {
	Login        string             `arg:"" help:"The user name to sign in with."`
	Var          string             `default:"./var" type:"path" help:"Directory of the store and the recordings."`
	Name         string             `help:"The name that others see; by default the user name."`
	Language     appliance.Language `default:"en" enum:"cs,pl,en" help:"The language of the pages (cs, pl, en)."`
	PasswordFile string             `type:"path" help:"A file whose first line is the password. Without it the terminal asks."`
}

// Run makes the administrator, or gives the one who is there a new password.
func (c *adminCommand) Run(ctx context.Context, stdout io.Writer) error {
	login, err := account.UserName(c.Login)
	if err != nil {
		return inWords(err)
	}
	c.Login = login
	if err := os.MkdirAll(c.Var, 0o700); err != nil {
		return fmt.Errorf("make the box's directory: %w", err)
	}
	store, err := sqlite.Open(ctx, filepath.Join(c.Var, "cordboard.db"), sqlite.Options{})
	if errors.Is(err, sqlite.ErrServed) {
		return fmt.Errorf("the box in %s is running: stop it first, or use its page “Operators”", c.Var)
	}
	if err != nil {
		return err
	}
	done, err := c.appoint(ctx, store)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, done)
	return err
}

// appoint gives the sentence that says what was done.
func (c *adminCommand) appoint(ctx context.Context, store *sqlite.Store) (done string, err error) {
	if settled, err := demo.Settled(ctx, store); err != nil || settled {
		return "", cmp.Or(err, demo.ErrDemo)
	}
	accounts := account.New(account.Deps{Store: store, Site: site.New(site.Deps{Store: store})})
	known, err := operatorNamed(ctx, store, c.Login)
	if err != nil {
		return "", err
	}
	if known.ID != 0 && (!known.Rights.Administer() || known.Disabled) {
		return "", fmt.Errorf("%s is there already and is no administrator who may sign in: choose another user name", c.Login)
	}
	password, err := c.password(ctx)
	if err != nil {
		return "", err
	}
	if known.ID != 0 {
		done, err = c.Login+" has a new password and is signed out everywhere.", accounts.SetPassword(ctx, known.ID, password)
	} else {
		var role appliance.RoleID
		if role, err = administrator(ctx, store); err != nil {
			return "", err
		}
		done = c.Login + " is an administrator now. Start the box with “cordboard serve” and sign in at the desk."
		_, err = accounts.AddOperator(ctx, appliance.Operator{
			Login: c.Login, Name: cmp.Or(c.Name, c.Login), Role: role, Language: c.Language,
		}, password)
	}
	return done, inWords(err)
}

// administrator is the role of those who may give anybody any right; of several, the
// one that may most besides.
func administrator(ctx context.Context, store *sqlite.Store) (most appliance.RoleID, err error) {
	err = store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Roles()
		rights := -1
		for _, r := range all {
			if r.Rights.Administer() && len(r.Rights) > rights {
				most, rights = r.ID, len(r.Rights)
			}
		}
		return err
	})
	if err == nil && most == 0 {
		err = errors.New("no role of this box may administer it")
	}
	return most, err
}

// inWords is a refusal's sentence for the terminal; other errors stay.
func inWords(err error) error {
	if refusal := appliance.AsRefusal(err); refusal != nil {
		return errors.New(i18n.Localizer(appliance.English).Fill(refusal.Text, refusal.Args))
	}
	return err
}

// operatorNamed is who has the login, or nobody.
func operatorNamed(ctx context.Context, store *sqlite.Store, login string) (o appliance.Operator, err error) {
	err = store.Read(ctx, func(v *sqlite.View) error {
		o, err = v.OperatorByLogin(login)
		return err
	})
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Operator{}, nil
	}
	return o, err
}

// password reads the password from its file or asks for it twice.
func (c *adminCommand) password(ctx context.Context) (string, error) {
	if c.PasswordFile != "" {
		text, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimSuffix(first, "\r"), nil
	}
	terminal, err := openTerminal()
	if err != nil {
		return "", fmt.Errorf("there is no terminal to ask for the password; give --password-file: %w", err)
	}
	defer terminal.Close()
	password, err := terminal.secret(ctx, "Password (12 characters or more): ")
	if err != nil {
		return "", err
	}
	again, err := terminal.secret(ctx, "Once more: ")
	switch {
	case err != nil:
		return "", err
	case again != password:
		return "", errors.New("the two passwords differ; nothing was changed")
	}
	return password, nil
}

// manned tells whether anybody may sign in to set the box up.
func manned(ctx context.Context, store *sqlite.Store) (yes bool, err error) {
	err = store.Read(ctx, func(v *sqlite.View) error {
		administrators, err := v.Administrators()
		yes = len(administrators) > 0
		return err
	})
	return yes, err
}
