package front

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

func TestNewCallIsTurnedAwayWhenThereAreTooManyOrItComesTooLate(t *testing.T) {
	limits := Limits{SettingUp: 80, Late: 3}
	for _, c := range []struct {
		what      string
		settingUp int
		waited    time.Duration
		want      bool
	}{
		{"nothing goes on", 0, 0, false},
		{"a crowd, but in time", 79, 3, false},
		{"too many", 80, 0, true},
		{"looked at too late", 0, 4, true},
	} {
		if got := limits.tooMuch(c.settingUp, c.waited); got != c.want {
			t.Errorf("%s: turned away = %t, want %t", c.what, got, c.want)
		}
	}
}

// crowd is an entrance with one turn, and who has come in, in order.
func crowd(t *testing.T, names ...string) (*entrance, map[string]Attempt) {
	t.Helper()
	e := newEntrance(Limits{SettingUp: 10, AtOnce: 1, Late: 3 * time.Second}, nil)
	all := map[string]Attempt{}
	for _, name := range names {
		all[name] = Attempt{branch: name}
		if !e.enter(all[name]) {
			t.Fatalf("%s does not come in", name)
		}
	}
	return e, all
}

func TestNewCallsAreWorkedOnInTheirOrderAndNotAllAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, call := crowd(t, "first", "second", "third", "unnamed", "fourth")
		call["unnamed"] = Attempt{}
		var begun []string
		for _, name := range []string{"first", "second", "third", "unnamed", "fourth"} {
			go func() {
				if e.turn(t.Context(), call[name]) {
					begun = append(begun, name)
				}
			}()
			synctest.Wait()
		}
		for _, step := range []struct {
			what string
			do   func()
			want []string
		}{
			{"nobody was answered", func() {}, []string{"first"}},
			{"one was answered", func() { e.answered(call["first"]) }, []string{"first", "second"}},
			{"he was answered again, and left", func() { e.answered(call["first"]); e.leave(call["first"]) }, []string{"first", "second"}},
			{"one left unanswered", func() { e.leave(call["second"]) }, []string{"first", "second", "third"}},
			{"who is not counted takes no turn", func() { e.leave(call["third"]) }, []string{"first", "second", "third", "unnamed", "fourth"}},
		} {
			step.do()
			synctest.Wait()
			if !slices.Equal(begun, step.want) {
				t.Errorf("%s: worked on %q, want %q", step.what, begun, step.want)
			}
		}
		if e.leave(call["fourth"]); len(e.turns) != 0 {
			t.Errorf("%d turns are taken by nobody", len(e.turns))
		}
	})
}

func TestWhoStandsInLineForTooLongIsTurnedAwayAndLeavesNoGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, call := crowd(t, "first", "late", "next")
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if !e.turn(t.Context(), call["first"]) || e.turn(stopped, call["next"]) {
			t.Fatal("the first has to wait, or one is worked on after the end")
		}
		if e.turn(t.Context(), call["late"]) {
			t.Fatal("worked on while another is")
		}
		e.leave(call["late"])
		if e.load.TurnedAway != 1 || e.load.Crowded.IsZero() || e.load.SettingUp != 2 {
			t.Errorf("load is %+v, want 1 turned away and 2 being set up", e.load)
		}
		e.answered(call["first"])
		if !e.turn(t.Context(), call["next"]) {
			t.Error("nobody is worked on, and the next has no turn")
		}
	})
}

func TestAttemptIsNamedByItsBranchUnlessThatIsEndless(t *testing.T) {
	source := netip.MustParseAddrPort("127.0.0.1:5060")
	endless := "z9hG4bK" + strings.Repeat("x", 60_000)
	for _, c := range []struct{ via, want string }{
		{"SIP/2.0/UDP pbx;branch=z9hG4bKa;rport", "z9hG4bKa"},
		{"SIP/2.0/UDP pbx;rport;branch=z9hG4bKb", "z9hG4bKb"},
		{"SIP/2.0/UDP pbx;branch=z9hG4bKc, SIP/2.0/UDP far;branch=z9hG4bKd", "z9hG4bKc"},
		{"SIP/2.0/UDP pbx;branch=of-old-times", ""},
		{"SIP/2.0/UDP pbx", ""},
		{"SIP/2.0/UDP pbx;branch=" + endless, ""},
	} {
		raw := fmt.Sprintf("INVITE sip:1@box SIP/2.0\r\nVia: %s\r\nContent-Length: 0\r\n\r\n", c.via)
		got := attemptOf([]byte(raw), source)
		if got.branch != c.want {
			t.Errorf("Via %.60q is named %.60q, want %q", c.via, got.branch, c.want)
		}
		m, err := wire.NewParser().ParseSIP([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		r := m.(*wire.Request)
		r.SetSource(source.String())
		if AttemptBy(r) != got {
			t.Errorf("Via %.60q is named otherwise once it is parsed", c.via)
		}
	}
}

func TestRequestOfADialogIsToldFromOneThatBeginsACall(t *testing.T) {
	for to, want := range map[string]bool{
		"To: <sip:1@box>\r\n":                    false,
		"To: <sip:1@box>;tag=a\r\n":              true,
		"t : <sip:1@box>\r\n ; TAG = a\r\n":      true,
		"TO: <sip:1@box>\r\nSubject: tag=a\r\n":  false,
		"From: <sip:1@box>;tag=a\r\n":            false,
		"Subject: a\r\n\r\nTo: <sip:1@b>;tag=a":  false,
		"From: <sip:1@box>;tag=a\r\nT:<s:1@b>\n": false,
		"To: \"Montag\" <sip:1@box>\r\n":         false,
		"To: \"a\\\";tag=a\" <sip:1@box>\r\n":    false,
		"To: <sip:1@box;tag=a>\r\n":              false,
		"To: \"a\" <sip:1@box>;x=y;tag=a\r\n":    true,
		"To: sip:1@box;tag=a\r\n":                true,
	} {
		raw := fmt.Sprintf("INVITE sip:1@box SIP/2.0\r\n%s\r\n", to)
		if got := inDialog([]byte(raw)); got != want {
			t.Errorf("%q in a dialog = %t, want %t", to, got, want)
		}
	}
}
