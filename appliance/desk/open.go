package desk

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
)

// Opening is how a conversation begins.
type Opening struct {
	Channel    appliance.Channel
	EntryPoint appliance.EntryPointID
	// Queue, if not zero, is where it waits from the beginning.
	Queue appliance.QueueID
	// Name, Mail and Phone are what the form or the trunk gave; Topic is the
	// queue's name where one was chosen.
	Name, Mail, Phone, Topic string
	// Written is Phone as the exchange wrote it, before its trunk read it.
	Written      string
	Called, Call string
	// Visitor is the SHA-256 of a visitor's token. He has one conversation at
	// a time: a second opening answers with the one that runs.
	Visitor []byte
	// Vouched is by what the site of the entry point knows him, if it vouches for him.
	Vouched string
	// Returns is who served the visitor a moment ago, for whom he comes back; zero: he
	// does not.
	Returns appliance.OperatorID
	// Proposal is by what the chat was proposed to him, if it was.
	Proposal   string
	Browser    appliance.Browser
	Language   appliance.Language
	Parameters []appliance.Parameter
	// Message is the first one; without text there is none.
	Message
	// Room refuses a new conversation that there is no room for, in the same
	// transaction, so that two at once cannot take the last place. Nil: there
	// is room.
	Room func(*sqlite.View) error

	dialler *appliance.Operator // who called, when we did
}

const fieldLimit = 200

// Open begins a conversation and finds or makes the contact by what identifies
// him; who gave neither mail address nor number stays without a card (F243).
func (d *Desk) Open(ctx context.Context, o Opening) (appliance.Conversation, error) {
	var c appliance.Conversation
	ground, err := d.grounds.Of(ctx, d.store, o.EntryPoint, d.groundOf(o.EntryPoint))
	if err == nil {
		err = d.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
			c, err = d.open(tx, o, ground)
			return err
		})
	}
	if err != nil {
		return appliance.Conversation{}, fmt.Errorf("open conversation at entry point %s: %w", o.EntryPoint, err)
	}
	return c, nil
}

// ground is what of the site a conversation begins on.
type ground struct {
	entry  appliance.EntryPoint
	region string // where a telephone number without a country is at home
}

func (d *Desk) groundOf(id appliance.EntryPointID) func(*sqlite.View) (ground, error) {
	return func(v *sqlite.View) (g ground, err error) {
		if g.entry, err = v.EntryPoint(id); err != nil {
			return g, err
		}
		g.region, err = d.site.Region(v)
		return g, err
	}
}

func (d *Desk) open(tx *sqlite.Tx, o Opening, on ground) (appliance.Conversation, error) {
	if err := Admit(&tx.View, o.cameWith(on.region), d.now()); err != nil {
		return appliance.Conversation{}, err
	}
	x, err := d.running(tx, o)
	if err != nil {
		return appliance.Conversation{}, err
	}
	if x == nil {
		if o.Room != nil {
			if err := o.Room(&tx.View); err != nil {
				return appliance.Conversation{}, err
			}
		}
		if x, err = d.begin(tx, o, on); err != nil {
			return appliance.Conversation{}, err
		}
	}
	if strings.TrimSpace(o.Text) != "" {
		if err := x.first(tx, o.Message); err != nil {
			return appliance.Conversation{}, err
		}
	}
	if o.Queue != 0 && x.State == appliance.InTree {
		queue, err := tx.Queue(o.Queue)
		if err != nil {
			return appliance.Conversation{}, err
		}
		if err := x.enqueue(queue, ""); err != nil {
			return appliance.Conversation{}, err
		}
	}
	if err := x.save(tx); err != nil {
		return appliance.Conversation{}, err
	}
	return x.Conversation, nil
}

// cameWith is by what who opens a conversation is known again. What is no address is
// refused later.
func (o Opening) cameWith(region string) []appliance.Identity {
	r, err := reachOf(o, region)
	if err != nil {
		r = reach{}
	}
	return CameWith(appliance.Conversation{Channel: o.Channel, Phone: r.phone, Mail: r.mail, Browser: o.Browser})
}

// running is the conversation that the visitor has open, or nil.
func (d *Desk) running(tx *sqlite.Tx, o Opening) (*exchange, error) {
	if len(o.Visitor) == 0 {
		return nil, nil
	}
	open, err := tx.Conversations(sqlite.ConversationFilter{
		Visitor: o.Visitor, Limit: 1,
		States: []appliance.ConversationState{appliance.InTree, appliance.Waiting, appliance.Active},
	})
	if err != nil || len(open) == 0 {
		return nil, err
	}
	return load(tx, open[0].ID, d.now())
}

// first receives the message that came with the opening, unless it is there.
func (x *exchange) first(tx *sqlite.Tx, m Message) error {
	e, err := m.fill(appliance.Entry{Kind: appliance.EntryMessage, By: appliance.ByContact})
	if err != nil {
		return err
	}
	if x.ID != 0 {
		if _, repeated, err := repeats(&tx.View, x.ID, e); err != nil || repeated {
			return err
		}
	}
	return x.receive(e)
}

// begin makes the conversation, with its contact but not yet stored.
func (d *Desk) begin(tx *sqlite.Tx, o Opening, on ground) (*exchange, error) {
	reach, err := reachOf(o, on.region)
	if err != nil {
		return nil, err
	}
	x := &exchange{now: d.now(), returns: o.Returns}
	if err := x.begin(o, on.entry); err != nil {
		return nil, err
	}
	x.Mail, x.Phone = reach.mail, cmp.Or(reach.phone, x.Phone) // as his card has it
	contact, err := x.whoIs(tx, reach)
	if err != nil {
		return nil, err
	}
	x.Contact = contact.ID
	if x.Name == "" {
		x.Name = contact.Name
	}
	return x, nil
}

func (x *exchange) begin(o Opening, entry appliance.EntryPoint) error {
	if entry.Off {
		return ErrEntryOff
	}
	x.Conversation = appliance.Conversation{
		Channel: o.Channel, EntryPoint: entry.ID, State: appliance.InTree, Language: entry.Language,
		Name: plain.Line(o.Name, fieldLimit), Phone: plain.Line(o.Phone, fieldLimit), Topic: plain.Line(o.Topic, fieldLimit),
		Called: plain.Line(o.Called, fieldLimit), Call: o.Call,
		Visitor: o.Visitor, Vouched: o.Vouched, Proposal: plain.Line(o.Proposal, fieldLimit), Browser: clipped(o.Browser), Began: x.now,
	}
	if b := &x.Browser; b.Page != "" {
		b.Came(appliance.Visit{Page: b.Page, Title: b.PageTitle, At: x.now})
	}
	for _, p := range o.Parameters {
		x.Parameters = append(x.Parameters, bounded(p))
	}
	if o.Language.Known() {
		x.Language = o.Language
	}
	data := map[string]string{"entrypoint": entry.Name}
	if x.Topic != "" {
		data["topic"] = x.Topic
	}
	if x.Proposal != "" {
		data["proposal"] = x.Proposal
	}
	if x.Called != "" {
		data["called"] = x.Called
	}
	e := appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, Page: x.Browser.Page, Data: data}
	if o.dialler != nil {
		x.Outbound = true
		e.By, e.Operator, data["operator"] = appliance.ByOperator, o.dialler.ID, o.dialler.Name
	}
	x.note(opened)
	x.post(e)
	return nil
}

// clipped is what a browser told, cut to what a browser tells.
func clipped(b appliance.Browser) appliance.Browser {
	for _, field := range []*string{&b.Name, &b.System, &b.Device, &b.Country, &b.Place, &b.Address} {
		*field = plain.Line(*field, fieldLimit)
	}
	b.Page, b.PageTitle = plain.Clip(b.Page, pageLimit), plain.Line(b.PageTitle, titleLimit)
	return b
}
