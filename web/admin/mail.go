package admin

import (
	"net/http"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/outbox"
	"cordboard/web"
	"cordboard/web/i18n"
)

// sendingView is how the box's mail goes out, and the test of it.
type sendingView struct {
	outbox.State
	Now     time.Time
	To      string // where a test mail goes
	Sent    bool
	Refusal string
	Said    string // what the server said to the test mail
}

// sending reads how sending goes; nil: there is no mail server.
func (p *Pages) sending(r *http.Request) (*sendingView, error) {
	s, err := p.Site.Settings(r.Context())
	if err != nil || s.Mail.Host == "" {
		return nil, err
	}
	v := &sendingView{Now: p.Now(), To: web.Operator(r.Context()).Mail}
	v.State, err = p.Mail.State(r.Context())
	return v, err
}

// testMail sends a mail while its sender waits, and shows what came of it.
func (p *Pages) testMail(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	s, err := p.Site.Settings(r.Context())
	if err != nil {
		return err
	}
	if s.Mail.Host == "" {
		return appliance.ErrNotFound // there is no server to try
	}
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	to, ok := address.Mail(t.text("to"))
	var failure error
	if ok {
		failure = p.Mail.Test(r.Context(), appliance.Mail{To: to, Subject: text("admin.mail.test.subject"), Text: text("admin.mail.test.text")})
	}
	numbers, err := p.numbers(r.Context())
	if err != nil {
		return err
	}
	v := settingsForm(r, s, numbers)
	v.Version = appliance.VersionOf(s)
	if v.Sending, err = p.sending(r); err != nil {
		return err
	}
	v.Sending.To = t.text("to")
	status := http.StatusUnprocessableEntity
	switch {
	case !ok:
		v.Sending.Refusal = text("refusal.mail")
	case failure != nil:
		web.Log(r.Context()).Warn("test mail not sent", "err", failure)
		v.Sending.Refusal, v.Sending.Said = text("admin.mail.test.failed"), failure.Error()
	default:
		v.Sending.Sent, status = true, http.StatusOK
	}
	return page(w, r, status, form(v))
}
