package sip

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

var (
	errVia     = errors.New("malformed Via")
	errAddress = errors.New("malformed address")
	errCSeq    = errors.New("malformed CSeq")
)

// via is one Via value (RFC 3261 section 20.42).
type via struct {
	transport string
	host      string // as written, IPv6 in brackets
	port      int    // 0: none given
	params    params
	raw       string // in place of all else: a value that cannot be read
}

// params are ";name=value" in their order; a value keeps its quotes.
type params []struct{ name, value string }

func (p params) value(name string) (string, bool) {
	for _, one := range p {
		if one.name == name {
			return one.value, true
		}
	}
	return "", false
}

func (p *params) set(name, value string) {
	for i := range *p {
		if (*p)[i].name == name {
			(*p)[i].value = value
			return
		}
	}
	*p = append(*p, struct{ name, value string }{name, value})
}

func (p params) String() string {
	var b strings.Builder
	for _, one := range p {
		b.WriteString(";" + one.name)
		if one.value != "" {
			b.WriteString("=" + one.value)
		}
	}
	return b.String()
}

// parseParams reads what follows an address or a Via's host: "" or ";a=b;c".
// The names that are compared are spelled in lower case.
func parseParams(s string) (params, error) {
	var p params
	for s = strings.TrimSpace(s); s != ""; {
		if s[0] != ';' {
			return nil, errAddress
		}
		one, rest := cutOutsideQuotes(s[1:], ';')
		name, value, given := strings.Cut(one, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !isToken(name) || given && value == "" || !quoted(value) && strings.ContainsAny(value, "\"<>, \t") {
			return nil, errAddress
		}
		switch low := strings.ToLower(name); low {
		case "branch", "tag":
			if quoted(value) || !visible(value) { // messages are matched by them
				return nil, errAddress
			}
			name = low
		case "received", "rport", "ttl", "maddr":
			name = low
		}
		p = append(p, struct{ name, value string }{name, value})
		s = rest
	}
	return p, nil
}

// visible tells whether s is ASCII without space and control characters.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func quoted(s string) bool { return len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' }

// cutOutsideQuotes cuts s before the first sep that stands neither in quotes
// nor in angle brackets; rest begins with it.
func cutOutsideQuotes(s string, sep byte) (before, rest string) {
	quoted, angled := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '<':
			angled = true
		case c == '>':
			angled = false
		case c == sep && !angled:
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// parseVias reads a Via field, which may hold several values.
func parseVias(value string) ([]via, error) {
	var all []via
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

func parseVia(s string) (via, error) {
	name, s, ok1 := strings.Cut(s, "/")
	version, s, ok2 := strings.Cut(s, "/")
	s = strings.TrimLeft(s, " \t")
	end := strings.IndexAny(s, " \t")
	if !ok1 || !ok2 || end < 1 || !strings.EqualFold(strings.TrimSpace(name), "SIP") || strings.TrimSpace(version) != "2.0" {
		return via{}, errVia
	}
	v := via{transport: s[:end]}
	sentBy, rest := cutOutsideQuotes(s[end:], ';')
	var err error
	if v.params, err = parseParams(rest); err != nil || !isToken(v.transport) {
		return via{}, errVia
	}
	for _, p := range v.params {
		if quoted(p.value) { // sipgo would write back something else
			return via{}, errVia
		}
	}
	v.host, v.port, err = parseHostPort(sentBy)
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

func (v via) String() string {
	if v.raw != "" {
		return v.raw
	}
	s := "SIP/2.0/" + v.transport + " " + v.host
	if v.port > 0 {
		s += ":" + strconv.Itoa(v.port)
	}
	return s + v.params.String()
}

// address is a From, To or Contact value: name-addr or addr-spec with the
// parameters that belong to the field.
type address struct {
	display string // as written, with its quotes
	uri     string
	angled  bool
	params  params
}

// parseAddress is liberal about unquoted names and space inside the brackets,
// which senders exist for, and strict about quotes and brackets.
func parseAddress(s string) (address, error) {
	before, rest := cutOutsideQuotes(s, ';')
	a := address{uri: strings.TrimSpace(before)}
	open := openBracket(before)
	if open < 0 && strings.ContainsAny(a.uri, "\"<> \t") {
		return a, errAddress
	}
	if open >= 0 {
		end := strings.IndexByte(before[open:], '>')
		if end < 0 || strings.TrimSpace(before[open+end+1:]) != "" {
			return a, errAddress
		}
		a.angled = true
		a.display = strings.TrimSpace(before[:open])
		a.uri = strings.TrimSpace(before[open+1 : open+end])
	}
	var err error
	if a.params, err = parseParams(rest); err != nil {
		return a, err
	}
	for _, p := range a.params {
		if !quoted(p.value) && strings.Contains(p.value, "=") { // sipgo cuts there
			return a, errAddress
		}
	}
	if scheme, _, found := strings.Cut(a.uri, ":"); !found || scheme == "" || strings.ContainsAny(a.uri, " \t<>") {
		return a, errAddress
	}
	return a, nil
}

// openBracket finds "<" outside quotes, -1 if there is none or a quote stays
// open.
func openBracket(s string) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '<' && !quoted:
			return i
		}
	}
	return -1
}

func (a address) String() string {
	s := a.uri
	if a.angled {
		s = "<" + s + ">"
		if a.display != "" {
			s = a.display + " " + s
		}
	}
	return s + a.params.String()
}

// parseCSeq reads "4711 INVITE"; numbers end at 2^31-1 (section 8.1.1.5).
func parseCSeq(s string) (number uint32, method string, err error) {
	digits, method, _ := strings.Cut(strings.ReplaceAll(s, "\t", " "), " ")
	n, err := strconv.ParseUint(digits, 10, 31)
	method = strings.TrimSpace(method)
	if err != nil || !isToken(method) {
		return 0, "", errCSeq
	}
	return uint32(n), method, nil
}
