package media

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Conference is a table at which three parties or more talk: each hears the
// others whom he may hear, added up, and never himself. Who may hear whom can
// be changed at any moment: a supervisor who only listens, or whispers to the
// operator alone, sits at the same table as everybody else.
//
// Frames are heard in the ports' own goroutines; Run mixes, every 20 ms.
type Conference struct {
	began time.Time
	mu    sync.Mutex
	seats []*Seat
	tick  int64 // ticks mixed
}

// NewConference makes an empty table. Nobody hears anybody before Run.
func NewConference() *Conference { return &Conference{began: time.Now()} }

// Seat is one party's place at the table.
type Seat struct {
	conference *Conference
	port       Port
	tap        Sink
	deaf       map[*Seat]bool // those whom he does not hear; the conference's lock

	mu    sync.Mutex // held to put or take one frame
	voice Jitter
	codec Codec

	sound [FrameSamples]int16 // what he says in this tick; Run's own
	says  bool
	ear   Encoder
	out   [OpusLongest]byte
	spoke bool // something was sent in the tick before
}

// Sit gives a party a seat, in place of whoever listened to it before: it
// hears all who sit there and all hear it. What it says is also handed to tap,
// for a recorder; nil: to nobody.
func (c *Conference) Sit(p Port, tap Sink) *Seat {
	s := &Seat{conference: c, port: p, tap: tap, deaf: map[*Seat]bool{}}
	c.mu.Lock()
	c.seats = append(c.seats, s)
	c.mu.Unlock()
	p.Listen((*hearing)(s))
	return s
}

// Hear sets whether s hears other from now on.
func (s *Seat) Hear(other *Seat, does bool) {
	s.conference.mu.Lock()
	defer s.conference.mu.Unlock()
	s.deaf[other] = !does
}

// Rise takes the party from the table; when it returns, nobody there hears it,
// nor does it hear them.
func (s *Seat) Rise() {
	s.port.Listen(nil)
	c := s.conference
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seats = slices.DeleteFunc(c.seats, func(o *Seat) bool { return o == s })
	for _, o := range c.seats {
		delete(o.deaf, s)
	}
}

// Run mixes until ctx ends.
func (c *Conference) Run(ctx context.Context) error {
	clock := time.NewTicker(FrameTime)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-clock.C:
			due := samples(time.Since(c.began)) / FrameSamples
			if due-c.tick > 10 { // the machine stood still: nobody waits for that
				c.tick = due - 1
			}
			for c.tick < due {
				c.mix()
			}
		}
	}
}

// mix sends everybody the next 20 ms.
func (c *Conference) mix() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick++
	now := c.tick * FrameSamples
	for _, s := range c.seats {
		s.mu.Lock()
		s.says = s.voice.Take(&s.sound, now)
		s.mu.Unlock()
	}
	for _, s := range c.seats {
		s.hear(now)
	}
}

// hear sends one party what the others say. To one who hears nobody nothing
// is sent.
func (s *Seat) hear(now int64) {
	var sum [FrameSamples]int32
	anybody := false
	for _, o := range s.conference.seats {
		if o == s || !o.says || s.deaf[o] {
			continue
		}
		anybody = true
		for i, x := range o.sound {
			sum[i] += int32(x)
		}
	}
	if !anybody {
		s.spoke = false
		return
	}
	var mixed [FrameSamples]int16
	for i, x := range sum {
		mixed[i] = saturate(x)
	}
	s.mu.Lock()
	codec := s.codec
	s.mu.Unlock()
	s.port.Send(Frame{
		Codec: codec, Payload: s.ear.Encode(s.out[:0], codec, mixed[:]),
		Timestamp: uint32(now), Marker: !s.spoke,
	})
	s.spoke = true
}

// hearing is a seat as its party's Sink.
type hearing Seat

func (h *hearing) Frame(f Frame) {
	h.mu.Lock()
	h.codec = f.Codec
	h.voice.Put(f, samples(time.Since(h.conference.began)))
	h.mu.Unlock()
	if h.tap != nil {
		h.tap.Frame(f)
	}
}

// Digit presses the key towards those who hear the party.
func (h *hearing) Digit(d Digit) {
	me := (*Seat)(h)
	c := me.conference
	c.mu.Lock()
	var others []Port
	for _, o := range c.seats {
		if o != me && !o.deaf[me] {
			others = append(others, o.port)
		}
	}
	c.mu.Unlock()
	for _, o := range others {
		o.SendDigit(d)
	}
	if h.tap != nil {
		h.tap.Digit(d)
	}
}
