package call

import (
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
)

// said lists what is said at which second, if each thing takes three.
func said(outlook, every time.Duration, messages []string, until time.Duration) (all []string) {
	now := time.Unix(0, 0)
	p := newProgramme(outlook, appliance.Queue{Messages: messages, MessageEvery: every}, now)
	for {
		at, some := p.next()
		if !some || at.Sub(time.Unix(0, 0)) > until {
			return all
		}
		all = append(all, at.Sub(time.Unix(0, 0)).String()+" "+p.say())
		p.ended(at.Add(3 * time.Second))
	}
}

func TestProgrammeOfAWaitHasMusicBetweenWhatIsSaid(t *testing.T) {
	const s = time.Second
	for name, x := range map[string]struct {
		outlook, every time.Duration
		messages       []string
		want           []string
	}{
		"nothing":                  {},
		"a message":                {0, 20 * s, []string{"web"}, []string{"20s web", "43s web", "1m6s web"}},
		"messages in turn":         {0, 20 * s, []string{"web", "mail"}, []string{"20s web", "43s mail", "1m6s web"}},
		"how he stands":            {30 * s, 0, nil, []string{"8s ", "41s ", "1m14s "}},
		"how he stands, soon":      {5 * s, 0, nil, []string{"5s ", "13s ", "21s ", "29s ", "37s ", "45s ", "53s ", "1m1s ", "1m9s ", "1m17s "}},
		"both":                     {60 * s, 25 * s, []string{"web"}, []string{"8s ", "25s web", "53s web", "1m11s "}},
		"both at the same moment":  {8 * s, 8 * s, []string{"web"}, []string{"8s ", "16s web", "24s ", "32s web", "40s ", "48s web", "56s ", "1m4s web", "1m12s ", "1m20s web"}},
		"an interval, no messages": {0, 20 * s, nil, nil},
	} {
		if got := said(x.outlook, x.every, x.messages, 80*s); !slices.Equal(got, x.want) {
			t.Errorf("%s: got %q, want %q", name, got, x.want)
		}
	}
}
