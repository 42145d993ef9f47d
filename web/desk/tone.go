package desk

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

// tone names what an operator hears of the exchange while he waits for somebody
// to answer; empty: something else sounds, or nothing.
func (c *callView) tone() string {
	if c != nil && c.Calls {
		return "ringing"
	}
	return ""
}

// calls tells whether it rings for an operator and nothing is to be heard of
// it: he calls the contact, or asks somebody aside.
func calls(s call.Standing) bool {
	return s.Ringing && !s.Early || slices.ContainsFunc(s.Parties, func(p call.Party) bool {
		return p.Operator == 0 && p.Role == call.Aside && !p.Answered && !p.Early
	})
}

// toneOf names the tone that goes with an end: busy where somebody is there and
// does not talk, congestion where nobody could be reached. Who was rung in vain
// has had his tone.
func toneOf(e appliance.Entry) string {
	if e.Kind != appliance.EntryEnded && e.Kind != appliance.EntryPartyFailed {
		return ""
	}
	switch e.Data["cause"] {
	case "busy", "declined":
		return "busy"
	case "no-such-number", "not-allowed", "no-sound", "unreachable", "no-way-out", "denied", "no-number", "all-busy", "capped":
		return "congestion"
	}
	return ""
}

// toned is what the script needs for a tone.
func toned(e entry) templ.Attributes {
	if e.Tone == "" {
		return nil
	}
	return templ.Attributes{"data-tone": e.Tone, "data-at": strconv.FormatInt(e.At.UnixMilli(), 10)}
}
