package peertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority vouches for certificates, as a site's own does.
type Authority struct {
	// File holds its own certificate, PEM.
	File string
	own  tls.Certificate
}

// Certificate is one, with its private key.
type Certificate struct {
	tls.Certificate
	File, KeyFile string // PEM
}

// NewAuthority makes an authority of its own, that nobody knows yet.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: "Authority of a test"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotAfter: time.Now().Add(time.Hour),
	}
	c := issue(t, template, nil)
	return &Authority{File: c.File, own: c.Certificate}
}

// Pool is the authority as somebody who believes it keeps it.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.own.Leaf)
	return pool
}

// Issue makes a certificate that is valid until a time, for names of hosts and
// addresses.
func (a *Authority) Issue(t testing.TB, until time.Time, names ...string) Certificate {
	t.Helper()
	template := &x509.Certificate{
		Subject: pkix.Name{CommonName: names[0]}, KeyUsage: x509.KeyUsageDigitalSignature, NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	return issue(t, template, &a.own)
}

// issue makes a certificate that by signs; nil: it signs itself.
func issue(t testing.TB, template *x509.Certificate, by *tls.Certificate) (c Certificate) {
	t.Helper()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template.NotBefore = time.Now().Add(-24 * time.Hour)
	template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62))
	must(err)
	if by == nil {
		by = &tls.Certificate{PrivateKey: key, Leaf: template}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.Leaf, key.Public(), by.PrivateKey)
	must(err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	must(err)
	dir := t.TempDir()
	c.File, c.KeyFile = filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")
	must(os.WriteFile(c.File, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	must(os.WriteFile(c.KeyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600))
	c.Certificate, err = tls.LoadX509KeyPair(c.File, c.KeyFile)
	must(err)
	return c
}
