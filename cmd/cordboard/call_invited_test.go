package main

import (
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/desk"
	"cordboard/cmd/cordboard/demo"
)

// inviting asks for the six digits of an invitation, and says otherwise that
// nobody is there.
const inviting = `language: cs
nodes:
  code: {invitation: chime, nobody: nobody, busy: busy, nothing: nobody}
  busy: {play: busy, then: end}
  nobody: {play: nobody, then: end}
  end: {hangup: }
`

// TestCallerWithAnInvitationReachesWhoGaveIt has Thomas, who is one of several
// that could take the call, give a number away. He declines the first call, and
// with the same number the second one reaches him.
func TestCallerWithAnInvitationReachesWhoGaveIt(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	for name, hz := range map[string]float64{"chime": 700, "busy": 1200, "nobody": 1700} {
		keepTone(t, b, name, hz)
	}
	if _, err := b.site.SaveTree(t.Context(), 0, "main", inviting); err != nil {
		t.Fatal(err)
	}
	setPresence(t, b, "thomas", appliance.Available)
	thomas := operatorID(t, b, "thomas")
	i, err := b.desk.Invite(t.Context(), thomas, 0)
	if err != nil {
		t.Fatal(err)
	}
	call := func() (func(want float64), appliance.Conversation) {
		last := newestCall(t, b)
		phone := caller(t, 440)
		phone.Dial(reach(b, demo.TreeNumber))
		phone.Wait("CALL_ESTABLISHED", patience)
		hears(t, phone, "the question", tone(700))
		for _, key := range i.Code {
			phone.Digits(string(key))
		}
		c := awaitCall(t, b, last, appliance.Waiting)
		if c.For != thomas || c.Queue != 0 {
			t.Errorf("the call waits for operator %s in queue %s, want it for Thomas alone", c.For, c.Queue)
		}
		return func(want float64) { hears(t, phone, "how it went", tone(want)) }, c
	}
	hears, first := call()
	if err := b.acd.Decline(t.Context(), thomas, first.ID); err != nil {
		t.Fatal(err)
	}
	hears(1200)
	awaitState(t, b, first.ID, appliance.Abandoned)

	_, second := call()
	if err := b.acd.Accept(t.Context(), thomas, second.ID); err != nil {
		t.Fatal(err)
	}
	c := awaitState(t, b, second.ID, appliance.Active)
	if _, err := b.desk.Redeem(t.Context(), i.Code, first.ID); err == nil || desk.About(c) != 0 {
		t.Errorf("the number is good again (%v), or is about conversation %s", err, desk.About(c))
	}
}
