package front

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// Why an exchange is not believed to be the one that it should be over TLS.
var (
	// ErrName says that its certificate is somebody else's.
	ErrName = errors.New("certificate names another exchange")
	// ErrAuthority says that nobody whom we believe vouches for it.
	ErrAuthority = errors.New("certificate is not of an authority that is believed")
	// ErrCertificate says that it is not valid, or no longer.
	ErrCertificate = errors.New("certificate is not valid")
	// ErrTLS says that nothing was agreed on with it: it may speak no TLS, or
	// an old one alone.
	ErrTLS = errors.New("exchange agrees on no TLS 1.2 or later")
)

var errNoCertificate = errors.New("there is no certificate to show")

// Certified is what the certificate of an exchange that we call must show.
type Certified struct {
	// Name is whose it is, a host's name or an address; empty: the address
	// that is called.
	Name string
	// Authorities are those whose word counts; nil: those that this machine
	// believes.
	Authorities *x509.CertPool
}

// encryption is how a front speaks TLS with those who come and those whom it
// calls.
type encryption struct {
	certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	certified   func(netip.Addr) Certified
}

func newEncryption(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error), certified func(netip.Addr) Certified) *encryption {
	e := &encryption{certificate, certified}
	if e.certificate == nil {
		e.certificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errNoCertificate }
	}
	if e.certified == nil {
		e.certified = func(netip.Addr) Certified { return Certified{} }
	}
	return e
}

// accept is one who came. He need show nothing: he was let in by his address.
func (e *encryption) accept(conn net.Conn) net.Conn {
	return tls.Server(conn, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: e.certificate})
}

// call greets one whom we called, and closes the connection if he is not who
// he should be. What it returns is one of the errors above then.
func (e *encryption) call(ctx context.Context, conn net.Conn, peer netip.Addr) (net.Conn, error) {
	must := e.certified(peer)
	if must.Name == "" {
		must.Name = peer.String()
	}
	c := tls.Client(conn, &tls.Config{
		MinVersion: tls.VersionTLS12, ServerName: must.Name, RootCAs: must.Authorities,
		GetClientCertificate: func(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			own, err := e.certificate(nil)
			if err != nil || asked.SupportsCertificate(own) != nil {
				return &tls.Certificate{}, nil // it goes without, and is refused by who insists
			}
			return own, nil
		},
	})
	if err := c.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, distrust(err)
	}
	return c, nil
}

// distrust says in our words why a handshake failed.
func distrust(err error) error {
	why := ErrTLS
	if _, is := errors.AsType[x509.HostnameError](err); is {
		why = ErrName
	} else if _, is := errors.AsType[x509.UnknownAuthorityError](err); is {
		why = ErrAuthority
	} else if _, is := errors.AsType[*tls.CertificateVerificationError](err); is {
		why = ErrCertificate
	}
	return fmt.Errorf("%w: %w", why, err)
}

// greet ends the handshake with one who came, in the time that a message may
// take. Others have had theirs.
func (c *stream) greet() error {
	encrypted, is := c.Conn.(*tls.Conn)
	if !is {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.of.front.limits.Slow)
	defer cancel()
	return encrypted.HandshakeContext(ctx)
}
