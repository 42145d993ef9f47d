package desk

import (
	"cmp"
	"context"
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Vouch notes that the site of a conversation's entry point vouches for its visitor, and
// by what it knows him. He is the contact then whose the site's user was before, on
// whatever device. One that another is vouched for in is ErrVouched; what is over stays
// as it is.
func (d *Desk) Vouch(ctx context.Context, id appliance.ConversationID, user string) error {
	return d.change(ctx, "vouch for the visitor of", id, byContact(func(tx *sqlite.Tx, x *exchange) error {
		switch {
		case x.Vouched == user:
			return nil
		case x.Vouched != "":
			return ErrVouched
		case x.State.Over():
			return nil
		}
		x.Vouched = user
		contact, err := x.whoIs(tx, reach{mail: x.Mail, phone: x.Phone})
		if err != nil {
			return err
		}
		if x.Contact == contact.ID {
			x.note(changed)
		}
		x.identify(contact)
		return nil
	}))
}

// whoIs finds or makes the contact of a conversation: by the site's word, if there is
// one, else by the addresses that he gave.
func (x *exchange) whoIs(tx *sqlite.Tx, r reach) (appliance.Contact, error) {
	if x.Vouched == "" {
		return r.identify(tx, x.Name, x.now)
	}
	contact, err := vouchedFor(&tx.View, x.EntryPoint, x.Vouched)
	if errors.Is(err, appliance.ErrNotFound) {
		contact, err = x.newlyVouched(tx, r)
	}
	return contact, err
}

// vouchedFor is the contact who a site's user was the last time, of whom an operator may
// know better than we do.
func vouchedFor(v *sqlite.View, e appliance.EntryPointID, user string) (appliance.Contact, error) {
	former, err := v.Conversations(sqlite.ConversationFilter{EntryPoint: e, Vouched: user, Limit: 1})
	if err != nil {
		return appliance.Contact{}, err
	}
	if len(former) == 0 || former[0].Contact == 0 {
		return appliance.Contact{}, appliance.ErrNotFound
	}
	return v.Contact(former[0].Contact)
}

// newlyVouched makes the contact of a site's user. The site vouches for the user and not
// for the mail address that he gives: with another's he is not the other, and does not
// get it.
func (x *exchange) newlyVouched(tx *sqlite.Tx, r reach) (appliance.Contact, error) {
	contact := appliance.Contact{Name: cmp.Or(x.Name, plain.Line(x.Vouched, fieldLimit)), Created: x.now}
	if r.mail != "" {
		switch _, err := tx.ContactByMail(r.mail); {
		case errors.Is(err, appliance.ErrNotFound):
			contact.Mails = []string{r.mail}
		case err != nil:
			return contact, err
		}
	}
	if r.phone != "" {
		contact.Phones = []string{r.phone}
	}
	return tx.AddContact(contact)
}
