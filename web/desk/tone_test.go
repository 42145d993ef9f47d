package desk

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/call"
)

func TestOperatorHearsThatItRingsUnlessTheOtherSideSounds(t *testing.T) {
	me := call.Party{Role: call.Serving, Operator: 1, Answered: true}
	for name, c := range map[string]struct {
		stands call.Standing
		want   bool
	}{
		"the contact is called":           {call.Standing{Ringing: true, Parties: []call.Party{me}}, true},
		"his exchange sounds":             {call.Standing{Ringing: true, Early: true, Parties: []call.Party{me}}, false},
		"he has answered":                 {call.Standing{Parties: []call.Party{me}}, false},
		"somebody is asked aside":         {call.Standing{Held: true, Parties: []call.Party{me, {Role: call.Aside, Number: "31"}}}, true},
		"who is asked sounds":             {call.Standing{Held: true, Parties: []call.Party{me, {Role: call.Aside, Number: "31", Early: true}}}, false},
		"who is asked has answered":       {call.Standing{Held: true, Parties: []call.Party{me, {Role: call.Aside, Number: "31", Answered: true}}}, false},
		"a guest is called while we talk": {call.Standing{Parties: []call.Party{me, {Role: call.Guest, Number: "31"}}}, false},
		"nobody is called":                {call.Standing{}, false},
	} {
		if got := calls(c.stands); got != c.want {
			t.Errorf("%s: rings %t, want %t", name, got, c.want)
		}
	}
}

func TestEveryReasonWhyNobodyAnswersHasItsTone(t *testing.T) {
	for cause, want := range map[string]string{
		"busy": "busy", "declined": "busy", "no-such-number": "congestion", "not-allowed": "congestion",
		"no-sound": "congestion", "unreachable": "congestion", "no-way-out": "congestion", "denied": "congestion",
		"no-number": "congestion", "all-busy": "congestion", "capped": "congestion", "no-answer": "", "hangup": "", "silence": "", "": "",
	} {
		for _, kind := range []appliance.EntryKind{appliance.EntryEnded, appliance.EntryPartyFailed} {
			if got := toneOf(appliance.Entry{Kind: kind, Data: map[string]string{"cause": cause}}); got != want {
				t.Errorf("%s, %q: got %q, want %q", kind, cause, got, want)
			}
		}
		if got := toneOf(appliance.Entry{Kind: appliance.EntryJoined, Data: map[string]string{"cause": cause}}); got != "" {
			t.Errorf("what ends nothing, %q: got %q", cause, got)
		}
	}
}
