package sip

import (
	"encoding/json"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	wire "github.com/emiago/sipgo/sip"
)

// carried is a standing call in a server without sockets, in the time of a test.
func carried(t *testing.T, timer refresh) *Call {
	t.Helper()
	s := quiet(t)
	peer := netip.MustParseAddrPort("127.0.0.1:5070")
	text, err := json.Marshal(snapshot{
		Version: snapshotVersion, Refresh: timer,
		Dialog: dialog{
			CallID: "x", LocalTag: "ours", RemoteTag: "theirs", Local: "<sip:1@a>;tag=ours", Remote: "<sip:2@b>;tag=theirs",
			Target: "sip:2@127.0.0.1:5070", Transport: "UDP", Source: peer, Socket: peer,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Restore(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCallThatIsSilentForDaysStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := carried(t, refresh{})
		time.Sleep(72 * time.Hour)
		if _, err := c.Snapshot(); err != nil {
			t.Errorf("after three days: %v, want the call to stand", err)
		}
		_ = c.Hangup(t.Context())
		<-c.over
	})
}

func TestSessionEndsToTheSecondWhenTheOtherSideDoesNotRefreshIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, begun := carried(t, refresh{Every: 30 * time.Minute}), time.Now()
		if e := <-c.Events(); e != (HungUp{}) {
			t.Errorf("event = %#v, want HungUp", e)
		}
		if got, want := time.Since(begun), 30*time.Minute-32*time.Second; got != want {
			t.Errorf("it was hung up after %v, want %v (RFC 4028 section 10)", got, want)
		}
		<-c.over
	})
}

// within is done in a call's loop.
type within func(c *Call)

func (do within) open(c *Call) { do(c) }

func TestRefreshThatIsRefusedIsTriedAgainBeforeTheSessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := carried(t, refresh{Every: 90 * time.Second, Ours: true})
		next := make(chan time.Time)
		err := c.post(within(func(c *Call) {
			l := &c.loop
			l.clock.stop(refreshDue) // as it is once the refresh has gone out
			l.trying = &wish{refresh: true, session: l.session, reply: make(chan error, 1)}
			c.refused(l.trying, &Refused{Status: 500})
			next <- l.clock.at[refreshDue]
		}))
		if err != nil {
			t.Fatal(err)
		}
		if in := time.Until(<-next); in <= 0 || in >= 60*time.Second-45*time.Second {
			t.Errorf("tried again in %v, want before the session ends", in)
		}
		_ = c.Hangup(t.Context())
		<-c.over
	})
}

// noted is a connection that notes the start lines of what goes out.
type noted struct {
	nowhere
	lines chan string
}

func (n noted) WriteMsg(m wire.Message) error {
	line, _, _ := strings.Cut(m.String(), "\r\n")
	n.lines <- line
	return nil
}

func TestCallerIsRemindedEveryMinuteThatHisCallIsOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, conn := quiet(t), noted{lines: make(chan string, 99)}
		r, tx := rungBy(t, conn)
		c := s.incomingCall(r, tx, nil, refresh{})
		if _, _, refused := s.admit(c); refused != nil {
			t.Fatalf("admit = %v", refused)
		}
		if err := c.Ring(); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		for i := range 4 { // longer than the three minutes of RFC 3261 section 13.3.1.1
			if got := <-conn.lines; got != "SIP/2.0 180 Ringing" {
				t.Errorf("sent %q, want 180", got)
			}
			if got, want := time.Since(begun), time.Duration(i)*time.Minute; got != want {
				t.Errorf("180 number %d went out after %v, want %v", i+1, got, want)
			}
		}
		if err := c.Refuse(480, "Temporarily Unavailable"); err != nil {
			t.Error(err)
		}
		<-c.over
		tx.Terminate()
	})
}

func TestCallWithoutPrackIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, conn := quiet(t), noted{lines: make(chan string, 99)}
		r, tx := rungBy(t, conn, "Require: 100rel\r\n")
		c := s.incomingCall(r, tx, nil, refresh{})
		if _, _, refused := s.admit(c); refused != nil {
			t.Fatalf("admit = %v", refused)
		}
		begun, t1 := time.Now(), s.limits.T1
		if err := c.Ring(); err != nil {
			t.Fatal(err)
		}
		for _, want := range []time.Duration{0, 1, 3, 7, 15, 31, 63} { // in T1, RFC 3262 section 3
			if got, after := <-conn.lines, time.Since(begun); got != "SIP/2.0 180 Ringing" || after != want*t1 {
				t.Errorf("sent %q after %v, want 180 after %v", got, after, want*t1)
			}
		}
		if got, after := <-conn.lines, time.Since(begun); got != "SIP/2.0 504 Server Time-out" || after != 64*t1 {
			t.Errorf("sent %q after %v, want 504 after %v", got, after, 64*t1)
		}
		if e := <-c.Events(); e != (Unacknowledged{}) {
			t.Errorf("event = %#v, want Unacknowledged", e)
		}
		<-c.over
		tx.Terminate()
	})
}

func TestReferralThatNobodyDecidesOnIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, conn := carried(t, refresh{}), noted{lines: make(chan string, 99)}
		m, err := wire.ParseMessage([]byte("REFER sip:1@a SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKr\r\n" +
			"From: <sip:2@b>;tag=theirs\r\nTo: <sip:1@a>;tag=ours\r\nCall-ID: x\r\nCSeq: 1 REFER\r\n" +
			"Refer-To: <sip:3@b>\r\nContent-Length: 0\r\n\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		r := m.(*wire.Request)
		r.SetTransport("UDP")
		tx := wire.NewServerTx("key", r, conn, slog.New(slog.DiscardHandler))
		if err := tx.Init(); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		in := incoming{req: r, tx: tx, done: make(chan struct{})}
		if err := c.post(in); err != nil {
			t.Fatal(err)
		}
		if e, ok := (<-c.Events()).(Referred); !ok || e.Number != "3" {
			t.Errorf("event = %#v, want Referred to 3", e)
		}
		<-in.done
		if got := <-conn.lines; got != "SIP/2.0 603 Decline" || time.Since(begun) != patience {
			t.Errorf("%q after %v, want 603 after %v", got, time.Since(begun), patience)
		}
		_ = c.Hangup(t.Context())
		<-c.over
		tx.Terminate()
	})
}
