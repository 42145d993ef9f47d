package sqlite

import (
	"strings"

	"cordboard/appliance"
)

const contactColumns = `c.id, c.name, c.mails, c.phones, c.created`

func scanContact(row scanner) (appliance.Contact, error) {
	var c appliance.Contact
	err := row.Scan(&c.ID, &c.Name, fromJSON{&c.Mails}, fromJSON{&c.Phones}, instant{&c.Created})
	return c, err
}

// contactArgs are the columns from name to search.
func contactArgs(c appliance.Contact) []any {
	return []any{
		c.Name, asJSON(list(c.Mails)), asJSON(list(c.Phones)), micros(c.Created),
		ofKnown(c),
	}
}

const (
	contact          statement = `SELECT ` + contactColumns + ` FROM contact AS c WHERE c.id = ?`
	contactByAddress statement = `SELECT ` + contactColumns + ` FROM contact_address AS a
		JOIN contact AS c ON c.id = a.contact WHERE a.address = ? ORDER BY a.contact LIMIT 1`
	contactsByAddress statement = `SELECT ` + contactColumns + ` FROM contact_address AS a
		JOIN contact AS c ON c.id = a.contact WHERE a.address = ? ORDER BY a.contact`
	contactsAmong statement = `SELECT ` + contactColumns + ` FROM contact AS c
		WHERE c.id IN (SELECT value FROM json_each(?)
			UNION ALL SELECT contact FROM contact_address WHERE address IN (SELECT value FROM json_each(?))) ORDER BY c.id`
	contacts statement = `SELECT ` + contactColumns + ` FROM contact AS c
		WHERE instr(c.search, ?) > 0 ORDER BY c.name, c.id LIMIT ?`
)

// Contact reads one contact.
func (v *View) Contact(id appliance.ContactID) (appliance.Contact, error) {
	return one(v, scanContact, contact, id)
}

// ContactByPhone reads the oldest contact who has that number.
func (v *View) ContactByPhone(phone string) (appliance.Contact, error) {
	return one(v, scanContact, contactByAddress, phone)
}

// ContactsByPhone reads all contacts who have that number, the oldest first.
func (v *View) ContactsByPhone(phone string) ([]appliance.Contact, error) {
	return many(v, scanContact, contactsByAddress, phone)
}

// ContactsAmong reads those of these ids and those who have one of these
// addresses, the oldest first.
func (v *View) ContactsAmong(ids []appliance.ContactID, addresses []string) ([]appliance.Contact, error) {
	return many(v, scanContact, contactsAmong, asJSON(list(ids)), asJSON(list(addresses)))
}

// ContactByMail reads the oldest contact who has that mail address.
func (v *View) ContactByMail(mail string) (appliance.Contact, error) {
	return one(v, scanContact, contactByAddress, strings.ToLower(mail))
}

// Contacts reads those whose name, mail addresses or numbers contain text,
// blind to case and diacritics, by name; limit 0 means all.
func (v *View) Contacts(text string, limit int) ([]appliance.Contact, error) {
	if limit <= 0 {
		limit = -1
	}
	return many(v, scanContact, contacts, fold(text), limit)
}

const addContact statement = `INSERT INTO contact (name, mails, phones, created, search) VALUES (?, ?, ?, ?, ?)`

// AddContact stores a new contact and returns him with his id.
func (t *Tx) AddContact(c appliance.Contact) (appliance.Contact, error) {
	var err error
	c.ID, err = insert[appliance.ContactID](t, addContact, contactArgs(c)...)
	return c, err
}

const saveContact statement = `UPDATE contact SET name = ?, mails = ?, phones = ?, created = ?, search = ? WHERE id = ?`

// SaveContact replaces a contact by what he is now.
func (t *Tx) SaveContact(c appliance.Contact) error {
	return t.update(saveContact, append(contactArgs(c), c.ID)...)
}
