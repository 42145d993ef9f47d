package widget

import (
	"net/http"

	"cordboard/appliance"
)

// rated is how a visitor says it was.
type rated struct {
	Face    appliance.Face `json:"face"`
	Comment string         `json:"comment"`
}

// rate is POST /w/{key}/rating: how it was (F178). The answer says that it is kept; the
// same again is the same.
func (p *Pages) rate(r *http.Request, c appliance.Conversation) (any, error) {
	said, err := read[rated](r)
	if err != nil {
		return nil, err
	}
	if err := p.limits.message(c.ID); err != nil {
		return nil, err
	}
	return nil, p.desk.Rate(r.Context(), c.ID, said.Face, said.Comment)
}

// ratingOf is what a visitor said of his conversation; nil: nothing yet.
func ratingOf(r appliance.Rating) *rated {
	if r.Face == "" {
		return nil
	}
	return &rated{Face: r.Face, Comment: r.Comment}
}
