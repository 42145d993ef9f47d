package rtp

import (
	"context"
	"testing"
	"time"

	pion "github.com/pion/rtp"

	"cordboard/appliance/media"
)

// silentPort is somebody at a conference who hears.
type silentPort struct{ sink media.Sink }

func (p *silentPort) Send(media.Frame)      {}
func (p *silentPort) SendDigit(media.Digit) {}
func (p *silentPort) Listen(s media.Sink)   { p.sink = s }
func (p *silentPort) says(f media.Frame)    { p.sink.Frame(f) }
func frameOf(at uint32) media.Frame {
	return media.Frame{Codec: media.PCMA, Payload: make([]byte, 160), Timestamp: at}
}

func voice(p *phone, n int) (l []*pion.Packet) {
	for range n {
		l = append(l, p.hear())
	}
	return l
}

// Prompt, music, operator, a key, a hold and back, a conference: to the party
// it is one stream. Each number follows the one before, whatever was sent; the
// timestamps tell the time that passed, never go back but for a key, whose
// packets all tell when it went down; and a marker stands where another voice
// begins.
func TestStreamIsContinuousFromPromptToConference(t *testing.T) {
	leg, phone := call(t, newEngine(t, Config{}), media.PCMA)
	began := time.Now()
	type stretch struct {
		name    string
		packets []*pion.Packet
		marked  bool // the first packet has to have the marker
	}
	var life []stretch

	ended := make(chan bool, 1)
	leg.Play(ramp(5), func(whole bool) { ended <- whole })
	life = append(life, stretch{"prompt", voice(phone, 5), true})
	next(t, ended, "the end of the prompt")

	leg.Play(media.Tone(400, 0.1), nil)
	life = append(life, stretch{"music", voice(phone, 5), true})
	leg.Stop()
	for p := phone.maybe(3 * media.FrameTime); p != nil; p = phone.maybe(3 * media.FrameTime) {
		life[1].packets = append(life[1].packets, p)
	}

	for i := range uint32(5) {
		leg.Send(frameOf(9_000_000 + 160*i))
	}
	life = append(life, stretch{"operator", voice(phone, 5), true})

	leg.SendDigit(media.Digit{Key: '5'})
	key := voice(phone, 5+2) // 100 ms, and the last packet twice more
	for i, p := range key {
		if p.PayloadType != event || p.Timestamp != key[0].Timestamp || p.Marker != (i == 0) {
			t.Fatalf("packet %d of the key: %v", i, p)
		}
	}
	life = append(life, stretch{"key", key, true})

	held := phone.stream(media.PCMA)
	held.Hears = false
	leg.Connect(held)
	leg.Send(frameOf(9_100_000))
	leg.Connect(phone.stream(media.PCMA))

	table := media.NewConference()
	other := new(silentPort)
	defer table.Sit(leg, nil).Rise()
	table.Sit(other, nil)
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- table.Run(ctx) }()
	talking, hush := context.WithCancel(t.Context())
	quiet := make(chan struct{})
	go func() {
		defer close(quiet)
		tick := time.NewTicker(media.FrameTime)
		defer tick.Stop()
		for at := uint32(0); talking.Err() == nil; at += 160 {
			other.says(frameOf(at))
			<-tick.C
		}
	}()
	life = append(life, stretch{"conference", voice(phone, 10), true})
	hush()
	<-quiet
	cancel()
	if err := <-over; err != nil {
		t.Error(err)
	}

	first := life[0].packets[0]
	before := first
	for _, s := range life {
		for i, p := range s.packets {
			if p.SSRC != first.SSRC {
				t.Fatalf("%s: SSRC %d after %d", s.name, p.SSRC, first.SSRC)
			}
			if p != first && p.SequenceNumber != before.SequenceNumber+1 {
				t.Errorf("%s, packet %d: number %d after %d", s.name, i, p.SequenceNumber, before.SequenceNumber)
			}
			if step := int32(p.Timestamp - before.Timestamp); p != first && step < 0 || step == 0 && p != first && s.name != "key" {
				t.Errorf("%s, packet %d: timestamp goes on by %d", s.name, i, step)
			}
			if i == 0 && p.Marker != s.marked {
				t.Errorf("%s begins with marker %t", s.name, p.Marker)
			}
			before = p
		}
	}
	told := time.Duration(before.Timestamp-first.Timestamp) * time.Second / media.SampleRate
	if passed := time.Since(began); told > passed+time.Second/2 || told < passed/2 {
		t.Errorf("the timestamps tell of %v, %v passed", told, passed)
	}
}
