package call

import (
	"slices"
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
)

var (
	told   = appliance.RecordingRule{Notice: "recorded"}
	unkept = appliance.RecordingRule{Off: true}
)

func TestNobodyTalksBeforeTheNoticeIsHeard(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true, rule: told}, "silence, [], notice"},
		{by7(digit{'5'}), "press 5"},
		{by7(hold{true}), "[], note held"},
		{by7(hold{false}), "[], note resumed"},
		{legChanged{7, false}, "[], note broken"},
		{legChanged{7, true}, "[], note restored"},
		{noticed{}, "record, [caller+7*], note noticed"},
		{noticed{}, ""},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	})
}

func TestWhatCannotBeAnnouncedIsNotRecorded(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true, rule: told}, "silence, [], notice"},
		{unnoticed{}, "[caller+7], note unnoticed"},
		{by7(pause{on: true, reason: "card"}), ""},
	})
}

func TestNothingIsRecordedWhereThatIsSwitchedOff(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true, rule: unkept}, "silence, [caller+7]"},
		{by7(pause{on: true, reason: "card"}), ""},
		{by7(hold{true}), "[caller music], note held"},
		{by7(hold{false}), "[caller+7], note resumed"},
	})
}

// A caller goes from queue to queue, each of which has its own rule.
func TestCallerHearsOneNoticeInACall(t *testing.T) {
	passed := func(rule appliance.RecordingRule, want string) []step {
		return []step{
			{requeued{ivr.Direct("Orders", "en")}, "part, enqueue Orders, play music"},
			{accepted{operator: 8, legUp: true, rule: rule}, want},
		}
	}
	first := func(rule appliance.RecordingRule, want string) []step {
		return []step{
			{began{}, "answer, enqueue Reception, play music"},
			{accepted{operator: 7, legUp: true, rule: rule}, want},
		}
	}
	heard := step{noticed{}, "record, [caller+7*], note noticed"}
	for name, story := range map[string][]step{
		"heard before": slices.Concat(first(told, "silence, [], notice"), []step{heard},
			passed(told, "silence, record, [caller+8*]"), passed(unkept, "silence, [caller+8]"), passed(told, "silence, record, [caller+8*]")),
		"not heard before": slices.Concat(first(unkept, "silence, [caller+7]"), passed(told, "silence, [], notice")),
		"half heard": slices.Concat(first(told, "silence, [], notice"), passed(told, "silence, [], notice"),
			[]step{{noticed{}, "record, [caller+8*], note noticed"}}),
		"of the one before, told late": {
			{began{}, "answer, enqueue Reception, play music"},
			{accepted{operator: 7, legUp: true, rule: told}, "silence, [], notice"},
			{requeued{ivr.Direct("Orders", "en")}, "part, enqueue Orders, play music"},
			{noticed{}, ""},
		},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, story) })
	}
}

func TestContactWhomAnOperatorCallsHearsTheNoticeFirst(t *testing.T) {
	for name, story := range map[string][]step{
		"announced": {
			{placed{operator: 7, legUp: true, rule: told}, "dial caller, []"},
			{lineEvent{what: lineEarly}, "[caller+7]"},
			{lineEvent{what: lineAnswered}, "[], notice, note reached"},
			{noticed{}, "record, [caller+7*], note noticed"},
		},
		"not recorded": {
			{placed{operator: 7, legUp: true, rule: unkept}, "dial caller, []"},
			{lineEvent{what: lineAnswered}, "[caller+7], note reached"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state{Phase: talking}
			s.play(t, story)
		})
	}
}

func TestStandingTellsHowItIsWithRecording(t *testing.T) {
	for _, x := range []struct {
		keeping         keeping
		unkept, telling bool
	}{
		{keeping{}, false, false},
		{keeping{RecordingRule: unkept}, true, false},
		{keeping{RecordingRule: told, Telling: true}, false, true},
		{keeping{RecordingRule: told, Told: true}, false, false},
	} {
		s := state{Phase: talking, Keeping: x.keeping}
		if got := s.standing(); got.Unkept != x.unkept || got.Telling != x.telling {
			t.Errorf("%+v: got %+v", x.keeping, got)
		}
	}
}
