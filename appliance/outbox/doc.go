// Package outbox sends mail, durably: a mail is a row of the store, written in
// the same transaction as what it tells of, and it is tried until the mail
// server takes it or a day of trying has passed.
//
// A mail is sent at least once. Between the server's 250 and the row that
// notes it the box may be unplugged; the mail is then sent again after the
// start, with the same Message-ID (RFC 5322 section 3.6.4), by which servers
// and readers can tell.
//
// Without a mail server in the settings mails wait, and no time runs against
// them. Run is the package's only goroutine, owned by its caller.
package outbox
