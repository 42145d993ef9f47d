package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/rtp"

	"cordboard/appliance/rtc/headset"
)

// pair is a telephone over plain RTP and a headset over WebRTC that talk with
// each other, through whatever stands between them.
type pair struct {
	headset *headset.Headset
	sound   *net.UDPConn // the telephone's

	up, down way // to the headset, to the telephone
	stop     context.CancelFunc
	speaking sync.WaitGroup
}

// headsets makes one.
type headsets func(ctx context.Context, answer func(context.Context, string) (string, error), heard func([]byte)) (*headset.Headset, error)

// lift opens the telephone's sound.
func (p *pair) lift() (err error) {
	if p.sound, err = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
		return fmt.Errorf("open a telephone: %w", err)
	}
	return nil
}

// at is where the telephone hears.
func (p *pair) at() netip.AddrPort { return p.sound.LocalAddr().(*net.UDPAddr).AddrPort() }

// plug has the headset's offer answered, waits until it stands, and has its
// wearer speak from then on.
func (p *pair) plug(ctx context.Context, make headsets, answer func(context.Context, string) (string, error)) (err error) {
	if p.headset, err = make(ctx, answer, p.up.hear); err != nil {
		return fmt.Errorf("plug in a headset: %w", err)
	}
	p.speaking.Go(func() { p.down.speak(ctx, p.headset.Speak) })
	return nil
}

// call has the telephone hear, and speak to an address.
func (p *pair) call(ctx context.Context, to netip.AddrPort) {
	p.speaking.Go(p.listen)
	p.speaking.Go(func() { p.up.speak(ctx, p.telephone(to)) })
}

// phoneSSRC is the source of a telephone's sound.
const phoneSSRC = 0x62656e63

// telephone sends packets of sound.
func (p *pair) telephone(to netip.AddrPort) func(sound []byte) error {
	packet := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 8, SSRC: phoneSSRC}}
	var wire [12 + frameBytes]byte
	return func(sound []byte) error {
		packet.Payload = sound
		n, err := packet.MarshalTo(wire[:])
		if err != nil {
			return err
		}
		packet.SequenceNumber++
		packet.Timestamp += frameBytes
		_, err = p.sound.WriteToUDPAddrPort(wire[:n], to)
		return err
	}
}

// listen hears what comes to the telephone until that is closed.
func (p *pair) listen() {
	buffer := make([]byte, 1500)
	var packet rtp.Packet
	for {
		n, _, err := p.sound.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil && packet.Unmarshal(buffer[:n]) == nil {
			p.down.hear(packet.Payload)
		}
	}
}

// close ends the sound of both.
func (p *pair) close() error {
	var errs []error
	p.stop()
	if p.sound != nil {
		errs = append(errs, p.sound.Close())
	}
	p.speaking.Wait()
	if p.headset != nil {
		errs = append(errs, p.headset.Close())
	}
	return errors.Join(errs...)
}

func (p *pair) forget() {
	p.up.forget()
	p.down.forget()
}
