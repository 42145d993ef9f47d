package front

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
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
