package desk

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/web"
)

// profileView is an operator's own settings.
type profileView struct {
	Operator appliance.Operator
	Saved    bool
	Refusal  string
}

func (p *Pages) profile(w http.ResponseWriter, r *http.Request) error {
	v := profileView{Operator: web.Operator(r.Context()), Saved: r.URL.Query().Get("saved") != ""}
	return web.Page(w, r, http.StatusOK, profile(v))
}

func (p *Pages) saveProfile(w http.ResponseWriter, r *http.Request) error {
	o := web.Operator(r.Context())
	wanted := account.Preferences{
		Language: appliance.Language(r.PostFormValue("language")), ShiftEnterSends: r.PostFormValue("enter") == "breaks",
		Silent: r.PostFormValue("sounds") == "", Notified: r.PostFormValue("notifications") != "",
		Unlettered: r.PostFormValue("letters") == "",
	}
	if err := p.Accounts.Prefer(r.Context(), o.ID, wanted); err != nil {
		return err
	}
	http.Redirect(w, r, "/profile?saved=1", http.StatusSeeOther)
	return nil
}

// savePassword says what is wrong above the field; a new password signs its
// owner out everywhere, here too.
func (p *Pages) savePassword(w http.ResponseWriter, r *http.Request) error {
	o := web.Operator(r.Context())
	err := p.Accounts.ChangePassword(r.Context(), o.ID, r.PostFormValue("old"), r.PostFormValue("new"))
	if refusal := appliance.AsRefusal(err); refusal != nil {
		v := profileView{Operator: o, Refusal: web.Sentence(r, refusal)}
		return web.Page(w, r, web.Status(refusal), profile(v))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}
