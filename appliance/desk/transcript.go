package desk

import (
	"cmp"
	"context"
	"errors"
	"html"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

// Mailer queues a mail inside a transaction; appliance/outbox does.
type Mailer interface {
	Send(*sqlite.Tx, appliance.Mail) error
}

// Letters is how the site sends transcripts; appliance/site knows.
type Letters interface {
	Transcripts(*sqlite.View) (appliance.TranscriptRule, error)
}

// Transcript mails a contact what was said in his chat, after its end (F101): to the
// address that he gave, or to another that the operator has, or where he gave none. What was sent once is not sent again, unless the
// mail was given up.
func (d *Desk) Transcript(ctx context.Context, id appliance.ConversationID, by appliance.Author, to string) error {
	return d.change(ctx, "mail a transcript of", id, func(tx *sqlite.Tx, x *exchange) error {
		return d.transcript(tx, x, by, appliance.Operator{}, to)
	})
}

func (d *Desk) transcript(tx *sqlite.Tx, x *exchange, by appliance.Author, o appliance.Operator, to string) error {
	rule, err := d.transcriptRule(&tx.View)
	switch {
	case err != nil:
		return err
	case !rule.Sent || !x.Rates():
		return ErrNoTranscript
	}
	if sent, err := Transcribed(&tx.View, x.ID); err != nil || sent {
		return err
	}
	log, err := tx.Entries(x.ID, 0, 0)
	if err != nil {
		return err
	}
	to = strings.TrimSpace(to)
	if by == appliance.ByContact {
		to = cmp.Or(x.Mail, to) // the box writes to nobody whom he thinks of later
	}
	to, ok := address.Mail(cmp.Or(to, x.Mail))
	if !ok {
		return address.ErrMail
	}
	r, err := d.record(&tx.View, x.Conversation, log, rule)
	if err != nil {
		return err
	}
	mail := r.mail()
	mail.To, mail.ReplyTo, mail.Conversation = to, rule.Company, x.ID
	if rule.ToOperator {
		mail.ReplyTo = cmp.Or(r.operator, rule.Company)
	}
	if err := d.mail.Send(tx, mail); err != nil {
		return err
	}
	e := appliance.Entry{Kind: appliance.EntryTranscript, By: by, Data: map[string]string{"mail": to}}
	if o.ID != 0 {
		e = byOperator(appliance.EntryTranscript, o)
		e.Data["mail"] = to
	}
	x.post(e)
	return nil
}

func (d *Desk) transcriptRule(v *sqlite.View) (appliance.TranscriptRule, error) {
	if d.mail == nil || d.letters == nil {
		return appliance.TranscriptRule{}, nil
	}
	return d.letters.Transcripts(v)
}

// Transcribed tells whether a transcript of a conversation is on its way or has come.
// One that was given up is neither.
func Transcribed(v *sqlite.View, id appliance.ConversationID) (bool, error) {
	sent, err := v.LastTold(id, appliance.EntryTranscript)
	if err != nil || sent.IsZero() {
		return false, err
	}
	failed, err := v.LastTold(id, appliance.EntryTranscriptFailed)
	return sent.After(failed), err
}

// TranscriptFailed notes that a transcript was given up, in the write that gives its
// mail up. A conversation that is gone needs no note.
func (d *Desk) TranscriptFailed(tx *sqlite.Tx, m appliance.Mail) error {
	if m.Conversation == 0 {
		return nil
	}
	e := appliance.Entry{Kind: appliance.EntryTranscriptFailed, By: appliance.BySystem, Data: map[string]string{"mail": m.To}}
	err := d.LogIn(tx, m.Conversation, e, d.now())
	if errors.Is(err, appliance.ErrNotFound) {
		return nil
	}
	return err
}

// line is one of a transcript: what somebody wrote, or the name of a file.
type line struct {
	day           string // of the first line of a further day
	at, who, text string
}

// record is a chat as its contact may have it: what both sides said, with files by
// name; no notes, nothing that was taken back, and none of our own affairs.
type record struct {
	texts    *i18n.Texts
	entry    string // the entry point's name
	day      string
	operator string // the mail address of who served it last
	lines    []line
}

// record reads it in the contact's language.
func (d *Desk) record(v *sqlite.View, c appliance.Conversation, log []appliance.Entry, rule appliance.TranscriptRule) (record, error) {
	entry, err := v.EntryPoint(c.EntryPoint)
	if err != nil {
		return record{}, err
	}
	operators := map[appliance.OperatorID]appliance.Operator{}
	for _, id := range slices.Concat(c.Operators, authors(log)) {
		if operators[id], err = v.Operator(id); err != nil {
			return record{}, err
		}
	}
	files, err := v.FilesOf(c.ID)
	if err != nil {
		return record{}, err
	}
	texts := i18n.Localizer(cmp.Or(c.Language, entry.Language)).In(rule.Zone)
	r := record{texts: texts, entry: entry.Name, day: texts.Day(c.Began), lines: lines(texts, c, log, operators, kept(files))}
	for _, id := range c.Operators {
		r.operator = cmp.Or(r.operator, operators[id].Mail)
	}
	return r, nil
}

func authors(log []appliance.Entry) (all []appliance.OperatorID) {
	for _, e := range log {
		if e.By == appliance.ByOperator && e.Operator != 0 {
			all = append(all, e.Operator)
		}
	}
	return all
}

// kept are the entries of the files that both sides may have.
func kept(files []appliance.File) map[appliance.EntryID]bool {
	all := map[appliance.EntryID]bool{}
	for _, f := range files {
		all[f.Entry] = f.State == appliance.FileKept
	}
	return all
}

func lines(t *i18n.Texts, c appliance.Conversation, log []appliance.Entry, operators map[appliance.OperatorID]appliance.Operator, kept map[appliance.EntryID]bool) (all []line) {
	day := t.Day(c.Began)
	for _, e := range log {
		if e.Kind != appliance.EntryMessage && !(e.Kind == appliance.EntryFile && kept[e.ID]) || !e.Deleted.IsZero() {
			continue
		}
		l := line{at: t.Time(e.At), who: cmp.Or(c.Name, t.Text("mail.transcript.you")), text: e.Text}
		if e.By == appliance.ByOperator {
			l.who = operators[e.Operator].Name
		}
		if e.Kind == appliance.EntryFile {
			l.text = t.Text("mail.transcript.file", "name", e.Text)
		}
		if its := t.Day(e.At); its != day {
			l.day, day = its, its
		}
		all = append(all, l)
	}
	return all
}

// mail is the record as plain text, and the same in HTML, which names nothing that
// would have to be fetched.
func (r record) mail() appliance.Mail {
	subject := r.texts.Text("mail.transcript.subject", "entry", r.entry, "day", r.day)
	var text, page strings.Builder
	page.WriteString(`<!DOCTYPE html><html lang="` + r.texts.Language() + `"><head><meta charset="utf-8"><title>` + html.EscapeString(subject) + `</title></head><body>`)
	lead := r.texts.Text("mail.transcript.lead", "entry", r.entry, "day", r.day)
	text.WriteString(lead + "\n")
	page.WriteString("<p>" + html.EscapeString(lead) + "</p>")
	for _, l := range r.lines {
		if l.day != "" {
			text.WriteString("\n" + l.day + "\n")
			page.WriteString("<h3>" + html.EscapeString(l.day) + "</h3>")
		}
		text.WriteString("\n" + l.at + "  " + l.who + "\n" + l.text + "\n")
		page.WriteString("<p><b>" + html.EscapeString(l.who) + "</b> " + l.at + "<br>" +
			strings.ReplaceAll(html.EscapeString(l.text), "\n", "<br>") + "</p>")
	}
	page.WriteString("</body></html>\n")
	return appliance.Mail{Subject: subject, Text: text.String(), HTML: page.String()}
}
