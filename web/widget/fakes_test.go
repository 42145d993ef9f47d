package widget_test

import (
	"context"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// settings are the site's as the desk asks for them.
type settings struct{}

func (settings) ReserveBrackets(*sqlite.View) (bool, error) { return false, nil }
func (settings) Region(*sqlite.View) (string, error)        { return "CZ", nil }

// tickets keeps what visitors leave.
type tickets struct{ store *sqlite.Store }

func (t tickets) Open(ctx context.Context, k appliance.Ticket) (appliance.Ticket, error) {
	err := t.store.Write(ctx, func(tx *sqlite.Tx) (err error) {
		k.State, k.Created, k.Changed = appliance.TicketOpen, time.Now(), time.Now()
		k, err = tx.AddTicket(k)
		return err
	})
	return k, err
}
