package studio

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cordboard/ivr/spoken"
)

var cueNames = map[spoken.Cue]string{
	spoken.AskCode: "ask", spoken.WrongCode: "wrong", spoken.TooManyCodes: "too-many", spoken.Speak: "speak", spoken.NothingHeard: "nothing",
	spoken.Choose: "choose", spoken.Kept: "kept", spoken.NotKept: "not-kept", spoken.Failed: "failed", spoken.Goodbye: "goodbye",
}

// told writes what is to be done in words.
func told(todo []action) string {
	var all []string
	for _, one := range todo {
		switch one := one.(type) {
		case say:
			var cues []string
			for _, c := range one.cues {
				cues = append(cues, cueNames[c])
			}
			all = append(all, "say "+strings.Join(cues, "+"))
		case check:
			all = append(all, "check "+one.code)
		case stop:
			all = append(all, map[bool]string{true: "stop by key", false: "stop"}[one.key])
		default:
			all = append(all, strings.TrimPrefix(fmt.Sprintf("%T", one), "studio."))
		}
	}
	return strings.Join(all, ", ")
}

// events reads a history: keys are themselves, the rest are words.
func events(history string) (all []event) {
	words := map[string]event{
		"played": played{}, "late": late{}, "left": left{}, "good": judged{good}, "wrong": judged{wrong}, "too-many": judged{tooMany},
		"speech": taken{true}, "silence": taken{false}, "kept": kept{true}, "failed": kept{false},
	}
	for _, word := range strings.Fields(history) {
		if e, is := words[word]; is {
			all = append(all, e)
			continue
		}
		for _, key := range []byte(word) {
			all = append(all, pressed{key})
		}
	}
	return all
}

const (
	known  = "played 123456 good"              // a code that is good
	spoke  = known + " played played # speech" // and a take
	thrice = " played played # silence"
)

func TestCallerIsLedFromTheCodeToTheKeptRecording(t *testing.T) {
	for _, c := range []struct{ rule, history, last string }{
		{"he is asked for the code", "", "say ask"},
		{"six digits are a code", "12345 6", "hush, check 123456"},
		{"a hash ends it before", "1234 #", "hush, check 1234"},
		{"a hash alone is none", "#", "hush"},
		{"a star begins it anew", "99*123456", "hush, check 123456"},
		{"he may type before the question is over", "played 123456", "hush, check 123456"},
		{"a code that is not good is asked for again", "123456 wrong", "say wrong+ask"},
		{"and what was typed before does not count", "12345 late 6", "hush"},
		{"three that are not good are enough", "123456 wrong 123456 wrong 123456 wrong", "say wrong+goodbye"},
		{"who types nothing is asked again", "played late", "say wrong+ask"},
		{"and three times is enough", "late late late", "say wrong+goodbye"},
		{"nobody's codes are looked at after too many wrong ones", "123456 too-many", "say too-many+goodbye"},
		{"a good one leads to what to do", known, "say speak"},
		{"then the tone sounds", known + " played", "beep"},
		{"then the tape runs", known + " played played", "record"},
		{"keys do not cut the explanation short", known + " #", ""},
		{"nor does any key but the hash end the tape", known + " played played 1", ""},
		{"the hash ends it", known + " played played #", "stop by key"},
		{"so does silence", known + " played played late", "stop"},
		{"he hears himself", spoke, "review"},
		{"one keeps it", spoke + " 1", "hush, keep"},
		{"and he is told", spoke + " 1 kept", "say kept+goodbye"},
		{"also that it could not be kept", spoke + " 1 failed", "say failed+goodbye"},
		{"two records again", spoke + " 2", "say speak"},
		{"three leaves without", spoke + " 3", "say not-kept+goodbye"},
		{"other keys do nothing", spoke + " 4590*#", ""},
		{"who chooses nothing hears the keys again", spoke + " played late", "say choose"},
		{"and three times is enough", spoke + " late late late", "say not-kept+goodbye"},
		{"who said nothing is told so", known + thrice, "say nothing+speak"},
		{"and three times is enough", known + thrice + thrice + thrice, "say nothing+not-kept+goodbye"},
		{"unless he spoke in between", known + thrice + thrice + " played played # speech 2" + thrice, "say nothing+speak"},
		{"the call ends behind the goodbye", spoke + " 3 played", "hang"},
		{"or with the caller", spoke + " left", "hang"},
		{"nothing happens after the end", spoke + " left 1", ""},
	} {
		var s state
		last := s.begin()
		for _, e := range events(c.history) {
			last = s.on(e)
		}
		if got := told(last); got != c.last {
			t.Errorf("%s: after %q: %q, want %q", c.rule, c.history, got, c.last)
		}
	}
}

// TestNothingIsKeptWithoutItsKeyAndEveryCallEnds walks random histories, in
// which what each action brings follows it, as in a call.
func TestNothingIsKeptWithoutItsKeyAndEveryCallEnds(t *testing.T) {
	kept, ended := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var s state
		var now event
		todo, let, takes := s.begin(), false, 0 // let: a code of his was good
		for range rapid.IntRange(0, 60).Draw(t, "events") {
			kept += walk(t, &s, now, todo, &let, &takes)
			now = rapid.OneOf(
				rapid.Map(rapid.SampledFrom([]byte("0123456789*#AD")), func(key byte) event { return pressed{key} }),
				rapid.SampledFrom([]event{pressed{'#'}, pressed{'1'}, pressed{'2'}, played{}, late{}}),
				rapid.Just(listening(s.stage)),
			).Draw(t, "event")
			todo = s.on(now)
		}
		kept += walk(t, &s, now, todo, &let, &takes)
		for n := 0; s.stage != over; n++ { // nothing comes from him any more
			if n > 40 {
				t.Fatalf("the call stands at %d for ever", s.stage)
			}
			now = played{}
			if s.lasts() > 0 || s.stage == taking {
				now = late{}
			}
			kept += walk(t, &s, now, s.on(now), &let, &takes)
		}
		ended++
	})
	if kept == 0 || ended == 0 {
		t.Errorf("%d recordings were kept in %d calls: the histories prove nothing", kept, ended)
	}
}

// listening is what somebody does who does as he is told: without such a one too
// few random calls come to the end of a recording.
func listening(at stage) event {
	switch at {
	case asking:
		return pressed{'7'}
	case taking:
		return pressed{'#'}
	case choosing:
		return pressed{'1'}
	}
	return played{}
}

// walk holds actions to the rules, lets follow what they bring, and counts what
// was kept.
func walk(t *rapid.T, s *state, because event, todo []action, let *bool, takes *int) (n int) {
	for len(todo) > 0 {
		var more []action
		switch one := todo[0].(type) {
		case check:
			v := rapid.SampledFrom([]verdict{good, wrong, tooMany}).Draw(t, "verdict")
			*let = *let || v == good
			more = s.on(judged{v})
		case record:
			if !*let {
				t.Fatal("the tape runs for somebody without a code")
			}
		case stop:
			speech := rapid.Bool().Draw(t, "speech")
			*takes = 0
			if speech {
				*takes = 1
			}
			more = s.on(taken{speech})
		case keep:
			if because != (pressed{'1'}) || *takes != 1 {
				t.Fatalf("kept because of %v, with %d takes", because, *takes)
			}
			*takes, n = 0, n+1
			more = s.on(kept{rapid.Bool().Draw(t, "kept")})
		case say:
			if len(one.cues) == 0 {
				t.Fatal("nothing is said")
			}
		}
		todo = append(todo[1:], more...)
	}
	return n
}
