package appliance

import "time"

// MailID is the row number of a mail.
type MailID int64

// Mail is a letter on its way out, kept until it was sent or given up.
type Mail struct {
	ID      MailID
	To      string
	ReplyTo string
	Subject string
	Text    string
	HTML    string // the same for who reads that; empty: none
	// Conversation is the one whose transcript it is; zero: it is none.
	Conversation ConversationID
	Created      time.Time
	Due          time.Time // when to try next
	Sent         time.Time // zero: not yet
	Attempts     int
	Failed       bool   // given up
	Error        string // of the last attempt, for the administrator
}
