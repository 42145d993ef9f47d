package privacy

import (
	"maps"
	"slices"
	"unicode/utf8"

	"cordboard/appliance"
)

// Numbers are those by which a contact is known in a conversation.
func Numbers(c appliance.Conversation, contact appliance.Contact) []string {
	all := append([]string{c.Phone}, contact.Phones...)
	if theirs(c) {
		all = append(all, c.Called)
	}
	return slices.DeleteFunc(all, func(n string) bool { return n == "" })
}

// theirs tells whether the number that was called is the contact's.
func theirs(c appliance.Conversation) bool { return c.Outbound || c.Channel == appliance.Callback }

// Conversation masks what its contact gave of himself, the beginning of its newest
// message among it.
func (m *Masks) Conversation(c appliance.Conversation, known ...string) appliance.Conversation {
	c.Vouched = m.name(c.Vouched, known)
	c.Name, c.Mail, c.Phone, c.Topic = m.name(c.Name, known), Mail(c.Mail), Name(c.Phone), m.Text(c.Topic, known...)
	if theirs(c) {
		c.Called = Name(c.Called)
	}
	c.Parameters = slices.Clone(c.Parameters)
	for i, p := range c.Parameters {
		c.Parameters[i].Key, c.Parameters[i].Value = m.Text(p.Key, known...), m.Beside(p.Key, p.Value, known...)
	}
	c.Browser.Page, c.Browser.PageTitle = m.Page(c.Browser.Page, known...), m.Text(c.Browser.PageTitle, known...)
	c.Browser.Pages = slices.Clone(c.Browser.Pages)
	for i, v := range c.Browser.Pages {
		c.Browser.Pages[i].Page, c.Browser.Pages[i].Title = m.Page(v.Page, known...), m.Text(v.Title, known...)
	}
	c.LastText, c.Rating.Comment = m.Preview(c.LastText, known...), m.Text(c.Rating.Comment, known...)
	return c
}

// Preview masks the beginning of a message, as a conversation keeps it.
func (m *Masks) Preview(s string, known ...string) string {
	if utf8.RuneCountInString(s) >= appliance.PreviewLimit {
		s = cutOff(s)
	}
	return m.Text(s, known...)
}

// name masks one that is none, and whatever else stands in it.
func (m *Masks) name(s string, known []string) string {
	if hidden := Name(s); hidden != s {
		return hidden
	}
	return m.Text(s, known...)
}

// Contact masks what is known of a person but his name, and that if it is none.
func (m *Masks) Contact(k appliance.Contact) appliance.Contact {
	k.Name = m.name(k.Name, k.Phones)
	k.Mails, k.Phones = slices.Clone(k.Mails), slices.Clone(k.Phones)
	for i, mail := range k.Mails {
		k.Mails[i] = Mail(mail)
	}
	for i, number := range k.Phones {
		k.Phones[i] = Name(number)
	}
	return k
}

// Entry masks a line of a conversation's log. The number that was called by who came
// in is ours.
func (m *Masks) Entry(e appliance.Entry, known ...string) appliance.Entry {
	e.Text, e.Page = m.Text(e.Text, known...), m.Page(e.Page, known...)
	return m.Facts(e, known...)
}

// Facts masks the facts of an event alone.
func (m *Masks) Facts(e appliance.Entry, known ...string) appliance.Entry {
	e.Data = maps.Clone(e.Data)
	for key, value := range e.Data {
		switch key {
		case "called":
		case "number", "from":
			e.Data[key] = Name(value)
		default:
			e.Data[key] = m.Text(value, known...)
		}
	}
	return e
}

// Ticket masks a request and who asks.
func (m *Masks) Ticket(t appliance.Ticket) appliance.Ticket {
	known := []string{}
	if t.Phone != "" {
		known = append(known, t.Phone)
	}
	if utf8.RuneCountInString(t.Subject) >= appliance.SubjectLimit {
		t.Subject = cutOff(t.Subject)
	}
	t.Subject, t.Body = m.Text(t.Subject, known...), m.Text(t.Body, known...)
	t.Name, t.Mail, t.Phone, t.Page = m.name(t.Name, known), Mail(t.Mail), Name(t.Phone), m.Page(t.Page, known...)
	return t
}
