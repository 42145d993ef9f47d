package outbox_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/outbox"
	"cordboard/appliance/sqlite"
)

// house is a desk whose transcripts go out by an outbox.
type house struct {
	t     *testing.T
	store *sqlite.Store
	feed  *feed.Log
	desk  *desk.Desk
	box   *outbox.Outbox
	chat  appliance.ConversationID
}

func (*house) Region(*sqlite.View) (string, error)                 { return "CZ", nil }
func (*house) InvitationLasts(*sqlite.View) (time.Duration, error) { return time.Minute, nil }
func (*house) ReviseWithin(*sqlite.View) (time.Duration, error)    { return time.Minute, nil }
func (*house) Silence(*sqlite.View) (time.Duration, error)         { return 0, nil }
func (*house) Unattended(*sqlite.View) (time.Duration, error)      { return 0, nil }
func (*house) ReserveBrackets(*sqlite.View) (bool, error)          { return true, nil }
func (*house) Files(*sqlite.View) (appliance.FileRules, error) {
	return appliance.FileRules{Limit: 1}, nil
}

func (*house) Transcripts(*sqlite.View) (appliance.TranscriptRule, error) {
	return appliance.TranscriptRule{Sent: true, Company: "shop@hobla.example", Zone: time.UTC}, nil
}

// open opens the house on a store, as after a start of the box.
func open(t *testing.T, file string, server outbox.Server) *house {
	t.Helper()
	h := &house{t: t}
	var err error
	if h.store, err = sqlite.Open(t.Context(), file, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	h.feed = feed.New(h.store.Epoch(), 100)
	h.store.PublishTo(h.feed.Publish)
	h.box = outbox.New(outbox.Deps{
		Store: h.store, Feed: h.feed, Server: func(*sqlite.View) (outbox.Server, error) { return server, nil },
		GaveUp: func(tx *sqlite.Tx, m appliance.Mail) error { return h.desk.TranscriptFailed(tx, m) },
	})
	h.desk = desk.New(desk.Deps{Store: h.store, Feed: h.feed, Site: h, Mail: h.box, Letters: h})
	return h
}

// over has a chat that is over.
func (h *house) over() {
	h.t.Helper()
	err := h.store.Write(h.t.Context(), func(tx *sqlite.Tx) error {
		q, err := tx.AddQueue(appliance.Queue{Name: "Prodej"})
		if err != nil {
			return err
		}
		o, err := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana Dvořáková", Role: appliance.RoleOperator, Chats: 1})
		if err != nil {
			return err
		}
		e, err := tx.AddEntryPoint(appliance.EntryPoint{Channel: appliance.WebChat, Name: "HOBLA", Language: appliance.Polish, Queue: q.ID})
		if err != nil {
			return err
		}
		now := time.Now().UTC()
		c, err := tx.AddConversation(appliance.Conversation{
			Channel: appliance.WebChat, EntryPoint: e.ID, Queue: q.ID, State: appliance.Finished, Language: appliance.Polish, Name: "Ewa", Mail: "ewa@hobla.example",
			Began: now, Queued: now, Joined: now, Ended: now, Operators: []appliance.OperatorID{o.ID},
		})
		h.chat = c.ID
		if err != nil {
			return err
		}
		_, err = tx.AddEntry(appliance.Entry{Conversation: c.ID, At: now, Kind: appliance.EntryMessage, By: appliance.ByContact, Text: "Gdzie jest paczka?"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// runs sends until stop is called.
func (h *house) runs() (stop func()) {
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error)
	go func() { done <- h.box.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
		if err := h.store.Close(); err != nil {
			h.t.Error(err)
		}
	}
}

// F101: what was asked for before the box stopped comes when it is up again, once, in
// both forms, with the site's address for replies.
func TestTranscriptComesAfterARestart(t *testing.T) {
	office := outbox.OpenPostOffice(t)
	file := filepath.Join(t.TempDir(), "box.db")
	h := open(t, file, office.Address())
	h.over()
	chat := h.chat
	if err := h.desk.Transcript(t.Context(), chat, appliance.ByContact, ""); err != nil {
		t.Fatal(err)
	}
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	h = open(t, file, office.Address())
	stop := h.runs()
	to, replyTo, body := office.Next()
	if to != "ewa@hobla.example" || replyTo != "<shop@hobla.example>" {
		t.Errorf("it came to %s, replies to %s", to, replyTo)
	}
	for _, has := range []string{"Content-Type: text/plain", "Content-Type: text/html", "Gdzie jest paczka?", "<b>Ewa</b>"} {
		if !strings.Contains(body, has) {
			t.Errorf("the mail lacks %q:\n%s", has, body)
		}
	}
	if err := h.desk.Transcript(t.Context(), chat, appliance.ByContact, "other@hobla.example"); err != nil {
		t.Fatal(err)
	}
	var waiting []appliance.Mail
	err := h.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		waiting, err = v.Outbox(time.Now().Add(time.Hour), 0)
		return err
	})
	if err != nil || len(waiting) > 1 || len(waiting) == 1 && waiting[0].To != "ewa@hobla.example" {
		t.Errorf("a second one waits: %+v, %v", waiting, err)
	}
	stop()
}

// A mail that is given up is told of in the conversation.
func TestTranscriptThatDoesNotComeIsToldOf(t *testing.T) {
	office := outbox.OpenPostOffice(t)
	office.Refuse(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user"})
	h := open(t, filepath.Join(t.TempDir(), "box.db"), office.Address())
	h.over()
	facts, err := h.feed.Subscribe(h.feed.Last())
	if err != nil {
		t.Fatal(err)
	}
	defer facts.Close()
	if err := h.desk.Transcript(t.Context(), h.chat, appliance.ByContact, ""); err != nil {
		t.Fatal(err)
	}
	stop := h.runs()
	defer stop()
	late := time.After(30 * time.Second)
	for {
		select {
		case f := <-facts.C():
			if e, ok := f.Event.(appliance.EntryPosted); ok && e.Entry.Kind == appliance.EntryTranscriptFailed {
				if e.Entry.Data["mail"] != "ewa@hobla.example" || e.Entry.Conversation != h.chat {
					t.Errorf("told is %+v", e.Entry)
				}
				return
			}
		case <-late:
			t.Fatal("nothing is told of it")
		}
	}
}
