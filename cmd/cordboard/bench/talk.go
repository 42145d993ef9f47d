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

	"github.com/pion/rtp"

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
	operator *operator
	headset  *headset.Headset
	phone    *softphone.Phone
	sound    *net.UDPConn // the telephone's

	up, down way // to the operator, to the caller
	stop     context.CancelFunc
	speaking sync.WaitGroup
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
func newBridge(ctx context.Context, n int, at addresses) (b *bridge, err error) {
	b = &bridge{}
	ctx, b.stop = context.WithCancel(ctx)
	defer func() {
		if err != nil {
			err = errors.Join(err, b.close())
		}
	}()
	if err = b.staff(ctx, n, at); err != nil {
		return nil, err
	}
	return b, b.call(ctx, n, at)
}

// staff has the operator sit at his page with a headset.
func (b *bridge) staff(ctx context.Context, n int, at addresses) (err error) {
	b.operator = signedIn(4000+n, at.desk, listenerLogin(n))
	if err := b.operator.watch(ctx, "/desk", func([]byte) {}); err != nil {
		return err
	}
	if b.headset, err = headset.New(ctx, b.operator.plugIn, b.up.hear); err != nil {
		return fmt.Errorf("plug in a headset: %w", err)
	}
	b.speaking.Go(func() { b.down.speak(ctx, b.headset.Speak) })
	return b.operator.presence(ctx, "available")
}

// call calls, and has the operator accept.
func (b *bridge) call(ctx context.Context, n int, at addresses) error {
	box, err := netip.ParseAddrPort(at.sip)
	if err != nil {
		return err
	}
	local := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	if b.sound, err = net.ListenUDP("udp4", local); err != nil {
		return fmt.Errorf("open a telephone: %w", err)
	}
	wire, err := net.ListenUDP("udp4", local)
	if err != nil {
		return fmt.Errorf("open a telephone: %w", err)
	}
	if b.phone, err = softphone.New(wire, sip.Party{Number: fmt.Sprintf("+420601%06d", n)}); err != nil {
		return errors.Join(err, wire.Close())
	}
	dialling, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	stream, err := b.phone.Dial(dialling, talkNumber, box, b.sound.LocalAddr().(*net.UDPAddr).AddrPort())
	if err != nil {
		return err
	}
	b.speaking.Go(b.listen)
	b.speaking.Go(func() { b.up.speak(ctx, b.telephone(stream.Remote)) })
	for {
		if _, err = b.operator.accept(dialling); !errors.Is(err, errNobody) {
			return err
		}
		if err := pause(dialling, frame); err != nil {
			return fmt.Errorf("wait for a call at the desk: %w", err)
		}
	}
}

// telephone sends packets of sound to the box.
func (b *bridge) telephone(box netip.AddrPort) func(sound []byte) error {
	p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 8, SSRC: 0x62656e63}}
	var wire [12 + frameBytes]byte
	return func(sound []byte) error {
		p.Payload = sound
		n, err := p.MarshalTo(wire[:])
		if err != nil {
			return err
		}
		p.SequenceNumber++
		p.Timestamp += frameBytes
		_, err = b.sound.WriteToUDPAddrPort(wire[:n], box)
		return err
	}
}

// listen hears what comes to the telephone until that is closed.
func (b *bridge) listen() {
	buffer := make([]byte, 1500)
	var p rtp.Packet
	for {
		n, _, err := b.sound.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil && p.Unmarshal(buffer[:n]) == nil {
			b.down.hear(p.Payload)
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
	b.stop()
	if b.sound != nil {
		errs = append(errs, b.sound.Close())
	}
	b.speaking.Wait()
	if b.headset != nil {
		errs = append(errs, b.headset.Close())
	}
	if b.operator != nil {
		b.operator.unwatch()
		b.operator.leave()
	}
	return errors.Join(errs...)
}
