package sip

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// redirection is where else a call of ours may go, and where it was.
type redirection struct {
	ahead []string // URIs not tried yet, the best first
	seen  []string // all that were ever named, tried or not
}

// take adds the targets that a 3xx names and allow says yes to (RFC 3261
// section 8.1.3.4): none twice, and mostTries in all, so that exchanges that
// point at each other come to an end.
func (r *redirection) take(res headed, allow func(number string) bool) {
	if allow == nil {
		return
	}
	for _, uri := range targets(res) {
		number := numberOf(uri)
		if len(r.seen) == mostTries || slices.Contains(r.seen, uri) || !dialable(number) || !allow(number) {
			continue
		}
		r.seen = append(r.seen, uri)
		r.ahead = append(r.ahead, uri)
	}
}

// next is the URI to be tried now, "" if there is none.
func (r *redirection) next() (uri string) {
	if len(r.ahead) > 0 {
		uri, r.ahead = r.ahead[0], r.ahead[1:]
	}
	return uri
}

// targets reads the SIP URIs of a message's Contacts, the best first (RFC 3261
// section 20.10).
func targets(m headed) (uris []string) {
	type target struct {
		uri string
		q   float64
	}
	var found []target
	for _, a := range addressesOf(m, "contact") {
		uri, _, _ := strings.Cut(a.URI, "?") // headers that somebody else wants said are not said
		var u wire.Uri
		if !message.Visible(uri) || wire.ParseUri(uri, &u) != nil || !strings.EqualFold(u.Scheme, "sip") {
			continue
		}
		t := target{uri, 1}
		if text, there := a.Params.Value("q"); there {
			if q, err := strconv.ParseFloat(text, 64); err == nil {
				t.q = q
			}
		}
		found = append(found, t)
	}
	slices.SortStableFunc(found, func(a, b target) int { return cmp.Compare(b.q, a.q) })
	for _, t := range found {
		uris = append(uris, t.uri)
	}
	return uris
}

// redirected tells whether a refusal leaves somebody else to be called, and
// makes the INVITE one to him. One that speaks for everybody (6xx) does not.
func (c *Call) redirected(res *wire.Response) bool {
	o := c.out
	switch {
	case res.StatusCode < 400:
		o.elsewhere.take(res, o.redirect)
	case res.StatusCode >= 600:
		return false
	}
	uri := o.elsewhere.next()
	if uri == "" {
		return false
	}
	o.asked.dialog.Target = uri
	return true
}
