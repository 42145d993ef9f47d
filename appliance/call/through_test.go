package call

import (
	"testing"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// playTree runs a story on a tree.
func playTree(t *testing.T, onAccept bool, text string, steps []step) {
	t.Helper()
	tree, err := ivr.Parse("main", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s := state{Phase: inTree, OnAccept: onAccept, tree: run.New(tree, appliance.English)}
	s.play(t, steps)
}

const dialling = `
nodes:
  out: {dial: "31", busy: busy, nobody: nobody, failed: failed, then: done}
  busy: {hangup: busy}
  nobody: {hangup: nobody}
  failed: {hangup: failed}
  done: {hangup: done}
`

func TestTreeConnectsTheCallerWithANumber(t *testing.T) {
	for name, story := range map[string][]step{
		"who talks with him": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{lineEvent{seat: 1, what: lineEarly}, "[caller+31]"},
			{pressed{'5'}, ""},
			{lineEvent{seat: 1, what: lineAnswered}, "[caller+31], note party-joined"},
			{unanswered{1}, ""},
			{lineEvent{seat: 1, what: lineLeft}, "[], note party-left, play done"},
		},
		"that is busy": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{lineEvent{seat: 1, what: lineFailed, cause: "busy"}, "[], note party-failed, play busy"},
			{lineEvent{seat: 1, what: lineFailed, cause: "busy"}, ""},
		},
		"where nobody answers": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{unanswered{1}, "release, [], note party-failed, play nobody"},
		},
		"that may not be called": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{lineEvent{seat: 1, what: lineFailed, cause: "denied"}, "[], note party-failed, play failed"},
		},
		"until an operator was quicker": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{accepted{operator: 7, legUp: true}, "silence, release, record, [caller+7*]"},
			{unanswered{1}, ""},
		},
		"and hangs up": {
			{began{}, "answer, dialOut 31, note party-called, ringback"},
			{lineEvent{seat: 1, what: lineAnswered}, "[caller+31], note party-joined"},
			{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
		},
	} {
		t.Run(name, func(t *testing.T) { playTree(t, false, dialling, story) })
	}
}

func TestCallIsAnsweredWhenWhomTheTreeCalledDoes(t *testing.T) {
	playTree(t, true, dialling, []step{
		{began{}, "ring, dialOut 31, note party-called, ringback"},
		{lineEvent{seat: 1, what: lineAnswered}, "answer, [caller+31], note party-joined"},
	})
}

func TestCallerHearsTheTreeBeforeAnOperatorAnswersHim(t *testing.T) {
	playTree(t, true, "nodes:\n  hello: {play: hello, then: wait}\n  wait: {queue: Reception}\n", []step{
		{began{}, "ring, early, play hello"},
		{inTreeEvent{run.Played{Play: 1}}, "enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, answer, record, [caller+7*]"},
	})
	playTree(t, true, "nodes:\n  mail: {voicemail: hello, to: Reception, then: bye}\n  bye: {hangup: bye}\n", []step{
		{began{}, "ring, early, play hello"},
		{inTreeEvent{run.Played{Play: 1}}, "answer, run.Record"},
	})
}

func TestCallerStaysForTheSurveyWhenTheOperatorLeaves(t *testing.T) {
	const survey = `
nodes:
  wait: {queue: Reception, after: rate}
  rate: {survey: mark, ask: rate, keys: 1-5, then: thanks, nothing: thanks}
  thanks: {hangup: thanks}
`
	playTree(t, false, survey, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{by7(ask{number: "31", role: Guest}), "dial 31, note party-called"},
		{by7(hangup{}), "part, release, released, play rate"},
		{left{7}, ""},
		{pressed{'4'}, "run.Set, play thanks"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	})
	playTree(t, false, survey, []step{ // who is asked aside has him then
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{seated{consulted{8, 7}, true}, "[caller music; 7+8], note held"},
		{by7(hangup{}), "quit to 8"},
	})
	playTree(t, false, survey, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	})
}
