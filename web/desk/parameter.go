package desk

import (
	"net/http"

	"cordboard/web"
)

// fill writes a parameter of a conversation, or takes it away (F111).
func (p *Pages) fill(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	value := r.PostFormValue("value")
	if r.PostFormValue("remove") != "" {
		value = ""
	}
	if err := p.Talks.Fill(r.Context(), web.Operator(r.Context()).ID, c, r.PostFormValue("name"), value); err != nil {
		return err
	}
	return done(w, r)
}
