package desk

import (
	"net/http"
	"strconv"

	"cordboard/appliance"
	talks "cordboard/appliance/desk"
	"cordboard/web"
)

// invite is what the reader can give to somebody who is to call him.
type invite struct {
	// Able says that he takes calls.
	Able bool
	// About is the open conversation, if he serves it, and Name whose it is.
	About appliance.ConversationID
	Name  string
	Given []invitation
}

// invitation is one number that nobody has used yet, as it is and as it is read
// out.
type invitation struct{ Code, Read, Line string }

// invites reads what the reader gave away.
func (w *writer) invites() (invite, error) {
	v := invite{Able: w.book.me.Answers() && w.book.me.Takes(appliance.KindCall)}
	if !v.Able {
		return v, nil
	}
	all, err := talks.Invitations(w.view.View, w.book.me.ID, w.now)
	if err != nil {
		return v, err
	}
	for _, i := range all {
		name, err := w.nameOf(i.About)
		if err != nil {
			return v, err
		}
		line := joined(name, w.texts().Text("desk.invite.until", "time", w.texts().When(i.Until, w.now)))
		v.Given = append(v.Given, invitation{i.Code, i.Code[:3] + " " + i.Code[3:], line})
	}
	if w.book.hasPart(w.open) {
		v.About = w.open
		v.Name, err = w.nameOf(w.open)
	}
	return v, err
}

// nameOf is whose conversation it is; of none it is nobody's.
func (w *writer) nameOf(id appliance.ConversationID) (string, error) {
	if id == 0 {
		return "", nil
	}
	c, err := w.view.Conversation(id)
	if err != nil {
		return "", err
	}
	contact, err := w.contact(c)
	return w.name(c, contact), err
}

// invite makes a number by which somebody reaches the reader.
func (p *Pages) invite(w http.ResponseWriter, r *http.Request) error {
	about, _ := strconv.ParseInt(r.PostFormValue("about"), 10, 64) // none is about nothing
	if _, err := p.Talks.Invite(r.Context(), web.Operator(r.Context()).ID, appliance.ConversationID(about)); err != nil {
		return err
	}
	return done(w, r)
}

// disinvite takes such a number back.
func (p *Pages) disinvite(w http.ResponseWriter, r *http.Request) error {
	if err := p.Talks.Disinvite(r.Context(), web.Operator(r.Context()).ID, r.PostFormValue("code")); err != nil {
		return err
	}
	return done(w, r)
}
