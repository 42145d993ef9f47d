package web

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestAddressIsTheLastHopThatIsNoProxyOfOurs(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		proxies      []netip.Prefix
		want         string
	}{
		{"no proxy", "192.0.2.7:5000", nil, nil, "192.0.2.7"},
		{"a stranger's word", "192.0.2.7:5000", []string{"198.51.100.1"}, proxies, "192.0.2.7"},
		{"no proxies are ours", "10.1.1.1:5000", []string{"198.51.100.1"}, nil, "10.1.1.1"},
		{"one proxy", "10.1.1.1:5000", []string{"198.51.100.1"}, proxies, "198.51.100.1"},
		{"a hop that the visitor made up", "10.1.1.1:5000", []string{"1.2.3.4, 198.51.100.1"}, proxies, "198.51.100.1"},
		{"two proxies", "10.1.1.1:5000", []string{"1.2.3.4", "198.51.100.1, 10.2.2.2"}, proxies, "198.51.100.1"},
		{"nonsense", "10.1.1.1:5000", []string{"1.2.3.4, x"}, proxies, "10.1.1.1"},
		{"a proxy that adds the port", "10.1.1.1:5000", []string{"198.51.100.1:4711, [fd00::2]:80"}, proxies, "198.51.100.1"},
		{"all ours", "10.1.1.1:5000", []string{"10.9.9.9"}, proxies, "10.9.9.9"},
		{"IPv4 in IPv6", "[::ffff:192.0.2.7]:5000", nil, nil, "192.0.2.7"},
		{"IPv6 with a zone", "[fe80::1%eth0]:5000", nil, nil, "fe80::1"},
	} {
		if got := addressOf(c.remote, c.forwarded, c.proxies); got.String() != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestOnlyAProxyOfOursIsBelievedThatARequestCameEncrypted(t *testing.T) {
	var came string
	s := NewServer(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}, []Route{
		{Door: Public, Method: "GET", Path: "/x", Who: Anyone, Handle: func(_ http.ResponseWriter, r *http.Request) error {
			came = Source(r).String()
			return nil
		}},
	})
	for _, c := range []struct {
		name, remote, proto string
		tls                 bool
		want                bool
		from                string
	}{
		{"encrypted to us", "192.0.2.7:5000", "", true, true, "192.0.2.7"},
		{"plain", "192.0.2.7:5000", "", false, false, "192.0.2.7"},
		{"a stranger's word", "192.0.2.7:5000", "https", false, false, "192.0.2.7"},
		{"our proxy's word", "10.1.1.1:5000", "https", false, true, "198.51.100.1"},
		{"plain to our proxy", "10.1.1.1:5000", "http", false, false, "198.51.100.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", "198.51.100.1")
		r.Header.Set("X-Forwarded-Proto", c.proto)
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		w := httptest.NewRecorder()
		s.Handler(Public).ServeHTTP(w, r)
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != c.want {
			t.Errorf("%s: HTTPS for good is asked: got %v, want %v", c.name, got, c.want)
		}
		if came != c.from {
			t.Errorf("%s: came from %s, want %s", c.name, came, c.from)
		}
	}
}
