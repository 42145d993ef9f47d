package widget

import (
	"maps"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/web"
)

// attributes are what the page around the panel says of its visitor: an order, a
// customer's number. Nobody vouches for them but that page, as for all that comes
// from a browser.
type attributes map[string]string

// mostAttributes is how many a conversation has at most.
const mostAttributes = 20

// parameters are those of a conversation that has some already, in the order of
// their keys; more than it may have are refused, all of them.
func (a attributes) parameters(has []appliance.Parameter) (all []appliance.Parameter, err error) {
	keys := map[string]bool{}
	for _, p := range has {
		if p.From == fromScript {
			keys[p.Key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(a)) {
		p := appliance.Parameter{Key: plain.Line(key, longestKey), Value: plain.Line(a[key], longestValue), From: fromScript}
		if p.Key == "" {
			return nil, web.ErrBadRequest
		}
		keys[p.Key] = true
		all = append(all, p)
	}
	if len(keys) > mostAttributes {
		return nil, web.ErrBadRequest
	}
	return all, nil
}

// The bounds of an attribute, in characters.
const (
	longestKey   = 64
	longestValue = 1000
)

// fromScript is whence such parameters came.
const fromScript = "script"

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
	all, err := t.Attributes.parameters(c.Parameters)
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
