package sip_test

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"testing"
	"time"

	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/digest"
)

// subscriber is a box that has registered with a PBX as a number.
func subscriber(t *testing.T, pbx netip.AddrPort, transport, number string, h handler, change ...func(*sip.Config)) (*box, <-chan sip.Registration) {
	t.Helper()
	b := listen(t, h, append(change, func(c *sip.Config) { c.Limits.Drain = 2 * time.Second })...)
	serves(t, b)
	told := make(chan sip.Registration, 99)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- b.Register(ctx, sip.Exchange{
			Peer: pbx, Transport: transport, Domain: "pbx.example", By: digest.Credentials{Username: number, Password: "secret"},
		}, func(r sip.Registration) { told <- r })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Register = %v", err)
		}
	})
	return b, told
}

// serves waits until a box answers.
func serves(t *testing.T, b *box) {
	t.Helper()
	p := dial(t, b)
	p.send("OPTIONS", "", "")
	p.want("SIP/2.0 200")
}

func TestKamailioRegistersUsAndCarriesOurCalls(t *testing.T) {
	for _, tt := range []struct{ algorithm, transport string }{
		{"MD5", "UDP"}, {"SHA-256", "UDP"}, {"SHA-256", "TCP"},
	} {
		t.Run(tt.algorithm+" over "+tt.transport, func(t *testing.T) {
			t.Parallel()
			pbx := peertest.Kamailio{Config: "testdata/kamailio.cfg", Defines: map[string]string{"ALGORITHM": strconv.Quote(tt.algorithm)}}.Start(t)
			called := make(chan string, 1)
			takes := answer(t, make(chan sip.Event, 99))
			_, told := subscriber(t, pbx, tt.transport, "200", func(ctx context.Context, c *sip.Call) {
				called <- c.Called()
				takes(ctx, c)
			})
			caller, _ := subscriber(t, pbx, tt.transport, "300", answer(t, make(chan sip.Event, 99)))
			first := wait(t, told)
			if !time.Now().Before(first.Until) || time.Until(first.Until) > 8*time.Second {
				t.Fatalf("told %+v, want it registered for the 8 seconds that are granted", first)
			}
			c, err := caller.Dial(sip.Outgoing{
				Peer: pbx, Transport: tt.transport, Domain: "pbx.example", Number: "200",
				Caller: sip.Party{Number: "300"}, By: digest.Credentials{Username: "300", Password: "secret"}, Sound: local,
			})
			if err != nil {
				t.Fatal(err)
			}
			for {
				e := wait(t, c.Events())
				if _, up := e.(sip.Answered); up {
					break
				}
				if failed, is := e.(sip.Failed); is {
					t.Fatalf("call failed: %v", failed)
				}
			}
			if got := wait(t, called); got != "200" {
				t.Errorf("called %q, want 200", got)
			}
			if err := c.Hangup(t.Context()); err != nil {
				t.Error(err)
			}
			// The nonces count for three seconds, a registration for eight: the
			// refresh meets a stale nonce.
			if again := wait(t, told); !again.Until.After(first.Until) || again.Err != nil {
				t.Errorf("told %+v, want it registered for longer", again)
			}
		})
	}
}

func TestKamailioRefusesAWrongPassword(t *testing.T) {
	pbx := peertest.Kamailio{Config: "testdata/kamailio.cfg", Defines: map[string]string{"ALGORITHM": `"SHA-256"`}}.Start(t)
	b := listen(t, answer(t, make(chan sip.Event, 9)))
	serves(t, b)
	told := make(chan sip.Registration, 9)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_ = b.Register(ctx, sip.Exchange{
			Peer: pbx, Transport: "UDP", Domain: "pbx.example", By: digest.Credentials{Username: "200", Password: "guess"},
		}, func(r sip.Registration) { told <- r })
	}()
	if r := wait(t, told); !errors.Is(r.Err, sip.ErrPassword) {
		t.Errorf("told %+v, want ErrPassword", r)
	}
	if status, err := b.Ask(t.Context(), sip.Exchange{Peer: pbx, Transport: "UDP"}); status != 200 || err != nil {
		t.Errorf("asked: %d %v, want 200", status, err)
	}
}
