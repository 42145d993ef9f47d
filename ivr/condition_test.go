package ivr_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cordboard/ivr"
)

// facts are those of a Saturday evening with a crowd.
func facts() ivr.Facts {
	return ivr.Facts{
		Open:   func(hours string) bool { return hours == "Shop" },
		Queue:  func(queue string) ivr.QueueFacts { return ivr.QueueFacts{Waiting: 7, Manned: queue == "Orders"} },
		Caller: "+420777123456", Called: "100", Known: true, Language: "cs",
		Parameters: map[string]string{"order": "1234", "word": "x"},
	}.At(time.Date(2026, 11, 21, 18, 30, 0, 0, time.UTC))
}

func TestConditionsAreAnsweredByTheFacts(t *testing.T) {
	for text, want := range map[string]bool{
		`open("Shop")`: true, `open("Office")`: false, `not open("Office") and known`: true,
		`queue("Orders").waiting > 5 and queue("Orders").manned`: true, `queue("Returns").manned`: false,
		`weekday == sat and hour >= 18 and clock < "18:31"`: true, `weekday in [mon, tue]`: false, `date == "2026-11-21"`: true,
		`caller startsWith "+420" and called == "100" and language == "cs"`: true,
		`int(parameters.order) > 1000`:                                      true, `parameters.none == ""`: true, `len(parameters.order) == 4`: true,
		`int(parameters.word) > 0`: false, `not (int(parameters.word) > 0)`: false, `1 % (hour - 18) == 0`: false,
		`caller matches "7{3}"`: true, `caller matches language + "["`: false,
	} {
		c, err := ivr.ParseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := c.Holds(facts()); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestConditionsNameWhatTheyAskFor(t *testing.T) {
	c, err := ivr.ParseCondition(`open("Shop") or queue("Orders").waiting > queue("Returns").waiting or parameters.topic == "x"`)
	if err != nil {
		t.Fatal(err)
	}
	got := slices.Concat(c.Asks().Hours, c.Asks().Queues, c.Asks().Parameters)
	if want := []string{"Shop", "Orders", "Returns", "topic"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestConditionsHaveNeitherLoopsNorWeight refuses whatever could take long or
// reach further than the call.
func TestConditionsHaveNeitherLoopsNorWeight(t *testing.T) {
	for _, text := range []string{
		`all([1, 2], # > 0)`, `1 in 1..1000000000`, `let x = 1; x > 0`, `repeat("a", 9) == "a"`, `map([1], #)[0] == 1`,
		`now().Year() > 0`, `caller | trim() == ""`, `{"a": 1}.a == 1`, `$env.known`, `nil == caller`, `open`, ``,
		strings.Repeat("(", 299), strings.Repeat("not ", 80) + "known", strings.Repeat("1+", 149) + "1 == caller",
	} {
		c, err := ivr.ParseCondition(text)
		if _, ok := errors.AsType[*ivr.ConditionError](err); !ok {
			t.Errorf("%.40s: got %v, %v, want a ConditionError", text, c, err)
		}
	}
}

func FuzzCondition(f *testing.F) {
	for _, text := range []string{
		`open("Shop") and not known`, `queue("a").waiting > 5 ? true : false`, `weekday in [sat, sun]`, `int(parameters.x) % 0 > 1`,
		`caller matches parameters["x"]`, `((((known))))`, `"a" + "b" == 'ab'`, `2 ** 99999 > hour`, `parameters?.x == ""`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ivr.ParseCondition(text)
		if err != nil {
			if wrong, ok := errors.AsType[*ivr.ConditionError](err); !ok || wrong.Error() == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		c.Holds(facts())
		if again, err := ivr.ParseCondition(c.String()); err != nil || !again.Equal(c) {
			t.Fatalf("%q is not read back: %v", text, err)
		}
	})
}
