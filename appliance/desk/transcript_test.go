package desk

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// post keeps what is to be mailed, as the outbox does.
type post struct{ rule appliance.TranscriptRule }

func (p *post) Send(tx *sqlite.Tx, m appliance.Mail) error {
	m.Created, m.Due = noon, noon
	_, err := tx.AddMail(m)
	return err
}

func (p *post) Transcripts(*sqlite.View) (appliance.TranscriptRule, error) { return p.rule, nil }

// mailed are the mails that wait.
func (h *house) mailed() (all []appliance.Mail) {
	h.t.Helper()
	h.view(func(v *sqlite.View) (err error) {
		all, err = v.Outbox(noon.Add(time.Hour), 0)
		return err
	})
	return all
}

// entriesOf are the entries of a kind.
func (h *house) entriesOf(c appliance.ConversationID, kind appliance.EntryKind) (all []appliance.Entry) {
	h.t.Helper()
	h.view(func(v *sqlite.View) error {
		log, err := v.Entries(c, 0, 0)
		for _, e := range log {
			if e.Kind == kind {
				all = append(all, e)
			}
		}
		return err
	})
	return all
}

func (h *house) posts(rule appliance.TranscriptRule) *post {
	p := &post{rule}
	h.mail, h.letters = p, p
	return p
}

// over is a chat in which all was said that can be, and that is over.
func (h *house) over() appliance.Conversation {
	h.t.Helper()
	c := h.chat("visitor")
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	must(h.join(c.ID, jana.ID))
	h.write(func(tx *sqlite.Tx) error {
		now, err := tx.Conversation(c.ID)
		now.Name, now.Mail, now.Language = "Eva <Malá>", "eva@hobla.example", appliance.Czech
		if err == nil {
			err = tx.SaveConversation(now)
		}
		return err
	})
	_, err := h.Receive(h.t.Context(), c.ID, Message{Text: "Kde je zásilka?\n<script>alert(1)</script>", Key: "a"})
	must(err)
	_, err = h.Reply(h.t.Context(), jana.ID, c.ID, Message{Text: "Na depu.", Key: "b"})
	must(err)
	gone, err := h.Reply(h.t.Context(), jana.ID, c.ID, Message{Text: "Omyl, vzkaz pro jiného.", Key: "c"})
	must(err)
	must(h.Delete(h.t.Context(), jana.ID, c.ID, gone.ID))
	changed, err := h.Reply(h.t.Context(), jana.ID, c.ID, Message{Text: "Doručíme zítra.", Key: "d"})
	must(err)
	must(h.Edit(h.t.Context(), jana.ID, c.ID, changed.ID, Message{Text: "Doručíme dnes."}))
	_, err = h.Note(h.t.Context(), jana.ID, c.ID, Message{Text: "Volala už dvakrát.", Key: "e"})
	must(err)
	must(h.End(h.t.Context(), c.ID, appliance.ByContact, 0, "visitor"))
	return c
}

// F101: the contact is mailed what both sides said, in his language, and nothing of what
// is ours; once, however often anybody asks.
func TestTranscriptHoldsWhatBothSaidAndGoesOnce(t *testing.T) {
	h := furnish(t)
	h.posts(appliance.TranscriptRule{Sent: true, Zone: time.UTC})
	c := h.over()
	for range 3 {
		if err := h.Transcript(t.Context(), c.ID, appliance.ByContact, ""); err != nil {
			t.Fatal(err)
		}
	}
	all := h.mailed()
	if len(all) != 1 || all[0].To != "eva@hobla.example" || all[0].Conversation != c.ID || all[0].ReplyTo != "" {
		t.Fatalf("mailed %+v", all)
	}
	m := all[0]
	if !strings.Contains(m.Subject, "Váš chat: Shop") {
		t.Errorf("the subject is %q", m.Subject)
	}
	for _, has := range []string{"Eva <Malá>\nKde je zásilka?\n<script>alert(1)</script>\n", jana.Name + "\nNa depu.\n", jana.Name + "\nDoručíme dnes.\n"} {
		if !strings.Contains(m.Text, has) {
			t.Errorf("the text lacks %q:\n%s", has, m.Text)
		}
	}
	if !strings.Contains(m.HTML, "<b>Eva &lt;Malá&gt;</b>") || !strings.Contains(m.HTML, "Kde je zásilka?<br>&lt;script&gt;") || strings.Contains(m.HTML, "<script") {
		t.Errorf("the page is\n%s", m.HTML)
	}
	for _, ours := range []string{"Omyl", "zítra", "dvakrát"} {
		if strings.Contains(m.Text, ours) || strings.Contains(m.HTML, ours) {
			t.Errorf("%q is mailed", ours)
		}
	}
	told := h.entriesOf(c.ID, appliance.EntryTranscript)
	if len(told) != 1 || told[0].Data["mail"] != "eva@hobla.example" || told[0].By != appliance.ByContact {
		t.Errorf("told is %+v", told)
	}
	h.write(func(tx *sqlite.Tx) error { return h.TranscriptFailed(tx, m) })
	if err := h.Transcript(t.Context(), c.ID, appliance.ByContact, "jina@hobla.example"); err != nil {
		t.Fatal(err)
	}
	if all := h.mailed(); len(all) != 2 || all[1].To != "eva@hobla.example" || len(h.entriesOf(c.ID, appliance.EntryTranscriptFailed)) != 1 {
		t.Errorf("after it was given up: mailed %+v", all)
	}
}

// F102: whom a reply reaches.
func TestRepliesToATranscriptGoWhereTheSiteSays(t *testing.T) {
	for name, is := range map[string]struct {
		mail string // the operator's
		rule appliance.TranscriptRule
		want string
	}{
		"the sender":                  {"jana@hobla.example", appliance.TranscriptRule{Sent: true}, ""},
		"the company":                 {"jana@hobla.example", appliance.TranscriptRule{Sent: true, Company: "shop@hobla.example"}, "shop@hobla.example"},
		"the operator":                {"jana@hobla.example", appliance.TranscriptRule{Sent: true, ToOperator: true, Company: "shop@hobla.example"}, "jana@hobla.example"},
		"an operator without address": {"", appliance.TranscriptRule{Sent: true, ToOperator: true, Company: "shop@hobla.example"}, "shop@hobla.example"},
	} {
		t.Run(name, func(t *testing.T) {
			h := furnish(t)
			h.posts(is.rule)
			h.write(func(tx *sqlite.Tx) error {
				o, err := tx.Operator(jana.ID)
				o.Mail = is.mail
				if err != nil {
					return err
				}
				return tx.SaveOperator(o)
			})
			c := h.over()
			if err := h.Transcript(t.Context(), c.ID, appliance.ByContact, ""); err != nil {
				t.Fatal(err)
			}
			if all := h.mailed(); len(all) != 1 || all[0].ReplyTo != is.want {
				t.Errorf("mailed %+v, want replies to %q", all, is.want)
			}
		})
	}
}

func TestTranscriptIsRefusedWhereItCannotGo(t *testing.T) {
	h := furnish(t)
	c := h.over()
	ask := func(to string) error { return h.Transcript(t.Context(), c.ID, appliance.ByContact, to) }
	if err := ask(""); !errors.Is(err, ErrNoTranscript) {
		t.Errorf("where no mail is sent: got %v", err)
	}
	p := h.posts(appliance.TranscriptRule{})
	if err := ask(""); !errors.Is(err, ErrNoTranscript) {
		t.Errorf("without a mail server: got %v", err)
	}
	p.rule.Sent = true
	h.write(func(tx *sqlite.Tx) error {
		now, err := tx.Conversation(c.ID)
		now.Mail = ""
		if err == nil {
			err = tx.SaveConversation(now)
		}
		return err
	})
	for _, to := range []string{"", "eva", "eva@hobla.example\r\nBcc: all@hobla.example", "eva@hobla.example, all@hobla.example"} {
		if err := ask(to); !errors.Is(err, address.ErrMail) {
			t.Errorf("to %q: got %v", to, err)
		}
	}
	goes := h.chat("another")
	if err := h.join(goes.ID, jana.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.Transcript(t.Context(), goes.ID, appliance.ByContact, "eva@hobla.example"); !errors.Is(err, ErrNoTranscript) {
		t.Errorf("while it goes on: got %v", err)
	}
	if all := h.mailed(); len(all) > 0 || len(h.entriesOf(c.ID, appliance.EntryTranscript)) > 0 {
		t.Errorf("mailed %+v", all)
	}
}

// The operator ticks it where he wraps up: both or neither.
func TestOperatorHasTheTranscriptSentWhenHeWrapsUp(t *testing.T) {
	h := furnish(t)
	h.posts(appliance.TranscriptRule{Sent: true})
	c := h.over()
	wrap := func(mail string) error {
		return h.WrapUp(t.Context(), jana.ID, c.ID, WrapUp{Reason: 1, Transcript: true, Mail: mail})
	}
	if err := wrap("nobody"); !errors.Is(err, address.ErrMail) || len(h.entriesOf(c.ID, appliance.EntryWrappedUp)) > 0 {
		t.Errorf("a wrong address: got %v, and %d wrapped up", err, len(h.entriesOf(c.ID, appliance.EntryWrappedUp)))
	}
	if err := wrap(""); err != nil {
		t.Fatal(err)
	}
	h.write(func(tx *sqlite.Tx) error { return h.TranscriptFailed(tx, h.mailed()[0]) })
	if err := wrap("jina@hobla.example"); err != nil {
		t.Fatal(err)
	}
	told := h.entriesOf(c.ID, appliance.EntryTranscript)
	if all := h.mailed(); len(all) != 1 || len(told) != 1 || told[0].Operator != jana.ID || len(h.entriesOf(c.ID, appliance.EntryWrappedUp)) != 1 {
		t.Errorf("mailed %+v, told %+v", all, told)
	}
}

// TestTranscriptNamesItsDaysAndTheFilesThatCame has a chat go on over midnight, of the
// last year, with a file of each state.
func TestTranscriptNamesItsDaysAndTheFilesThatCame(t *testing.T) {
	evening := time.Date(2025, 12, 31, 23, 50, 0, 0, time.UTC)
	said := func(id appliance.EntryID, later time.Duration, kind appliance.EntryKind, text string) appliance.Entry {
		return appliance.Entry{ID: id, At: evening.Add(later), Kind: kind, By: appliance.ByContact, Text: text}
	}
	log := []appliance.Entry{
		said(1, 0, appliance.EntryMessage, "Dobrý večer"),
		said(2, 20*time.Minute, appliance.EntryFile, "came.pdf"),
		said(3, 21*time.Minute, appliance.EntryFile, "asked.pdf"),
		said(4, 22*time.Minute, appliance.EntryFile, "refused.pdf"),
		said(5, 23*time.Minute, appliance.EntryFile, "deleted.pdf"),
	}
	files := []appliance.File{
		{Entry: 2, State: appliance.FileKept},
		{Entry: 3, State: appliance.FileAsked},
		{Entry: 4, State: appliance.FileRejected},
		{Entry: 5, State: appliance.FileDeleted},
	}
	texts := i18n.Localizer(appliance.Czech).In(time.UTC)
	c := appliance.Conversation{Began: evening, Name: "Eva"}
	r := record{texts: texts, entry: "Shop", day: texts.Day(c.Began), lines: lines(texts, c, log, nil, kept(files))}
	m := r.mail()
	if !strings.Contains(m.Subject, "31.\u00a012.\u00a02025") {
		t.Errorf("the subject is %q", m.Subject)
	}
	before, after, further := strings.Cut(m.Text, "\n1.\u00a01.\u00a02026\n")
	if !further || !strings.Contains(before, "Dobrý večer") || !strings.Contains(after, "came.pdf") || strings.Contains(after, "2026") {
		t.Errorf("the text is\n%s", m.Text)
	}
	if !strings.Contains(m.HTML, "<h3>1.\u00a01.\u00a02026</h3>") {
		t.Errorf("the page is\n%s", m.HTML)
	}
	for _, none := range []string{"asked.pdf", "refused.pdf", "deleted.pdf"} {
		if strings.Contains(m.Text, none) || strings.Contains(m.HTML, none) {
			t.Errorf("%s is named", none)
		}
	}
}
