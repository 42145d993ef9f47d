package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

func TestDoorsSpeakHTTPSWithTheSitesCertificate(t *testing.T) {
	cert, key, authority := loopbackCertificate(t)
	b := start(t, settled(t), func(o *options) { o.TLSCert, o.TLSKey = cert, key })
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authority, ServerName: "example.com"}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for door, path := range map[string]string{
		b.sockets.desk.Addr().String(): "/sign-in", b.sockets.public.Addr().String(): "/w/" + demo.WidgetKey + "/panel", b.sockets.console.Addr().String(): "/sign-in",
	} {
		res, err := client.Get("https://" + door + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK || res.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: got %s, Strict-Transport-Security %q", path, res.Status, res.Header.Get("Strict-Transport-Security"))
		}
		plain, err := client.Get("http://" + door + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = plain.Body.Close()
		if plain.StatusCode != http.StatusBadRequest {
			t.Errorf("%s in the clear: got %s, want none of it", path, plain.Status)
		}
	}
	form := url.Values{"login": {demo.SignIns()[0].Login}, "password": {demo.Password}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+b.sockets.desk.Addr().String()+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if c := res.Cookies(); len(c) != 1 || !c[0].Secure {
		t.Errorf("signed in over TLS with %s and the cookies %v", res.Status, c)
	}
	if b.options.address(b.sockets.desk) != "https://localhost:"+port(b.sockets.desk.Addr()) {
		t.Errorf("the technician is sent to %s", b.options.address(b.sockets.desk))
	}
}

// loopbackCertificate writes one for example.com, and tells who vouches for it.
func loopbackCertificate(t *testing.T) (cert, key string, authority *x509.CertPool) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	authority = x509.NewCertPool()
	authority.AddCert(s.Certificate())
	own := s.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "box.pem"), filepath.Join(dir, "box.key")
	for file, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: own.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, authority
}

func TestVisitorsBehindAProxyAreNotOneAddress(t *testing.T) {
	for name, c := range map[string]struct {
		proxies []network
		want    string
	}{
		"a proxy of ours":         {[]network{{netip.MustParsePrefix("127.0.0.0/8")}}, "198.51.100.7"},
		"somebody who claims one": {nil, "127.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, settled(t), func(o *options) { o.Proxy = c.proxies })
			available := as(t, b, demo.SignIns()[0].Login)
			available.post("/desk/presence", url.Values{"state": {"available"}}, http.StatusSeeOther)
			if got := b.visit(t, "198.51.100.7"); got != c.want {
				t.Errorf("the visitor came from %s, want %s", got, c.want)
			}
		})
	}
}

// visit opens a chat as a proxy hands it on, and gives the address that the
// box has noted.
func (b *box) visit(t *testing.T, forwarded string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"key": "visit-0123456789abcdef", "name": "Eva Malá", "mail": "eva@hobla.example", "topic": b.topic(t), "text": "Dobrý den"})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.publicURL()+"/w/"+demo.WidgetKey+"/open", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", b.publicURL())
	req.Header.Set("X-Forwarded-For", forwarded)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(res.Body)
		t.Fatalf("got %s: %s", res.Status, said)
	}
	var address string
	err = b.store.Read(t.Context(), func(v *sqlite.View) error {
		list, err := v.Conversations(sqlite.ConversationFilter{Text: "Eva Malá", Limit: 1})
		if err == nil && len(list) == 1 {
			address = list[0].Browser.Address
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// topic is one that the shop's widget offers.
func (b *box) topic(t *testing.T) any {
	t.Helper()
	res, err := http.Get(b.publicURL() + "/w/" + demo.WidgetKey + "/state")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var state struct{ Topics []struct{ ID json.Number } }
	if err := json.NewDecoder(res.Body).Decode(&state); err != nil || len(state.Topics) == 0 {
		t.Fatalf("topics: %v, %d of them", err, len(state.Topics))
	}
	return state.Topics[0].ID
}
