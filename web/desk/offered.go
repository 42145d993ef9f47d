package desk

import (
	"errors"

	"cordboard/appliance"
	"cordboard/appliance/access"
)

// offered is what the reader is offered now: the oldest offer, on its
// conversation; the others are counted. False if there is none.
func (w *writer) offered() (o appliance.Offer, c appliance.Conversation, there bool, err error) {
	if len(w.book.offers) == 0 {
		return o, c, false, nil
	}
	o = w.book.offers[0]
	c, err = w.view.Conversation(o.Conversation)
	if errors.Is(err, appliance.ErrNotFound) {
		return o, c, false, nil
	}
	return o, c, err == nil, err
}

// offer fills the strip on top.
func (w *writer) offer() (*offer, error) {
	o, c, there, err := w.offered()
	if !there {
		return nil, err
	}
	r, err := w.row(c)
	if err != nil {
		return nil, err
	}
	before, err := w.before(c)
	return &offer{Row: r, Before: before, Made: o.Made, Until: o.Until, Asks: o.By != 0, Line: w.offerLine(o), Soundless: onLine(c.Channel) && !w.sounds && !w.book.me.OnTelephone()}, err
}

// offerLine says why the reader is offered a conversation.
func (w *writer) offerLine(o appliance.Offer) string {
	if o.By == 0 {
		return w.texts().Text("desk.offer.to-you")
	}
	return w.texts().Text("desk.offer."+string(o.Purpose), "name", w.operator(o.By))
}

// before says who served the contact of a conversation last, and when (F120).
func (w *writer) before(c appliance.Conversation) (string, error) {
	contact, err := w.contact(c)
	if err != nil {
		return "", err
	}
	earlier, err := w.earlier(c, contact.ID)
	for _, e := range earlier {
		if n := len(e.Served); e.ID != c.ID && n > 0 {
			return w.texts().Text("desk.offer.before", "name", w.operator(e.Served[n-1]), "when", w.texts().When(e.Began, w.now)), err
		}
	}
	return "", err
}

// popUp lays the card of who calls over the column of cards while it rings. A
// chat that is offered leaves the card of whom the reader writes with.
func (w *writer) popUp(pg *page) error {
	o, c, there, err := w.offered()
	if !there || !onLine(c.Channel) || !access.Can(w.book.me, access.SeeContact, access.Contact(c, o.Operator)) {
		return err
	}
	contact, err := w.contact(c)
	if err != nil {
		return err
	}
	pg.Card, err = w.card(c, contact)
	pg.Card.Rings = true
	return err
}
