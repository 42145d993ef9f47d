package sip

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// message is a SIP message as it came, cut into its lines and no further
// (RFC 3261 section 7).
type message struct {
	start  string
	fields []field
	body   []byte
}

// field is one header field: its full lower-case name and its value, unfolded
// and without space around it.
type field struct{ name, value string }

var (
	errNotSIP  = errors.New("not a SIP message")
	errHeaders = errors.New("header section is malformed")
	errMany    = errors.New("too many header fields")
)

// cut cuts raw into a message. What was understood until an error is returned
// with it, for a reply. The body is all that follows the header section.
func cut(raw []byte, maxFields int) (message, error) {
	raw = bytes.TrimLeft(raw, "\r\n") // section 7.5
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	m := message{start: strings.TrimSuffix(string(line), "\r")}
	if !strings.Contains(m.start, "SIP/") {
		return m, errNotSIP
	}
	var err error
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		switch {
		case len(line) == 0:
			m.body = rest
			return m, err
		case bytes.IndexByte(line, '\r') >= 0:
			err = errHeaders
		case line[0] == ' ' || line[0] == '\t':
			if len(m.fields) == 0 {
				err = errHeaders
				continue
			}
			last := &m.fields[len(m.fields)-1]
			last.value = strings.TrimSpace(last.value + " " + strings.Trim(string(line), " \t"))
		case len(m.fields) == maxFields:
			return m, errMany
		default:
			name, value, found := strings.Cut(string(line), ":")
			name = strings.Trim(name, " \t")
			if !found || !isToken(name) {
				err = errHeaders
				continue
			}
			m.fields = append(m.fields, field{fullName(name), strings.Trim(value, " \t")})
		}
	}
	return m, errors.Join(err, errHeaders) // no empty line after the header
}

// first is the value of the first field of that lower-case name.
func (m *message) first(name string) (string, bool) {
	for _, f := range m.fields {
		if f.name == name {
			return f.value, true
		}
	}
	return "", false
}

func (m *message) count(name string) (n int) {
	for _, f := range m.fields {
		if f.name == name {
			n++
		}
	}
	return n
}

// response tells whether it is one by its start line.
func (m *message) response() bool { return strings.HasPrefix(m.start, "SIP/") }

// length reads Content-Length, -1 if there is none.
func (m *message) length() (int, error) {
	value, found := m.first("content-length")
	if !found {
		return -1, nil
	}
	n, err := strconv.ParseUint(value, 10, 31)
	return int(n), err
}

// write appends the message in one plain spelling: no folding, no compact
// names, a Content-Length that is true.
func (m *message) write(to []byte) []byte {
	to = append(append(to, m.start...), "\r\n"...)
	for _, f := range m.fields {
		if f.name == "content-length" {
			continue
		}
		to = append(append(to, properName(f.name)...), ": "...)
		to = append(append(to, f.value...), "\r\n"...)
	}
	to = append(to, "Content-Length: "...)
	to = strconv.AppendInt(to, int64(len(m.body)), 10)
	to = append(to, "\r\n\r\n"...)
	return append(to, m.body...)
}

// fullName spells a field's name in full and lower case (RFC 3261 section
// 7.3.3, RFC 3515, 3892, 6665, 4028).
func fullName(name string) string {
	name = strings.ToLower(name)
	if len(name) != 1 {
		return name
	}
	switch name[0] {
	case 'b':
		return "referred-by"
	case 'c':
		return "content-type"
	case 'e':
		return "content-encoding"
	case 'f':
		return "from"
	case 'i':
		return "call-id"
	case 'k':
		return "supported"
	case 'l':
		return "content-length"
	case 'm':
		return "contact"
	case 'o':
		return "event"
	case 'r':
		return "refer-to"
	case 's':
		return "subject"
	case 't':
		return "to"
	case 'u':
		return "allow-events"
	case 'v':
		return "via"
	case 'x':
		return "session-expires"
	}
	return name
}

// properName spells the names that differ from capital letters after hyphens.
func properName(name string) string {
	switch name {
	case "call-id":
		return "Call-ID"
	case "cseq":
		return "CSeq"
	case "mime-version":
		return "MIME-Version"
	case "min-se":
		return "Min-SE"
	case "rack":
		return "RAck"
	case "rseq":
		return "RSeq"
	}
	b := []byte(name)
	for i, c := range b {
		if (i == 0 || b[i-1] == '-') && 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// isToken tells whether s is a token of RFC 3261 section 25.1.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			continue
		}
		if strings.IndexByte("-.!%*_+`'~", c) < 0 {
			return false
		}
	}
	return s != ""
}
