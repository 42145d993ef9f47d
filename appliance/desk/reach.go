package desk

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// reach is by what a contact is found: his addresses in the form in which the
// box keeps them, empty where he gave none.
type reach struct {
	mail, phone string
	// extension is a caller's number that nobody outside could dial. A card
	// may name it, but none is made for it.
	extension string
	// written is a caller's number as the exchange wrote it, region the site's.
	written, region string
}

// reachOf reads the addresses of an opening. What a form gives must be right;
// what a trunk gives is taken as it comes.
func reachOf(o Opening, region string) (reach, error) {
	var r reach
	var ok bool
	if strings.TrimSpace(o.Mail) != "" {
		if r.mail, ok = address.Mail(o.Mail); !ok {
			return r, address.ErrMail
		}
	}
	if strings.TrimSpace(o.Phone) == "" {
		return r, nil
	}
	_, short := address.Extension(o.Phone)
	if short = short && o.Channel.Voice(); !short { // in some countries it could be a number
		if r.phone, ok = address.Phone(o.Phone, region); ok {
			r.written, r.region = o.Written, region
			return r, nil
		}
	}
	if !o.Channel.Voice() {
		return r, address.ErrPhone
	}
	r.extension = plain.Line(o.Phone, fieldLimit)
	return r, nil
}

// number is the telephone's: E.164 where it is public.
func (r reach) number() string { return cmp.Or(r.phone, r.extension) }

// identify finds whom the addresses belong to, or makes him; without any it is
// nobody. An address that the found one does not have yet is not added to him:
// whoever knows somebody's mail address could make his own number ring under
// that name.
func (r reach) identify(tx *sqlite.Tx, name string, now time.Time) (appliance.Contact, error) {
	c, err := r.find(&tx.View)
	if errors.Is(err, appliance.ErrNotFound) {
		c, err = r.rewrite(tx)
	}
	if !errors.Is(err, appliance.ErrNotFound) {
		return c, err
	}
	if r.mail == "" && r.phone == "" {
		return appliance.Contact{}, nil
	}
	c = appliance.Contact{Name: name, Created: now}
	if r.mail != "" {
		c.Mails = []string{r.mail}
	}
	if r.phone != "" {
		c.Phones = []string{r.phone}
	}
	return tx.AddContact(c)
}

// find looks for the mail address first, then for the number.
func (r reach) find(v *sqlite.View) (appliance.Contact, error) {
	if r.mail != "" {
		c, err := v.ContactByMail(r.mail)
		if !errors.Is(err, appliance.ErrNotFound) {
			return c, err
		}
	}
	for _, number := range []string{r.phone, r.extension} {
		if number == "" {
			continue
		}
		c, err := v.ContactByPhone(number)
		if !errors.Is(err, appliance.ErrNotFound) {
			return c, err
		}
	}
	return appliance.Contact{}, appliance.ErrNotFound
}

// former is what the box took a caller's number for before his trunk read it,
// empty where that was the same, or where somebody may have it: it could be
// another's.
func (r reach) former() string {
	taken, ok := address.Phone(r.written, r.region)
	if !ok || taken == r.phone || address.Assigned(taken) {
		return ""
	}
	return taken
}

// rewrite finds who was kept under the former form of the number, and gives all
// of them the right one in its place.
func (r reach) rewrite(tx *sqlite.Tx) (appliance.Contact, error) {
	former := r.former()
	if former == "" {
		return appliance.Contact{}, appliance.ErrNotFound
	}
	all, err := tx.ContactsByPhone(former)
	if err != nil {
		return appliance.Contact{}, err
	}
	for i, c := range all {
		all[i].Phones = slices.Clone(c.Phones)
		all[i].Phones[slices.Index(c.Phones, former)] = r.phone
		if err := tx.SaveContact(all[i]); err != nil {
			return appliance.Contact{}, err
		}
		tx.Emit(appliance.ContactChanged{Contact: all[i]})
	}
	if len(all) == 0 {
		return appliance.Contact{}, appliance.ErrNotFound
	}
	return all[0], nil
}
