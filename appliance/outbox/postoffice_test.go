package outbox

import (
	"errors"
	"io"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// postOffice is a mail server that keeps what it takes.
type postOffice struct {
	t      testing.TB
	server *smtp.Server
	port   int
	close  func()
	// refuse answers RCPT or DATA with an error, or nil.
	refuse func(to string) error
	// rude hangs up after each mail that it took.
	rude bool
	// taken gets each mail that was accepted.
	taken chan letter
	// calls gets the recipient of each attempt.
	calls chan string
}

type letter struct {
	from, to string
	*mail.Message
	body string
}

func openPostOffice(t testing.TB) *postOffice {
	t.Helper()
	p := &postOffice{t: t, taken: make(chan letter, 100), calls: make(chan string, 100)}
	p.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &counter{office: p, conn: c}, nil }))
	p.server.Domain = "localhost"
	p.server.ErrorLog = quiet{}
	p.listen()
	return p
}

func (p *postOffice) listen() {
	p.t.Helper()
	l, err := (&net.ListenConfig{}).Listen(p.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p.port, _ = strconv.Atoi(port)
	over := make(chan struct{})
	go func() { defer close(over); _ = p.server.Serve(l) }()
	p.close = func() {
		l.Close() // the server knows it only once it serves
		p.server.Close()
		<-over
	}
	p.t.Cleanup(func() { p.close() })
}

func (p *postOffice) address() Server {
	return Server{Host: "127.0.0.1", Port: p.port, TLS: "none", From: "box@example.com", Name: "Hobla s.r.o."}
}

// counter is one connection to the post office.
type counter struct {
	office   *postOffice
	conn     *smtp.Conn
	from, to string
	took     bool
}

func (c *counter) Mail(from string, _ *smtp.MailOptions) error { c.from = from; return nil }
func (c *counter) Logout() error                               { return nil }

// Reset is called also after the answer to a mail.
func (c *counter) Reset() {
	if c.took && c.office.rude {
		c.conn.Conn().Close()
	}
}

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	c.office.calls <- to
	if c.office.refuse == nil {
		return nil
	}
	return c.office.refuse(to)
}

func (c *counter) Data(r io.Reader) error {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return errors.New("not a mail")
	}
	body, err := io.ReadAll(msg.Body)
	if err != nil {
		return err
	}
	c.took = true
	c.office.taken <- letter{c.from, c.to, msg, strings.TrimRight(string(body), "\r\n")}
	return nil
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// next is the mail that the office takes next.
func (p *postOffice) next() letter {
	p.t.Helper()
	select {
	case l := <-p.taken:
		return l
	case <-time.After(20 * time.Second):
		p.t.Fatal("no mail came")
		return letter{}
	}
}
