package desk

import (
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/web"
)

// seen notes how far the reader's page has shown what his contact wrote.
func (p *Pages) seen(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return web.FormError(err)
	}
	entry, err := strconv.ParseInt(r.PostFormValue("entry"), 10, 64)
	if err != nil || entry <= 0 {
		return web.ErrBadRequest
	}
	if err := p.Talks.Seen(r.Context(), web.Operator(r.Context()).ID, c, appliance.EntryID(entry)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// receipt says how far our newest message has come, where the contact wrote nothing after
// it: a key of the catalogues, or nothing.
func (w *writer) receipt(c appliance.Conversation) (string, error) {
	if c.Channel != appliance.WebChat || c.LastBy != appliance.ByOperator {
		return "", nil
	}
	reply, _, err := w.view.NewestReply(c.ID)
	if err != nil || reply == 0 {
		return "", err
	}
	r, err := w.view.Receipt(c.ID)
	switch {
	case err != nil:
		return "", err
	case r.Read >= reply:
		return "desk.receipt.read", nil
	case r.Got >= reply:
		return "desk.receipt.delivered", nil
	}
	return "desk.receipt.sent", nil
}
