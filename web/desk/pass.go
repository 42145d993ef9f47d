package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/web"
)

// passable are the queues that a conversation can be passed on to, as the
// reader calls them.
func (w *writer) passable(c appliance.Conversation) []destination {
	var all []destination
	for id, q := range w.book.queues {
		if id != c.Queue && len(q.Groups) > 0 {
			all = append(all, destination{id, w.queue(id)})
		}
	}
	slices.SortFunc(all, func(a, b destination) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// passesOn tells whether the reader may pass on what he does not serve: what waits for
// him, or what one of those serves after whom he looks.
func (w *writer) passesOn(c appliance.Conversation) bool {
	b := w.book
	if b.hasPart(c.ID) {
		return false
	}
	return c.PassedBy(b.me, b.queues[c.Queue], w.now) || c.State == appliance.Active && len(c.Operators) == 1 && b.me.PassesOthers()
}

// passedAtOnce tells whether a conversation is the reader's because a colleague passed it
// to him without asking (F206), and nobody answered its contact since.
func (w *writer) passedAtOnce(c appliance.Conversation) (bool, error) {
	part, mine := w.book.parts[c.ID]
	answered := c.LastBy == appliance.ByOperator && c.LastAt.After(part.Began)
	if !w.book.chosen.PassAtOnce || !mine || !part.Left.IsZero() || c.State.Over() || onLine(c.Channel) || answered {
		return false, nil
	}
	passed, err := w.view.LastTold(c.ID, appliance.EntryPassed)
	return passed.Equal(part.Began), err
}

// pass gives a conversation to a queue.
func (p *Pages) pass(w http.ResponseWriter, r *http.Request) error {
	c, err := conversationOf(r)
	if err != nil {
		return err
	}
	q, err := strconv.ParseInt(r.PostFormValue("queue"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	if err := p.Talks.Requeue(r.Context(), web.Operator(r.Context()).ID, c, appliance.QueueID(q)); err != nil {
		return err
	}
	return p.givenBack(w, r, c)
}
