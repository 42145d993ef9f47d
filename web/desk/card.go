package desk

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	numbers "cordboard/appliance/address"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
)

// remembered is how many past conversations the card shows.
const remembered = 6

// noted is how many notes from them.
const noted = 4

func (w *writer) card(c appliance.Conversation, contact appliance.Contact) (card, error) {
	t := w.texts()
	name := cmp.Or(oneLine(contact.Name), w.name(c, contact))
	k := card{Of: c.ID, Open: true, Identified: contact.ID != 0, Name: name, Initials: initials(name), Since: t.Text("desk.card.unknown")}
	if k.Identified {
		k.Since = t.Text("desk.card.since", "date", t.Date(contact.Created, w.now))
	}
	k.Facts = w.contactFacts(c, contact)
	k.Fills = talks.MayFill(w.book.me, c, w.book.hasPart(c.ID))
	k.Parameters = w.parameters(c)
	from, err := w.calledFrom(c)
	if err != nil {
		return k, err
	}
	k.Visit = w.visit(c, contact, from)
	k.Pages = w.pages(c)
	earlier, err := w.earlier(c, contact.ID)
	if err != nil {
		return k, err
	}
	k.Past = w.past(c, earlier)
	k.Notes, err = w.notes(c, earlier)
	return k, err
}

// parameters are what was told of a conversation beside itself, each with who told it.
func (w *writer) parameters(c appliance.Conversation) (list []parameter) {
	for i, p := range c.Parameters {
		if p.From == appliance.FromInvitation {
			continue // it stands among the past ones
		}
		if p.From != appliance.FromOperator && slices.ContainsFunc(w.book.chosen.Hides, func(name string) bool { return strings.EqualFold(name, p.Key) }) {
			continue
		}
		one := parameter{Name: p.Key, Value: p.Value, From: w.from(p.From), Ours: p.From == appliance.FromOperator}
		// Who changes what is hidden from him writes it anew.
		if now, read := w.view.talks[c.ID]; !read || now.Parameters[i].Value == p.Value {
			one.Known = p.Value
		}
		list = append(list, one)
	}
	return list
}

// pages are those that the contact came to; one alone is where he is.
func (w *writer) pages(c appliance.Conversation) []pageSeen {
	if len(c.Browser.Pages) < 2 {
		return nil
	}
	var list []pageSeen
	for _, v := range slices.Backward(c.Browser.Pages) {
		at := placeOf(w.book.entries[c.EntryPoint], v.Page)
		at.Title = oneLine(v.Title)
		list = append(list, pageSeen{at, w.texts().When(v.At, w.now)})
	}
	return list
}

// notes are those from earlier conversations that the reader may see; those from
// this one stand in its log.
func (w *writer) notes(c appliance.Conversation, earlier []appliance.Conversation) ([]pastNote, error) {
	var ids []appliance.ConversationID
	for _, e := range earlier {
		if e.ID != c.ID && w.book.sees(e) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := w.view.NotesOf(ids, noted)
	var list []pastNote
	for _, n := range all {
		list = append(list, pastNote{Author: w.operator(n.Operator), When: w.texts().When(n.At, w.now), Text: n.Text})
	}
	return list, err
}

func (w *writer) contactFacts(c appliance.Conversation, contact appliance.Contact) []fact {
	t := w.texts()
	var list []fact
	for _, mail := range distinct(c.Mail, contact.Mails) {
		list = append(list, fact{Label: t.Text("desk.card.mail"), Value: mail})
	}
	all := numbersOf(c, contact)
	for i, phone := range all {
		if phone != "" && slices.Index(all, phone) == i {
			list = append(list, w.reached("desk.card.phone", phone, strconv.Itoa(i)))
		}
	}
	return list
}

// reached is by what a contact called: a number that can be called, or a user of the
// exchange's, who has none. Of says which of his it is.
func (w *writer) reached(label, by, of string) fact {
	if !isNumber(by) {
		return fact{Label: w.texts().Text("desk.card.sip"), Value: by}
	}
	return fact{Label: w.texts().Text(label), Value: spaced(by), Call: of}
}

func distinct(first string, rest []string) []string {
	var list []string
	for _, s := range append([]string{first}, rest...) {
		if s != "" && !slices.ContainsFunc(list, func(l string) bool { return strings.EqualFold(l, s) }) {
			list = append(list, s)
		}
	}
	return list
}

// from says where a parameter came from; a source that we do not know is
// shown as it is.
func (w *writer) from(source string) string {
	switch source {
	case "form", appliance.FromTree, appliance.FromScript, appliance.FromOperator:
		return w.texts().Text("desk.card.from." + source)
	}
	return source
}

// calledFrom is where a contact called from who asked to be called at another
// number; empty: that was his own, or he is owed no call.
func (w *writer) calledFrom(c appliance.Conversation) (string, error) {
	if c.Channel != appliance.Callback {
		return "", nil
	}
	began, err := w.view.Entries(c.ID, 0, 1)
	if err != nil || len(began) == 0 {
		return "", err
	}
	return began[0].Data["from"], nil
}

// visit is how the contact came in, from another number than his own if from is not
// empty, and what he sits at.
func (w *writer) visit(c appliance.Conversation, contact appliance.Contact, from string) []fact {
	t := w.texts()
	var list []fact
	add := func(label, value string) {
		if value != "" {
			list = append(list, fact{Label: label, Value: value})
		}
	}
	if contact.Name != "" && !strings.EqualFold(oneLine(c.Name), oneLine(contact.Name)) {
		add(t.Text("desk.card.given"), oneLine(c.Name))
	}
	add(t.Text("desk.card.vouched"), oneLine(c.Vouched))
	add(t.Text("desk.card.proposal"), w.proposal(c))
	add(t.Text("desk.card.entry"), w.book.entries[c.EntryPoint].Name)
	add(t.Text("desk.card.topic"), w.topic(c))
	if from != "" {
		add(t.Text("desk.card.asked-at"), spaced(c.Called))
		list = append(list, w.reached("desk.card.called-from", from, calledFrom))
	}
	if c.Called != c.Phone { // whom we called is the contact
		add(t.Text("desk.card.called"), spaced(c.Called))
	}
	if c.Language.Known() {
		add(t.Text("desk.card.language"), t.Text("language."+string(c.Language)))
	}
	add(t.Text("desk.card.browser"), joined(c.Browser.Name, c.Browser.System, c.Browser.Country))
	add(t.Text("desk.card.place"), c.Browser.Place)
	if c.Channel.Voice() {
		add(t.Text("desk.card.country"), w.abroad(c.Phone))
	}
	if add(t.Text("desk.card.page"), joined(oneLine(c.Browser.PageTitle), c.Browser.Page)); c.Browser.Page != "" {
		list[len(list)-1].Href = placeOf(w.book.entries[c.EntryPoint], c.Browser.Page).Href
	}
	return list
}

// abroad is the country of a number as its reader sees it, where that is not the site's
// own: of one that is masked nothing is told, not even whence it is.
func (w *writer) abroad(number string) string {
	country := numbers.Country(number)
	if country == "" || country == w.book.chosen.Region {
		return ""
	}
	return w.texts().Country(country)
}

// topic is what the contact chose, as the reader calls it.
func (w *writer) topic(c appliance.Conversation) string {
	if c.Topic == "" {
		return ""
	}
	return cmp.Or(w.queue(c.Queue), c.Topic)
}

func (w *writer) past(c appliance.Conversation, earlier []appliance.Conversation) []past {
	var list []past
	for _, e := range earlier {
		if e.ID == c.ID || len(list) == remembered {
			continue
		}
		address := ""
		if w.book.sees(e) {
			address = href(e.ID, w.tab)
		}
		list = append(list, past{
			Href: address, Channel: e.Channel, When: w.texts().When(e.Began, w.now),
			Title: cmp.Or(oneLine(e.LastText), w.queue(e.Queue), e.Topic, w.texts().Text("channel."+string(e.Channel))),
			Line:  w.pastLine(e, earlier), Tags: w.tags(e),
		})
	}
	return list
}

// earlier are the conversations before this one: first the one that it goes on
// with, which need not be the contact's.
func (w *writer) earlier(c appliance.Conversation, contact appliance.ContactID) (all []appliance.Conversation, err error) {
	if contact != 0 {
		if all, err = w.view.Conversations(sqlite.ConversationFilter{Contact: contact, Limit: remembered + 1}); err != nil {
			return nil, err
		}
	}
	about := talks.About(c)
	if about == 0 {
		return all, nil
	}
	first, err := w.view.Conversation(about)
	if errors.Is(err, appliance.ErrNotFound) {
		return all, nil
	}
	all = slices.DeleteFunc(all, func(c appliance.Conversation) bool { return c.ID == about })
	return append([]appliance.Conversation{first}, all...), err
}

// pastLine says who served it and for how long, or what came of it unserved.
func (w *writer) pastLine(e appliance.Conversation, beside []appliance.Conversation) string {
	if e.State == appliance.Abandoned {
		return became(w.texts(), e, beside)
	}
	var names []string
	for _, id := range e.Served {
		names = append(names, w.operator(id))
	}
	return joined(strings.Join(names, ", "), w.took(e))
}
