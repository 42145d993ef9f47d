package sqlite

import (
	"time"

	"cordboard/appliance"
)

const offerColumns = `id, conversation, operator, made, until, asker, purpose`

func scanOffer(row scanner) (appliance.Offer, error) {
	var o appliance.Offer
	err := row.Scan(&o.ID, &o.Conversation, &o.Operator, instant{&o.Made}, instant{&o.Until}, refer(&o.By), &o.Purpose)
	return o, err
}

const (
	offer  statement = `SELECT ` + offerColumns + ` FROM offer WHERE id = ? AND how IS NULL`
	offers statement = `SELECT ` + offerColumns + ` FROM offer WHERE how IS NULL ORDER BY id`
)

// Offer reads one offer that has not ended.
func (v *View) Offer(id appliance.OfferID) (appliance.Offer, error) {
	return one(v, scanOffer, offer, id)
}

// Offers reads all that have not ended.
func (v *View) Offers() ([]appliance.Offer, error) { return many(v, scanOffer, offers) }

const addOffer statement = `INSERT INTO offer (conversation, operator, made, until, asker, purpose) VALUES (?, ?, ?, ?, ?, ?)`

// AddOffer stores a new offer and returns it with its id. If the same
// operator is being asked for the same conversation, that is ErrDuplicate.
func (t *Tx) AddOffer(o appliance.Offer) (appliance.Offer, error) {
	var err error
	o.ID, err = insert[appliance.OfferID](t, addOffer, o.Conversation, o.Operator, micros(o.Made), micros(o.Until), ref(o.By), o.Purpose)
	return o, err
}

const endOffer statement = `UPDATE offer SET how = ?, ended = ? WHERE id = ? AND how IS NULL`

// EndOffer ends an offer once; a second time it is appliance.ErrNotFound.
func (t *Tx) EndOffer(id appliance.OfferID, how appliance.OfferEnd, at time.Time) error {
	return t.update(endOffer, how, micros(at), id)
}
