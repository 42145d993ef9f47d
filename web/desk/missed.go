package desk

import (
	"cmp"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/access"
	talks "cordboard/appliance/desk"
	"cordboard/web"
	"cordboard/web/i18n"
)

// missedView is the list of numbers that nobody has called back.
type missedView struct {
	Name string
	Rows []missedRow
}

// missedRow is one number, Queue where it waited, Line when it called.
type missedRow struct {
	ID                appliance.ConversationID
	Name, Queue, Line string
	// Calls says that the reader can call it: he may, and it is known.
	Calls bool
}

func (p *Pages) missed(w http.ResponseWriter, r *http.Request) error {
	me, texts := web.Operator(r.Context()), i18n.From(r.Context())
	all, queues, err := p.missedBy(r)
	if err != nil {
		return err
	}
	v, mayCall := missedView{Name: me.Name}, p.Calls.Outward() && me.MayDial()
	for _, m := range all {
		c := m.Conversation
		phone := spaced(c.Phone)
		name := cmp.Or(oneLine(m.Contact.Name), oneLine(c.Name), phone, texts.Text("desk.caller.withheld"))
		row := missedRow{ID: c.ID, Name: name, Calls: mayCall && c.Phone != "", Queue: queues[c.Queue].In(me.Language), Line: joined(
			texts.When(c.Began, p.Now()), texts.Text("missed.calls", "count", m.Calls),
		)}
		if name != phone {
			row.Line = joined(phone, row.Line)
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Page(w, r, http.StatusOK, missedCalls(v))
}

// missedBy are the missed calls that were for the reader; who
// oversees the others sees all.
func (p *Pages) missedBy(r *http.Request) ([]talks.Missed, map[appliance.QueueID]appliance.Queue, error) {
	all, err := p.Talks.Missed(r.Context())
	if err != nil {
		return nil, nil, err
	}
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return nil, nil, err
	}
	if me := web.Operator(r.Context()); !access.Can(me, access.Observe, access.Object{}) {
		all = slices.DeleteFunc(all, func(m talks.Missed) bool { return !m.Conversation.WaitsFor(me, site.queues[m.Conversation.Queue]) })
	}
	return all, site.queues, nil
}

// callMissed calls one of them back and opens the call's page.
func (p *Pages) callMissed(w http.ResponseWriter, r *http.Request) error {
	missed, err := conversationOf(r)
	if err != nil {
		return err
	}
	all, _, err := p.missedBy(r)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(m talks.Missed) bool { return m.Conversation.ID == missed }) {
		return talks.ErrSettled
	}
	c, err := p.Calls.DialMissed(r.Context(), web.Operator(r.Context()).ID, missed)
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}
