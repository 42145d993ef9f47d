package sip

import (
	"strconv"
	"strings"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// refresh is a session's timer (RFC 4028): who shows how often that he is
// still there. Plain values.
type refresh struct {
	Every time.Duration `json:"every"` // zero: nobody shows anything
	Ours  bool          `json:"ours"`  // we are the refresher
	// Least is the longest Min-SE that anybody asked for.
	Least time.Duration `json:"least"`
}

// leastOfAll is the Min-SE that need not be said (section 5).
const leastOfAll = 90 * time.Second

// expiry is what a message says about the timer.
type expiry struct {
	every     time.Duration // zero: nothing
	refresher string        // "uac", "uas" or ""
	least     time.Duration
	supported bool // the sender knows what it is about
}

func readExpiry(m headed) (e expiry) {
	if h := m.GetHeaders("session-expires"); len(h) > 0 {
		value, params, _ := strings.Cut(h[0].Value(), ";")
		e.every = seconds(value)
		for one := range strings.SplitSeq(params, ";") {
			name, value, _ := strings.Cut(one, "=")
			if strings.EqualFold(strings.TrimSpace(name), "refresher") {
				e.refresher = strings.ToLower(strings.TrimSpace(value))
			}
		}
	}
	if h := m.GetHeaders("min-se"); len(h) > 0 {
		value, _, _ := strings.Cut(h[0].Value(), ";")
		e.least = seconds(value)
	}
	e.supported = lists(m, "supported", "timer") || lists(m, "require", "timer")
	return e
}

func seconds(s string) time.Duration {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}

// asked answers a request that may set the timer (section 9): with the timer
// that counts from the 200 on, or with 422 where the other side wants it
// shorter than we bear.
func (l Limits) asked(e expiry) (refresh, *refusal) {
	switch {
	case !e.supported && e.every < l.MinSE: // whom 422 would tell nothing
		return refresh{}, nil
	case e.every > 0 && e.every < l.MinSE:
		return refresh{}, &refusal{422, "Session Interval Too Small", []Header{{"Min-SE", inSeconds(l.MinSE)}}}
	}
	t := refresh{Every: max(l.SessionExpires, e.least, l.MinSE), Least: e.least}
	if e.every > 0 {
		t.Every = min(e.every, t.Every)
	}
	t.Ours = !e.supported || e.refresher == "uas"
	return t, nil
}

// told takes over what the 200 to a request of ours says (section 7.2).
func (t refresh) told(e expiry) refresh {
	return refresh{Every: e.every, Ours: e.refresher != "uas", Least: t.Least}
}

// answer are the fields of a 200 (section 9): the caller is told that it is
// his to refresh.
func (t refresh) answer() []Header {
	switch {
	case t.Every == 0:
		return nil
	case t.Ours:
		return []Header{{"session-expires", inSeconds(t.Every) + ";refresher=uas"}}
	}
	return []Header{{"require", "timer"}, {"session-expires", inSeconds(t.Every) + ";refresher=uac"}}
}

// question are the fields of a request of ours (section 7.1 and 7.4). In a
// standing session it keeps the roles that there are.
func (t refresh) question(standing bool) []Header {
	if t.Every == 0 {
		return nil
	}
	expires := inSeconds(max(t.Every, t.Least))
	switch {
	case standing && t.Ours:
		expires += ";refresher=uac"
	case standing:
		expires += ";refresher=uas"
	}
	fields := []Header{{"session-expires", expires}}
	if t.Least > leastOfAll {
		fields = append(fields, Header{"min-se", inSeconds(t.Least)})
	}
	return fields
}

// due is how long after a refresh the next one goes out (section 10).
func (t refresh) due() time.Duration { return t.Every / 2 }

// again is how long after a refresh that was refused the next one goes out: soon
// enough for another before the end.
func (t refresh) again() time.Duration { return t.Every / 16 }

// end is how long after the last refresh a session is hung up (section 10).
func (t refresh) end() time.Duration { return t.Every - min(32*time.Second, t.Every/3) }

func inSeconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// refreshed has the timer begin again with what was agreed on.
func (c *Call) refreshed(t refresh) {
	l := &c.loop
	l.refresh = t
	l.clock.stop(refreshDue)
	l.clock.stop(sessionOver)
	if t.Every == 0 {
		return
	}
	l.clock.set(sessionOver, t.end())
	if t.Ours {
		l.clock.set(refreshDue, t.due())
	}
}

// refreshAgain shows the other side that we are there.
func (c *Call) refreshAgain() {
	l := &c.loop
	if l.trying != nil || len(l.wishes) > 0 {
		return // which is a refresh too
	}
	(&wish{refresh: true, direction: l.sound.Ours, reply: make(chan error, 1)}).open(c)
}

// expire hangs up on somebody of whom nothing was heard.
func (c *Call) expire() {
	c.server.log.Info("session was not refreshed", "call", c.id)
	c.lose()
}

// tooShort tells how long a session's interval must be after a 422.
func tooShort(res *wire.Response) (least time.Duration, ok bool) {
	least = readExpiry(res).least
	return least, res.StatusCode == 422 && least > 0
}
