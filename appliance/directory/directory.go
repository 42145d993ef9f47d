// Package directory is the contacts and their cards: who they are, how they
// are reached, and what was said with them over all channels. It edits
// contacts; appliance/desk makes them where somebody new writes or calls.
//
// The package has no goroutines.
package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Site is where a telephone number without a country is at home.
type Site interface {
	Region(*sqlite.View) (string, error)
}

// Deps is what a Directory works with. Now may be nil.
type Deps struct {
	Store *sqlite.Store
	Site  Site
	Now   func() time.Time
}

// Directory finds and edits contacts. Its methods may be called from any
// goroutine.
type Directory struct {
	Deps
}

// New makes a directory over the store.
func New(d Deps) *Directory {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Directory{d}
}

// What a contact is refused for.
var (
	// ErrMany refuses more addresses than limit.
	ErrMany = appliance.Refuse(appliance.Invalid, "refusal.contact-addresses")
	// ErrTaken refuses a mail address that another contact has, who is named
	// by contact. Telephone numbers may be shared, as in a family.
	ErrTaken = appliance.Refuse(appliance.Conflict, "refusal.contact-mail-taken")
	// ErrNobody refuses a contact of whom nothing is known.
	ErrNobody = appliance.Refuse(appliance.Invalid, "refusal.contact-nobody")
)

const (
	nameLimit    = 200
	addressLimit = 20 // mail addresses, and telephone numbers, of one contact
)

// Find lists contacts whose name, mail address or number contains text.
func (d *Directory) Find(ctx context.Context, text string, limit int) (all []appliance.Contact, err error) {
	err = d.Store.Read(ctx, func(v *sqlite.View) error {
		all, err = v.Contacts(plain.Line(text, nameLimit), limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find contacts: %w", err)
	}
	return all, nil
}

// ByNumber lists the contacts who have a number, as people of the site's
// country dial it; an extension is looked for as it is.
func (d *Directory) ByNumber(ctx context.Context, number string) (all []appliance.Contact, err error) {
	err = d.Store.Read(ctx, func(v *sqlite.View) error {
		region, err := d.Site.Region(v)
		if err != nil {
			return err
		}
		number, public := plain.Line(number, nameLimit), ""
		if e164, ok := address.Phone(number, region); ok {
			public = e164
		}
		all, err = v.ContactsByPhone(cmp.Or(public, number))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find contacts by number: %w", err)
	}
	return all, nil
}

// Card is a contact and what was said with him, the newest first.
type Card struct {
	Contact       appliance.Contact
	Conversations []appliance.Conversation
}

// Card reads a contact's card with at most limit conversations, those before
// the given one; zero begins with the newest.
func (d *Directory) Card(ctx context.Context, id appliance.ContactID, before appliance.ConversationID, limit int) (c Card, err error) {
	err = d.Store.Read(ctx, func(v *sqlite.View) error {
		if c.Contact, err = v.Contact(id); err != nil {
			return err
		}
		c.Conversations, err = v.Conversations(sqlite.ConversationFilter{Contact: id, Before: before, Limit: limit})
		return err
	})
	if err != nil {
		return Card{}, fmt.Errorf("read card of contact %s: %w", id, err)
	}
	return c, nil
}

// Save adds a contact, if his id is zero, or changes him.
func (d *Directory) Save(ctx context.Context, c appliance.Contact) (appliance.Contact, error) {
	err := d.Store.Write(ctx, func(tx *sqlite.Tx) error {
		region, err := d.Site.Region(&tx.View)
		if err != nil {
			return err
		}
		if c, err = checked(c, region); err != nil {
			return err
		}
		if err := free(&tx.View, c); err != nil {
			return err
		}
		return d.store(tx, &c)
	})
	if err != nil {
		return c, fmt.Errorf("save contact %s: %w", c.ID, err)
	}
	return c, nil
}

func (d *Directory) store(tx *sqlite.Tx, c *appliance.Contact) error {
	if c.ID == 0 {
		var err error
		c.Created = d.Now().UTC().Truncate(time.Microsecond)
		if *c, err = tx.AddContact(*c); err != nil {
			return err
		}
	} else {
		old, err := tx.Contact(c.ID)
		if err != nil {
			return err
		}
		c.Created = old.Created
		if same(old, *c) {
			return nil
		}
		if err := tx.SaveContact(*c); err != nil {
			return err
		}
	}
	tx.Emit(appliance.ContactChanged{Contact: *c})
	return nil
}

// checked is a contact as he is kept: mail addresses in lower case, numbers in
// E.164, none twice. A number that nobody outside could dial is an extension.
func checked(c appliance.Contact, region string) (appliance.Contact, error) {
	c.Name = plain.Line(c.Name, nameLimit+1)
	if len([]rune(c.Name)) > nameLimit {
		return c, appliance.ErrName.With("limit", nameLimit)
	}
	var mails, phones []string
	for _, given := range c.Mails {
		if given = plain.Text(given); given == "" {
			continue
		}
		m, ok := address.Mail(given)
		if !ok {
			return c, address.ErrMail
		}
		mails = append(mails, m)
	}
	for _, given := range c.Phones {
		if given = plain.Text(given); given == "" {
			continue
		}
		p, ok := address.Phone(given, region)
		if !ok && !extension(given) {
			return c, address.ErrPhone
		}
		if !ok {
			p = given
		}
		phones = append(phones, p)
	}
	c.Mails, c.Phones = distinct(mails), distinct(phones)
	switch {
	case max(len(c.Mails), len(c.Phones)) > addressLimit:
		return c, ErrMany.With("limit", addressLimit)
	case c.Name == "" && len(c.Mails) == 0 && len(c.Phones) == 0:
		return c, ErrNobody
	}
	return c, nil
}

// extension tells whether s may be a number inside the company.
func extension(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(s) >= 2 && len(s) <= 6
}

// free refuses a mail address that is another contact's: it would be found no
// more by what he writes.
func free(v *sqlite.View, c appliance.Contact) error {
	for _, m := range c.Mails {
		other, err := v.ContactByMail(m)
		switch {
		case errors.Is(err, appliance.ErrNotFound):
		case err != nil:
			return err
		case other.ID != c.ID:
			return ErrTaken.With("contact", cmp.Or(other.Name, m))
		}
	}
	return nil
}

// distinct is all without repetitions, in the order of the first ones.
func distinct(all []string) []string {
	once := []string{}
	for _, s := range all {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

func same(a, b appliance.Contact) bool {
	return a.Name == b.Name && slices.Equal(a.Mails, b.Mails) && slices.Equal(a.Phones, b.Phones)
}
