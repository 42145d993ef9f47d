package sqlite

import "time"

// MailID is the row number of a mail.
type MailID int64

// Mail is a letter on its way out, kept until it was sent or given up.
type Mail struct {
	ID       MailID
	To       string
	ReplyTo  string
	Subject  string
	Text     string
	Created  time.Time
	Due      time.Time // when to try next
	Sent     time.Time // zero: not yet
	Attempts int
	Failed   bool   // given up
	Error    string // of the last attempt, for the administrator
}

const mailColumns = `id, recipient, reply_to, subject, text, created, due, sent, attempts, failed, error`

func scanMail(row scanner) (Mail, error) {
	var m Mail
	err := row.Scan(&m.ID, &m.To, &m.ReplyTo, &m.Subject, &m.Text,
		instant{&m.Created}, instant{&m.Due}, instant{&m.Sent}, &m.Attempts, &m.Failed, &m.Error)
	return m, err
}

// mailArgs are the columns from recipient to error.
func mailArgs(m Mail) []any {
	return []any{
		m.To, m.ReplyTo, m.Subject, m.Text,
		micros(m.Created), micros(m.Due), micros(m.Sent), m.Attempts, m.Failed, m.Error,
	}
}

const outbox statement = `SELECT ` + mailColumns + ` FROM mail
	WHERE sent IS NULL AND failed = 0 AND due <= ? ORDER BY due, id LIMIT ?`

// Outbox reads the mails that are to be tried by then, the longest due first;
// limit 0 means all.
func (v *View) Outbox(due time.Time, limit int) ([]Mail, error) {
	if limit <= 0 {
		limit = -1
	}
	return many(v, scanMail, outbox, micros(due), limit)
}

const addMail statement = `INSERT INTO mail (recipient, reply_to, subject, text, created, due, sent, attempts, failed, error)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// AddMail puts a mail into the outbox and returns it with its id.
func (t *Tx) AddMail(m Mail) (Mail, error) {
	var err error
	m.ID, err = insert[MailID](t, addMail, mailArgs(m)...)
	return m, err
}

const saveMail statement = `UPDATE mail SET recipient = ?, reply_to = ?, subject = ?, text = ?,
	created = ?, due = ?, sent = ?, attempts = ?, failed = ?, error = ? WHERE id = ?`

// SaveMail replaces a mail by what it is now.
func (t *Tx) SaveMail(m Mail) error { return t.update(saveMail, append(mailArgs(m), m.ID)...) }
