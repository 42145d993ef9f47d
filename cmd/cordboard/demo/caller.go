package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
	"cordboard/cmd/cordboard/demo/site"
	"cordboard/ivr/sim"
)

// Caller is a person with a telephone, for those who have none: he calls the
// box over loopback, presses keys, says his sentence again and again until
// somebody hangs up, and keeps what he heard.
type Caller struct {
	Box    netip.AddrPort // where the box answers SIP
	Number string
	Keys   string        // one after the other, once the box answers
	Pause  time.Duration // before each key
	Talk   time.Duration // after which he hangs up himself
	Quiet  time.Duration // without a packet of sound, after which the box is gone
	Heard  string        // the WAV file, what he heard on the left
	Party  sip.Party
	Story  io.Writer
}

// Call makes the call and returns when it is over.
func (c Caller) Call(ctx context.Context) error {
	engine, err := rtp.NewEngine(rtp.Config{
		Host: c.Box.Addr(), Ports: [2]uint16{41000, 41998}, Shards: 1, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return fmt.Errorf("start sound: %w", err)
	}
	running, stop := context.WithCancel(ctx)
	var sound sync.WaitGroup
	defer sound.Wait()
	defer stop()
	sound.Go(func() { _ = engine.Run(running) })

	conn, err := (&net.ListenConfig{}).ListenPacket(ctx, "udp", netip.AddrPortFrom(c.Box.Addr(), 0).String())
	if err != nil {
		return fmt.Errorf("open a socket for SIP: %w", err)
	}
	phone, err := softphone.New(conn, c.Party)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	defer phone.Close()
	leg, err := engine.Open()
	if err != nil {
		return fmt.Errorf("open a leg: %w", err)
	}
	defer leg.Close()
	return c.talk(ctx, phone, leg)
}

// talk is the call from the first ring to the last word.
func (c Caller) talk(ctx context.Context, phone *softphone.Phone, leg *rtp.Leg) error {
	began := time.Now()
	tell := func(format string, args ...any) {
		at := time.Since(began).Round(100 * time.Millisecond).Seconds()
		fmt.Fprintf(c.Story, "%6.1f s  %s\n", at, fmt.Sprintf(format, args...))
	}
	tell("calling %s at %s as %s, %s", c.Number, c.Box, c.Party.Name, c.Party.Number)
	stream, err := phone.Dial(ctx, c.Number, c.Box, leg.Local())
	var refused *sip.Refused
	if errors.As(err, &refused) {
		return fmt.Errorf("the box refused the call to %s: %w", c.Number, err)
	}
	if err != nil {
		return fmt.Errorf("nobody answers at %s: start the box first, with “make run” in another terminal, or say with --box where it listens: %w", c.Box, err)
	}
	tell("answered")
	keep, err := c.listen(leg, tell)
	if err != nil {
		return err
	}
	defer keep()
	leg.Connect(stream)
	ctx, giveUp := context.WithCancelCause(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer giveUp(nil)
	watching.Go(func() { c.watch(ctx, leg, giveUp) })
	err = c.press(ctx, leg, phone, tell)
	if err == nil {
		err = c.speak(ctx, leg, phone, tell)
	}
	if errors.Is(context.Cause(ctx), errGone) {
		return fmt.Errorf("the box at %s %w for %v: it has ended, or cannot be reached any more; --quiet says how long that may be", c.Box, errGone, c.Quiet)
	}
	return err
}

// errGone says that a call stands with nobody.
var errGone = errors.New("has sent no sound")

// watch gives up when the box has sent nothing for a while: what is alive sends
// prompts, music or an operator, and never nothing.
func (c Caller) watch(ctx context.Context, leg *rtp.Leg, giveUp context.CancelCauseFunc) {
	received, since := uint64(0), time.Now()
	for tick := time.NewTicker(c.Quiet / 20); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case now := <-tick.C:
			switch n := leg.Stats().Received; {
			case n != received:
				received, since = n, now
			case now.Sub(since) >= c.Quiet:
				giveUp(errGone)
			}
		}
	}
}

// press presses the keys, each after a pause; where none is, the pause alone.
func (c Caller) press(ctx context.Context, leg *rtp.Leg, phone *softphone.Phone, tell func(string, ...any)) error {
	leg.Play(media.Silence(), nil)
	for _, key := range c.Keys {
		select {
		case <-time.After(c.Pause):
		case <-phone.Over():
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
		if key == sim.NoKey {
			continue
		}
		leg.SendDigit(media.Digit{Key: byte(key)})
		tell("pressed %c", key)
	}
	return nil
}

// speak says the sentence until the other side hangs up or the time is over.
func (c Caller) speak(ctx context.Context, leg *rtp.Leg, phone *softphone.Phone, tell func(string, ...any)) error {
	file, err := site.Files.Open("caller.wav")
	if err != nil {
		return fmt.Errorf("open the caller's sentence: %w", err)
	}
	defer file.Close()
	sentence, err := media.LoadClip(file)
	if err != nil {
		return fmt.Errorf("load the caller's sentence: %w", err)
	}
	tell("waiting and speaking; answer at the desk (Ctrl-C hangs up)")
	leg.Play(sentence.Source(true), nil)
	select {
	case <-phone.Over():
		tell("the other side hung up")
		return nil
	case <-time.After(c.Talk):
	case <-ctx.Done():
	}
	tell("hanging up")
	return phone.Hangup(context.WithoutCancel(ctx))
}

// listen records the call and gives what ends the recording.
func (c Caller) listen(leg *rtp.Leg, tell func(string, ...any)) (end func(), err error) {
	file, err := os.Create(c.Heard)
	if err != nil {
		return nil, fmt.Errorf("keep what is heard: %w", err)
	}
	recorder := media.NewRecorder(file, time.Now())
	leg.Listen(recorder.Left())
	ctx, stop := context.WithCancel(context.Background())
	var writer sync.WaitGroup
	var failed error
	writer.Go(func() { failed = recorder.Run(ctx) })
	return func() {
		leg.Listen(nil)
		stop()
		writer.Wait()
		if err := errors.Join(failed, file.Close()); err != nil {
			tell("what was heard could not be kept: %v", err)
			return
		}
		stats := leg.Stats()
		tell("heard %.1f s, %d packets, %d lost; kept in %s", recorder.Length().Seconds(), stats.Received, stats.Lost, c.Heard)
	}, nil
}
