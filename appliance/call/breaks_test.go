package call

import (
	"strings"
	"testing"
	"time"

	"cordboard/appliance"
)

func TestSoundThatBreaksOftenIsToldTogether(t *testing.T) {
	now := time.Unix(0, 0)
	for _, c := range []struct {
		breaks      int
		told        string
		count, long string
	}{
		{0, "", "", ""},
		{1, "broken restored", "", ""},
		{2, "broken restored broken restored", "", ""},
		{3, "broken restored broken restored breaks", "1", "4"},
		{12, "broken restored broken restored breaks", "10", "40"},
	} {
		s := state{Phase: talking, CallerThere: true, Answered: true}
		s.sit(party{Role: Serving, Operator: 7, Answered: true, There: true, Since: now})
		var story []appliance.Entry
		act := func(e event, after time.Duration) {
			now = now.Add(after)
			for _, a := range s.on(e, always{}, now) {
				if n, is := a.(note); is {
					story = append(story, n.Entry)
				}
			}
		}
		for range c.breaks {
			act(legChanged{7, false}, time.Minute)
			act(legChanged{7, true}, 4*time.Second)
		}
		act(lineEvent{caller, lineLeft, "hangup"}, time.Second)
		var told []string
		for _, e := range story {
			told = append(told, string(e.Kind))
		}
		if got := strings.Join(told, " "); got != c.told {
			t.Errorf("%d breaks: told %q, want %q", c.breaks, got, c.told)
		}
		if c.count == "" {
			continue
		}
		if last := story[len(story)-1].Data; last["count"] != c.count || last["seconds"] != c.long {
			t.Errorf("%d breaks: at last %v, want %s of %s seconds", c.breaks, last, c.count, c.long)
		}
	}
}
