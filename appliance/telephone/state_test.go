package telephone

import (
	"fmt"
	"strings"
	"testing"
)

// tell writes actions as a story reads them.
func tell(todo []action) string {
	var words []string
	for _, a := range todo {
		words = append(words, strings.TrimPrefix(strings.TrimSuffix(fmt.Sprintf("%T%v", a, a), "{}"), "telephone."))
	}
	return strings.Join(words, " ")
}

// TestTelephoneRingsWhenItIsNeededAndNoLonger is the table of what follows from
// what: each story begins with a telephone on the hook.
func TestTelephoneRingsWhenItIsNeededAndNoLonger(t *testing.T) {
	type step struct {
		event event
		want  string
	}
	on := step{chosen{true}, ""}
	for name, story := range map[string][]step{
		"an offer is taken by the key": {
			on,
			{offered{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'5'}, ""},
			{pressed{'1'}, "join accept{1}"},
			{settled{1, true}, ""},
			{sat{1}, ""},
			{pressed{'4'}, "press{1 52}"},
			{rose{1}, "part hang"},
		},
		"an offer ends elsewhere while it rings": {on, {offered{1}, "dial"}, {settled{1, false}, "hang"}, {offered{2}, "dial"}},
		"a voicemail lifts and presses nothing": {
			on,
			{offered{1}, "dial"},
			{lifted{}, "ask"},
			{expired{}, "hang"},
			{settled{1, false}, ""}, // it rings no more for that one
			{offered{2}, "dial"},
		},
		"a voicemail speaks until the offer ends": {on, {offered{1}, "dial"}, {lifted{}, "ask"}, {settled{1, false}, "hang"}},
		"he hangs up without the key":             {on, {offered{1}, "dial"}, {lifted{}, "ask"}, {hungUp{}, "hang"}, {settled{1, false}, ""}},
		"he declines on the telephone":            {on, {offered{1}, "dial"}, {failed{Declined}, "hang decline{1}"}},
		"he lets it ring":                         {on, {offered{1}, "dial"}, {failed{NoAnswer}, "hang"}, {settled{1, false}, ""}},
		"it rings for too long":                   {on, {sat{1}, "dial"}, {rang{}, ""}, {expired{}, "hang"}, {again{}, "dial"}},
		"it rings until the offer ends":           {on, {offered{1}, "dial"}, {rang{}, ""}, {settled{1, false}, "hang"}},
		"it cannot be reached":                    {on, {offered{1}, "dial"}, {failed{"unreachable"}, "hang unreached{1 unreachable}"}, {settled{1, false}, ""}},
		"it is busy":                              {on, {offered{1}, "dial"}, {failed{Busy}, "hang unreached{1 busy}"}},
		"nothing says that it rings":              {on, {offered{1}, "dial"}, {expired{}, "hang unreached{1 unreachable}"}},
		"nothing rings for a place":               {on, {sat{1}, "dial"}, {expired{}, "hang"}, {again{}, "dial"}},
		"he accepts at the desk while it rings": {
			on,
			{offered{1}, "dial"},
			{rang{}, ""},
			{settled{1, true}, ""},
			{sat{1}, ""},
			{lifted{}, "ask"},
			{pressed{'1'}, "join"},
			{rose{1}, "part hang"},
		},
		"he accepts at the desk after it rang in vain": {
			on,
			{offered{1}, "dial"},
			{failed{NoAnswer}, "hang"},
			{settled{1, true}, ""},
			{sat{1}, "dial"},
		},
		"he accepts at the desk, and it cannot be reached": {on, {sat{1}, "dial"}, {failed{"unreachable"}, "hang"}, {again{}, "dial"}},
		"somebody was quicker": {
			on,
			{offered{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join accept{1}"},
			{notTaken{1}, "part ask"},
			{settled{1, false}, "hang"},
		},
		"the call that he took was over": {
			on,
			{offered{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join accept{1}"},
			{settled{1, true}, ""},
			{expired{}, "part hang"},
		},
		"he ends his part by hanging up": {
			on,
			{sat{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join"},
			{hungUp{}, "leave{1}"},
			{rose{1}, "part hang"},
		},
		"he hangs up and the call does not hear of it": {
			on,
			{sat{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join"},
			{hungUp{}, "leave{1}"},
			{notLeft{}, "part hang"},
			{again{}, "dial"},
		},
		"he goes from one call to another": {
			on,
			{sat{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join"},
			{sat{2}, ""},
			{rose{1}, ""},
			{rose{2}, "part hang"},
		},
		"his sound is in the browser": {{offered{1}, ""}, {settled{1, true}, ""}, {sat{1}, ""}, {rose{1}, ""}},
		"he changes to the browser in a call": {
			on,
			{sat{1}, "dial"},
			{lifted{}, "ask"},
			{pressed{'1'}, "join"},
			{chosen{false}, "part hang"},
			{rose{1}, ""},
		},
		"he changes to the telephone in a call": {{sat{1}, ""}, {chosen{true}, "dial"}, {lifted{}, "ask"}, {pressed{'1'}, "join"}},
		"what comes late does nothing":          {on, {rang{}, ""}, {lifted{}, ""}, {pressed{'1'}, ""}, {failed{Busy}, ""}, {hungUp{}, ""}, {expired{}, ""}, {notTaken{1}, ""}, {notLeft{}, ""}, {again{}, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			var s state
			for i, step := range story {
				if got := tell(s.on(step.event)); got != step.want {
					t.Fatalf("step %d, %T%+v: got %q, want %q", i, step.event, step.event, got, step.want)
				}
			}
		})
	}
}

func TestTelephoneSaysWhyItCouldNotBeReached(t *testing.T) {
	s := state{On: true}
	for _, c := range []struct {
		event event
		want  string
	}{
		{offered{1}, ""},
		{failed{"unreachable"}, "unreachable"},
		{settled{1, false}, "unreachable"}, // and still after the offer
		{offered{2}, ""},
		{lifted{}, ""},
		{hungUp{}, NoKey},
		{chosen{false}, ""},
	} {
		if s.on(c.event); s.Fault != c.want {
			t.Errorf("%T%+v: the fault is %q, want %q", c.event, c.event, s.Fault, c.want)
		}
	}
}
