package desk

import (
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// writes is what the contact hears of a text that is not sent yet: that there
// is one, and nothing of it.
const writes = "…"

// typing tells the contact that an operator who serves him writes, or does not
// any more.
func (p *Pages) typing(w http.ResponseWriter, r *http.Request) error {
	id, err := conversationOf(r)
	if err != nil {
		return err
	}
	me := web.Operator(r.Context()).ID
	var c appliance.Conversation
	if err := p.Store.Read(r.Context(), func(v *sqlite.View) error {
		c, err = v.Conversation(id)
		return err
	}); err != nil {
		return err
	}
	if !slices.Contains(c.Operators, me) {
		return appliance.ErrNotServing
	}
	text := ""
	if r.PostFormValue("writes") != "" {
		text = writes
	}
	p.Talks.Typing(id, appliance.ByOperator, me, text)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
