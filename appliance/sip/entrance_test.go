package sip_test

import (
	"context"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"cordboard/appliance/sip"
)

// slow is a Handler that tells of each call and does nothing for it until it is
// let go; calls of bystanders are answered at once.
type slow struct {
	begun  chan string // Call-IDs
	letGo  chan struct{}
	answer handler
}

func newSlow(t *testing.T, events chan<- sip.Event) *slow {
	return &slow{begun: make(chan string, 100), letGo: make(chan struct{}), answer: answer(t, events)}
}

func (s *slow) Invite(ctx context.Context, c *sip.Call) {
	if !strings.HasPrefix(c.ID(), "bystander") {
		s.begun <- c.ID()
		select {
		case <-s.letGo:
		case <-ctx.Done():
			return
		}
	}
	s.answer(ctx, c)
}

func crowdOf(n int) func(*sip.Config) { return func(c *sip.Config) { c.Limits.SettingUp = n } }

func TestINVITERepeatedWhileAtWorkOnItIsAnswered100AndGoesNoFurther(t *testing.T) {
	s := newSlow(t, nil)
	b := listen(t, s.Invite)
	p := dial(t, b)
	p.send("INVITE", sdpType, offer)
	wait(t, s.begun)
	for range 5 {
		p.raw(p.request("INVITE", sdpType, offer))
		if m := p.want("SIP/2.0 100"); header(m, "Call-ID") != p.id {
			t.Errorf("100 names call %q, want %q", header(m, "Call-ID"), p.id)
		}
	}
	// sipgo says 100 once by itself, so that one repetition may be unread yet.
	probe := dial(t, b)
	probe.send("OPTIONS", "", "")
	probe.want("SIP/2.0 200")
	if got := b.Load(); got.Repeated != 5 || got.SettingUp != 1 {
		t.Errorf("Load = %+v, want 5 repeated and 1 being set up", got)
	}
	close(s.letGo)
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	p.ack("")
	p.bye()
	if len(s.begun) > 0 {
		t.Error("a repetition began a call of its own")
	}
	if got := b.Load().SettingUp; got != 0 {
		t.Errorf("%d calls are being set up after all were answered", got)
	}
}

// TestCallsWithoutABranchOfTheirOwnAreCounted: neither bound holds but for those
// that are.
func TestCallsWithoutABranchOfTheirOwnAreCounted(t *testing.T) {
	s := newSlow(t, nil)
	b := listen(t, s.Invite, crowdOf(2))
	for _, branch := range []string{"of-old-times", "z9hG4bK" + strings.Repeat("x", 500)} {
		p := dial(t, b)
		p.branch = branch
		p.raw(p.request("INVITE", sdpType, offer))
		wait(t, s.begun)
	}
	if got := b.Load().SettingUp; got != 2 {
		t.Errorf("%d are being set up, want 2", got)
	}
	late := dial(t, b)
	late.branch = "of-old-times"
	late.raw(late.request("INVITE", sdpType, offer))
	late.want("SIP/2.0 503")
	close(s.letGo)
}

func TestCrowdedBoxTurnsNewCallsAwayAndKeepsThoseThatStand(t *testing.T) {
	for _, transport := range []string{"UDP", "TCP"} {
		t.Run(transport, func(t *testing.T) {
			dial := dial
			if transport == "TCP" {
				dial = dialTCP
			}
			events := make(chan sip.Event, 10)
			s := newSlow(t, events)
			b := listen(t, s.Invite, crowdOf(2))
			bystander := dial(t, b)
			bystander.id = "bystander" + bystander.id
			bystander.up()
			var early []*phone
			for range 2 {
				p := dial(t, b)
				p.send("INVITE", sdpType, offer)
				wait(t, s.begun)
				early = append(early, p)
			}

			late := dial(t, b)
			late.send("INVITE", sdpType, offer)
			if m := late.want("SIP/2.0 503"); header(m, "Retry-After") == "" {
				t.Errorf("refusal without Retry-After: %q", m)
			}
			if got := b.Load(); got.TurnedAway != 1 || got.Crowded.IsZero() {
				t.Errorf("Load = %+v, want 1 turned away and when", got)
			}
			alive(t, b, bystander, events)
			bystander.cseq++
			bystander.send("INVITE", sdpType, offer) // within its dialog
			bystander.want("SIP/2.0 200")
			bystander.ack("")

			close(s.letGo)
			for _, p := range early {
				p.want("SIP/2.0 180")
				p.want("SIP/2.0 200")
				p.ack("")
			}
			next := dial(t, b)
			next.up()
			if got := b.Load().TurnedAway; got != 1 {
				t.Errorf("%d turned away, want the 1 of before", got)
			}
		})
	}
}

// His 200 may have been lost: a refusal now would end a call that stands.
func TestRepeatedINVITEOfACallThatStandsIsAnsweredInACrowd(t *testing.T) {
	s := newSlow(t, nil)
	b := listen(t, s.Invite, crowdOf(1))
	p := dial(t, b)
	p.id = "bystander" + p.id
	p.send("INVITE", sdpType, offer)
	p.want("SIP/2.0 180")
	p.want("SIP/2.0 200")
	slow := dial(t, b)
	slow.send("INVITE", sdpType, offer)
	wait(t, s.begun)
	late := dial(t, b)
	late.send("INVITE", sdpType, offer)
	late.want("SIP/2.0 503")
	p.raw(strings.Replace(p.request("INVITE", sdpType, offer), ";tag="+p.tag, "", 1))
	p.want("SIP/2.0 200")
	p.ack("")
	p.bye()
}

func TestSourceWithoutRoomIsRefusedBeforeAnythingIsDone(t *testing.T) {
	var full atomic.Bool
	s := newSlow(t, nil)
	b := listen(t, s.Invite, func(c *sip.Config) { c.Room = func(netip.Addr) bool { return !full.Load() } })
	standing := dial(t, b)
	standing.id = "bystander" + standing.id
	standing.up()
	full.Store(true)
	p := dial(t, b)
	p.send("INVITE", sdpType, offer)
	if m := p.want("SIP/2.0 503"); header(m, "Retry-After") == "" {
		t.Errorf("refusal without Retry-After: %q", m)
	}
	p.raw(p.request("ACK", "", ""))
	standing.bye()
	full.Store(false)
	next := dial(t, b)
	next.send("INVITE", sdpType, offer)
	if id := wait(t, s.begun); id != next.id {
		t.Errorf("the Handler heard of %s, want %s alone", id, next.id)
	}
	close(s.letGo)
}

// Who was told 503 has ended his attempt: a call that his repetition began
// would be nobody's.
func TestRepetitionOfACallTurnedAwayIsTurnedAwayWhenThereIsRoomAgain(t *testing.T) {
	s := newSlow(t, nil)
	b := listen(t, s.Invite, crowdOf(1))
	first := dial(t, b)
	first.send("INVITE", sdpType, offer)
	wait(t, s.begun)
	late := dial(t, b)
	late.send("INVITE", sdpType, offer)
	late.want("SIP/2.0 503")
	close(s.letGo)
	first.want("SIP/2.0 180")
	late.raw(late.request("INVITE", sdpType, offer))
	late.want("SIP/2.0 503")
	late.raw(late.request("ACK", "", ""))
	late.cseq++
	late.send("INVITE", sdpType, offer) // he tries again
	late.want("SIP/2.0 180")
}
