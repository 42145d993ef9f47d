package desk

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/access"
	"cordboard/web"
)

// takesUp tells whether the reader may serve again what is over.
func (b *book) takesUp(c appliance.Conversation) bool {
	return c.State == appliance.Finished && c.Channel.Kind() == appliance.KindChat && b.me.Answers() && access.Can(b.me, access.TakeUp, access.Conversation(c))
}

// takeUp has a chat that is over go on.
func (p *Pages) takeUp(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	if err := p.Talks.TakeUp(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}
