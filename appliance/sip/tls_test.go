package sip_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
	"cordboard/appliance/sip/front"
)

// shows has a box show a certificate.
func shows(c peertest.Certificate) func(*sip.Config) {
	return func(cfg *sip.Config) {
		cfg.Certificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &c.Certificate, nil }
	}
}

// wants has a box believe an exchange of that name and authority alone.
func wants(name string, a *peertest.Authority) func(*sip.Config) {
	return func(cfg *sip.Config) {
		pool := a.Pool()
		cfg.Certified = func(netip.Addr) front.Certified { return front.Certified{Name: name, Authorities: pool} }
	}
}

var anHour = time.Now().Add(time.Hour)

// encrypts has calls of a box be encrypted or not be.
func encrypts(cfg *sip.Config) {
	cfg.Terms = func(netip.Addr) sdp.Terms { return sdp.Terms{Secrecy: sdp.Required} }
}

// kamailio is a PBX that speaks TLS.
func kamailio(t *testing.T, shown peertest.Certificate, believed *peertest.Authority) netip.AddrPort {
	t.Helper()
	return peertest.Kamailio{Config: "testdata/kamailio.cfg", Defines: map[string]string{"ALGORITHM": `"SHA-256"`}}.StartTLS(t, shown, believed)
}

func TestKamailioCarriesEncryptedCallsOverTLS(t *testing.T) {
	authority := peertest.NewAuthority(t)
	pbx := kamailio(t, authority.Issue(t, anHour, "pbx.example"), authority)
	own := authority.Issue(t, anHour, "127.0.0.1")
	heard := make(chan media.Stream, 1)
	_, told := subscriber(t, pbx, "TLS", "200", func(ctx context.Context, c *sip.Call) {
		sdp, stream, err := c.Negotiate(local)
		if err != nil {
			t.Errorf("Negotiate = %v", err)
			return
		}
		heard <- stream
		_ = c.Answer(sdp)
		for range c.Events() {
		}
	}, shows(own), wants("pbx.example", authority), encrypts)
	caller, _ := subscriber(t, pbx, "TLS", "300", answer(t, nil), shows(own), wants("pbx.example", authority))
	if first := wait(t, told); !time.Now().Before(first.Until) {
		t.Fatalf("told %+v, want it registered", first)
	}
	c, err := caller.Dial(sip.Outgoing{
		Peer: pbx, Transport: "TLS", Domain: "pbx.example", Number: "200", Caller: sip.Party{Number: "300"},
		By: digest.Credentials{Username: "300", Password: "secret"}, Sound: local, Terms: sdp.Terms{Secrecy: sdp.Required},
	})
	if err != nil {
		t.Fatal(err)
	}
	var up sip.Answered
	for is := false; !is; {
		e := wait(t, c.Events())
		if failed, bad := e.(sip.Failed); bad {
			t.Fatalf("call failed: %v", failed)
		}
		up, is = e.(sip.Answered)
	}
	ours, theirs := up.Stream.Crypto, wait(t, heard).Crypto
	if ours.Suite == media.Plain || ours.Suite != theirs.Suite || ours.Ours != theirs.Theirs || ours.Theirs != theirs.Ours {
		t.Errorf("the two sides agreed on suites %d and %d, or on different keys", ours.Suite, theirs.Suite)
	}
	if err := c.Hangup(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestExchangeIsBelievedByItsCertificate(t *testing.T) {
	authority, foreign := peertest.NewAuthority(t), peertest.NewAuthority(t)
	own := authority.Issue(t, anHour, "127.0.0.1")
	pbx := kamailio(t, authority.Issue(t, anHour, "pbx.example", "127.0.0.1"), authority)
	expired := kamailio(t, authority.Issue(t, time.Now().Add(-time.Hour), "pbx.example"), authority)
	plain := listen(t, answer(t, nil))
	for name, tt := range map[string]struct {
		pbx  netip.AddrPort
		want func(*sip.Config)
		err  error
	}{
		"the right one":     {pbx, wants("pbx.example", authority), nil},
		"by its address":    {pbx, wants("", authority), nil},
		"another name":      {pbx, wants("other.example", authority), front.ErrName},
		"another authority": {pbx, wants("pbx.example", foreign), front.ErrAuthority},
		"nobody we know":    {pbx, func(*sip.Config) {}, front.ErrAuthority},
		"too old":           {expired, wants("pbx.example", authority), front.ErrCertificate},
		"no TLS at all":     {plain.tcp, wants("pbx.example", authority), front.ErrTLS},
	} {
		t.Run(name, func(t *testing.T) {
			b := listen(t, answer(t, nil), shows(own), tt.want, func(c *sip.Config) { c.Limits.Slow = 5 * time.Second })
			serves(t, b)
			status, err := b.Ask(t.Context(), sip.Exchange{Peer: tt.pbx, Transport: "TLS"})
			if !errors.Is(err, tt.err) || (err == nil) != (status == 200) {
				t.Errorf("asked: %d, %v, want %v", status, err, tt.err)
			}
		})
	}
}

// hello opens a connection to a box over TLS and returns what it shows.
func hello(from net.IP, b *box, config *tls.Config) (serial string, err error) {
	d := tls.Dialer{NetDialer: &net.Dialer{LocalAddr: &net.TCPAddr{IP: from}}, Config: config}
	conn, err := d.Dial("tcp4", b.tls.String())
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	return conn.(*tls.Conn).ConnectionState().PeerCertificates[0].SerialNumber.String(), nil
}

func TestNewCertificateIsShownAtOnce(t *testing.T) {
	authority := peertest.NewAuthority(t)
	var shown atomic.Pointer[tls.Certificate]
	b := listen(t, answer(t, nil), func(c *sip.Config) {
		c.Certificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return shown.Load(), nil }
	})
	for range 2 {
		own := authority.Issue(t, anHour, "127.0.0.1")
		shown.Store(&own.Certificate)
		serial, err := hello(net.IPv4(127, 0, 0, 1), b, &tls.Config{RootCAs: authority.Pool()})
		if err != nil || serial != own.Leaf.SerialNumber.String() {
			t.Errorf("shown %s, %v, want %s", serial, err, own.Leaf.SerialNumber)
		}
	}
}

func TestOnlyTLS12AndLaterIsSpoken(t *testing.T) {
	authority := peertest.NewAuthority(t)
	b := listen(t, answer(t, nil), shows(authority.Issue(t, anHour, "127.0.0.1")))
	for version, good := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		_, err := hello(net.IPv4(127, 0, 0, 1), b, &tls.Config{RootCAs: authority.Pool(), MinVersion: version, MaxVersion: version})
		if (err == nil) != good {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
	}
}

func TestStrangersAreShownNoCertificate(t *testing.T) {
	authority := peertest.NewAuthority(t)
	b := listen(t, answer(t, nil), shows(authority.Issue(t, anHour, "127.0.0.1")))
	if _, err := hello(net.IPv4(127, 0, 0, 1), b, &tls.Config{RootCAs: authority.Pool()}); err != nil {
		t.Fatal(err) // that one would be seen
	}
	conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 6, 6, 6)}}).Dial("tcp4", b.tls.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	var said bytes.Buffer
	greeting := tls.Client(watched{conn, &said}, &tls.Config{RootCAs: authority.Pool(), ServerName: "127.0.0.1"})
	if err := greeting.HandshakeContext(t.Context()); err == nil || said.Len() > 0 {
		t.Errorf("a stranger heard %d bytes, %v", said.Len(), err)
	}
	if got := b.Refused(); got != 1 {
		t.Errorf("Refused = %d, want 1", got)
	}
}

// watched keeps what comes by a connection.
type watched struct {
	net.Conn
	said *bytes.Buffer
}

func (w watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.said.Write(b[:n])
	return n, err
}

func TestHandshakeThatDoesNotEndIsGivenUp(t *testing.T) {
	authority := peertest.NewAuthority(t)
	b := listen(t, answer(t, nil), shows(authority.Issue(t, anHour, "127.0.0.1")), func(c *sip.Config) {
		c.Limits.Slow, c.Limits.Connections = 50*time.Millisecond, 1
	})
	conn, err := net.Dial("tcp4", b.tls.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.Copy(io.Discard, conn); isTimeout(err) {
		t.Error("the connection stayed open")
	}
}
