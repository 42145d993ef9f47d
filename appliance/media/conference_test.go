package media

import (
	"context"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// talker is a party in memory who says one tone.
type talker struct {
	port
	codec Codec
	hz    float64
	tone  Source
	voice Transcoder // of Opus, which no source gives
	sent  uint32
}

func newTalker(codec Codec, hz float64) *talker {
	return &talker{codec: codec, hz: hz, tone: Tone(hz, 0.1)}
}

// say says 20 ms.
func (p *talker) say() {
	f := Frame{Codec: p.codec, Payload: make([]byte, FrameSamples)}
	if p.codec == Opus {
		f.Codec = PCMU
	}
	p.tone.Next(f.Codec, f.Payload)
	if p.codec == Opus {
		packet := make([]byte, OpusLongest)
		f = Frame{Codec: Opus, Payload: packet[:p.voice.Copy(packet, Opus, f)]}
	}
	p.sent += FrameSamples
	f.Timestamp = p.sent
	if p.sink != nil {
		p.sink.Frame(f)
	}
}

// Send keeps what is heard, decoded.
func (p *talker) Send(f Frame) {
	f.Payload = slices.Clone(f.Payload)
	p.port.Send(f)
}

// hears tells whether a tone is in the last half second that was heard.
func (p *talker) hears(hz float64) bool {
	var sound []int16
	var voice Decoder
	for _, f := range p.heard {
		sound = voice.Decode(sound, f)
	}
	sound = sound[max(0, len(sound)-25*FrameSamples):]
	var re, im float64
	for i, s := range sound {
		at := 2 * math.Pi * hz * float64(i) / SampleRate
		re += float64(s) * math.Cos(at)
		im += float64(s) * math.Sin(at)
	}
	return len(sound) > 0 && 2*math.Hypot(re, im)/float64(len(sound)) > 1000
}

// gathering is a conference of three who all talk.
type gathering struct {
	conference                            *Conference
	caller, operator, supervisor          *talker
	callerSeat, operatorSeat, listenerSit *Seat
}

func newTable() *gathering {
	t := &gathering{
		conference: NewConference(),
		caller:     newTalker(PCMA, 1000), operator: newTalker(PCMU, 400), supervisor: newTalker(G722, 1700),
	}
	t.callerSeat = t.conference.Sit(t.caller, nil)
	t.operatorSeat = t.conference.Sit(t.operator, nil)
	t.listenerSit = t.conference.Sit(t.supervisor, nil)
	return t
}

// talk lets a second pass in which all three talk.
func (t *gathering) talk() {
	for range 50 {
		for _, p := range []*talker{t.caller, t.operator, t.supervisor} {
			p.say()
		}
		time.Sleep(FrameTime)
	}
	synctest.Wait()
}

func TestConferenceLetsEachHearTheOthersAndNeverHimself(t *testing.T) {
	for name, test := range map[string]struct {
		seat func(*gathering)
		// who hears whom: caller, operator, supervisor by row, and whom by column
		want [3][3]bool
	}{
		"all three": {
			func(*gathering) {},
			[3][3]bool{{false, true, true}, {true, false, true}, {true, true, false}},
		},
		"a supervisor listens": {
			func(t *gathering) {
				t.callerSeat.Hear(t.listenerSit, false)
				t.operatorSeat.Hear(t.listenerSit, false)
			},
			[3][3]bool{{false, true, false}, {true, false, false}, {true, true, false}},
		},
		"a supervisor whispers": {
			func(t *gathering) { t.callerSeat.Hear(t.listenerSit, false) },
			[3][3]bool{{false, true, false}, {true, false, true}, {true, true, false}},
		},
		"and barges in": {
			func(t *gathering) {
				t.callerSeat.Hear(t.listenerSit, false)
				t.callerSeat.Hear(t.listenerSit, true)
			},
			[3][3]bool{{false, true, true}, {true, false, true}, {true, true, false}},
		},
		"the operator left": {
			func(t *gathering) { t.operatorSeat.Rise() },
			[3][3]bool{{false, false, true}, {false, false, false}, {true, false, false}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				table := newTable()
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- table.conference.Run(ctx) }()
				test.seat(table)
				table.talk()
				table.talk()
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
				people := []*talker{table.caller, table.operator, table.supervisor}
				for i, who := range people {
					for j, whom := range people {
						if got := who.hears(whom.hz); got != test.want[i][j] {
							t.Errorf("%d hears %d: %t, want %t", i, j, got, test.want[i][j])
						}
					}
				}
			})
		})
	}
}

func TestConferenceSendsSteadyFramesInThePartysOwnCodec(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := newTable()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- table.conference.Run(ctx) }()
		table.talk()
		cancel()
		<-ended
		for _, p := range []*talker{table.caller, table.operator} {
			if len(p.heard) < 45 || !p.heard[0].Marker {
				t.Fatalf("%d frames heard in a second, the first with marker %v", len(p.heard), p.heard[0].Marker)
			}
			for i, f := range p.heard[1:] {
				if f.Codec != p.codec || f.Marker || f.Timestamp-p.heard[i].Timestamp != FrameSamples || len(f.Payload) != FrameSamples {
					t.Fatalf("frame %d: codec %d, marker %t, timestamp %d after %d", i+1, f.Codec, f.Marker, f.Timestamp, p.heard[i].Timestamp)
				}
			}
		}
	})
}

func TestEachOfFiveHearsTheOtherFour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewConference()
		people := []*talker{
			newTalker(PCMA, 400), newTalker(PCMU, 900), newTalker(G722, 1500), newTalker(Opus, 2100), newTalker(PCMA, 2700),
		}
		for _, p := range people {
			c.Sit(p, nil)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		for range 50 {
			for _, p := range people {
				p.say()
			}
			time.Sleep(FrameTime)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		for i, who := range people {
			for j, whom := range people {
				if got := who.hears(whom.hz); got != (i != j) {
					t.Errorf("%d hears %d: %t", i, j, got)
				}
			}
			if who.heard[len(who.heard)-1].Codec != who.codec {
				t.Errorf("%d, who speaks codec %d, is sent %d", i, who.codec, who.heard[len(who.heard)-1].Codec)
			}
		}
	})
}

func TestKeysInAConferenceGoToThoseWhoHear(t *testing.T) {
	table := newTable()
	var tap port
	guest := newTalker(PCMA, 300)
	table.conference.Sit(guest, &tap)
	table.callerSeat.Hear(table.listenerSit, false)
	table.supervisor.sink.Digit(Digit{Key: '7'})
	if len(table.caller.digits) != 0 || len(table.operator.digits) != 1 || len(table.supervisor.digits) != 0 {
		t.Errorf("digits: caller %v, operator %v, supervisor %v", table.caller.digits, table.operator.digits, table.supervisor.digits)
	}
	guest.sink.Digit(Digit{Key: '8'})
	guest.say()
	if len(tap.digits) != 1 || len(tap.heard) != 1 || len(table.caller.digits) != 1 {
		t.Errorf("the tap got %d keys and %d frames, the caller %d keys", len(tap.digits), len(tap.heard), len(table.caller.digits))
	}
}

func TestLoudVoicesAreCutAndDoNotWrap(t *testing.T) {
	c := NewConference()
	listener := newTalker(PCMU, 100)
	c.Sit(listener, nil)
	loud := Frame{Payload: PCMU.Encode(nil, slices.Repeat([]int16{30000}, FrameSamples))}
	for range 3 {
		p := newTalker(PCMU, 100)
		c.Sit(p, nil)
		p.sink.Frame(loud)
	}
	c.mix()
	if len(listener.heard) != 1 {
		t.Fatalf("%d frames heard", len(listener.heard))
	}
	for _, s := range PCMU.Decode(nil, listener.heard[0].Payload) {
		if s < 30000 {
			t.Fatalf("three loud voices sound at %d", s)
		}
	}
}

// BenchmarkConference is a tick of a conference of ten who all talk.
func BenchmarkConference(b *testing.B) {
	b.Run("A-law", func(b *testing.B) { benchmarkConference(b, PCMA) })
	b.Run("G.722", func(b *testing.B) { benchmarkConference(b, G722) })
}

func benchmarkConference(b *testing.B, codec Codec) {
	c := NewConference()
	var people []*talker
	for i := range 10 {
		p := newTalker(codec, float64(200+100*i))
		seat := c.Sit(p, nil)
		seat.codec = codec
		people = append(people, p)
	}
	f := Frame{Codec: codec, Payload: make([]byte, FrameSamples)}
	for b.Loop() {
		f.Timestamp += FrameSamples
		for _, s := range c.seats {
			s.voice.Put(f, int64(f.Timestamp))
		}
		c.mix()
		for _, p := range people {
			p.heard = p.heard[:0]
		}
	}
}
