package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// mostInvitations is how many an operator may have that are still good: codes
// that nobody uses make it easier to guess one.
const mostInvitations = 10

var (
	// ErrInvitations refuses one more invitation of an operator.
	ErrInvitations = appliance.Refuse(appliance.TooMany, "refusal.invitations")
	// ErrInvitation refuses a code that invites to nothing, or not any more.
	ErrInvitation = appliance.Refuse(appliance.Unknown, "refusal.invitation")
)

// Invite makes a number by which somebody reaches this operator once, and tells
// what about: a conversation of his, or nothing. The code is kept as it is, for
// the operator reads it again, and a hash of six digits would hide nothing.
func (d *Desk) Invite(ctx context.Context, o appliance.OperatorID, about appliance.ConversationID) (appliance.Invitation, error) {
	var made appliance.Invitation
	err := d.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		made, err = d.invite(tx, o, about)
		return err
	})
	if err != nil {
		return appliance.Invitation{}, fmt.Errorf("invite for operator %s: %w", o, err)
	}
	return made, nil
}

func (d *Desk) invite(tx *sqlite.Tx, o appliance.OperatorID, about appliance.ConversationID) (appliance.Invitation, error) {
	now := d.now()
	if about != 0 {
		p, err := tx.PartOf(about, o)
		if errors.Is(err, appliance.ErrNotFound) || err == nil && !p.Open() {
			return appliance.Invitation{}, appliance.ErrNotServing
		}
		if err != nil {
			return appliance.Invitation{}, err
		}
	}
	lasts, err := d.site.InvitationLasts(&tx.View)
	if err != nil {
		return appliance.Invitation{}, err
	}
	if err := tx.ForgetInvitations(now); err != nil {
		return appliance.Invitation{}, err
	}
	before, err := Invitations(&tx.View, o, now)
	if err != nil {
		return appliance.Invitation{}, err
	}
	if len(before) >= mostInvitations {
		return appliance.Invitation{}, ErrInvitations.With("count", mostInvitations)
	}
	code, err := freeCode(&tx.View)
	if err != nil {
		return appliance.Invitation{}, err
	}
	made := appliance.Invitation{Code: code, Operator: o, About: about, Made: now, Until: now.Add(lasts)}
	tx.Emit(appliance.InvitationChanged{Operator: o})
	return made, tx.AddInvitation(made)
}

// Disinvite takes back a number that an operator has given away. One that is
// not his, or not good any more, is ErrInvitation.
func (d *Desk) Disinvite(ctx context.Context, o appliance.OperatorID, code string) error {
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		good, err := Invitations(&tx.View, o, d.now())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(good, func(i appliance.Invitation) bool { return i.Code == code }) {
			return ErrInvitation
		}
		tx.Emit(appliance.InvitationChanged{Operator: o})
		return tx.RemoveInvitation(code)
	})
	if err != nil {
		return fmt.Errorf("take back an invitation of operator %s: %w", o, err)
	}
	return nil
}

// codes is how many there are.
var codes = new(big.Int).Exp(big.NewInt(10), big.NewInt(appliance.InvitationDigits), nil)

// freeCode picks one by chance that is nobody's. There are a hundred thousand
// times as many as an operator may have.
func freeCode(v *sqlite.View) (string, error) {
	for {
		n, err := rand.Int(rand.Reader, codes)
		if err != nil {
			return "", fmt.Errorf("pick an invitation: %w", err)
		}
		code := fmt.Sprintf("%0*d", appliance.InvitationDigits, n)
		if _, err := v.Invitation(code); errors.Is(err, appliance.ErrNotFound) {
			return code, nil
		} else if err != nil {
			return "", err
		}
	}
}

// Invitations are those of an operator that are still good, the oldest first.
func Invitations(v *sqlite.View, o appliance.OperatorID, now time.Time) ([]appliance.Invitation, error) {
	all, err := v.Invitations(o, now)
	if err != nil {
		return nil, err
	}
	var good []appliance.Invitation
	for _, i := range all {
		used, err := user(v, i)
		if err != nil {
			return nil, err
		}
		if i.Good(now, 0, used) {
			good = append(good, i)
		}
	}
	return good, nil
}

// user is the conversation that used an invitation; none: the zero one.
func user(v *sqlite.View, i appliance.Invitation) (appliance.Conversation, error) {
	if i.Used == 0 {
		return appliance.Conversation{}, nil
	}
	return v.Conversation(i.Used)
}

// Redeem lets a conversation come by an invitation: it is the contact's with
// whom the operator talked, and says about what. Of two that come by the same
// one at once, one is refused.
func (d *Desk) Redeem(ctx context.Context, code string, id appliance.ConversationID) (appliance.Invitation, error) {
	var i appliance.Invitation
	err := d.change(ctx, "redeem an invitation for", id, func(tx *sqlite.Tx, x *exchange) (err error) {
		if i, err = tx.Invitation(code); errors.Is(err, appliance.ErrNotFound) {
			return ErrInvitation
		}
		if err != nil {
			return err
		}
		return x.redeem(tx, i)
	})
	return i, err
}

func (x *exchange) redeem(tx *sqlite.Tx, i appliance.Invitation) error {
	used, err := user(&tx.View, i)
	switch {
	case err != nil:
		return err
	case x.State.Over():
		return ErrOver
	case !i.Good(x.now, x.ID, used):
		return ErrInvitation
	case i.Used == x.ID:
		return nil
	}
	operator, err := tx.Operator(i.Operator)
	if err != nil {
		return err
	}
	if i.About != 0 {
		if err := x.goOn(tx, i.About); err != nil {
			return err
		}
	}
	x.post(appliance.Entry{Kind: appliance.EntryInvited, By: appliance.BySystem, Operator: operator.ID, Data: map[string]string{"operator": operator.Name}})
	tx.Emit(appliance.InvitationChanged{Operator: operator.ID})
	return tx.UseInvitation(i.Code, x.ID)
}

// goOn makes this conversation one about what another was.
func (x *exchange) goOn(tx *sqlite.Tx, about appliance.ConversationID) error {
	c, err := tx.Conversation(about)
	if err != nil {
		return err
	}
	x.set(appliance.Parameter{Key: appliance.KeyAbout, Value: about.String(), From: appliance.FromInvitation})
	if x.Name == "" {
		x.Name = c.Name
	}
	if c.Contact == 0 {
		return nil
	}
	contact, err := tx.Contact(c.Contact)
	if err == nil {
		x.identify(contact)
	}
	return err
}

// About is the conversation on which another goes on; zero: none.
func About(c appliance.Conversation) appliance.ConversationID {
	for _, p := range c.Parameters {
		if p.Key == appliance.KeyAbout && p.From == appliance.FromInvitation {
			n, _ := strconv.ParseInt(p.Value, 10, 64) // what is none is about nothing
			return appliance.ConversationID(n)
		}
	}
	return 0
}
