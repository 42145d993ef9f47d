package main

import (
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

func TestChairIsClearedOfWhoMayNotBeThere(t *testing.T) {
	for name, c := range map[string]struct {
		chair
		want clearing
	}{
		"signed in":                 {chair{signedIn: true, was: true, board: true, leg: true, talks: true}, clearing{}},
		"was never there":           {chair{board: true, leg: true}, clearing{}},
		"signed out":                {chair{was: true, board: true, leg: true}, clearing{offline: true, drop: true}},
		"signed out, offline":       {chair{was: true, leg: true}, clearing{drop: true}},
		"signed out in a call":      {chair{was: true, board: true, leg: true, talks: true}, clearing{offline: true}},
		"disabled":                  {chair{disabled: true, was: true, board: true, leg: true}, clearing{reclaim: true, drop: true}},
		"disabled in a call":        {chair{disabled: true, was: true, board: true, leg: true, talks: true}, clearing{reclaim: true, drop: true}},
		"disabled, without a sound": {chair{disabled: true}, clearing{reclaim: true}},
	} {
		if got := c.cleared(); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// TestCallOfADisabledOperatorGoesBackToTheFrontOfItsQueue tells a story: two
// callers, the first is answered by an operator whose account is disabled.
func TestCallOfADisabledOperatorGoesBackToTheFrontOfItsQueue(t *testing.T) {
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	setPresence(t, b, "eva", appliance.Away) // there, but asked for nothing
	thomas, eva := operatorID(t, b, "thomas"), operatorID(t, b, "eva")
	caller(t, 1000).Dial(reach(b, demo.GroupNumber))
	first := awaitCall(t, b, 0, appliance.Waiting)
	if err := b.acd.Accept(t.Context(), thomas, first.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Active)
	caller(t, 1000).Dial(reach(b, demo.GroupNumber))
	awaitCall(t, b, first.ID, appliance.Waiting)
	var operator appliance.Operator
	err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		operator, err = v.Operator(thomas)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	operator.Disabled = true
	if _, err := b.accounts.SaveOperator(t.Context(), 0, operator, ""); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Waiting)
	awaitPresence(t, b, "thomas", appliance.Offline)
	var line []appliance.Conversation
	err = b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
		line, err = v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
		return err
	})
	if err != nil || len(line) != 2 || line[0].ID != first.ID {
		t.Errorf("they wait as %v (%v), want the first caller first", line, err)
	}
	if err := b.acd.Accept(t.Context(), eva, first.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Active)
	standing := b.calls.Standing(first.ID) // the call hears of it after the store
	for until := time.Now().Add(patience); standing.Role(eva) != call.Serving || standing.Role(thomas) != ""; standing = b.calls.Standing(first.ID) {
		if time.Now().After(until) {
			t.Fatalf("at the call: %+v, want Eva alone", standing.Parties)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestSignInThatEndsTakesItsOperatorOffTheBoard(t *testing.T) {
	b := demonstration(t)
	_, thomas, err := b.accounts.SignIn(t.Context(), "thomas", demo.Password, loopback)
	if err != nil {
		t.Fatal(err)
	}
	setPresence(t, b, "thomas", appliance.Available)
	a := b.attendance()
	a.signedIn = map[appliance.OperatorID]bool{}
	if err := a.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitPresence(t, b, "thomas", appliance.Available)
	logins, err := b.accounts.Logins(t.Context(), thomas.ID)
	if err != nil || len(logins) != 1 {
		t.Fatalf("%d sign-ins, %v", len(logins), err)
	}
	if err := b.accounts.Revoke(t.Context(), thomas.ID, logins[0].Hash); err != nil {
		t.Fatal(err)
	}
	if err := a.look(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitPresence(t, b, "thomas", appliance.Offline)
}
