package trunk

import (
	"net/netip"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// retryAfter is what a caller's exchange is told when there is no room.
const retryAfter = 10 * time.Second

// State is what Admit needs to know of this moment.
type State struct {
	// Calls counts the calls that are up, by the name of their trunk.
	Calls map[string]int
	// Entry is the entry point of the called number, nil if there is none.
	Entry *appliance.EntryPoint
}

// Verdict is what becomes of a call.
type Verdict struct {
	Trunk string // empty: of no trunk
	// Refused is nil for a call that is let in.
	Refused *sip.Refused
}

// Admit decides about a call of a source: its trunk first, then the number,
// then whether there is room. It is pure.
func Admit(c Config, s State, source netip.Addr) Verdict {
	t, known := c.Of(source)
	if !known {
		return Verdict{Refused: &sip.Refused{Status: 403, Reason: "Forbidden"}}
	}
	v := Verdict{Trunk: t.Name}
	all := 0
	for _, n := range s.Calls {
		all += n
	}
	switch {
	case s.Entry == nil || s.Entry.Channel != appliance.Phone:
		v.Refused = &sip.Refused{Status: 404, Reason: "Not Found"}
	case s.Entry.Off:
		v.Refused = &sip.Refused{Status: 480, Reason: "Temporarily Unavailable"}
	case all >= c.Calls, t.Calls > 0 && s.Calls[t.Name] >= t.Calls:
		v.Refused = &sip.Refused{Status: 503, Reason: "Service Unavailable", RetryAfter: retryAfter}
	}
	return v
}
