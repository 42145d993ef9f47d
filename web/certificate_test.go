package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// files are a certificate's.
type files struct {
	t         *testing.T
	cert, key string
}

func newFiles(t *testing.T) files {
	dir := t.TempDir()
	return files{t, filepath.Join(dir, "box.pem"), filepath.Join(dir, "box.key")}
}

// issue writes a new certificate of that serial number, signed by itself.
func (f files) issue(serial int64, authority bool) {
	f.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "box.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
	}
	if authority {
		template.IsCA, template.KeyUsage = true, x509.KeyUsageCertSign
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		f.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		f.t.Fatal(err)
	}
	f.write(f.cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}))
	f.write(f.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	at := time.Unix(serial, 0) // the clock of files ticks too slowly to tell one from the next
	if err := os.Chtimes(f.cert, at, at); err != nil {
		f.t.Fatal(err)
	}
}

func (f files) write(file string, text []byte) {
	f.t.Helper()
	if err := os.WriteFile(file, text, 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func TestReplacedCertificateIsServedWithoutARestart(t *testing.T) {
	f := newFiles(t)
	f.issue(1, false)
	cert, err := OpenCertificate(f.cert, f.key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := testServer(t, Route{Door: Public, Method: "GET", Path: "/x", Who: Anyone, Handle: say("in")})
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		if err := Serve(ctx, tls.NewListener(l, cert.Config()), s.Handler(Public), slog.New(slog.DiscardHandler)); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	defer wait.Wait()
	defer stop()

	served := func() int64 {
		t.Helper()
		transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
		defer transport.CloseIdleConnections()
		res, err := (&http.Client{Transport: transport}).Get("https://" + l.Addr().String() + "/x")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		if res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("got %s, Strict-Transport-Security %q; want HTTP/2 and HTTPS for good", res.Proto, res.Header.Get("Strict-Transport-Security"))
		}
		return res.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	look := func() { _ = cert.renew() } // as Run does
	if got := served(); got != 1 {
		t.Fatalf("served certificate %d, want 1", got)
	}
	f.write(f.cert, []byte("half of a certi"))
	look()
	if got := served(); got != 1 {
		t.Errorf("while the new one is being written: served certificate %d, want the old one", got)
	}
	f.issue(2, false)
	look()
	if got := served(); got != 2 {
		t.Errorf("after it was replaced: served certificate %d, want 2", got)
	}
	if err := os.Remove(f.key); err != nil {
		t.Fatal(err)
	}
	look()
	if got := served(); got != 2 {
		t.Errorf("after its key was taken away: served certificate %d, want 2", got)
	}
}

func TestCertificatesFilesAreReadByRunAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFiles(t)
		f.issue(1, false)
		cert, err := OpenCertificate(f.cert, f.key, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		shown := func() int64 {
			c, err := cert.Config().GetCertificate(nil)
			if err != nil {
				t.Fatal(err)
			}
			return c.Leaf.SerialNumber.Int64()
		}
		f.issue(2, false)
		time.Sleep(time.Hour)
		if got := shown(); got != 1 {
			t.Errorf("a browser read certificate %d from the disk", got)
		}
		var run sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		run.Go(func() {
			if err := cert.Run(ctx); err != nil {
				t.Errorf("Run: %v", err)
			}
		})
		time.Sleep(lookEvery)
		synctest.Wait()
		if got := shown(); got != 2 {
			t.Errorf("shown certificate %d, want the new one", got)
		}
		stop()
		run.Wait()
	})
}

func TestCertificateThatIsNoneIsRefusedWithASentence(t *testing.T) {
	good, other, authority, absent := newFiles(t), newFiles(t), newFiles(t), newFiles(t)
	good.issue(1, false)
	other.issue(2, false)
	authority.issue(3, true)
	for name, c := range map[string]struct{ cert, key, want string }{
		"no file":              {absent.cert, good.key, "read the certificate"},
		"no key":               {good.cert, absent.key, "read the certificate's key"},
		"another's key":        {good.cert, other.key, "private key"},
		"the wrong way around": {good.key, good.cert, "in PEM"},
		"an authority's":       {authority.cert, authority.key, "server's own"},
	} {
		_, err := OpenCertificate(c.cert, c.key, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a sentence with %q", name, err, c.want)
		}
	}
	if _, err := OpenCertificate(good.cert, good.key, slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("a good one: %v", err)
	}
}
