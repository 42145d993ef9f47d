package call

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

// always is a world in which it is always open.
type always struct{}

func (always) Open(string) bool { return true }

// tell writes actions as a story reads them.
func tell(todo []action) string {
	var words []string
	for _, a := range todo {
		switch a := a.(type) {
		case run.Play:
			words = append(words, "play "+strings.Join(a.Prompts, "+"))
		case run.Enqueue:
			words = append(words, "enqueue "+a.Queue)
		case run.Silence:
			words = append(words, "silence")
		case bridge:
			words = append(words, fmt.Sprintf("bridge %d", a.operator))
			if a.muted {
				words = append(words, "muted")
			}
		case note:
			words = append(words, "note "+string(a.Kind))
		case finish:
			words = append(words, fmt.Sprintf("finish %s %s", a.by, a.cause))
		case run.Wait, run.Speak, run.Note:
		default:
			words = append(words, strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", a), "call."), "{}"))
		}
	}
	return strings.Join(words, ", ")
}

// step is one event of a story and what must follow.
type step struct {
	event event
	want  string
}

// play runs a story on the tree that leads straight into a queue, and after
// each event has the state survive nothing but its values.
func play(t *testing.T, onAccept bool, steps []step) {
	t.Helper()
	s := state{Phase: inTree, OnAccept: onAccept, tree: run.New(ivr.Direct("Reception", "en"), appliance.English)}
	now := time.Unix(0, 0)
	for i, step := range steps {
		now = now.Add(time.Second)
		if got := tell(s.on(step.event, always{}, now)); got != step.want {
			t.Fatalf("step %d, %T: got %q, want %q", i+1, step.event, got, step.want)
		}
	}
}

func TestCallIsAnsweredQueuedAndTaken(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{pressed{'5'}, ""},
		{accepted{operator: 7, legUp: true}, "silence, record, bridge 7"},
		{pressed{'5'}, ""},
		{hangup{}, "part, finish operator hangup, bye"},
		{callerLeft{"hangup"}, ""},
	})
}

func TestCallRingsUntilAnOperatorAccepts(t *testing.T) {
	play(t, true, []step{
		{began{}, "ring, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, answer, record, bridge 7"},
		{callerLeft{"hangup"}, "part, finish contact hangup"},
	})
}

func TestCallerHearsMusicWhileTheOperatorsSoundIsGone(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{legChanged{7, true}, ""},
		{accepted{operator: 7}, "silence, record, music"},
		{legChanged{8, true}, ""},
		{legChanged{7, true}, "bridge 7, note restored"},
		{legChanged{7, false}, "music, note broken"},
		{legChanged{7, false}, ""},
		{legChanged{7, true}, "bridge 7, note restored"},
		{legChanged{7, true}, "bridge 7"}, // a new leg took the old one's place
	})
}

func TestHeldCallerHearsMusicUntilHeIsTakenBack(t *testing.T) {
	play(t, false, []step{
		{hold{true}, ""},
		{began{}, "answer, enqueue Reception, play music"},
		{hold{true}, ""},
		{accepted{operator: 7, legUp: true}, "silence, record, bridge 7"},
		{mute{true}, "quiet"},
		{hold{true}, "music, note held"},
		{hold{true}, ""},
		{legChanged{7, false}, ""},
		{legChanged{7, true}, ""},
		{hold{false}, "bridge 7, muted, note resumed"},
		{callerLeft{"hangup"}, "part, finish contact hangup"},
	})
}

func TestNobodyThereEndsWithASentence(t *testing.T) {
	play(t, false, []step{
		{nobody{}, ""},
		{began{}, "answer, enqueue Reception, play music"},
		{nobody{}, "unqueue, note nobody, play nobody"},
		{inTreeEvent{run.Played{Play: 2}}, "part, finish system tree, bye"},
	})
}

func TestCallEndsOnceWhoeverEndsIt(t *testing.T) {
	for name, c := range map[string]struct {
		event event
		want  string
	}{
		"caller cancels":  {callerLeft{"cancelled"}, "part, finish contact cancelled"},
		"caller hangs up": {callerLeft{"hangup"}, "part, finish contact hangup"},
		"ended elsewhere": {endedElse{}, "part, bye"},
		"the box fails":   {broke{"error"}, "part, finish system error, bye"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, false, []step{
				{began{}, "answer, enqueue Reception, play music"},
				{c.event, c.want},
				{c.event, ""},
				{accepted{operator: 7, legUp: true}, ""},
				{nobody{}, ""},
				{hold{true}, ""},
			})
		})
	}
}
