package admin

import (
	"net/http"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
)

func (p *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	v := settingsView{Frame: frame(r.Context(), "settings"), Settings: s, Saved: r.URL.Query().Get("saved") != ""}
	return page(w, r, http.StatusOK, settings(v))
}

// saveSettings keeps what the form holds; a password that is left empty stays
// the one that is stored, which no page ever shows.
func (p *Pages) saveSettings(w http.ResponseWriter, r *http.Request) error {
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	s.Name, s.Language = field("name"), appliance.Language(field("language"))
	s.ReserveBrackets = field("brackets") != ""
	mail := site.MailServer{Host: field("host"), Port: number(r, "port"), TLS: field("tls"), Login: field("login"), Password: s.Mail.Password, From: field("from")}
	if typed := r.PostFormValue("password"); typed != "" {
		mail.Password = typed
	}
	s.Mail = mail
	err = p.Site.SaveSettings(r.Context(), web.Operator(r.Context()).ID, s)
	if refusal := appliance.AsRefusal(err); refusal != nil {
		v := settingsView{Frame: frame(r.Context(), "settings"), Settings: s, Refusal: web.Sentence(r, refusal)}
		return page(w, r, web.Status(refusal), settings(v))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/settings?saved=1", http.StatusSeeOther)
	return nil
}
