package desk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/outbox"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
)

// letters is the stand's outbox, where the site has a mail server.
type letters struct{ *stand }

func (l letters) Send(tx *sqlite.Tx, m appliance.Mail) error {
	return outbox.New(outbox.Deps{Store: l.store, Feed: l.feed}).Send(tx, m)
}

func (l letters) Transcripts(v *sqlite.View) (appliance.TranscriptRule, error) {
	chosen, err := site.ReadSettings(v)
	return appliance.TranscriptRule{Sent: chosen.Mail.Host != "", Zone: time.UTC}, err
}

// mails gives the site a mail server.
func (s *stand) mails() {
	s.t.Helper()
	s.choose(func(all *site.Settings) {
		all.Mail = site.MailServer{Host: "mail.hobla.example", Port: 25, TLS: site.TLSNone, From: "box@hobla.example"}
	})
}

// mailed are the addresses that mails wait for.
func (s *stand) mailed() (to string) {
	s.t.Helper()
	s.write(func(tx *sqlite.Tx) error {
		all, err := tx.Outbox(time.Now().Add(time.Hour), 0)
		for _, m := range all {
			to += m.To + " "
		}
		return err
	})
	return strings.TrimSpace(to)
}

// F101: who wraps up a chat is asked whether its contact is mailed what was said, where
// mail is sent, and once.
func TestOperatorTicksTheTranscriptWhereHeWrapsUp(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	jana := s.plain("jana")
	at := fmt.Sprintf("/desk/%d?tab=active", sc.veronika)
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(second(jana.get(at)), `name="transcript"`) {
		t.Error("it is offered where no mail is sent")
	}
	s.mails()
	if page := second(jana.get(at)); !strings.Contains(page, "Send the transcript to v.mala@seznam.example") || strings.Contains(page, `name="mail"`) {
		t.Error("it is not offered to the address that the contact gave")
	}
	jana.post(fmt.Sprintf("/desk/%d/wrap-up", sc.veronika), "reason", s.reasons["Question answered"].ID.String(), "transcript", "on")
	if got := s.mailed(); got != "v.mala@seznam.example" {
		t.Errorf("mailed to %q", got)
	}
	if page := second(s.plain("tomas").get(fmt.Sprintf("/desk/%d?tab=finished", sc.veronika))); !strings.Contains(page, "Transcript sent to v.mala@seznam.example") {
		t.Error("the story says nothing of it")
	}
}

// Who sees stars in place of addresses sends it where the contact said, and nowhere else:
// what goes there is not masked.
func TestWhoSeesStarsTypesNoAddressForTheTranscript(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.mails()
	s.maskAll()
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	jana := s.plain("jana")
	page := second(jana.get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika)))
	if !strings.Contains(page, "Send the transcript to v*****@seznam.example") {
		t.Error("the address is not masked, or nothing is offered")
	}
	jana.post(fmt.Sprintf("/desk/%d/wrap-up", sc.veronika), "reason", s.reasons["Question answered"].ID.String(), "transcript", "on", "mail", "jana@home.example")
	if got := s.mailed(); got != "v.mala@seznam.example" {
		t.Errorf("mailed to %q", got)
	}
	if page := second(s.plain("tomas").get(fmt.Sprintf("/desk/%d?tab=finished", sc.veronika))); !strings.Contains(page, "Transcript sent to v*****@seznam.example") || strings.Contains(page, "v.mala@") {
		t.Error("the story shows the address, or says nothing of it")
	}
}

// A transcript that was given up is offered again, and one that is on its way is not.
func TestTranscriptIsOfferedAgainWhereItFailed(t *testing.T) {
	s := newStand(t, appliance.English)
	sc := s.seed()
	s.mails()
	if err := s.talks.End(t.Context(), sc.veronika, appliance.ByContact, 0, "visitor"); err != nil {
		t.Fatal(err)
	}
	if err := s.talks.Transcript(t.Context(), sc.veronika, appliance.ByContact, ""); err != nil {
		t.Fatal(err)
	}
	jana := s.plain("jana")
	offered := func() bool {
		return strings.Contains(second(jana.get(fmt.Sprintf("/desk/%d?tab=active", sc.veronika))), `name="transcript"`)
	}
	if offered() {
		t.Error("it is offered while one is on its way")
	}
	s.write(func(tx *sqlite.Tx) error {
		return s.talks.TranscriptFailed(tx, appliance.Mail{Conversation: sc.veronika, To: "v.mala@seznam.example"})
	})
	if !offered() {
		t.Error("it is not offered though the mail was given up")
	}
}
