package widget

import (
	"errors"
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/pace"
	"cordboard/web"
)

// user is who a page says that its visitor is: by what the site knows him, and the
// site's word for it. That is an HMAC, which no visitor can make.
type user struct {
	ID   string `json:"id"`
	Hash string `json:"hash"`
}

// vouched is by what the site knows him, if it vouches for him; empty: it says nothing
// of him. ErrIdentity: somebody else said so.
func (p *Pages) vouched(r *http.Request, e appliance.EntryPoint, u user) (string, error) {
	if u == (user{}) {
		return "", nil
	}
	right, err := p.site.Vouched(r.Context(), e.ID, u.ID, u.Hash)
	if err != nil || right {
		return u.ID, err
	}
	// Who is right is never held up by a neighbour who was wrong too often.
	if err := take(p.limits.proofs, pace.Network(web.Source(r)), p.now()); err != nil {
		return "", err
	}
	return "", ErrIdentity
}

// identify is POST /w/{key}/user: the site vouches for the visitor, also in the chat that
// goes on.
func (p *Pages) identify(r *http.Request, e appliance.EntryPoint) (any, error) {
	u, err := read[user](r)
	if err != nil {
		return nil, err
	}
	if u == (user{}) {
		return nil, web.ErrBadRequest
	}
	id, err := p.vouched(r, e, u)
	if err != nil {
		return nil, err
	}
	c, err := p.conversation(r, e)
	if errors.Is(err, ErrVisitor) { // he has none
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if c.State.Over() && c.Vouched != "" && c.Vouched != id {
		return nil, desk.ErrVouched
	}
	return nil, p.desk.Vouch(r.Context(), c.ID, id)
}
