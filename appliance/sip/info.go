package sip

import (
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media"
)

// The types of bodies that are understood.
const (
	mimeSDP   = "application/sdp"
	mimeRelay = "application/dtmf-relay"
	mimeDTMF  = "application/dtmf"
)

// mimeType is the type of a message's body in lower case without parameters,
// "" if it has no Content-Type.
func mimeType(r interface {
	ContentType() *wire.ContentTypeHeader
},
) string {
	h := r.ContentType()
	if h == nil {
		return ""
	}
	t, _, _ := strings.Cut(h.Value(), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// readInfo reads the key that an INFO tells of: none for one without body.
func readInfo(r *wire.Request) (d media.Digit, status int, reason string) {
	if len(r.Body()) == 0 {
		return d, 200, "OK"
	}
	body := string(r.Body())
	switch mimeType(r) {
	case mimeRelay:
		d = readRelay(body)
	case mimeDTMF:
		d.Key = key(strings.TrimSpace(body))
	default:
		return d, 415, "Unsupported Media Type"
	}
	if d.Key == 0 {
		return d, 400, "Not A Digit"
	}
	return d, 200, "OK"
}

// readRelay reads "Signal=5" and "Duration=160", in milliseconds.
func readRelay(body string) (d media.Digit) {
	for line := range strings.Lines(body) {
		name, value, _ := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "signal":
			d.Key = key(value)
		case "duration":
			if ms, err := strconv.ParseUint(value, 10, 16); err == nil {
				d.Length = time.Duration(ms) * time.Millisecond
			}
		}
	}
	return d
}

// key reads a key by its sign or by its RFC 4733 event number; 0 is none.
func key(s string) byte {
	const keys = "0123456789*#ABCD"
	if len(s) == 1 {
		if i := strings.IndexByte(keys, strings.ToUpper(s)[0]); i >= 0 {
			return keys[i]
		}
		return 0
	}
	if n, err := strconv.Atoi(s); err == nil && n >= 10 && n < len(keys) {
		return keys[n]
	}
	return 0
}
