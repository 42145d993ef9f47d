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
		all[name] = Attempt{name: name}
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

func TestAttemptIsNamedByTheBranchOfTheTopmostVia(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"Via: SIP/2.0/UDP pbx;branch=z9hG4bKa;rport\r\n", "z9hG4bKa"},
		{"Via: SIP/2.0/UDP pbx;rport;branch=z9hG4bKb\r\n", "z9hG4bKb"},
		{"Via: SIP/2.0/UDP pbx;branch=z9hG4bKc, SIP/2.0/UDP far;branch=z9hG4bKd\r\n", "z9hG4bKc"},
		{"v:SIP/2.0/UDP pbx ; Branch = z9hG4bKe ;rport\r\n", "z9hG4bKe"},
		{"Via: SIP/2.0/UDP pbx\r\n ;branch=z9hG4bKf\r\n", "z9hG4bKf"},
		{"Subject: ;branch=z9hG4bKg\r\nVia: SIP/2.0/UDP pbx;branch=z9hG4bKh\r\n", "z9hG4bKh"},
	} {
		raw, r := inviteWith(t, c.head)
		if got := attemptOf(raw, peer, 99); got != (Attempt{peer, c.want}) {
			t.Errorf("%q is named %q, want %q", c.head, got.name, c.want)
		}
		if got := AttemptBy(r); got != (Attempt{peer, c.want}) {
			t.Errorf("%q is named %q once it is parsed, want %q", c.head, got.name, c.want)
		}
	}
}

// TestAttemptWithoutABranchOfItsOwnIsNamedAllTheSame: such calls are counted like
// others, and none by the name of another or by an endless one.
func TestAttemptWithoutABranchOfItsOwnIsNamedAllTheSame(t *testing.T) {
	seen := map[Attempt]string{}
	for _, head := range []string{
		"Via: SIP/2.0/UDP pbx\r\n",
		"Via: SIP/2.0/UDP pbx;branch=of-old-times\r\n",
		"Via: SIP/2.0/UDP pbx;branch=older, SIP/2.0/UDP far;branch=z9hG4bKd\r\n",
		"Via: SIP/2.0/UDP pbx;branch=z9hG4bK" + strings.Repeat("x", 60_000) + "\r\n",
		"Subject: z\r\nVia: SIP/2.0/UDP pbx;branch=z9hG4bK" + strings.Repeat("y", 60_000) + "\r\n",
	} {
		raw, r := inviteWith(t, head)
		got := attemptOf(raw, peer, 99)
		if got.name == "" || len(got.name) > longestBranch {
			t.Errorf("%.60q is named by %d bytes", head, len(got.name))
		}
		if AttemptBy(r) != got {
			t.Errorf("%.60q is named otherwise once it is parsed", head)
		}
		if other, there := seen[got]; there {
			t.Errorf("%.60q and %.60q have one name", head, other)
		}
		seen[got] = head
		ack := strings.ReplaceAll(string(raw), "INVITE", "ACK")
		if attemptOf([]byte(ack), peer, 99) != got {
			t.Errorf("the ACK of %.60q has another name", head)
		}
		another := strings.Replace(string(raw), "Call-ID: x", "Call-ID: y", 1)
		if attemptOf([]byte(another), peer, 99) == got {
			t.Errorf("%.60q of another call has the same name", head)
		}
	}
	for _, raw := range []string{"INVITE ", "INVITE sip:1@box SIP/2.0\r\nVia: \x00\r\n\r\n", "INVITE sip:1@box SIP/2.0\r\n\r\n"} {
		if got := attemptOf([]byte(raw), peer, 99); got != (Attempt{source: peer}) {
			t.Errorf("%q, which cannot be read, is named %q", raw, got.name)
		}
	}
}

var peer = netip.MustParseAddrPort("127.0.0.1:5060")

// inviteWith is an INVITE that begins with some fields, as it comes and as it is
// handed on.
func inviteWith(t *testing.T, head string) ([]byte, *wire.Request) {
	t.Helper()
	raw := []byte("INVITE sip:1@box SIP/2.0\r\n" + head + "From: <sip:2@pbx>;tag=a\r\nTo: <sip:1@box>\r\n" +
		"Call-ID: x\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n")
	s := screen{limits: Limits{}.orDefaults(), parser: wire.NewParser(), tag: func(string, string, uint32, string) string { return "ours" }}
	m, err := wire.NewParser().ParseSIP(s.judge(raw, peer).text)
	if err != nil {
		t.Fatalf("%.60q: %v", head, err)
	}
	r := m.(*wire.Request)
	r.SetSource(peer.String())
	return raw, r
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
