package widget

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/plain"
)

// wanted is where a visitor wants what was said; empty: to the address that he gave.
type wanted struct {
	Mail string `json:"mail"`
}

// transcript is POST /w/{key}/transcript: what was said goes to him by mail (F101). It
// goes once; asked again it is on its way already.
func (p *Pages) transcript(r *http.Request, c appliance.Conversation) (any, error) {
	want, err := read[wanted](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	to := plain.Line(want.Mail, longestField+1)
	if to != "" && !isMail(to) {
		return nil, address.ErrMail
	}
	return nil, p.desk.Transcript(r.Context(), c.ID, appliance.ByContact, to)
}
