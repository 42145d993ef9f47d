package outbox

// What the tests of others' mails use of the post office.

// PostOffice is one that listens.
type PostOffice = postOffice

// OpenPostOffice opens one.
var OpenPostOffice = openPostOffice

// Address is where it takes mail.
func (p *postOffice) Address() Server { return p.address() }

// Next is the mail that it takes next.
func (p *postOffice) Next() (to, replyTo, body string) {
	l := p.next()
	return l.to, l.Header.Get("Reply-To"), l.body
}

// Refuse has it answer every recipient so.
func (p *postOffice) Refuse(with error) { p.refuse = func(string) error { return with } }
