package call

import (
	"testing"
	"time"
)

func TestNobodyOwesSoundBeforeTheAnswer(t *testing.T) {
	now := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		state state
		at    seat
		want  time.Time
	}{
		"a caller for whom it rings": {state{}, caller, time.Time{}},
		"a caller who was answered":  {state{Answered: true}, caller, now},
		"a number, meanwhile":        {state{}, 1, now},
	} {
		if got := c.state.owesSince(c.at, now); !got.Equal(c.want) {
			t.Errorf("%s: since %v, want %v", name, got, c.want)
		}
	}
}
