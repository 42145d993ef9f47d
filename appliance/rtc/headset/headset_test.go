package headset_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/rtc"
	"cordboard/appliance/rtc/headset"
)

// echo sends what it hears back.
type echo struct{ to media.Port }

func (e echo) Frame(f media.Frame) { e.to.Send(f) }
func (echo) Digit(media.Digit)     {}

func TestSoundPassesUntouchedBothWays(t *testing.T) {
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan bool, 16)
	legs, err := rtc.New(rtc.Config{
		UDP: udp, Log: slog.New(slog.DiscardHandler),
		Changed: func(_ appliance.OperatorID, is bool) { up <- is },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = legs.Run(ctx) })
	defer func() { cancel(); run.Wait(); udp.Close() }()

	sound := bytes.Repeat([]byte{0xd5, 0x11, 0x42, 0x00}, media.FrameSamples/4)
	heard := make(chan []byte, 1)
	h, err := headset.New(ctx, func(ctx context.Context, offer string) (string, error) { return legs.Answer(ctx, 7, offer) },
		func(b []byte) {
			select {
			case heard <- bytes.Clone(b):
			default:
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	tick := time.NewTicker(media.FrameTime)
	defer tick.Stop()
	for deadline := time.After(20 * time.Second); ; {
		select {
		case <-tick.C:
			if err := h.Speak(sound); err != nil {
				t.Fatal(err)
			}
		case is := <-up:
			if leg, there := legs.Leg(7); is && there {
				leg.Listen(echo{leg})
			}
		case got := <-heard:
			if !bytes.Equal(got, sound) {
				t.Errorf("heard %x, want %x", got, sound)
			}
			return
		case <-deadline:
			t.Fatal("nothing was heard")
		}
	}
}
