package sip

import (
	"testing"
	"time"

	wire "github.com/emiago/sipgo/sip"
	"github.com/google/go-cmp/cmp"
)

// fielded is a message that has fields and nothing else.
type fielded []Header

func (f fielded) GetHeaders(name string) (found []wire.Header) {
	for _, h := range f {
		if h.Name == name {
			found = append(found, wire.NewHeader(h.Name, h.Value))
		}
	}
	return found
}

func TestTimerIsAgreedOnAsTheTableOfTheRFCSays(t *testing.T) {
	l := Limits{SessionExpires: 30 * time.Minute, MinSE: 90 * time.Second}
	timer := Header{"supported", "100rel, timer"}
	for _, tt := range []struct {
		name   string
		asked  fielded
		want   refresh
		status int
	}{
		{"a caller who knows nothing of it", nil, refresh{}, 0},
		{"one who knows it and asks nothing", fielded{timer}, refresh{Every: 30 * time.Minute}, 0},
		{"one who leaves the roles to us", fielded{timer, {"session-expires", "600"}}, refresh{Every: 10 * time.Minute}, 0},
		{"one who refreshes himself", fielded{timer, {"session-expires", "600;refresher=uac"}}, refresh{Every: 10 * time.Minute}, 0},
		{"one who has us refresh", fielded{timer, {"session-expires", "600; refresher=UAS"}}, refresh{Every: 10 * time.Minute, Ours: true}, 0},
		{"a proxy for one who does not know it", fielded{{"session-expires", "600"}}, refresh{Every: 10 * time.Minute, Ours: true}, 0},
		{"longer than ours", fielded{timer, {"session-expires", "7200"}}, refresh{Every: 30 * time.Minute}, 0},
		{"longer than ours, and never shorter", fielded{timer, {"session-expires", "7200"}, {"min-se", "3600"}}, refresh{Every: time.Hour, Least: time.Hour}, 0},
		{"too short", fielded{timer, {"session-expires", "60"}}, refresh{}, 422},
		{"too short, where 422 is not known", fielded{{"session-expires", "60"}}, refresh{}, 0},
		{"nonsense", fielded{timer, {"session-expires", "soon"}}, refresh{Every: 30 * time.Minute}, 0},
	} {
		got, refused := l.asked(readExpiry(tt.asked))
		if status := statusOf(refused); got != tt.want || status != tt.status {
			t.Errorf("%s: %+v and %d, want %+v and %d", tt.name, got, status, tt.want, tt.status)
		}
	}
}

func statusOf(f *refusal) int {
	if f == nil {
		return 0
	}
	return f.status
}

func TestTimerIsAskedForAndAnswered(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  []Header
		want []Header
	}{
		{"in a first INVITE", refresh{Every: time.Hour}.question(false), []Header{{"session-expires", "3600"}}},
		{"after a 422", refresh{Every: time.Hour, Least: 2 * time.Hour}.question(false), []Header{{"session-expires", "7200"}, {"min-se", "7200"}}},
		{"by the refresher", refresh{Every: time.Hour, Ours: true}.question(true), []Header{{"session-expires", "3600;refresher=uac"}}},
		{"by the other", refresh{Every: time.Hour}.question(true), []Header{{"session-expires", "3600;refresher=uas"}}},
		{"where there is none", refresh{}.question(true), nil},
		{"in an answer, ours", refresh{Every: time.Hour, Ours: true}.answer(), []Header{{"session-expires", "3600;refresher=uas"}}},
		{"in an answer, theirs", refresh{Every: time.Hour}.answer(), []Header{{"require", "timer"}, {"session-expires", "3600;refresher=uac"}}},
		{"in an answer without", refresh{}.answer(), nil},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestSessionIsRefreshedAtHalfAndEndsBeforeItsTime(t *testing.T) {
	for every, want := range map[time.Duration][2]time.Duration{
		90 * time.Second: {45 * time.Second, 60 * time.Second},
		30 * time.Minute: {15 * time.Minute, 30*time.Minute - 32*time.Second},
	} {
		r := refresh{Every: every}
		if got := [2]time.Duration{r.due(), r.end()}; got != want {
			t.Errorf("%v: due and end = %v, want %v (RFC 4028 section 10)", every, got, want)
		}
	}
}
