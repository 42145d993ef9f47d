package desk

import "cordboard/appliance/call"

// attempt is a number that was called for the contact and did not come.
type attempt struct {
	Sentence string
	Again    string // what tries it again
}

// failed says what came of an attempt; nil: there was none.
func (w *writer) failed(a call.Attempt) *attempt {
	if a.Number == "" {
		return nil
	}
	cause := a.Cause
	if !unreached(cause) {
		cause = "unreachable"
	}
	shown := &attempt{
		Again:    "consult",
		Sentence: w.texts().Text("entry.party-failed."+cause, "number", w.shownNumber(a.Number)),
	}
	switch {
	case a.Handing:
		shown.Again = "transfer"
	case a.Joining:
		shown.Again = "add"
	}
	return shown
}
