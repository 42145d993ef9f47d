package check

import "cordboard/ivr"

// Barrier is why no trunk lets a number go.
type Barrier struct {
	Why         Why
	Trunk, Rule string // of Denied
}

// Why is what keeps a number from being dialled.
type Why string

// What may; empty: nothing does.
const (
	NoNumber  Why = "no-number"
	NoWayOut  Why = "no-way-out" // no trunk takes calls out
	Denied    Why = "denied"     // by a rule of a trunk
	Unallowed Why = "unallowed"  // no rule of any trunk allows it
	Astray    Why = "astray"     // it begins like the line to the outside
)

// barredNumbers finds numbers that no trunk lets go: who is led there is led on as
// if it could not be reached.
func barredNumbers(v *view) {
	if v.world.Barred == nil {
		return
	}
	for n := range v.reached {
		dial, ok := n.Act.(ivr.Dial)
		if !ok || dial.Dial == "" {
			continue
		}
		if b := v.world.Barred(dial.Dial); b.Why != "" {
			v.note(n, v.Place(n.Name, "dial"), ivr.Warning, "dial-"+string(b.Why),
				"number", dial.Dial, "trunk", b.Trunk, "rule", b.Rule)
		}
	}
}
