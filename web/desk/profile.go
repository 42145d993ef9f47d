package desk

import (
	"errors"
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/account"
	"cordboard/web"
)

// profileView is an operator's own settings.
type profileView struct {
	Operator appliance.Operator
	Saved    bool
	Refusal  string // of the password
	Flaw     string // of the shortcuts
}

// shortcutField is the field of a command's letter.
func shortcutField(c appliance.Command) string { return "alt-" + string(c) }

// typedShortcuts are those of a form; who wants the usual ones back gets them.
func typedShortcuts(r *http.Request) appliance.Shortcuts {
	if r.PostFormValue("shortcuts") == "usual" {
		return nil
	}
	typed := appliance.Shortcuts{}
	for _, c := range appliance.Commands() {
		if letter, there := r.PostForm[shortcutField(c)]; there {
			typed[c] = letter[0]
		}
	}
	return typed
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
		Unlettered: r.PostFormValue("letters") == "", Shortcuts: typedShortcuts(r),
	}
	err := p.Accounts.Prefer(r.Context(), o.ID, wanted)
	if errors.Is(err, appliance.ErrShortcut) || errors.Is(err, appliance.ErrShortcutTwice) {
		refusal := appliance.AsRefusal(err)
		o.ShiftEnterSends, o.Silent, o.Notified, o.Unlettered, o.Shortcuts = wanted.ShiftEnterSends, wanted.Silent, wanted.Notified, wanted.Unlettered, wanted.Shortcuts
		return web.Page(w, r, web.Status(refusal), profile(profileView{Operator: o, Flaw: web.Sentence(r, refusal)}))
	}
	if err != nil {
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
