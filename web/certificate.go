package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// lookEvery is how often a certificate's files are looked at.
const lookEvery = 2 * time.Second

// Certificate is the box's own for its doors, read from two files. When they
// are replaced, those who come then get the new one; while what lies there
// cannot be read, half of it written perhaps, everybody gets the old one. Run
// alone touches the files: no browser waits for a disk.
type Certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	current           atomic.Pointer[tls.Certificate]

	// Run's own.
	read version // of the files that current was read from, or was not
}

// version tells one state of the two files from another.
type version struct {
	cert, key         time.Time
	certSize, keySize int64
}

// OpenCertificate reads a certificate with its chain and its private key, both
// PEM, and says what to do if they are not such.
func OpenCertificate(certFile, keyFile string, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile, log: log}
	var err error
	if c.read, err = c.look(); err != nil {
		return nil, err
	}
	first, err := c.load()
	if err != nil {
		return nil, err
	}
	c.current.Store(first)
	if end := first.Leaf.NotAfter; time.Now().After(end) {
		log.Warn("the certificate has expired: browsers refuse it", "file", certFile, "expired", end)
	}
	return c, nil
}

// Config is that of a listener for HTTPS: HTTP/2, and TLS 1.2 at least.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current.Load(), nil },
	}
}

// Run takes up new certificates until ctx ends. A broken file is told in the
// log once.
func (c *Certificate) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := c.renew(); err != nil {
			c.log.Warn("the new certificate cannot be used, the old one stays", "err", err)
		}
	}
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
	c.current.Store(renewed)
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
