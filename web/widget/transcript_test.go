package widget_test

import (
	"net/http"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/outbox"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sqlite"
)

// letters is the stand's outbox, where the site has a mail server.
type letters struct{ *stand }

func (l letters) Send(tx *sqlite.Tx, m appliance.Mail) error {
	return outbox.New(outbox.Deps{Store: l.store, Feed: l.feed}).Send(tx, m)
}

func (letters) Transcripts(v *sqlite.View) (appliance.TranscriptRule, error) {
	host, _, err := v.Setting("site.mail.host")
	return appliance.TranscriptRule{Sent: host != "", Zone: time.UTC}, err
}

// mails gives the site a mail server.
func (s *stand) mails() {
	s.t.Helper()
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) error {
		tx.Emit(appliance.SiteChanged{})
		return tx.SetSetting("site.mail.host", "mail.hobla.example")
	}))
}

// mailed are the addresses that mails wait for.
func (s *stand) mailed() (to []string) {
	s.t.Helper()
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		all, err := v.Outbox(time.Now().Add(time.Hour), 0)
		for _, m := range all {
			to = append(to, m.To)
		}
		return err
	}))
	return to
}

// F101: the visitor ticks that he wants what was said, and where to if he gave no address.
func TestVisitorHasTheTranscriptSent(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	v.mails()
	f := v.opens("/vrtacky/bd-18")
	c := v.chats()
	must(t, v.desk.End(t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	f.Wait("document.querySelector('main.over .transcript')")
	f.Eval("window.focus(); document.querySelector('.over-text').focus()", nil)
	v.tabs(".tick input")
	v.tab.Key(" ")
	v.tabs("#transcript-mail")
	v.tab.Type("eva@hobla")
	v.tab.Key("Enter")
	f.Wait("document.getElementById('transcript-mail').getAttribute('aria-invalid') === 'true' && document.querySelector('#transcript-error:not([hidden])')")
	if got := v.mailed(); len(got) > 0 {
		t.Errorf("mailed to %q", got)
	}
	for _, b := range f.Axe() {
		t.Error(b)
	}
	v.tab.Type(".example")
	v.tab.Key("Enter")
	v.until("the mail", func() bool { return len(v.mailed()) == 1 && v.mailed()[0] == "eva@hobla.example" })
	f.Wait("document.querySelector('.transcript [role=status]') && !document.querySelector('.tick')")

	v.tab.Go(v.url + "/vrtacky/bd-18")
	v.frame().Wait("document.querySelector('main.over') && !document.querySelector('.tick')")
	var token string
	v.frame().Eval("JSON.parse(localStorage.getItem('cordboard.hobla')).token", &token)
	if a := v.post(token, "transcript", map[string]string{"mail": "all@hobla.example"}); a.status != http.StatusNoContent || len(v.mailed()) != 1 {
		t.Errorf("asked again: got %d, mailed to %q", a.status, v.mailed())
	}
}

func TestTranscriptIsNotOfferedWithoutAMailServer(t *testing.T) {
	v := newVisit(t, peertest.StartBrowser(t))
	f := v.opens("/vrtacky/bd-18")
	c := v.chats()
	must(t, v.desk.End(t.Context(), c, appliance.ByOperator, v.jana, "operator"))
	f.Wait("document.querySelector('main.over .rating')")
	var offered bool
	if f.Eval("!!document.querySelector('.transcript')", &offered); offered {
		t.Error("it is offered")
	}
	var token string
	f.Eval("JSON.parse(localStorage.getItem('cordboard.hobla')).token", &token)
	if a := v.post(token, "transcript", map[string]string{"mail": "eva@hobla.example"}); a.status != http.StatusConflict {
		t.Errorf("asked for all the same: got %d", a.status)
	}
}
