package main

import (
	"errors"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/peertest"
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
		"lets his sound go":         {chair{was: true, talks: true, board: true}, clearing{offline: true}},
		"comes back in time":        {chair{signedIn: true, was: true, talks: true, board: true, late: true}, clearing{}},
		"does not come back":        {chair{was: true, talks: true, late: true}, clearing{calls: true}},
		"disabled":                  {chair{disabled: true, was: true, board: true, leg: true}, clearing{reclaim: true, drop: true}},
		"disabled in a call":        {chair{disabled: true, was: true, board: true, leg: true, talks: true}, clearing{reclaim: true, drop: true}},
		"disabled, without a sound": {chair{disabled: true}, clearing{reclaim: true}},
		"takes none any more":       {chair{barred: true, signedIn: true, was: true, board: true, leg: true, talks: true}, clearing{reclaim: true}},
		"takes none, signed out":    {chair{barred: true, was: true, leg: true}, clearing{reclaim: true, drop: true}},
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
	if line := waitingLine(t, b); len(line) != 2 || line[0] != first.ID {
		t.Errorf("they wait as %v, want the first caller first", line)
	}
	if err := b.acd.Accept(t.Context(), eva, first.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Active)
	if !peertest.Until(patience, func() bool { // the call hears of it after the store
		standing := b.calls.Standing(first.ID)
		return standing.Role(eva) == call.Serving && standing.Role(thomas) == ""
	}) {
		t.Fatalf("at the call: %+v, want Eva alone", b.calls.Standing(first.ID).Parties)
	}
}

func TestWhoMayNotHearACallOfOthersIsSentOut(t *testing.T) {
	const me appliance.OperatorID = 7
	for _, c := range []struct {
		role   call.Role
		rights appliance.Rights
		out    bool
	}{
		{call.Listening, appliance.Rights{appliance.RightListenIn}, false},
		{call.Listening, appliance.Rights{appliance.RightIntervene}, true},
		{call.Whispering, appliance.Rights{appliance.RightIntervene}, false},
		{call.Whispering, appliance.Rights{appliance.RightListenIn}, true},
		{call.Guest, appliance.Rights{appliance.RightIntervene}, false},
		{call.Guest, nil, true},
		{call.Serving, nil, false}, // attendance gives back what he serves
		{call.Aside, nil, false},
	} {
		operators := map[appliance.OperatorID]appliance.Operator{me: {ID: me, Rights: c.rights}}
		at := call.Standing{Parties: []call.Party{{Role: call.Guest, Number: "541"}, {Role: c.role, Operator: me}}}
		if got := len(intruders(operators, at)) > 0; got != c.out {
			t.Errorf("%q with %v: sent out %v, want %v", c.role, c.rights, got, c.out)
		}
	}
}

// TestWhoseRoleTakesNoConversationsAnyMoreLosesWhatHeServes tells a story: Thomas talks
// with a caller, and then his role may less.
func TestWhoseRoleTakesNoConversationsAnyMoreLosesWhatHeServes(t *testing.T) {
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	setPresence(t, b, "eva", appliance.Away) // there, so that the caller is not sent away
	thomas := operatorID(t, b, "thomas")
	caller(t, 1000).Dial(reach(b, demo.GroupNumber))
	first := awaitCall(t, b, 0, appliance.Waiting)
	if err := b.acd.Accept(t.Context(), thomas, first.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Active)
	may := func(id appliance.RoleID, rights appliance.Rights) {
		t.Helper()
		var r appliance.Role
		err := b.store.Read(t.Context(), func(v *sqlite.View) (err error) {
			r, err = v.Role(id)
			return err
		})
		r.Rights = rights
		if err == nil {
			_, err = b.site.SaveRole(t.Context(), 0, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	may(appliance.RoleOperator, appliance.Rights{appliance.RightTickets})
	awaitState(t, b, first.ID, appliance.Waiting)
	awaitPresence(t, b, "thomas", appliance.Offline)
	if err := b.acd.SetPresence(t.Context(), thomas, appliance.Available, ""); !errors.Is(err, appliance.ErrTakesNone) {
		t.Errorf("he is available again: got %v, want %v", err, appliance.ErrTakesNone)
	}
}

// waitingLine is who waits, the first first.
func waitingLine(t *testing.T, b *box) (line []appliance.ConversationID) {
	t.Helper()
	err := b.store.Read(t.Context(), func(v *sqlite.View) error {
		all, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
		for _, c := range all {
			line = append(line, c.ID)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// TestCallOfWhoSignsOutGoesBackToTheFrontOfItsQueue presses the button in mid-call
// and listens at the telephone.
func TestCallOfWhoSignsOutGoesBackToTheFrontOfItsQueue(t *testing.T) {
	b := demonstration(t)
	browser := peertest.StartBrowser(t, withMicrophone(sine(t, 440, 20*time.Second))...)
	desk := operator(t, b, browser, "thomas")
	setPresence(t, b, "eva", appliance.Away) // there, but asked for nothing
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	desk.Press(`#offer [data-accept]`)
	first := awaitCall(t, b, 0, appliance.Active)
	hears(t, phone, "the operator", tone(440))
	caller(t, 1000).Dial(reach(b, demo.GroupNumber))
	second := awaitCall(t, b, first.ID, appliance.Waiting)
	desk.Eval(`document.querySelector('form[action="/sign-out"]').requestSubmit()`, nil)
	awaitPresence(t, b, "thomas", appliance.Offline)
	hears(t, phone, "music", func(s []float64) bool { return loud(s) && !tone(440)(s) })

	a := b.attendance() // one that need not wait
	now := time.Now()
	for _, step := range []struct {
		after time.Duration
		state appliance.ConversationState
	}{{0, appliance.Active}, {soundGrace - time.Millisecond, appliance.Active}, {soundGrace, appliance.Waiting}} {
		a.signedIn[operatorID(t, b, "thomas")] = true // it has seen him
		if err := a.look(t.Context(), now.Add(step.after)); err != nil {
			t.Fatal(err)
		}
		awaitState(t, b, first.ID, step.state)
		if waits := len(waitingLine(t, b)) == 2; waits != (step.state == appliance.Waiting) {
			t.Errorf("%s after he signed out both wait: %t", step.after, waits)
		}
	}
	if line := waitingLine(t, b); len(line) != 2 || line[0] != first.ID || line[1] != second.ID {
		t.Errorf("they wait as %v, want %d before %d", line, first.ID, second.ID)
	}
	if err := b.acd.Accept(t.Context(), operatorID(t, b, "eva"), first.ID); err != nil {
		t.Fatal(err)
	}
	awaitState(t, b, first.ID, appliance.Active)
}

// TestCallOnADeskTelephoneOutlivesTheSignIn: who talks on his telephone is heard,
// whatever becomes of his page.
func TestCallOnADeskTelephoneOutlivesTheSignIn(t *testing.T) {
	b := demonstration(t)
	own := deskTelephone(t, b, "thomas", 440)
	setPresence(t, b, "thomas", appliance.Available)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.GroupNumber))
	own.Wait("CALL_ESTABLISHED", patience)
	hears(t, own, "who calls and which key", loud)
	own.Digits("1")
	call := awaitCall(t, b, 0, appliance.Active)
	hears(t, phone, "the operator", tone(440))
	a, now := b.attendance(), time.Now()
	for _, after := range []time.Duration{0, 2 * soundGrace} {
		a.signedIn[operatorID(t, b, "thomas")] = true // it has seen him, and he is gone
		if err := a.look(t.Context(), now.Add(after)); err != nil {
			t.Fatal(err)
		}
	}
	awaitState(t, b, call.ID, appliance.Active)
	hears(t, phone, "the operator still", tone(440))
}

func TestSignInThatEndsTakesItsOperatorOffTheBoard(t *testing.T) {
	b := demonstration(t)
	_, thomas, err := b.accounts.SignIn(t.Context(), "thomas", demo.Password, loopback)
	if err != nil {
		t.Fatal(err)
	}
	setPresence(t, b, "thomas", appliance.Available)
	a := b.attendance()
	if err := a.look(t.Context(), time.Now()); err != nil {
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
	if err := a.look(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	awaitPresence(t, b, "thomas", appliance.Offline)
}
