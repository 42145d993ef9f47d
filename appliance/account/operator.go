package account

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/sqlite"
)

// AddOperator adds an operator with a password. Without one ("") he cannot
// sign in until it is set.
func (a *Accounts) AddOperator(ctx context.Context, o appliance.Operator, password string) (appliance.Operator, error) {
	return a.SaveOperator(ctx, 0, o, password)
}

// SaveOperator adds an operator, if his id is zero, or changes him, and notes
// who did it. A password that is empty stays what it is. When the role or the
// password changes or he is disabled, he is signed out everywhere. What is
// wrong with him is said all at once: the error holds appliance.Flaws. When he
// is not what his editor saw, it is appliance.ErrChanged.
func (a *Accounts) SaveOperator(ctx context.Context, by appliance.OperatorID, o appliance.Operator, password string, seen ...appliance.Version) (appliance.Operator, error) {
	o, flaws := checked(o)
	if password != "" {
		bad := checkPassword(password, o.Login, o.Name, o.Mail)
		flaws.Add("password", bad != nil, appliance.AsRefusal(bad))
	}
	if len(flaws) > 0 {
		return o, a.refuse(ctx, o, flaws)
	}
	var hash string
	var err error
	if password != "" {
		if hash, err = a.hash(ctx, password); err != nil {
			return o, err
		}
	}
	if o.ID == 0 {
		o, err = a.add(ctx, by, o, hash)
	} else {
		err = a.replace(ctx, by, o, hash, seen...)
	}
	if errors.Is(err, sqlite.ErrDuplicate) {
		err = cmp.Or(a.refuse(ctx, o, flaws), err)
	}
	return o, err
}

// refuse says all that is wrong with an operator at once: to his own flaws it
// adds a login that another has.
func (a *Accounts) refuse(ctx context.Context, o appliance.Operator, flaws appliance.Flaws) error {
	return a.store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Operators()
		if _, missing := v.Role(o.Role); o.Role != 0 && errors.Is(missing, appliance.ErrNotFound) {
			flaws["role"] = ErrRole
		}
		for _, other := range all {
			flaws.Add("login", strings.EqualFold(other.Login, o.Login) && other.ID != o.ID, sqlite.ErrDuplicate)
		}
		return flaws.Join(err)
	})
}

func (a *Accounts) add(ctx context.Context, by appliance.OperatorID, o appliance.Operator, hash string) (appliance.Operator, error) {
	err := a.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		if err := belongingsExist(&tx.View, o); err != nil {
			return err
		}
		if o, err = tx.AddOperator(o); err != nil {
			return noSuchRole(err)
		}
		if err := mayChange(&tx.View, by, appliance.Operator{}, o); err != nil {
			return err
		}
		tx.Emit(appliance.OperatorChanged{Operator: o})
		if err := tx.SetHash(o.ID, hash); err != nil {
			return err
		}
		return a.site.Note(tx, by, kept+o.ID.String(), nil, o)
	})
	if err != nil {
		return o, fmt.Errorf("add operator: %w", err)
	}
	return o, nil
}

// kept is how the name of an operator's history begins.
const kept = "operator/"

func (a *Accounts) replace(ctx context.Context, by appliance.OperatorID, o appliance.Operator, hash string, seen ...appliance.Version) error {
	return a.change(ctx, o.ID, func(tx *sqlite.Tx, now *appliance.Operator) error {
		has, err := tx.Role(o.Role)
		if err != nil {
			return noSuchRole(err)
		}
		o.Rights, o.Duties = has.Rights, now.Duties // which no editor gives him
		if err := appliance.Unchanged(*now, seen...); err != nil && !reflect.DeepEqual(*now, o) {
			return err
		}
		if err := belongingsExist(&tx.View, o); err != nil {
			return err
		}
		if err := mayChange(&tx.View, by, *now, o); err != nil {
			return err
		}
		last, err := lastAdmin(&tx.View, *now)
		switch {
		case err != nil:
			return err
		case last && (!o.Rights.Administer() || o.Disabled):
			return ErrLastAdmin
		}
		if hash != "" {
			if err := tx.SetHash(o.ID, hash); err != nil {
				return err
			}
		}
		if o.Role != now.Role || o.Disabled || hash != "" {
			if err := tx.DeleteLoginsOf(o.ID); err != nil {
				return err
			}
		}
		before := *now
		*now = o
		if reflect.DeepEqual(before, o) {
			return nil
		}
		return a.site.Note(tx, by, kept+o.ID.String(), before, o)
	})
}

// noSuchRole says at its field that there is no role of the one chosen.
func noSuchRole(err error) error {
	if errors.Is(err, appliance.ErrNotFound) {
		return appliance.Flaws{"role": ErrRole}
	}
	return err
}

// mayChange refuses to have an operator changed, or made, by somebody who may less
// than he does, or will (F193): who could set his password could do what he does. The
// box itself may all.
func mayChange(v *sqlite.View, by appliance.OperatorID, before, after appliance.Operator) error {
	if by == 0 {
		return nil
	}
	editor, err := v.Operator(by)
	switch {
	case err != nil:
		return err
	case !editor.Rights.MayGive(before.Rights):
		return ErrAbove
	case !editor.Rights.MayGive(after.Rights):
		return appliance.Flaws{"role": ErrRoleAbove}
	}
	return nil
}

// Preferences are what an operator chooses for himself.
type Preferences struct {
	Language         appliance.Language
	ShiftEnterSends  bool
	Silent, Notified bool
	Unlettered       bool
	Shortcuts        appliance.Shortcuts // as he typed them
}

// Prefer saves an operator's own choices.
func (a *Accounts) Prefer(ctx context.Context, id appliance.OperatorID, p Preferences) error {
	if !p.Language.Known() {
		return appliance.ErrLanguage
	}
	chosen, err := p.Shortcuts.Chosen()
	if err != nil {
		return err
	}
	return a.change(ctx, id, func(_ *sqlite.Tx, now *appliance.Operator) error {
		now.Language, now.ShiftEnterSends, now.Silent, now.Notified, now.Unlettered = p.Language, p.ShiftEnterSends, p.Silent, p.Notified, p.Unlettered
		now.Shortcuts = chosen
		return nil
	})
}

// ChooseSound lets an operator talk on his desk telephone, or in his browser. The
// telephone is refused to who has none, and where no call leads to it: he would
// wait for calls that ring nowhere.
func (a *Accounts) ChooseSound(ctx context.Context, id appliance.OperatorID, telephone bool) error {
	if telephone {
		if err := a.canBeRung(ctx, id); err != nil {
			return err
		}
	}
	return a.change(ctx, id, func(_ *sqlite.Tx, now *appliance.Operator) error {
		now.ByTelephone = telephone
		return nil
	})
}

// canBeRung says why an operator's desk telephone cannot be; nil: it can.
func (a *Accounts) canBeRung(ctx context.Context, id appliance.OperatorID) error {
	var o appliance.Operator
	err := a.store.Read(ctx, func(v *sqlite.View) (err error) {
		o, err = v.Operator(id)
		return err
	})
	switch {
	case err != nil:
		return fmt.Errorf("read the telephone of operator %s: %w", id, err)
	case o.Extension == "":
		return ErrNoTelephone
	}
	return a.leads(ctx, o.Extension)
}

// SetPassword gives an operator a new password and signs him out everywhere.
func (a *Accounts) SetPassword(ctx context.Context, id appliance.OperatorID, password string) error {
	c, err := a.credentials(ctx, id)
	if err != nil {
		return err
	}
	return a.setPassword(ctx, c, password)
}

// ChangePassword is SetPassword by the operator himself, who proves the one
// that he has.
func (a *Accounts) ChangePassword(ctx context.Context, id appliance.OperatorID, current, password string) error {
	c, err := a.credentials(ctx, id)
	if err != nil {
		return err
	}
	if _, ok := a.byLogin.Take(fold(c.Operator.Login), a.clock()); !ok {
		return ErrTooMany
	}
	match, err := a.matches(ctx, current, c.Hash)
	switch {
	case err != nil:
		return err
	case !match:
		return ErrCurrent
	}
	return a.setPassword(ctx, c, password)
}

func (a *Accounts) setPassword(ctx context.Context, c appliance.Credentials, password string) error {
	o := c.Operator
	if err := checkPassword(password, o.Login, o.Name, o.Mail); err != nil {
		return appliance.Flaws{"password": appliance.AsRefusal(err)}
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	err = a.store.Write(ctx, func(tx *sqlite.Tx) error {
		if err := tx.SetHash(o.ID, hash); err != nil {
			return err
		}
		return tx.DeleteLoginsOf(o.ID)
	})
	a.forget()
	if err != nil {
		return fmt.Errorf("set password of operator %s: %w", o.ID, err)
	}
	return nil
}

func (a *Accounts) credentials(ctx context.Context, id appliance.OperatorID) (c appliance.Credentials, err error) {
	err = a.store.Read(ctx, func(v *sqlite.View) error {
		o, err := v.Operator(id)
		if err != nil {
			return err
		}
		c, err = v.Credentials(o.Login)
		return err
	})
	if err != nil {
		return c, fmt.Errorf("read operator %s: %w", id, err)
	}
	return c, nil
}

// change carries out a decision about an operator and tells of it, unless it
// changes nothing.
func (a *Accounts) change(ctx context.Context, id appliance.OperatorID, decide func(*sqlite.Tx, *appliance.Operator) error) error {
	err := a.store.Write(ctx, func(tx *sqlite.Tx) error {
		before, err := tx.Operator(id)
		if err != nil {
			return err
		}
		after := before
		if err := decide(tx, &after); err != nil || reflect.DeepEqual(before, after) {
			return err
		}
		tx.Emit(appliance.OperatorChanged{Operator: after})
		return tx.SaveOperator(after)
	})
	a.forget()
	if err != nil {
		return fmt.Errorf("save operator %s: %w", id, err)
	}
	return nil
}

var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

// UserName is a user name as it is kept, in small letters: who signs in may
// type any. ErrLogin: it cannot be one.
func UserName(typed string) (string, error) {
	name := strings.ToLower(typed)
	if !userName.MatchString(name) {
		return "", ErrLogin
	}
	return name, nil
}

const nameLimit = 60

// checked is an operator as he is kept, and what is wrong with him.
func checked(o appliance.Operator) (appliance.Operator, appliance.Flaws) {
	flaws := appliance.Flaws{}
	login, bad := UserName(o.Login)
	flaws.Add("login", bad != nil, ErrLogin)
	if bad == nil {
		o.Login = login
	}
	if o.Mail != "" {
		mail, ok := address.Mail(o.Mail)
		flaws.Add("mail", !ok, address.ErrMail)
		if ok {
			o.Mail = mail
		}
	}
	n := utf8.RuneCountInString(o.Name)
	if o.Extension != "" {
		extension, ok := address.Extension(o.Extension)
		flaws.Add("extension", !ok, address.ErrExtension.With("limit", address.LongestExtension))
		if ok {
			o.Extension = extension
		}
	}
	flaws.Add("language", !o.Language.Known(), appliance.ErrLanguage)
	flaws.Add("name", n == 0 || n > nameLimit, appliance.ErrName.With("limit", nameLimit))
	flaws.Add("chats", o.Chats < 0 || o.Chats > 50, ErrCapacity)
	flaws.Add("reach", !slices.Contains(appliance.Reaches(), o.Reach), ErrReach)
	o.Skills.Flaws(flaws)
	flaws.Add("calls", o.Calls < 0 || o.Calls > 1, ErrCapacity)
	return o, flaws
}

// belongingsExist refuses groups and skills that are not there.
func belongingsExist(v *sqlite.View, o appliance.Operator) error {
	if err := groupsExist(v, o.Groups); err != nil {
		return err
	}
	return v.HasSkills(o.Skills)
}

func groupsExist(v *sqlite.View, wanted []appliance.GroupID) error {
	all, err := v.Groups()
	if err != nil {
		return err
	}
	there := map[appliance.GroupID]bool{}
	for _, g := range all {
		there[g.ID] = true
	}
	for _, id := range wanted {
		if !there[id] {
			return appliance.ErrNotFound
		}
	}
	return nil
}
