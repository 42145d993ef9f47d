package desk

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// owedRow is a contact who is called again: How tells how the last try went, Next
// when the next one comes.
type owedRow struct {
	ID                     appliance.ConversationID
	Name, Queue, How, Next string
	// Asked says which number he asked to be called at, where he had called from
	// another.
	Asked string
	// Calls says that the reader may call him now.
	Calls bool
}

// owedRows are those who are called again, as far as they are the reader's.
func (p *Pages) owedRows(r *http.Request, site *names) ([]owedRow, error) {
	all, err := p.Talks.Owed(r.Context())
	if err != nil {
		return nil, err
	}
	me, texts := web.Operator(r.Context()), i18n.From(r.Context())
	mayCall := p.mayCall(me)
	eyes := p.sight(nil, site, revealed{})
	var rows []owedRow
	for _, o := range all {
		c := eyes.pair(o.Conversation, o.Contact)
		if !concerns(me, site, c) {
			continue
		}
		phone := spaced(c.Called)
		rows = append(rows, owedRow{
			Asked: askedAt(texts, c, eyes.number(o.From)),
			ID:    c.ID, Name: cmp.Or(oneLine(eyes.person(o.Contact).Name), oneLine(c.Name), phone), Queue: site.queues[c.Queue].In(me.Language), Calls: mayCall,
			How:  joined(texts.Text("entry.party-failed."+o.Cause, "number", phone), texts.When(o.Last, p.Now())),
			Next: joined(texts.Text("owed.tries", "count", o.Tries), p.nextTry(texts, o)),
		})
	}
	return rows, nil
}

// askedAt says which number a contact asked to be called at and from where he had
// called; empty: it was his own.
func askedAt(texts *i18n.Texts, c appliance.Conversation, from string) string {
	if from == "" {
		return ""
	}
	return texts.Text("entry.callback.from", "number", spaced(c.Called), "from", spaced(from))
}

// nextTry says when the next try comes; one whose time has come is made at once.
func (p *Pages) nextTry(texts *i18n.Texts, o talks.Owed) string {
	if !o.Again.After(p.Now()) {
		return texts.Text("owed.now")
	}
	return texts.Text("owed.again", "time", texts.When(o.Again, p.Now()))
}

// callOwed calls a contact at once who is called again later, and opens the call's
// page. Whose turn has come meanwhile is taken out of his queue.
func (p *Pages) callOwed(w http.ResponseWriter, r *http.Request) error {
	c, err := p.owed(r)
	if err != nil {
		return err
	}
	me := web.Operator(r.Context())
	if !p.mayCall(me) {
		return web.ErrForbidden
	}
	if err = p.Talks.CallNow(r.Context(), me.ID, c); errors.Is(err, appliance.ErrNotWaiting) {
		err = p.Offers.Accept(r.Context(), me.ID, c)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, href(c, tabActive), http.StatusSeeOther)
	return nil
}

// closeOwed has nobody call him any more.
func (p *Pages) closeOwed(w http.ResponseWriter, r *http.Request) error {
	c, err := p.owed(r)
	if err != nil {
		return err
	}
	reason, _ := strconv.ParseInt(r.PostFormValue("reason"), 10, 64) // none is no reason, which is refused
	if err := p.Talks.CloseOwed(r.Context(), web.Operator(r.Context()).ID, c, appliance.ReasonID(reason)); err != nil {
		return err
	}
	http.Redirect(w, r, "/missed", http.StatusSeeOther)
	return nil
}

// owed is the promised call that the address names, if it is the reader's.
func (p *Pages) owed(r *http.Request) (appliance.ConversationID, error) {
	id, err := conversationOf(r)
	if err != nil {
		return 0, err
	}
	site, err := p.names.Of(r.Context(), p.Store, struct{}{}, readNames)
	if err != nil {
		return 0, err
	}
	var c appliance.Conversation
	err = p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		c, err = v.Conversation(id)
		return err
	})
	if err == nil && (c.Channel != appliance.Callback || !concerns(web.Operator(r.Context()), site, c)) {
		err = appliance.ErrNotFound
	}
	return id, err
}

// owed counts those of them who concern the reader.
func (w *writer) owed() (int, error) {
	all, err := talks.OwedIn(w.view.View)
	all = slices.DeleteFunc(all, func(o talks.Owed) bool { return !concerns(w.book.me, w.book.names, o.Conversation) })
	return len(all), err
}
