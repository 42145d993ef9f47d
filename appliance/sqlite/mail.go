package sqlite

import (
	"time"

	"cordboard/appliance"
)

const mailColumns = `id, recipient, reply_to, subject, text, created, due, sent, attempts, failed, error, html, conversation`

func scanMail(row scanner) (appliance.Mail, error) {
	var m appliance.Mail
	err := row.Scan(&m.ID, &m.To, &m.ReplyTo, &m.Subject, &m.Text,
		instant{&m.Created}, instant{&m.Due}, instant{&m.Sent}, &m.Attempts, &m.Failed, &m.Error, &m.HTML, refer(&m.Conversation))
	return m, err
}

// mailArgs are the columns from recipient to conversation.
func mailArgs(m appliance.Mail) []any {
	return []any{
		m.To, m.ReplyTo, m.Subject, m.Text,
		micros(m.Created), micros(m.Due), micros(m.Sent), m.Attempts, m.Failed, m.Error, m.HTML, ref(m.Conversation),
	}
}

const outbox statement = `SELECT ` + mailColumns + ` FROM mail
	WHERE sent IS NULL AND failed = 0 AND due <= ? ORDER BY due, id LIMIT ?`

// Outbox reads the mails that are to be tried by then, the longest due first;
// limit 0 means all.
func (v *View) Outbox(due time.Time, limit int) ([]appliance.Mail, error) {
	if limit <= 0 {
		limit = -1
	}
	return many(v, scanMail, outbox, micros(due), limit)
}

const addMail statement = `INSERT INTO mail (recipient, reply_to, subject, text, created, due, sent, attempts, failed, error, html, conversation)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddMail puts a mail into the outbox and returns it with its id.
func (t *Tx) AddMail(m appliance.Mail) (appliance.Mail, error) {
	var err error
	m.ID, err = insert[appliance.MailID](t, addMail, mailArgs(m)...)
	return m, err
}

const saveMail statement = `UPDATE mail SET recipient = ?, reply_to = ?, subject = ?, text = ?,
	created = ?, due = ?, sent = ?, attempts = ?, failed = ?, error = ?, html = ?, conversation = ? WHERE id = ?`

// SaveMail replaces a mail by what it is now. What one says that will not be tried again
// is kept no longer.
func (t *Tx) SaveMail(m appliance.Mail) error {
	if m.Failed || !m.Sent.IsZero() {
		m.Text, m.HTML = "", ""
	}
	return t.update(saveMail, append(mailArgs(m), m.ID)...)
}
