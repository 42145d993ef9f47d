package main

import (
	"net/netip"
	"strings"
	"testing"

	"cordboard/appliance"
	"cordboard/appliance/peertest"
	"cordboard/cmd/cordboard/demo"
)

// A caller has his telephone pass the call on while the tree talks with him:
// the number that he named goes on in his place.
func TestTelephonePassesItsCallOnAndTheTreeGoesOn(t *testing.T) {
	b := demonstration(t)
	setPresence(t, b, "thomas", appliance.Available)
	colleague, exchange := peertest.StartExtension(t, "31", sine(t, 1700, patience))
	leadOut(t, b, exchange, "31")
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.TreeNumber))
	phone.Wait("CALL_ESTABLISHED", patience)
	id := awaitCall(t, b, 0, appliance.InTree).ID
	hears(t, phone, "the tree", loud)
	phone.Transfer("sip:31@127.0.0.1")
	colleague.Wait("CALL_ESTABLISHED", patience)
	phone.Wait("CALL_CLOSED", patience)
	hears(t, colleague, "the tree", loud)
	colleague.Digits("3")
	colleague.Digits("2")
	awaitState(t, b, id, appliance.Waiting)
	hears(t, colleague, "the queue's music", loud)
	if !contains(entriesOf(t, b, id), appliance.EntrySucceeded) {
		t.Error("the story does not tell who has the caller's place")
	}
	colleague.Hangup()
	awaitState(t, b, id, appliance.Abandoned)
	quietBox(t, b)
}

// A number that answers when an operator accepts: the caller hears the tree and
// his keys are taken before that costs him anything.
func TestCallerHearsTheTreeAndPressesKeysBeforeHeIsAnswered(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	answerOnAccept(t, b, demo.TreeNumber, true)
	setPresence(t, b, "thomas", appliance.Available)
	phone := caller(t, 1000)
	phone.Dial(reach(b, demo.TreeNumber))
	phone.Wait("CALL_PROGRESS", patience)
	hears(t, phone, "the welcome", loud)
	phone.Digits("3")
	phone.Digits("2")
	id := awaitCall(t, b, 0, appliance.Waiting).ID
	if phone.Told("CALL_ESTABLISHED") {
		t.Error("he was answered before anybody accepted")
	}
	if err := b.acd.Accept(t.Context(), operatorID(t, b, "thomas"), id); err != nil {
		t.Fatal(err)
	}
	phone.Wait("CALL_ESTABLISHED", patience)
	phone.Hangup()
	phone.Wait("CALL_CLOSED", patience)
	awaitState(t, b, id, appliance.Finished)
}

// What the exchange tells of a caller stands on his card.
func TestCardTellsWhoCallsAndWhomHeHadDialled(t *testing.T) {
	t.Parallel()
	b := demonstration(t)
	desk := as(t, b, "eva") // who supervises
	before := appliance.ConversationID(0)
	for _, scenario := range []string{"diverted", "retargeted"} {
		peertest.Sipp{
			Scenario: "testdata/sipp/" + scenario + ".xml", Called: demo.TreeNumber,
			Target: netip.MustParseAddrPort(b.sipUDP.LocalAddr().String()), Limit: patience,
		}.Run(t).OK(t)
		c := awaitCall(t, b, before, appliance.Abandoned)
		before = c.ID
		if c.Name != "Marek Dvořák" || c.Phone != "+420775418102" {
			t.Errorf("%s: called by %q, %q; want whom the exchange asserts", scenario, c.Name, c.Phone)
		}
		page := desk.ask("GET", "/desk/"+c.ID.String(), nil, 200)
		for _, want := range []string{"Marek Dvořák", "541230800", "user-busy"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page does not tell %q", scenario, want)
			}
		}
	}
}
