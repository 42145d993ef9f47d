package softphone_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
)

var sound = netip.MustParseAddrPort("127.0.0.1:40000")

// box answers 100 and hangs up when told to, and refuses every other number.
type box struct{ hang chan struct{} }

func (b box) Invite(ctx context.Context, c *sip.Call) {
	if c.Called() != "100" {
		_ = c.Refuse(486, "Busy Here")
		return
	}
	sdp, _, err := c.Negotiate(netip.MustParseAddrPort("127.0.0.1:20000"))
	if err != nil || c.Answer(sdp) != nil {
		return
	}
	select {
	case <-b.hang:
		_ = c.Hangup(ctx)
	case <-over(c):
	case <-ctx.Done():
	}
}

// over is closed when the other side has ended the call.
func over(c *sip.Call) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range c.Events() {
		}
	}()
	return done
}

// ring starts a box and a telephone.
func ring(t *testing.T) (*softphone.Phone, box, netip.AddrPort) {
	t.Helper()
	b := box{make(chan struct{})}
	server, err := sip.New(sip.Config{Allow: netip.Addr.IsLoopback, Limits: sip.Limits{Drain: 50 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	conns := [2]net.PacketConn{}
	for i := range conns {
		if conns[i], err = net.ListenPacket("udp4", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = server.Run(ctx, sip.Sockets{UDP: conns[:1]}, b) })
	phone, err := softphone.New(conns[1], sip.Party{Name: "Marek", Number: "775418102"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = phone.Close()
		cancel()
		running.Wait()
	})
	return phone, b, netip.MustParseAddrPort(conns[0].LocalAddr().String())
}

func TestPhoneHearsThatTheBoxHungUp(t *testing.T) {
	phone, b, at := ring(t)
	stream, err := phone.Dial(t.Context(), "100", at, sound)
	if err != nil || stream.Remote != netip.MustParseAddrPort("127.0.0.1:20000") {
		t.Fatalf("Dial = %+v, %v, want sound at port 20000", stream, err)
	}
	select {
	case <-phone.Over():
		t.Error("over before anybody hung up")
	default:
	}
	close(b.hang)
	select {
	case <-phone.Over():
	case <-time.After(10 * time.Second):
		t.Error("the hang-up was not heard")
	}
}

func TestPhoneHangsUp(t *testing.T) {
	phone, _, at := ring(t)
	if _, err := phone.Dial(t.Context(), "100", at, sound); err != nil {
		t.Fatal(err)
	}
	if err := phone.Hangup(t.Context()); err != nil {
		t.Errorf("Hangup = %v", err)
	}
}

func TestRefusalComesWithItsStatus(t *testing.T) {
	phone, _, at := ring(t)
	_, err := phone.Dial(t.Context(), "200", at, sound)
	if refused := new(sip.Refused); !errors.As(err, &refused) || refused.Status != 486 {
		t.Errorf("Dial = %v, want 486", err)
	}
}
