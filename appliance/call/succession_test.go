package call

import (
	"testing"

	"cordboard/appliance"
)

// seatTwo brings operator 7, the caller and the number 31 together.
func seatTwo() []step {
	return []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
		{lineEvent{seat: 2, what: lineAnswered}, "[caller+7+31*], note party-joined"},
	}
}

func TestSuccessorTakesThePlaceOfWhoeverPassesTheCallOn(t *testing.T) {
	for name, story := range map[string][]step{
		"of a number": {
			{succeeding{2, "32"}, "[caller+7*], note referred"},
			{succeeding{2, "33"}, ""}, // one at a time
			{presaged{2}, "[caller+7+31*]"},
			{succeeded{2, "32"}, "[caller+7+32*], note succeeded"},
			{lineEvent{seat: 2, what: lineLeft}, "[caller+7*], note party-left"},
		},
		"of a number that hangs up meanwhile": {
			{succeeding{2, "32"}, "[caller+7*], note referred"},
			{lineEvent{seat: 2, what: lineLeft}, "[caller+7*]"},
			{succeeded{2, "32"}, "[caller+7+32*], note succeeded"},
		},
		"of the caller": {
			{succeeding{caller, "32"}, "[caller+7+31*], note referred"},
			{lineEvent{caller, lineLeft, "hangup"}, "[7+31]"},
			{succeeded{caller, "32"}, "[caller+7+31*], note succeeded"},
			{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
		},
		"and not of an operator": {
			{succeeding{1, "32"}, ""},
		},
		"by himself": {
			{succeeded{2, "33"}, "[caller+7+33*], note succeeded"},
		},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, append(seatTwo(), story...)) })
	}
}

func TestWhoeverFindsNoSuccessorHasHisPlaceAgain(t *testing.T) {
	for name, story := range map[string][]step{
		"a number": {
			{succeeding{2, "32"}, "[caller+7*], note referred"},
			{unsucceeded{2, "busy"}, "[caller+7+31*], note party-failed"},
			{succeeding{2, "33"}, "[caller+7*], note referred"},
		},
		"a number that hung up meanwhile": {
			{succeeding{2, "32"}, "[caller+7*], note referred"},
			{lineEvent{seat: 2, what: lineLeft}, "[caller+7*]"},
			{unsucceeded{2, "busy"}, "note party-failed, [caller+7*], note party-left"},
		},
		"the caller": {
			{succeeding{caller, "32"}, "[caller+7+31*], note referred"},
			{unsucceeded{caller, "busy"}, "[caller+7+31*], note party-failed"},
		},
		"the caller who hung up meanwhile": {
			{succeeding{caller, "32"}, "[caller+7+31*], note referred"},
			{lineEvent{caller, lineLeft, "hangup"}, "[7+31]"},
			{unsucceeded{caller, "busy"}, "note party-failed, part, bye, finish contact hangup"},
		},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, append(seatTwo(), story...)) })
	}
}

// What becomes of those whom the operators have left is told to nobody.
func TestSuccessionGoesOnWhenTheOperatorsHaveLeft(t *testing.T) {
	play(t, false, append(seatTwo(), []step{
		{by7(hand{}), "[caller+31], note handed, finish operator handed, stepOut"},
		{succeeding{2, "32"}, "[caller music]"},
		{succeeded{2, "32"}, "[caller+32]"},
		{succeeding{2, "33"}, "[caller music]"},
		{lineEvent{seat: 2, what: lineLeft}, "[caller music]"},
		{unsucceeded{2, "busy"}, "part, bye"},
	}...))
}

func TestTreeGoesOnWithTheCallersSuccessor(t *testing.T) {
	playTree(t, false, dialling, []step{
		{began{}, "answer, dialOut 31, note party-called, ringback"},
		{succeeding{caller, "32"}, "[], note referred"},
		{lineEvent{caller, lineLeft, "hangup"}, "[]"},
		{succeeded{caller, "32"}, "[], note succeeded"},
		{succeeded{1, "33"}, "[caller+33], note party-joined, note succeeded"}, // picks the ringing call up
		{lineEvent{seat: 1, what: lineLeft}, "[], note party-left, play done"},
	})
}

func TestOperatorConcernedAnswersForWhatTheOtherSideHasCalled(t *testing.T) {
	s := state{Phase: talking, Parties: []party{{Seat: 1, Role: Listening, Operator: 9}, {Seat: 2, Role: Serving, Operator: 7}}}
	if got := s.answersFor(); got != 7 {
		t.Errorf("in a talk: %v, want operator 7", got)
	}
	s.Phase = handed
	if got := s.answersFor(); got != appliance.OperatorID(0) {
		t.Errorf("when he has left: %v, want nobody", got)
	}
}
