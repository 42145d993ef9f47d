package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// missedView lists who is to be called: whom the box calls again, and the numbers
// that nobody has called back.
type missedView struct {
	Name    string
	Owed    []owedRow
	Reasons []reason
	Rows    []missedRow
}

// missedRow is one number, Queue where it waited, Line when it called.
type missedRow struct {
	ID                appliance.ConversationID
	Name, Queue, Line string
	// Tried says who has called it back in vain, and when; empty: nobody.
	Tried string
	// Calls says that the reader can call it: he may, and it is known.
	Calls bool
}

func (p *Pages) missed(w http.ResponseWriter, r *http.Request) error {
	me, texts := web.Operator(r.Context()), i18n.From(r.Context())
	all, site, err := p.missedBy(r)
	if err != nil {
		return err
	}
	v, mayCall := missedView{Name: me.Name}, p.mayCall(me)
	if v.Owed, err = p.owedRows(r, site); err != nil {
		return err
	}
	err = p.Store.Read(r.Context(), func(view *sqlite.View) (err error) {
		v.Reasons, err = (&writer{ctx: r.Context(), view: p.sight(view, site, revealed{})}).reasons()
		return err
	})
	if err != nil {
		return err
	}
	eyes := p.sight(nil, site, revealed{})
	for _, m := range all {
		c, contact := eyes.pair(m.Conversation, m.Contact), eyes.person(m.Contact)
		phone := spaced(c.Phone)
		name := cmp.Or(oneLine(contact.Name), oneLine(c.Name), phone, texts.Text("desk.caller.withheld"))
		row := missedRow{ID: c.ID, Name: name, Calls: mayCall && isNumber(c.Phone), Tried: p.inVain(texts, me, site, m.Tried), Queue: site.queues[c.Queue].In(me.Language), Line: joined(
			texts.When(c.Began, p.Now()), texts.Text("missed.calls", "count", m.Calls), became(texts, c, nil),
		)}
		if name != phone {
			row.Line = joined(phone, row.Line)
		}
		v.Rows = append(v.Rows, row)
	}
	return web.Page(w, r, http.StatusOK, missedCalls(v))
}

// inVain says who called somebody back who did not take it, to himself as "you".
func (p *Pages) inVain(texts *i18n.Texts, me appliance.Operator, site *names, c appliance.Conversation) string {
	when := texts.When(c.Began, p.Now())
	switch {
	case len(c.Operators) == 0: // nobody did
		return ""
	case slices.Contains(c.Operators, me.ID):
		return texts.Text("missed.tried.you", "time", when)
	}
	return texts.Text("missed.tried", "name", site.operators[c.Operators[0]].Name, "time", when)
}

// mayCall tells whether the reader can call anybody of his own accord.
func (p *Pages) mayCall(me appliance.Operator) bool { return p.Calls.Outward() && me.MayDial() }

// concerns tells whether what waited, or will, was for the reader; who oversees the
// others is concerned with all.
func concerns(me appliance.Operator, site *names, c appliance.Conversation) bool {
	return me.May(appliance.RightObserve) || c.For == me.ID || c.For == 0 && site.queues[c.Queue].ServedBy(me)
}

// missedBy are the missed calls that concern the reader.
func (p *Pages) missedBy(r *http.Request) ([]talks.Missed, *names, error) {
	all, err := p.Talks.Missed(r.Context())
	if err != nil {
		return nil, nil, err
	}
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return nil, nil, err
	}
	me := web.Operator(r.Context())
	all = slices.DeleteFunc(all, func(m talks.Missed) bool { return !concerns(me, site, m.Conversation) })
	return all, site, nil
}

// countMissed counts the missed calls that concern a reader.
func (p *Pages) countMissed(ctx context.Context, o appliance.OperatorID) (count int, err error) {
	all, err := p.missedCalls.now(p.Feed, p.Now(), func() ([]talks.Missed, error) { return p.Talks.Missed(ctx) })
	if err != nil {
		return 0, err
	}
	site, err := p.names.Of(ctx, p.Store, struct{}{}, readNames)
	if err != nil {
		return 0, err
	}
	me := site.operators[o]
	for _, m := range all {
		if concerns(me, site, m.Conversation) {
			count++
		}
	}
	return count, nil
}

// callMissed calls one of them back and opens the call's page.
func (p *Pages) callMissed(w http.ResponseWriter, r *http.Request) error {
	missed, err := p.stillMissed(r)
	if err != nil {
		return err
	}
	c, err := p.Calls.DialMissed(r.Context(), web.Operator(r.Context()).ID, missed)
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

// setAside has nobody call one of them back.
func (p *Pages) setAside(w http.ResponseWriter, r *http.Request) error {
	missed, err := p.stillMissed(r)
	if err != nil {
		return err
	}
	if err := p.Talks.SetAside(r.Context(), web.Operator(r.Context()).ID, missed); err != nil {
		return err
	}
	http.Redirect(w, r, "/missed", http.StatusSeeOther)
	return nil
}

// stillMissed is the missed call that the address names, if it stands in the
// reader's list.
func (p *Pages) stillMissed(r *http.Request) (appliance.ConversationID, error) {
	missed, err := conversationOf(r)
	if err != nil {
		return 0, err
	}
	all, _, err := p.missedBy(r)
	if err == nil && !slices.ContainsFunc(all, func(m talks.Missed) bool { return m.Conversation.ID == missed }) {
		err = talks.ErrSettled
	}
	return missed, err
}
