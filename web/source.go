package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// sender is where a request began, on the far side of proxies of ours.
type sender struct {
	address netip.Addr
	secure  bool
}

// trace finds out where each request began. A proxy of ours is believed, and
// nobody else: whoever asks can write any header.
func (s *Server) trace(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), senderKey, senderOf(r, s.config.Proxies))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func senderOf(r *http.Request, proxies []netip.Prefix) sender {
	return sender{
		address: addressOf(r.RemoteAddr, r.Header.Values("X-Forwarded-For"), proxies),
		secure: r.TLS != nil || trusted(remote(r.RemoteAddr), proxies) &&
			strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"),
	}
}

// Source is the address that a request came from. A request that no Server
// took came from its connection's other end.
func Source(r *http.Request) netip.Addr { return began(r).address }

// Secure tells whether a request came encrypted, to us or to a proxy of ours.
func Secure(r *http.Request) bool { return began(r).secure }

// Beside is an address at another door of the box: behind the name by which
// this one was reached, and as encrypted as it is.
func Beside(r *http.Request, port, path string) string {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	at := url.URL{Scheme: "http", Host: net.JoinHostPort(strings.Trim(host, "[]"), port), Path: path}
	if Secure(r) {
		at.Scheme = "https"
	}
	return at.String()
}

func began(r *http.Request) sender {
	if o, ok := r.Context().Value(senderKey).(sender); ok {
		return o
	}
	return senderOf(r, nil)
}

// addressOf is the connection's other end or, if that is a proxy of ours, the
// last hop in X-Forwarded-For that is none. Whatever stands before that hop
// was written by whoever asked.
func addressOf(connection string, forwarded []string, proxies []netip.Prefix) netip.Addr {
	address := remote(connection)
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !trusted(address, proxies) {
			break
		}
		before, ok := hopOf(strings.TrimSpace(hop))
		if !ok {
			break
		}
		address = before
	}
	return address
}

// remote is the address of a connection's other end, zero for a recorder in a
// test.
func remote(connection string) netip.Addr {
	a, _ := netip.ParseAddrPort(connection)
	return a.Addr().Unmap().WithZone("")
}

// hopOf reads a hop as proxies write it, some of them with a port.
func hopOf(s string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		with, err := netip.ParseAddrPort(s)
		return with.Addr().Unmap().WithZone(""), err == nil
	}
	return a.Unmap().WithZone(""), true
}

func trusted(a netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
}
