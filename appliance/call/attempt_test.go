package call

import (
	"slices"
	"testing"
)

func TestWhoDidNotComeIsSaidUntilTheCallerIsTakenBackOrSomebodyElseAsked(t *testing.T) {
	blind := []step{
		{by7(ask{number: "31", role: Aside, handing: true}), "dial 31, note party-called, [caller music], note held"},
		{lineEvent{seat: 2, what: lineFailed, cause: "busy"}, "[caller music], note party-failed"},
	}
	unjoined := []step{
		{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
		{lineEvent{seat: 2, what: lineFailed, cause: "busy"}, "[caller+7*], note party-failed"},
	}
	beside := step{accepted{operator: 8, legUp: true}, "[caller+7+8*]"}
	for name, c := range map[string]struct {
		story []step
		want  Attempt
	}{
		"a transfer":  {blind, Attempt{Number: "31", Cause: "busy", Handing: true, By: 7}},
		"taken back":  {append(slices.Clone(blind), step{by7(hold{false}), "[caller+7*], note resumed"}), Attempt{}},
		"tried again": {append(slices.Clone(blind), step{by7(ask{number: "31", role: Aside, handing: true}), "dial 31, note party-called"}), Attempt{}},
		"a new guest": {append(slices.Clone(blind), step{by7(ask{number: "32", role: Guest}), "dial 32, note party-called"}), Attempt{Number: "31", Cause: "busy", Handing: true, By: 7}},
		"a colleague": {append(slices.Clone(blind), step{seated{consulted{8, 7}, true}, "[caller music; 7+8]"}), Attempt{}},
		"a queue":     {append(slices.Clone(blind), step{requeued{tree: direct}, "part, enqueue Reception, play music"}), Attempt{}},
		"a question": {[]step{
			{by7(ask{number: "31", role: Aside}), "dial 31, note party-called, [caller music], note held"},
			{lineEvent{seat: 2, what: lineFailed, cause: "no-answer"}, "[caller music], note party-failed"},
		}, Attempt{Number: "31", Cause: "no-answer", By: 7}},
		"not held": {[]step{
			{by7(ask{number: "31", role: Aside}), "dial 31, note party-called, [caller music], note held"},
			{by7(hold{false}), "[caller+7*], note resumed"},
			{lineEvent{seat: 2, what: lineFailed, cause: "busy"}, "[caller+7*], note party-failed"},
		}, Attempt{}},
		"for the conference": {[]step{
			{by7(hold{true}), "[caller music], note held"},
			{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
			{lineEvent{seat: 2, what: lineFailed, cause: "busy"}, "[caller music], note party-failed"},
		}, Attempt{Number: "31", Cause: "busy", Joining: true, By: 7}},
		"an addition":                  {unjoined, Attempt{Number: "31", Cause: "busy", Joining: true, By: 7}},
		"an addition, read":            {append(slices.Clone(unjoined), step{by7(hold{false}), "[caller+7*]"}, step{by7(hold{false}), ""}), Attempt{}},
		"an addition, again":           {append(slices.Clone(unjoined), step{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"}), Attempt{}},
		"an addition, held":            {append(slices.Clone(unjoined), step{by7(hold{true}), "[caller music], note held"}), Attempt{Number: "31", Cause: "busy", Joining: true, By: 7}},
		"an addition, a question":      {append(slices.Clone(unjoined), step{by7(ask{number: "32", role: Aside}), "dial 32, note party-called, [caller music], note held"}), Attempt{}},
		"an addition, its author gone": {append(slices.Clone(unjoined), beside, step{left{7}, "[caller+8*]"}), Attempt{}},
		"an addition, another gone":    {append(slices.Clone(unjoined), beside, step{left{8}, "[caller+7*]"}), Attempt{Number: "31", Cause: "busy", Joining: true, By: 7}},
		"an addition that outlives its author": {[]step{
			beside,
			{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
			{left{7}, "[caller+8*]"},
			{lineEvent{seat: 3, what: lineFailed, cause: "busy"}, "[caller+8*], note party-failed"},
		}, Attempt{}},
		"an addition, dropped": {[]step{
			{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
			{by7(drop{2}), "[caller+7*], release, note party-left"},
		}, Attempt{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh()
			s.play(t, append(slices.Clone(taken), c.story...))
			if got := s.standing().Failed; got != c.want {
				t.Errorf("says of the attempt %+v, want %+v", got, c.want)
			}
		})
	}
}
