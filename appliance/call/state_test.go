package call

import (
	"errors"
	"fmt"
	"slices"
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

func (always) Queue(string) ivr.QueueFacts { return ivr.QueueFacts{Manned: true} }

func (always) People() []run.Person { return nil }

func (always) Call() run.Call { return run.Call{} }

// bare is an action, and of the tree's own what it says.
func bare(a action) any {
	if e, is := a.(effect); is {
		return e.Effect
	}
	return a
}

// tell writes actions as a story reads them.
func (s *state) tell(todo []action) string {
	var words []string
	for _, a := range todo {
		switch a := bare(a).(type) {
		case run.Play:
			words = append(words, "play "+strings.Join(a.Prompts, "+"))
		case run.Enqueue:
			words = append(words, "enqueue "+a.Queue)
		case run.Silence:
			words = append(words, "silence")
		case sound:
			words = append(words, "["+s.drawn()+"]")
		case dial:
			words = append(words, "dial "+s.name(a.seat))
		case dialOut:
			words = append(words, "dialOut "+a.number)
		case press:
			words = append(words, "press "+string(a.key))
		case note:
			words = append(words, "note "+string(a.Kind))
		case finish:
			words = append(words, fmt.Sprintf("finish %s %s", a.by, a.cause))
		case quit:
			words = append(words, "quit")
			if a.to != 0 {
				words[len(words)-1] = fmt.Sprintf("quit to %d", a.to)
			}
		case run.Wait, run.Speak, run.Note:
		default:
			name := strings.TrimPrefix(fmt.Sprintf("%T", a), "call.")
			words = append(words, strings.TrimSuffix(name, "{}"))
		}
	}
	return strings.Join(words, ", ")
}

// drawn is the table: who sits with whom, who hears music, and who does not
// hear whom; a star means that it is recorded.
func (s *state) drawn() string {
	var circles []string
	for _, c := range s.table() {
		var names []string
		for _, at := range c.seats {
			names = append(names, s.name(at))
		}
		drawn := strings.Join(names, "+")
		if c.music() {
			drawn += " music"
		}
		if c.recorded {
			drawn += "*"
		}
		for _, d := range c.deaf {
			drawn += fmt.Sprintf(" %s/%s", s.name(d[0]), s.name(d[1]))
		}
		circles = append(circles, drawn)
	}
	return strings.Join(circles, "; ")
}

// name is the caller, an operator's id, or a number.
func (s *state) name(at seat) string {
	p := s.party(at)
	switch {
	case p == nil:
		return "caller"
	case p.Operator != 0:
		return p.Operator.String()
	}
	return p.Number
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
	s := fresh()
	s.OnAccept = onAccept
	s.play(t, steps)
}

// direct is a tree that leads straight into a queue.
var direct = ivr.Direct("Reception", "en")

// fresh is a call that begins with it.
func fresh() state { return state{Phase: inTree, tree: run.New(direct, appliance.English)} }

func (s *state) play(t *testing.T, steps []step) {
	t.Helper()
	now := time.Unix(0, 0)
	for i, step := range steps {
		now = now.Add(time.Second)
		if got := s.tell(s.on(step.event, always{}, now)); got != step.want {
			t.Fatalf("step %d, %T: got %q, want %q", i+1, step.event, got, step.want)
		}
	}
}

// by is a wish of operator 7.
func by7(a act) wish { return wish{7, a} }

func TestCallIsAnsweredQueuedAndTaken(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{pressed{'5'}, ""},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{pressed{'5'}, ""},
		{by7(hangup{}), "part, bye, finish operator hangup"},
		{lineEvent{caller, lineLeft, "hangup"}, ""},
	})
}

func TestCallRingsUntilAnOperatorAccepts(t *testing.T) {
	play(t, true, []step{
		{began{}, "ring, enqueue Reception, play music"},
		{accepted{operator: 7, legUp: true}, "silence, answer, record, [caller+7*]"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	})
}

func TestCallerHearsMusicWhileTheOperatorsSoundIsGone(t *testing.T) {
	play(t, false, []step{
		{began{}, "answer, enqueue Reception, play music"},
		{legChanged{7, true}, ""},
		{accepted{operator: 7}, "silence, record, [caller music]"},
		{legChanged{8, true}, ""},
		{legChanged{7, true}, "[caller+7*]"}, // it comes, and was never lost
		{legChanged{7, false}, "[caller music], note broken"},
		{legChanged{7, false}, ""},
		{legChanged{7, true}, "[caller+7*], note restored"},
		{legChanged{7, true}, "[caller+7*]"}, // a new leg took the old one's place
	})
}

func TestHeldCallerHearsMusicUntilHeIsTakenBack(t *testing.T) {
	play(t, false, []step{
		{by7(hold{true}), ""},
		{began{}, "answer, enqueue Reception, play music"},
		{by7(hold{true}), ""},
		{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
		{by7(mute{true}), "[caller+7* caller/7]"},
		{by7(hold{true}), "[caller music], note held"},
		{by7(hold{true}), ""},
		{legChanged{7, false}, "[caller music]"},
		{legChanged{7, true}, "[caller music]"},
		{by7(hold{false}), "[caller+7* caller/7], note resumed"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	})
}

// taken is a call that operator 7 has.
var taken = []step{
	{began{}, "answer, enqueue Reception, play music"},
	{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
}

func TestOperatorAsksAsideAndHandsTheCallerOver(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(ask{number: "31", role: Aside}), "dial 31, note party-called, [caller music], note held"},
		{by7(ask{number: "32", role: Aside}), ""}, // one at a time
		{by7(merge{}), ""}, // who has not answered cannot sit with the caller
		{lineEvent{seat: 2, what: lineEarly}, "[caller music; 7+31]"},
		{lineEvent{seat: 2, what: lineAnswered}, "[caller music; 7+31]"},
		{by7(digit{'5'}), "press 5"},
		{by7(hold{false}), "[caller+7*; 31 music], note resumed"},
		{by7(hold{true}), "[caller music; 7+31], note held"},
		{by7(hand{}), "[caller+31], note resumed, note handed, finish operator handed, stepOut"},
		{endedElse{}, ""},
		{by7(hold{true}), ""},
		{lineEvent{seat: 2, what: lineLeft}, "part, bye"},
	}))
}

func TestCallerAndThoseCalledForHimTalkTogether(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(ask{number: "31", role: Aside}), "dial 31, note party-called, [caller music], note held"},
		{lineEvent{seat: 2, what: lineAnswered}, "[caller music; 7+31]"},
		{by7(merge{}), "[caller+7+31*], note resumed, note party-joined"},
		{by7(ask{number: "32", role: Guest}), "dial 32, note party-called"},
		{lineEvent{seat: 3, what: lineAnswered}, "[caller+7+31+32*], note party-joined"},
		{by7(mute{true}), "[caller+7+31+32* caller/7 31/7 32/7]"},
		{by7(hold{true}), "[caller+31+32*], note held"},
		{by7(hold{false}), "[caller+7+31+32* caller/7 31/7 32/7], note resumed"},
		{by7(drop{3}), "[caller+7+31* caller/7 31/7], release, note party-left"},
		{lineEvent{seat: 2, what: lineLeft}, "[caller+7* caller/7], note party-left"},
		{lineEvent{seat: 2, what: lineLeft}, ""},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	}))
}

func TestTransferGoesThroughWhenTheNumberAnswersAndElseLeavesTheCaller(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(ask{number: "31", role: Aside, handing: true}), "dial 31, note party-called, [caller music], note held"},
		{lineEvent{seat: 2, what: lineFailed, cause: "busy"}, "[caller music], note party-failed"},
		{by7(ask{number: "32", role: Aside, handing: true}), "dial 32, note party-called"},
		{lineEvent{seat: 3, what: lineAnswered}, "[caller+32], note resumed, note handed, finish operator handed, stepOut"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye"},
	}))
}

func TestSecondOperatorTalksWithThemAndTheLastOneEndsTheCall(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{accepted{operator: 8, legUp: true}, "[caller+7+8*]"},
		{by7(hangup{}), "quit"},
		{left{7}, "[caller+8*]"},
		{by7(mute{true}), ""},
		{left{8}, ""},
		{wish{8, hangup{}}, "part, bye, finish operator hangup"},
	}))
}

// TestOwnerEndsAConferenceForAll, whose call it is; who goes leaves it to the next.
func TestOwnerEndsAConferenceForAll(t *testing.T) {
	two := slices.Concat(taken, []step{{accepted{operator: 8, legUp: true}, "[caller+7+8*]"}})
	all := hangup{all: true}
	for name, rest := range map[string][]step{
		"the owner":        {{by7(all), "part, bye, finish operator hangup"}},
		"who came second":  {{wish{8, all}, ""}},
		"who is left":      {{by7(hangup{}), "quit"}, {left{7}, "[caller+8*]"}, {wish{8, all}, "part, bye, finish operator hangup"}},
		"with a colleague": {{seated{consulted{9, 7}, true}, "[caller music; 7+8+9], note held"}, {wish{9, all}, ""}, {by7(all), "part, bye, finish operator hangup"}},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, slices.Concat(two, rest)) })
	}
}

// TestStandingSaysWhetherHangingUpLeavesTheCallToOthers, as the call does it.
func TestStandingSaysWhetherHangingUpLeavesTheCallToOthers(t *testing.T) {
	serving := func(o appliance.OperatorID) party { return party{Role: Serving, Operator: o, Answered: true} }
	for name, x := range map[string]struct {
		parties []party
		goesOn  bool
		owner   appliance.OperatorID
	}{
		"alone":              {[]party{serving(7)}, false, 7},
		"with another":       {[]party{serving(7), serving(8)}, true, 7},
		"with the owner":     {[]party{serving(8), serving(7)}, true, 8},
		"a colleague aside":  {[]party{serving(7), {Role: Aside, Operator: 8, Answered: true}}, true, 7},
		"aside himself":      {[]party{serving(8), {Role: Aside, Operator: 7, Answered: true}}, true, 8},
		"a supervisor":       {[]party{serving(7), {Role: Guest, Operator: 9, Answered: true}}, false, 7},
		"a number":           {[]party{serving(7), {Role: Guest, Number: "31", Answered: true}}, false, 7},
		"a number aside":     {[]party{serving(7), {Role: Aside, Number: "31", Answered: true}}, false, 7},
		"another and number": {[]party{serving(7), {Role: Guest, Number: "31", Answered: true}, serving(8)}, true, 7},
	} {
		s := state{Phase: talking, Answered: true}
		for _, p := range x.parties {
			s.sit(p)
		}
		stands := s.standing()
		if stands.GoesOn(7) != x.goesOn || stands.Owner() != x.owner {
			t.Errorf("%s: goes on %t, %d owns it; want %t, %d", name, stands.GoesOn(7), stands.Owner(), x.goesOn, x.owner)
		}
		s.obey(by7(hangup{}), time.Time{})
		if does := s.Phase != over; does != x.goesOn {
			t.Errorf("%s: the call goes on %t, want %t", name, does, x.goesOn)
		}
	}
}

func TestCallerWhoIsPassedOnWaitsForAnotherOperator(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(ask{number: "31", role: Aside}), "dial 31, note party-called, [caller music], note held"},
		{requeued{ivr.Direct("Returns", "en")}, "part, release, enqueue Returns, play music"},
		{left{7}, ""},
		{by7(hold{true}), ""},
		{accepted{operator: 8, legUp: true}, "silence, record, [caller+8*]"},
		{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
	}))
	play(t, false, slices.Concat(taken, []step{
		{requeued{ivr.Direct("Returns", "en")}, "part, enqueue Returns, play music"},
		{nobody{}, "unqueue, note nobody, play nobody"},
	}))
}

func TestColleagueIsAskedAsideAndThenTalksWithTheCaller(t *testing.T) {
	asked := slices.Concat(taken, []step{
		{seated{consulted{8, 7}, true}, "[caller music; 7+8], note held"},
		{accepted{operator: 8, legUp: true}, ""}, // the desk says so too
		{wish{8, hold{false}}, ""},
		{wish{8, mute{true}}, "[caller music; 7+8 7/8]"},
		{wish{8, mute{false}}, "[caller music; 7+8]"},
		{watch{8, true, Listening}, ""}, // it is his own
		{watch{8, true, ""}, ""},
	})
	for name, rest := range map[string][]step{
		"all three":       {{by7(merge{}), "[caller+7+8*], note resumed, promoted"}},
		"handed over":     {{by7(hand{}), "[caller+7+8*], note resumed, promoted, quit to 8"}, {left{7}, "[caller+8*]"}, {wish{8, hangup{}}, "part, bye, finish operator hangup"}},
		"by hanging up":   {{by7(hangup{}), "quit to 8"}, {left{7}, "[caller+8*], note resumed"}},
		"sent away":       {{by7(drop{2}), "quit"}, {left{8}, "[caller music]"}, {by7(hold{false}), "[caller+7*], note resumed"}},
		"goes by himself": {{wish{8, hangup{}}, "quit"}, {left{8}, "[caller music]"}},
		"caller leaves":   {{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"}},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, slices.Concat(asked, rest)) })
	}
}

// The role in force when the operator goes counts, not the one that he saw.
func TestWhoLeavesDoesWhatHisRoleAsksAtThatMoment(t *testing.T) {
	watched := slices.Concat(taken, []step{{watch{9, true, Listening}, "[caller+7+9* caller/9 7/9], note watched"}})
	for name, rest := range map[string][]step{
		"who serves":              {{leave{7}, "part, bye, finish operator hangup"}},
		"who listens":             {{leave{9}, "[caller+7*], note watched"}, {leave{9}, ""}},
		"who talks as a guest":    {{watch{9, true, Guest}, "[caller+7+9*], note watched"}, {leave{9}, "[caller+7*], note watched"}},
		"who came to serve":       {{accepted{operator: 9, legUp: true}, "[caller+7+9*]"}, {leave{9}, "quit"}},
		"whom the call knows not": {{leave{8}, ""}},
	} {
		t.Run(name, func(t *testing.T) { play(t, false, slices.Concat(watched, rest)) })
	}
	s := state{Phase: talking}
	if err := s.allows(leave{7}); !errors.Is(err, ErrNotYourCall) {
		t.Errorf("of one who has no place: %v, want %v", err, ErrNotYourCall)
	}
	if err := new(state).allows(leave{7}); !errors.Is(err, ErrNoCall) {
		t.Errorf("of a call that nobody talks in: %v, want %v", err, ErrNoCall)
	}
}

func TestCallerIsPassedToAColleague(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(hold{true}), "[caller music], note held"},
		{accepted{operator: 8, legUp: true}, "[caller music; 7+8]"},
		{left{7}, "[caller+8*], note resumed"},
	}))
}

func TestSupervisorListensWhispersTalksAndLeaves(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{watch{7, true, Listening}, ""}, // it is his own
		{watch{9, true, Listening}, "[caller+7+9* caller/9 7/9], note watched"},
		{wish{9, mute{true}}, ""}, // nobody hears him
		{by7(mute{true}), "[caller+7+9* caller/7 caller/9 7/9 9/7]"},
		{by7(mute{false}), "[caller+7+9* caller/9 7/9]"},
		{watch{9, true, Whispering}, "[caller+7+9* caller/9], note watched"},
		{by7(hold{true}), "[caller music; 7+9], note held"},
		{by7(hold{false}), "[caller+7+9* caller/9], note resumed"},
		{wish{9, mute{true}}, "[caller+7+9* caller/9 7/9]"},
		{wish{9, mute{false}}, "[caller+7+9* caller/9]"},
		{watch{9, true, Guest}, "[caller+7+9*], note watched"},
		{wish{9, mute{true}}, "[caller+7+9* caller/9 7/9]"},
		{wish{9, mute{false}}, "[caller+7+9*]"},
		{legChanged{9, false}, "[caller+7*]"},
		{legChanged{9, true}, "[caller+7+9*]"},
		{wish{9, hangup{}}, ""}, // he may not end it
		{watch{9, true, ""}, "[caller+7*], note watched"},
		{watch{9, true, ""}, ""},
	}))
}

func TestPausedRecordingKeepsNothing(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{by7(pause{on: true, reason: "card"}), "[caller+7], note recording-off"},
		{by7(pause{on: true, reason: "card"}), ""},
		{by7(pause{}), "[caller+7*], note recording-on"},
	}))
}

func TestOperatorCallsANumber(t *testing.T) {
	for name, story := range map[string][]step{
		"who answers": {
			{placed{operator: 7, legUp: true}, "dial caller, []"},
			{by7(ask{number: "31", role: Aside}), ""},
			{lineEvent{what: lineEarly}, "[caller+7]"},
			{lineEvent{what: lineAnswered}, "record, [caller+7*], note reached"},
			{lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
		},
		"that is busy": {
			{placed{operator: 7, legUp: true}, "dial caller, []"},
			{lineEvent{what: lineFailed, cause: "busy"}, "part, bye, finish system busy"},
		},
		"and thinks better of it": {
			{placed{operator: 7, legUp: true}, "dial caller, []"},
			{by7(hangup{}), "part, bye, finish operator hangup"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state{Phase: talking}
			s.play(t, story)
		})
	}
}

func TestKeyLeadsOutOfTheQueueUnlessAnOperatorWasQuicker(t *testing.T) {
	tree, err := ivr.Parse("main", []byte("nodes:\n  wait: {queue: Reception, 1: bye}\n  bye: {hangup: kept}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, story := range map[string][]step{
		"nobody": {
			{began{}, "answer, enqueue Reception, play music"},
			{pressed{'1'}, "unqueue, play kept"},
			{inTreeEvent{run.Played{Play: 2}}, "part, bye, finish system tree"},
		},
		"an operator": {
			{began{}, "answer, enqueue Reception, play music"},
			{pressed{'1'}, "unqueue, play kept"},
			{accepted{operator: 7, legUp: true}, "silence, record, [caller+7*]"},
			{inTreeEvent{run.Played{Play: 2}}, ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state{Phase: inTree, tree: run.New(tree, appliance.English)}
			s.play(t, story)
		})
	}
}

func TestWhoIsOwedACallAndDoesNotTakeItIsNotLost(t *testing.T) {
	for name, story := range map[string][]step{
		"busy":                  {{lineEvent{what: lineFailed, cause: "busy"}, "part, bye, unreached"}},
		"the operator hangs up": {{by7(hangup{}), "part, bye, unreached"}},
		"the box stops":         {{broke{"shutdown"}, "part, bye, unreached"}},
		"and one who has taken it": {
			{lineEvent{what: lineAnswered}, "record, [caller+7*], note reached"},
			{by7(hangup{}), "part, bye, finish operator hangup"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := state{Phase: talking, Owed: true}
			s.play(t, append([]step{{placed{operator: 7, legUp: true}, "dial caller, []"}}, story...))
		})
	}
}

func TestNobodyThereEndsWithASentence(t *testing.T) {
	play(t, false, []step{
		{nobody{}, ""},
		{began{}, "answer, enqueue Reception, play music"},
		{nobody{}, "unqueue, note nobody, play nobody"},
		{inTreeEvent{run.Played{Play: 2}}, "part, bye, finish system tree"},
	})
}

func TestCallEndsOnceWhoeverEndsIt(t *testing.T) {
	for name, c := range map[string]struct {
		event event
		want  string
	}{
		"caller cancels":  {lineEvent{caller, lineLeft, "cancelled"}, "part, bye, finish contact cancelled"},
		"caller hangs up": {lineEvent{caller, lineLeft, "hangup"}, "part, bye, finish contact hangup"},
		"ended elsewhere": {endedElse{}, "part, bye"},
		"the box fails":   {broke{"error"}, "part, bye, finish system error"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, false, []step{
				{began{}, "answer, enqueue Reception, play music"},
				{c.event, c.want},
				{c.event, ""},
				{accepted{operator: 7, legUp: true}, ""},
				{nobody{}, ""},
				{by7(hold{true}), ""},
			})
		})
	}
}

func TestRestartIsNoFailedTryOfACallThatIsOwed(t *testing.T) {
	for cause, want := range map[string]string{"shutdown": "restart", "error": "unreachable"} {
		s := state{Phase: talking, Owed: true}
		s.on(placed{operator: 7}, nil, time.Time{})
		if did := s.on(broke{cause}, nil, time.Time{}); !slices.Contains(did, action(unreached{want})) {
			t.Errorf("%s: got %v, want that nobody was reached because of %s", cause, did, want)
		}
	}
}

func TestSupervisorHasLeftACallerWhomTheOperatorPassesOn(t *testing.T) {
	play(t, false, slices.Concat(taken, []step{
		{watch{8, true, Listening}, "[caller+7+8* caller/8 7/8], note watched"},
		{requeued{ivr.Direct("Returns", "en")}, "part, note watched, enqueue Returns, play music"},
	}))
}
