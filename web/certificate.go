package web

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookEvery is how often a certificate's files are looked at, and no oftener,
// however many browsers come.
const lookEvery = 2 * time.Second

// Certificate is the box's own for its doors, read from two files. When they
// are replaced, the next who comes gets the new one; while what lies there
// cannot be read, half of it written perhaps, everybody gets the old one.
// It starts no goroutine and may be used from any.
type Certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
	read    version // of the files that current was read from, or was not
	looked  time.Time
}

// version tells one state of the two files from another.
type version struct {
	cert, key         time.Time
	certSize, keySize int64
}

// OpenCertificate reads a certificate with its chain and its private key, both
// PEM, and says what to do if they are not such.
func OpenCertificate(certFile, keyFile string, log *slog.Logger, now func() time.Time) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile, log: log, now: now, looked: now()}
	var err error
	if c.read, err = c.look(); err != nil {
		return nil, err
	}
	if c.current, err = c.load(); err != nil {
		return nil, err
	}
	if end := c.current.Leaf.NotAfter; now().After(end) {
		log.Warn("the certificate has expired: browsers refuse it", "file", certFile, "expired", end)
	}
	return c, nil
}

// Config is that of a listener for HTTPS: HTTP/2, and TLS 1.2 at least.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.fresh(), nil },
	}
}

// fresh is the certificate as its files hold it now. A broken file is told in
// the log once and not to every browser.
func (c *Certificate) fresh() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= lookEvery {
		c.looked = now
		if err := c.renew(); err != nil {
			c.log.Warn("the new certificate cannot be used, the old one stays", "err", err)
		}
	}
	return c.current
}

func (c *Certificate) renew() error {
	there, err := c.look()
	if there == c.read {
		return nil
	}
	c.read = there
	if err != nil {
		return err
	}
	renewed, err := c.load()
	if err != nil {
		return err
	}
	c.current = renewed
	c.log.Info("the certificate was renewed", "until", renewed.Leaf.NotAfter)
	return nil
}

func (c *Certificate) look() (v version, err error) {
	cert, err := os.Stat(c.certFile)
	if err != nil {
		return v, fmt.Errorf("read the certificate: %w", err)
	}
	key, err := os.Stat(c.keyFile)
	if err != nil {
		return v, fmt.Errorf("read the certificate's key: %w", err)
	}
	return version{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}

func (c *Certificate) load() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return nil, fmt.Errorf("%s and %s are not a certificate and its private key in PEM without a password: %w", c.certFile, c.keyFile, err)
	}
	if pair.Leaf.IsCA && pair.Leaf.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return nil, fmt.Errorf("%s: %w", c.certFile, errAuthority)
	}
	return &pair, nil
}

var errAuthority = errors.New("this is an authority's certificate, which signs those of servers and is none: the file begins with the server's own, the authority's follow")
