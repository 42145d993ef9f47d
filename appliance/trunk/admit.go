package trunk

import (
	"net/netip"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
)

// state is what admit needs to know of this moment.
type state struct {
	Now time.Time
	// Calls counts the calls that are up, by the name of their trunk.
	Calls map[string]int
	// Paces tell how fast calls came of late, by the name of their trunk.
	Paces map[string]pacing
}

// verdict is what becomes of a call.
type verdict struct {
	Trunk string // empty: of no trunk
	// Pace is the trunk's from now on; a call that came too fast does
	// not count, one that found no room does.
	Pace pacing
	// Refused is nil for a call that is let in.
	Refused *sip.Refused
}

// admit decides about a call of a source: its trunk first, then whether calls
// come too fast over it, then whether there is room. It is pure, and asks for
// nothing that must be read from the store: a flood of calls costs no more
// than its refusals.
func admit(c Config, s state, source netip.Addr) verdict {
	t, known := c.Of(source)
	if !known {
		return verdict{Refused: &sip.Refused{Status: 403, Reason: "Forbidden"}}
	}
	pace, ok := s.Paces[t.Name].next(s.Now, t.rate())
	v := verdict{Trunk: t.Name, Pace: pace}
	if !ok || !c.room(t, s.Calls) {
		v.Refused = sip.Unavailable()
	}
	return v
}

// room tells whether the box and a trunk may carry one more call, of those that
// come and those that go, beside the calls that are up.
func (c Config) room(t Trunk, up map[string]int) bool {
	all := 0
	for _, n := range up {
		all += n
	}
	return all < c.Calls && (t.Calls == 0 || up[t.Name] < t.Calls)
}

// lead decides whether a called number, whose entry point is e, leads
// anywhere: e is nil where there is none.
func lead(e *appliance.EntryPoint) *sip.Refused {
	switch {
	case e == nil || e.Channel != appliance.Phone:
		return &sip.Refused{Status: 404, Reason: "Not Found"}
	case e.Off:
		return &sip.Refused{Status: 480, Reason: "Temporarily Unavailable"}
	}
	return nil
}
