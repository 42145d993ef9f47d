package desk

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/web"
)

// profileView is an operator's own settings.
type profileView struct {
	Operator appliance.Operator
	Saved    string
	Refusal  string
}

func (p *Pages) profile(w http.ResponseWriter, r *http.Request) error {
	v := profileView{Operator: web.Operator(r.Context()), Saved: r.URL.Query().Get("saved")}
	return web.Page(w, r, http.StatusOK, profile(v))
}

func (p *Pages) saveProfile(w http.ResponseWriter, r *http.Request) error {
	o := web.Operator(r.Context())
	l := appliance.Language(r.PostFormValue("language"))
	if !l.Known() {
		return web.ErrBadRequest
	}
	if err := p.Accounts.SetPreferences(r.Context(), o.ID, l, r.PostFormValue("enter") == "breaks"); err != nil {
		return err
	}
	http.Redirect(w, r, "/profile?saved=settings", http.StatusSeeOther)
	return nil
}

// savePassword says what is wrong beside the field; whoever it was done for
// signs in again everywhere else.
func (p *Pages) savePassword(w http.ResponseWriter, r *http.Request) error {
	o := web.Operator(r.Context())
	err := p.Accounts.SetPassword(r.Context(), o.ID, r.PostFormValue("old"), r.PostFormValue("new"))
	if refusal := appliance.AsRefusal(err); refusal != nil {
		v := profileView{Operator: o, Refusal: web.Sentence(r, refusal)}
		return web.Page(w, r, web.Status(refusal), profile(v))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/profile?saved=password", http.StatusSeeOther)
	return nil
}
