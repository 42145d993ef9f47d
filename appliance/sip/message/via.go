package message

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

var errVia = errors.New("malformed Via")

// Via is one Via value (RFC 3261 section 20.42).
type Via struct {
	Transport string
	Host      string // as written, IPv6 in brackets
	Port      int    // 0: none given
	Params    Params
	Raw       string // in place of all else: a value that cannot be read
}

// ParseVias reads a Via field, which may hold several values.
func ParseVias(value string) ([]Via, error) {
	var all []Via
	for {
		one, rest := cutOutsideQuotes(value, ',')
		v, err := parseVia(one)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
		if rest == "" {
			return all, nil
		}
		value = rest[1:]
	}
}

func parseVia(s string) (Via, error) {
	name, s, ok1 := strings.Cut(s, "/")
	version, s, ok2 := strings.Cut(s, "/")
	s = strings.TrimLeft(s, " \t")
	end := strings.IndexAny(s, " \t")
	if !ok1 || !ok2 || end < 1 || !strings.EqualFold(strings.TrimSpace(name), "SIP") || strings.TrimSpace(version) != "2.0" {
		return Via{}, errVia
	}
	v := Via{Transport: s[:end]}
	sentBy, rest := cutOutsideQuotes(s[end:], ';')
	var err error
	if v.Params, err = parseParams(rest); err != nil || !IsToken(v.Transport) {
		return Via{}, errVia
	}
	for _, p := range v.Params {
		if quoted(p.value) { // sipgo would write back something else
			return Via{}, errVia
		}
	}
	v.Host, v.Port, err = parseHostPort(sentBy)
	return v, err
}

// parseHostPort reads "host", "host : port" or "[v6]:port".
func parseHostPort(s string) (host string, port int, err error) {
	s = strings.TrimSpace(s)
	host = s
	if end := strings.IndexByte(s, ']'); strings.HasPrefix(s, "[") && end > 0 {
		host, s = s[:end+1], s[end+1:]
		if _, err := netip.ParseAddr(host[1:end]); err != nil {
			return "", 0, errVia
		}
	} else if colon := strings.IndexByte(s, ':'); colon >= 0 {
		host, s = s[:colon], s[colon:]
	} else {
		s = ""
	}
	if s = strings.TrimSpace(s); s != "" {
		n, err := strconv.ParseUint(strings.TrimSpace(strings.TrimPrefix(s, ":")), 10, 16)
		if err != nil || n == 0 || s[0] != ':' {
			return "", 0, errVia
		}
		port = int(n)
	}
	host = strings.TrimSpace(host)
	if host == "" || strings.ContainsAny(host, " \t,;\"<>@/") {
		return "", 0, errVia
	}
	return host, port, nil
}

// String writes it in one plain spelling.
func (v Via) String() string {
	if v.Raw != "" {
		return v.Raw
	}
	s := "SIP/2.0/" + v.Transport + " " + v.Host
	if v.Port > 0 {
		s += ":" + strconv.Itoa(v.Port)
	}
	return s + v.Params.String()
}
