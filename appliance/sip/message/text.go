package message

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// Text is a SIP message as it came, cut into its lines and no further (RFC 3261
// section 7), or as it is to be sent.
type Text struct {
	Start  string // the request line or status line
	Fields []Field
	Body   []byte
}

// Field is one header field: its full lower-case name and its value, unfolded
// and without space around it.
type Field struct{ Name, Value string }

var (
	// ErrNotSIP says that something is no SIP message at all.
	ErrNotSIP = errors.New("not a SIP message")
	// ErrTooMany says that a message has more header fields than are read.
	ErrTooMany = errors.New("too many header fields")
	errHeaders = errors.New("header section is malformed")
)

// Cut cuts raw into a message. What was understood until an error is returned
// with it, for a reply. The body is all that follows the header section.
func Cut(raw []byte, maxFields int) (Text, error) {
	raw = bytes.TrimLeft(raw, "\r\n") // section 7.5
	line, rest, _ := bytes.Cut(raw, []byte("\n"))
	m := Text{Start: strings.TrimSuffix(string(line), "\r")}
	if !strings.Contains(m.Start, "SIP/") {
		return m, ErrNotSIP
	}
	var err error
	for len(rest) > 0 {
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		switch {
		case len(line) == 0:
			m.Body = rest
			return m, err
		case bytes.IndexByte(line, '\r') >= 0:
			err = errHeaders
		case line[0] == ' ' || line[0] == '\t':
			if len(m.Fields) == 0 {
				err = errHeaders
				continue
			}
			last := &m.Fields[len(m.Fields)-1]
			last.Value = strings.TrimSpace(last.Value + " " + strings.Trim(string(line), " \t"))
		case len(m.Fields) == maxFields:
			return m, ErrTooMany
		default:
			name, value, found := strings.Cut(string(line), ":")
			name = strings.Trim(name, " \t")
			if !found || !IsToken(name) {
				err = errHeaders
				continue
			}
			m.Fields = append(m.Fields, Field{fullName(name), strings.Trim(value, " \t")})
		}
	}
	return m, errors.Join(err, errHeaders) // no empty line after the header
}

// First is the value of the first field of that lower-case name.
func (m *Text) First(name string) (string, bool) {
	for _, f := range m.Fields {
		if f.Name == name {
			return f.Value, true
		}
	}
	return "", false
}

// Count is how many fields of that lower-case name there are.
func (m *Text) Count(name string) (n int) {
	for _, f := range m.Fields {
		if f.Name == name {
			n++
		}
	}
	return n
}

// IsResponse tells whether it is one, by its start line.
func (m *Text) IsResponse() bool { return strings.HasPrefix(m.Start, "SIP/") }

// Length reads Content-Length, -1 if there is none.
func (m *Text) Length() (int, error) {
	value, found := m.First("content-length")
	if !found {
		return -1, nil
	}
	n, err := strconv.ParseUint(value, 10, 31)
	return int(n), err
}

// Add puts a field behind the others; name is in lower case.
func (m *Text) Add(name, value string) { m.Fields = append(m.Fields, Field{name, value}) }

// Append appends the message in one plain spelling: no folding, no compact
// names, a Content-Length that is true.
func (m *Text) Append(to []byte) []byte {
	to = append(append(to, m.Start...), "\r\n"...)
	for _, f := range m.Fields {
		if f.Name == "content-length" {
			continue
		}
		to = append(append(to, ProperName(f.Name)...), ": "...)
		to = append(append(to, f.Value...), "\r\n"...)
	}
	to = append(to, "Content-Length: "...)
	to = strconv.AppendInt(to, int64(len(m.Body)), 10)
	to = append(to, "\r\n\r\n"...)
	return append(to, m.Body...)
}
