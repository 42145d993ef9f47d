package sip_test

import (
	"net"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

// TestSippDialogs has a peer that nobody here wrote go through what may happen
// inside a call that it made. play is what the box does meanwhile; the
// scenarios say the rest.
func TestSippDialogs(t *testing.T) {
	t.Parallel()
	for scenario, play := range map[string]func(t *testing.T, c *sip.Call, events *told){
		"held":       holdAndBack,
		"update":     nil,
		"glare":      func(t *testing.T, c *sip.Call, _ *told) { reoffer(t, c, sdp.Inactive) },
		"refreshed":  nil,
		"refreshing": nil,
		"referring":  obey,
		"declined":   decline,
		"referred":   transfer,
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			calls, events := make(chan *sip.Call, 9), make(chan sip.Event, 99)
			b := listen(t, desk(t, calls, events), unhurried, quick)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				select {
				case c := <-calls:
					told := confirmed(t, events)
					if play != nil {
						play(t, c, told)
					}
				case <-t.Context().Done():
				}
			}()
			peer(b.udp, scenario, "UDP").Run(t).OK(t)
			<-ended
		})
	}
}

func TestSippIsToldOfTooShortSessions(t *testing.T) {
	b := listen(t, answer(t, nil))
	peer(b.udp, "toosmall", "UDP").Run(t).OK(t)
}

func TestSippPracks(t *testing.T) {
	events := make(chan sip.Event, 9)
	take := make(chan struct{})
	close(take)
	b := listen(t, early(t, events, take))
	for _, transport := range []string{"UDP", "TCP"} {
		target := b.udp
		if transport == "TCP" {
			target = b.tcp
		}
		peer(target, "prack", transport).Run(t).OK(t)
	}
}

// TestSippAnswers has it take calls of the box.
func TestSippAnswers(t *testing.T) {
	t.Parallel()
	for scenario, play := range map[string]func(t *testing.T, c *sip.Call){
		"held": func(t *testing.T, c *sip.Call) {
			taken(t, c)
			reoffer(t, c, sdp.SendOnly)
			hangUp(t, c)
		},
		"prack":    func(t *testing.T, c *sip.Call) { taken(t, c); hangUp(t, c) },
		"redirect": func(t *testing.T, c *sip.Call) { taken(t, c); hangUp(t, c) },
		"crossed": func(t *testing.T, c *sip.Call) {
			if e := wait(t, c.Events()); e != (sip.Ringing{}) {
				t.Errorf("event = %#v, want Ringing", e)
			}
			hangUp(t, c)
		},
		"forked":    taken,
		"refreshed": taken,
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			b := listen(t, answer(t, nil), unhurried, quick)
			ready := dial(t, b)
			ready.send("OPTIONS", "", "")
			ready.want("SIP/2.0 200")
			to := freePort(t)
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				c, err := b.Dial(sip.Outgoing{
					Peer: to, Transport: "UDP", Number: "100", Sound: local,
					Redirect: func(number string) bool { return number == "201" },
				})
				if err != nil {
					t.Errorf("Dial = %v", err)
					return
				}
				play(t, c)
			}()
			p := peer(b.udp, "answer-"+scenario, "UDP")
			p.Args = []string{"-p", strconv.Itoa(int(to.Port()))}
			p.Run(t).OK(t)
			<-ended
		})
	}
}

// quick makes waits short that are counted in round trips.
func quick(c *sip.Config) { c.Limits.T1 = 20 * time.Millisecond }

// freePort is a port that is free now. The call that goes there is sent again
// until somebody listens.
func freePort(t *testing.T) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return netip.MustParseAddrPort(conn.LocalAddr().String())
}

// told are the events of a call that was confirmed, in their order.
type told struct {
	early []sip.Event
	rest  <-chan sip.Event
}

// confirmed waits for the ACK. What the caller sent right behind it may have
// overtaken it on the way.
func confirmed(t *testing.T, events <-chan sip.Event) *told {
	all := &told{rest: events}
	for {
		e := wait(t, events)
		if e == (sip.Confirmed{}) {
			return all
		}
		all.early = append(all.early, e)
	}
}

func (e *told) next(t *testing.T) sip.Event {
	if len(e.early) > 0 {
		first := e.early[0]
		e.early = e.early[1:]
		return first
	}
	return wait(t, e.rest)
}

func reoffer(t *testing.T, c *sip.Call, d sdp.Direction) {
	if err := c.Reoffer(t.Context(), d); err != nil {
		t.Errorf("Reoffer = %v", err)
	}
}

func holdAndBack(t *testing.T, c *sip.Call, _ *told) {
	reoffer(t, c, sdp.SendOnly)
	reoffer(t, c, sdp.SendRecv)
}

// obey accepts what the caller asks for, and says that it went well.
func obey(t *testing.T, _ *sip.Call, events *told) {
	for {
		r, ok := events.next(t).(sip.Referred)
		if !ok {
			continue
		}
		if err := r.Accept(); err != nil {
			t.Errorf("Accept = %v", err)
		}
		if err := r.Tell(200, "OK"); err != nil {
			t.Errorf("Tell = %v", err)
		}
		return
	}
}

func decline(t *testing.T, _ *sip.Call, events *told) {
	for {
		if r, ok := events.next(t).(sip.Referred); ok {
			if err := r.Refuse(603, "Decline"); err != nil {
				t.Errorf("Refuse = %v", err)
			}
			return
		}
	}
}

// transfer asks the caller to call somebody else, and hangs up when he did.
func transfer(t *testing.T, c *sip.Call, events *told) {
	if err := c.Refer(t.Context(), sip.Transfer{Number: "200"}); err != nil {
		t.Errorf("Refer = %v", err)
	}
	for {
		if p, ok := events.next(t).(sip.Transferred); ok && p.Over {
			hangUp(t, c)
			return
		}
	}
}

// taken waits until somebody has answered a call of the box.
func taken(t *testing.T, c *sip.Call) {
	for {
		switch e := wait(t, c.Events()).(type) {
		case sip.Answered:
			return
		case sip.Ringing, sip.Early:
		default:
			t.Errorf("event = %#v, want Answered", e)
			return
		}
	}
}

func hangUp(t *testing.T, c *sip.Call) {
	if err := c.Hangup(t.Context()); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}
