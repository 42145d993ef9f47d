package sqlite

import (
	"errors"
	"time"

	"cordboard/appliance"
)

const conversationColumns = `c.id, c.channel, c.entry_point, c.queue, c.contact, c.state, c.language,
	c.name, c.mail, c.phone, c.topic, c.called, c.outbound, c.call, c.visitor, c.browser, c.parameters,
	c.began, c.queued, c.joined, c.ended, c.ended_by, c.last_at, c.last_text, c.last_by, c.unread, c.operators, c.served, c.wanted, c.last_operator, c.unqueued, c.sent_away, c.blocked, c.rating, c.rating_comment, c.rated, c.vouched, c.proposal, c.tags, c.gone`

// The JSON shapes of a conversation's columns. A field that is added to a noun is
// missed here: they convert from and to it, and a browser's is filled in a test.
type (
	browserJSON struct {
		Name      string `json:"browser,omitempty"`
		System    string `json:"system,omitempty"`
		Device    string `json:"device,omitempty"`
		Country   string `json:"country,omitempty"`
		Place     string `json:"place,omitempty"`
		Page      string `json:"page,omitempty"`
		PageTitle string `json:"title,omitempty"`
		Address   string `json:"address,omitempty"`
		Mark      string `json:"mark,omitempty"`

		Pages []visitJSON `json:"pages,omitempty"`
	}
	visitJSON struct {
		Page  string    `json:"page"`
		Title string    `json:"title"`
		At    time.Time `json:"at"`
	}
	parameterJSON struct {
		Key   string `json:"key"`
		Value string `json:"value"`
		From  string `json:"from"`
	}
)

func (b browserJSON) noun() appliance.Browser {
	n := appliance.Browser{
		Name: b.Name, System: b.System, Device: b.Device, Country: b.Country, Place: b.Place,
		Page: b.Page, PageTitle: b.PageTitle, Address: b.Address, Mark: b.Mark,
	}
	for _, v := range b.Pages {
		n.Pages = append(n.Pages, appliance.Visit(v))
	}
	return n
}

func shapeOf(b appliance.Browser) browserJSON {
	shape := browserJSON{
		Name: b.Name, System: b.System, Device: b.Device, Country: b.Country, Place: b.Place,
		Page: b.Page, PageTitle: b.PageTitle, Address: b.Address, Mark: b.Mark,
	}
	for _, v := range b.Pages {
		shape.Pages = append(shape.Pages, visitJSON(v))
	}
	return shape
}

func scanConversation(row scanner) (appliance.Conversation, error) {
	var c appliance.Conversation
	var browser browserJSON
	var parameters []parameterJSON
	err := row.Scan(&c.ID, &c.Channel, refer(&c.EntryPoint), refer(&c.Queue), refer(&c.Contact), &c.State, &c.Language,
		&c.Name, &c.Mail, &c.Phone, &c.Topic, &c.Called, &c.Outbound, &c.Call, &c.Visitor, fromJSON{&browser}, fromJSON{&parameters},
		instant{&c.Began}, instant{&c.Queued}, instant{&c.Joined}, instant{&c.Ended}, &c.EndedBy,
		instant{&c.LastAt}, &c.LastText, &c.LastBy, &c.Unread, fromJSON{&c.Operators}, fromJSON{&c.Served}, refer(&c.For), refer(&c.Last), instant{&c.Unqueued}, &c.SentAway, &c.Blocked,
		&c.Rating.Face, &c.Rating.Comment, instant{&c.Rating.At}, &c.Vouched, &c.Proposal, fromJSON{&c.Tags}, instant{&c.Gone})
	c.Browser = browser.noun()
	for _, p := range parameters {
		c.Parameters = append(c.Parameters, appliance.Parameter(p))
	}
	return c, err
}

// bornArgs are the columns from channel to mark, which stay as they were when the
// conversation was opened. The mark is read with the browser, and found by its column.
func bornArgs(c appliance.Conversation) []any {
	return []any{c.Channel, ref(c.EntryPoint), c.Called, c.Outbound, c.Call, c.Visitor, micros(c.Began), c.Browser.Mark}
}

// grownArgs are the columns from parameters to gone.
func grownArgs(c appliance.Conversation) []any {
	parameters := make([]parameterJSON, len(c.Parameters))
	for i, p := range c.Parameters {
		parameters[i] = parameterJSON(p)
	}
	return []any{
		asJSON(parameters),
		ref(c.Queue), ref(c.Contact), c.State, c.Language,
		c.Name, c.Mail, c.Phone, c.Topic, asJSON(shapeOf(c.Browser)),
		micros(c.Queued), micros(c.Joined), micros(c.Ended), c.EndedBy,
		micros(c.LastAt), c.LastText, c.LastBy, c.Unread, asJSON(list(c.Operators)), asJSON(list(c.Served)),
		ofTalk(c), ref(c.For), ref(c.Last), micros(c.Unqueued), c.SentAway, c.Blocked,
		c.Rating.Face, c.Rating.Comment, micros(c.Rating.At), c.Vouched, c.Proposal, asJSON(list(c.Tags)), micros(c.Gone),
	}
}

const conversation statement = `SELECT ` + conversationColumns + ` FROM conversation AS c WHERE c.id = ?`

// Conversation reads one conversation.
func (v *View) Conversation(id appliance.ConversationID) (appliance.Conversation, error) {
	return one(v, scanConversation, conversation, id)
}

const openConversations statement = `SELECT ` + conversationColumns + ` FROM conversation AS c
	WHERE c.state IN ('tree', 'waiting', 'active') ORDER BY c.id`

// OpenConversations reads all that are not over, the oldest first.
func (v *View) OpenConversations() ([]appliance.Conversation, error) {
	return many(v, scanConversation, openConversations)
}

// With chooses conversations by whom they are with: of one of these contacts, or
// with one of these numbers exactly as it was told.
type With struct {
	Contacts []appliance.ContactID
	Phones   []string
	Since    time.Time // began then or later
}

const conversationsWith statement = `SELECT ` + conversationColumns + ` FROM conversation AS c INDEXED BY conversation_began
	WHERE c.began >= ? AND (c.contact IN (SELECT value FROM json_each(?)) OR c.phone IN (SELECT value FROM json_each(?)))
	ORDER BY c.id`

// ConversationsWith reads those that w chooses, the oldest first.
func (v *View) ConversationsWith(w With) ([]appliance.Conversation, error) {
	return many(v, scanConversation, conversationsWith, micros(w.Since), asJSON(list(w.Contacts)), asJSON(list(w.Phones)))
}

const lastBegan statement = `SELECT began FROM conversation WHERE channel = ? ORDER BY id DESC LIMIT 1`

// LastBegan is when the newest conversation of a channel began; zero: none did.
func (v *View) LastBegan(by appliance.Channel) (at time.Time, err error) {
	at, err = one(v, func(row scanner) (at time.Time, err error) {
		err = row.Scan(instant{&at})
		return at, err
	}, lastBegan, by)
	if errors.Is(err, appliance.ErrNotFound) {
		err = nil
	}
	return at, err
}

const addConversation statement = `INSERT INTO conversation (channel, entry_point, called, outbound, call, visitor, began, mark,
	parameters, queue, contact, state, language, name, mail, phone, topic, browser,
	queued, joined, ended, ended_by, last_at, last_text, last_by, unread, operators, served, search, wanted, last_operator, unqueued, sent_away, blocked, rating, rating_comment, rated, vouched, proposal, tags, gone)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddConversation stores a new conversation and returns it with its id.
func (t *Tx) AddConversation(c appliance.Conversation) (appliance.Conversation, error) {
	var err error
	c.ID, err = insert[appliance.ConversationID](t, addConversation, append(bornArgs(c), grownArgs(c)...)...)
	return c, err
}

// An UPDATE writes each index whose column it names, changed or not. Four of
// them are on what a conversation is born with, so those are left out.
const saveConversation statement = `UPDATE conversation SET parameters = ?, queue = ?, contact = ?, state = ?, language = ?,
	name = ?, mail = ?, phone = ?, topic = ?, browser = ?,
	queued = ?, joined = ?, ended = ?, ended_by = ?, last_at = ?, last_text = ?, last_by = ?, unread = ?, operators = ?, served = ?, search = ?, wanted = ?, last_operator = ?, unqueued = ?, sent_away = ?, blocked = ?, rating = ?, rating_comment = ?, rated = ?, vouched = ?, proposal = ?, tags = ?, gone = ?
	WHERE id = ?`

// SaveConversation replaces a conversation by what it is now. How it came
// stays as it was added: channel, entry point, number called, direction, Call-ID, visitor
// and beginning.
func (t *Tx) SaveConversation(c appliance.Conversation) error {
	return t.update(saveConversation, append(grownArgs(c), c.ID)...)
}
