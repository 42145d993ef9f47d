package desk

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/web"
)

// draft keeps what the operator has written and not sent, and answers with its
// version.
func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.FormError(err)
	}
	d, err := p.Talks.SaveDraft(r.Context(), appliance.Draft{
		Operator: web.Operator(r.Context()).ID, Conversation: c, Note: r.PostFormValue("note") != "", Text: r.PostFormValue("text"),
	})
	if err != nil {
		return err
	}
	web.Answer(w, http.StatusOK, map[string]int64{"version": d.Version})
	return nil
}
