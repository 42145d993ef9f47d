package widget

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/plain"
)

// marked is a tag by the name that the page around the panel gives it.
type marked struct {
	Name string `json:"name"`
}

// tag is POST /w/{key}/tag: the page puts a tag of the administrator's list on its
// visitor's chat (F226). What is not in the list is refused, and kept nowhere.
func (p *Pages) tag(r *http.Request, c appliance.Conversation) (any, error) {
	m, err := read[marked](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	if c.State.Over() {
		return nil, nil
	}
	return nil, p.desk.TagByPage(r.Context(), c.ID, plain.Line(m.Name, desk.ParameterKeyLimit))
}
