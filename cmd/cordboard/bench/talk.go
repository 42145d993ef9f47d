package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"cordboard/appliance/media"
	"cordboard/appliance/rtc/headset"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
)

// The sound of both sides is A-law, which passes the box untouched, so that a
// packet can carry when it was sent.
const (
	frame      = 20 * time.Millisecond
	frameBytes = 160
	silence    = 0xd5
	mark       = 0x62656e63 // "benc": no music of the box's begins like that
)

// bridge is a caller and an operator who talk: one telephone over plain RTP,
// one headset over WebRTC.
type bridge struct {
	pair
	operator     *operator
	phone        *softphone.Phone
	conversation string // once it is accepted
}

// way is the sound in one direction.
type way struct {
	sent atomic.Uint64

	mu    sync.Mutex
	heard uint64
	took  []time.Duration // of each packet, while measured
}

var bornAt = time.Now()

// stamp writes when a packet is sent.
func stamp(sound []byte) {
	binary.BigEndian.PutUint32(sound, mark)
	binary.BigEndian.PutUint64(sound[4:], uint64(time.Since(bornAt)))
}

// hear notes a packet that came out of the box.
func (w *way) hear(sound []byte) {
	if len(sound) < 12 || binary.BigEndian.Uint32(sound) != mark {
		return
	}
	took := time.Since(bornAt) - time.Duration(binary.BigEndian.Uint64(sound[4:]))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard++
	w.took = append(w.took, took)
}

// forget begins to count anew.
func (w *way) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent.Store(0)
	w.heard, w.took = 0, w.took[:0]
}

// newBridge has the n-th operator come, and somebody call and be answered.
func newBridge(ctx context.Context, n int, at addresses) (*bridge, error) {
	b := &bridge{}
	ctx, b.stop = context.WithCancel(ctx)
	err := b.staff(ctx, n, at)
	if err == nil {
		err = b.call(ctx, n, at)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// staff has the operator sit at his page with a headset.
func (b *bridge) staff(ctx context.Context, n int, at addresses) (err error) {
	b.operator = signedIn(4000+n, at.desk, listenerLogin(n))
	if err := b.operator.watch(ctx, "/desk", func([]byte) {}); err != nil {
		return err
	}
	if err := b.plug(ctx, headset.New, b.operator.plugIn); err != nil {
		return err
	}
	return b.operator.presence(ctx, "available")
}

// call calls, and has the operator accept.
func (b *bridge) call(ctx context.Context, n int, at addresses) error {
	box, err := netip.ParseAddrPort(at.sip)
	if err != nil {
		return err
	}
	if err := b.lift(); err != nil {
		return err
	}
	wire, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return fmt.Errorf("open a telephone: %w", err)
	}
	if b.phone, err = softphone.New(wire, sip.Party{Number: fmt.Sprintf("+420601%06d", n)}, media.PCMA); err != nil {
		return errors.Join(err, wire.Close())
	}
	dialling, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stream, err := b.phone.Dial(dialling, talkNumber, box, b.at())
	if err != nil {
		return err
	}
	b.pair.call(ctx, stream.Remote)
	for {
		if b.conversation, err = b.operator.accept(dialling); !errors.Is(err, errNobody) {
			return err
		}
		if err := pause(dialling, frame); err != nil {
			return fmt.Errorf("wait for a call at the desk: %w", err)
		}
	}
}

// speak sends a packet every 20 ms until ctx ends.
func (w *way) speak(ctx context.Context, send func(sound []byte) error) {
	sound := make([]byte, frameBytes)
	for i := range sound {
		sound[i] = silence
	}
	tick := time.NewTicker(frame)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		stamp(sound)
		if send(sound) == nil {
			w.sent.Add(1)
		}
	}
}

// close hangs up and sends everybody home.
func (b *bridge) close() error {
	var errs []error
	if b.phone != nil {
		select {
		case <-b.phone.Over():
		default:
			errs = append(errs, b.phone.Hangup(context.Background()))
		}
		errs = append(errs, b.phone.Close())
	}
	errs = append(errs, b.pair.close())
	if b.operator != nil {
		b.operator.unwatch()
		b.operator.leave()
	}
	return errors.Join(errs...)
}
