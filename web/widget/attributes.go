package widget

import (
	"maps"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
	"cordboard/web"
)

// attributes are what the page around the panel says of its visitor: an order, a
// customer's number. Nobody vouches for them but that page, as for all that comes
// from a browser.
type attributes map[string]string

// parameters are those of a conversation, in the order of their keys; more than it
// may have are refused, all of them.
func (a attributes) parameters() (all []appliance.Parameter, err error) {
	if len(a) > desk.MostFromScript {
		return nil, desk.ErrParameters
	}
	for _, key := range slices.Sorted(maps.Keys(a)) {
		p := appliance.Parameter{
			Key: plain.Line(key, desk.ParameterKeyLimit), Value: plain.Line(a[key], desk.ParameterValueLimit), From: appliance.FromScript,
		}
		if p.Key == "" {
			return nil, web.ErrBadRequest
		}
		all = append(all, p)
	}
	return all, nil
}

// told is what a page tells.
type told struct {
	Attributes attributes `json:"attributes"`
}

// attribute is POST /w/{key}/attributes (F111).
func (p *Pages) attribute(r *http.Request, c appliance.Conversation) (any, error) {
	t, err := read[told](r)
	if err != nil {
		return nil, err
	}
	all, err := t.Attributes.parameters()
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	if len(all) == 0 || c.State.Over() {
		return nil, nil
	}
	return nil, p.desk.Set(r.Context(), c.ID, all...)
}
