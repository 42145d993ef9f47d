package sip

import (
	"context"
	"errors"
	"net/url"
	"strings"

	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/sip/message"
)

// Replaces names a call whose place another one takes (RFC 3891), in the words
// of who is to give it up.
type Replaces struct {
	CallID, ToTag, FromTag string
	EarlyOnly              bool // only while it has not been answered

	target string // the URI at which it is to be found
}

// String is the value of the header field.
func (r Replaces) String() string {
	s := r.CallID + ";to-tag=" + r.ToTag + ";from-tag=" + r.FromTag
	if r.EarlyOnly {
		s += ";early-only"
	}
	return s
}

var errReplaces = errors.New("malformed Replaces")

// parseReplaces reads the value of the header field.
func parseReplaces(s string) (r Replaces, err error) {
	id, rest, _ := strings.Cut(s, ";")
	r.CallID = strings.TrimSpace(id)
	for one := range strings.SplitSeq(rest, ";") {
		name, value, _ := strings.Cut(one, "=")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "to-tag":
			r.ToTag = value
		case "from-tag":
			r.FromTag = value
		case "early-only":
			r.EarlyOnly = true
		}
	}
	for _, token := range []string{r.CallID, r.ToTag, r.FromTag} {
		if token == "" || !message.Visible(token) || strings.ContainsAny(token, ",;<>\"?") {
			return Replaces{}, errReplaces
		}
	}
	return r, nil
}

// Replaces is the call whose place this one is to take, nil if it is a call
// like others. When this one is answered, that one ends with the event Replaced.
func (c *Call) Replaces() *Call { return c.replaces }

// Replaced says that another call has taken the place of this one, which is
// hung up: what this one was connected to belongs to By. It is the last event.
type Replaced struct{ By *Call }

func (Replaced) event() {}

// replaced finds the call that an INVITE replaces (RFC 3891 section 3). It has
// to come from where that call is.
func (s *Server) replaced(r *wire.Request) (*Call, *refusal) {
	fields := r.GetHeaders("replaces")
	if len(fields) == 0 {
		return nil, nil
	}
	wanted, err := parseReplaces(fields[0].Value())
	if err != nil || len(fields) > 1 || len(r.GetHeaders("join")) > 0 {
		return nil, &refusal{status: 400, reason: "Malformed Replaces"}
	}
	s.mu.Lock()
	old := s.dialogs[dialogID{wanted.CallID, wanted.ToTag, wanted.FromTag}]
	s.mu.Unlock()
	if old == nil || sourceOf(r).Addr() != old.source.Addr() {
		return nil, &refusal{status: 481, reason: "Call/Transaction Does Not Exist"}
	}
	reply := make(chan *refusal, 1)
	if old.post(yielding{wanted.EarlyOnly, reply}) != nil {
		return nil, &refusal{status: 603, reason: "Decline"}
	}
	refused, err := answer(context.Background(), old, reply)
	if err != nil {
		return nil, &refusal{status: 603, reason: "Decline"}
	}
	return old, refused
}

// yielding asks a call whether another one may take its place.
type yielding struct {
	earlyOnly bool
	reply     chan<- *refusal
}

func (m yielding) open(c *Call) {
	m.reply <- c.loop.stage.yields(m.earlyOnly, c.out != nil)
}

// yields decides whether a call may be replaced (RFC 3891 section 3): not one
// that is over, and before the answer only one that we placed.
func (s stage) yields(earlyOnly, ours bool) *refusal {
	switch {
	case s >= leaving:
		return &refusal{status: 603, reason: "Decline"}
	case s == early && !ours:
		return &refusal{status: 481, reason: "Call/Transaction Does Not Exist"}
	case s != early && earlyOnly:
		return &refusal{status: 486, reason: "Busy Here"}
	}
	return nil
}

// replacedBy tells a call that another one has taken its place.
type replacedBy struct{ by *Call }

func (m replacedBy) open(c *Call) {
	l := &c.loop
	if l.stage >= leaving || l.replaced {
		return
	}
	c.tell(Replaced{m.by})
	l.replaced = true
	if l.stage == early {
		c.cancelOurs()
		return
	}
	c.leave()
}

// replace has the call whose place this one took end. The two loops do not
// wait for each other.
func (c *Call) replace() {
	if old := c.replaces; old != nil {
		c.server.work.Go(func() { _ = old.post(replacedBy{c}) })
	}
}

// escape writes a value for the headers of a URI (RFC 3261 section 19.1.1).
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
