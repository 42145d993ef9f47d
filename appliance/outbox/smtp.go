package outbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail"

	"cordboard/appliance"
)

const timeout = 30 * time.Second

// send hands one mail over. Nil means that the server took it.
func (s Server) send(ctx context.Context, roots *tls.Config, m appliance.Mail) error {
	msg, err := s.message(m)
	if err != nil {
		return err
	}
	client, err := s.client(roots)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*timeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, msg)
	if msg.IsDelivered() {
		return nil // what failed then was the goodbye
	}
	return err
}

func (s Server) client(roots *tls.Config) (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.Port), mail.WithTimeout(timeout), mail.WithHELO(s.domain()), mail.WithoutNoop(),
	}
	if roots != nil {
		roots = roots.Clone()
		roots.ServerName = s.Host
		options = append(options, mail.WithTLSConfig(roots))
	}
	switch s.TLS {
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	case "tls":
		options = append(options, mail.WithSSL())
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.Login != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover),
			mail.WithUsername(s.Login), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return client, nil
}

// message writes the mail. Its Message-ID and date are those of the row, the
// same at each attempt.
func (s Server) message(m appliance.Mail) (*mail.Msg, error) {
	msg := mail.NewMsg()
	if err := msg.FromFormat(oneLine(s.Name), s.From); err != nil {
		return nil, badMail{fmt.Errorf("sender: %w", err)}
	}
	if err := msg.To(m.To); err != nil {
		return nil, badMail{fmt.Errorf("recipient: %w", err)}
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, badMail{fmt.Errorf("reply-to: %w", err)}
		}
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(fmt.Sprintf("cordboard-%d-%d@%s", m.ID, m.Created.UnixMicro(), s.domain()))
	msg.SetDateWithValue(m.Created)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 section 5
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(mail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// domain is the sender's, for HELO and ids.
func (s Server) domain() string {
	if _, domain, ok := strings.Cut(s.From, "@"); ok && domain != "" {
		return domain
	}
	return "localhost"
}

// oneLine takes out what could begin another header.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
}

// badMail is a mail that no server would take.
type badMail struct{ error }

func (b badMail) Unwrap() error { return b.error }

// permanent tells whether the server will never take this mail: it refused the
// recipient or the text for good (5yz, RFC 5321 section 4.2.1). What it says
// about us, the sender and the login may be mended in the settings.
func permanent(err error) bool {
	if _, bad := errors.AsType[badMail](err); bad {
		return true
	}
	e, ok := errors.AsType[*mail.SendError](err)
	if !ok || e.ErrorCode() < 500 {
		return false
	}
	switch e.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return true
	default:
		return false
	}
}

// answered tells whether the failure is an answer to this mail, so that others
// may fare better.
func answered(err error) bool {
	e, ok := errors.AsType[*mail.SendError](err)
	return ok && e.ErrorCode() >= 400
}
