package media

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// arrival is a frame that arrives at a time of our clock, in samples.
type arrival struct {
	at    int64
	frame Frame
}

// cycle is how many frames in a row sound each like no other.
const cycle = 100

// stair is the byte that frame i is full of.
func stair(i int) byte { return byte(0x80 + i%cycle) }

// steps are n frames of a staircase.
func steps(n int, way func(i int) (delay int64, comes bool)) []arrival {
	var all []arrival
	for i := range n {
		delay, comes := way(i)
		if !comes {
			continue
		}
		all = append(all, arrival{int64(i)*FrameSamples + delay, Frame{
			Codec: PCMU, Payload: bytes.Repeat([]byte{stair(i)}, FrameSamples), Timestamp: uint32(4294960000 + i*FrameSamples),
		}})
	}
	return all
}

// listen plays what arrives and gives, for each tick, the step heard (-1: it
// is no frame's own sound), and how far behind its sending, in ms.
func listen(j *Jitter, ticks int, all []arrival) (heard []int, behind []int64) {
	sent := map[int16]int{}
	for i := range cycle {
		sent[PCMU.Decode(nil, []byte{stair(i)})[0]] = i
	}
	var into [FrameSamples]int16
	for tick := range ticks {
		now := int64(tick)*FrameSamples + 37
		for k, a := range all {
			if a.frame.Payload != nil && a.at <= now {
				j.Put(a.frame, a.at)
				all[k].frame.Payload = nil
			}
		}
		which := -1
		if j.Take(&into, now) {
			if i, ok := sent[into[0]]; ok && into[0] == into[FrameSamples-1] && j.missing == 0 {
				which = i
			}
		}
		heard = append(heard, which)
		behind = append(behind, int64((tick-which)%cycle)*20)
	}
	return heard, behind
}

func TestSteadySenderIsHeardWholeAndSoon(t *testing.T) {
	heard, behind := listen(&Jitter{}, 190, steps(190, func(int) (int64, bool) { return 0, true }))
	for i := 5; i < len(heard); i++ {
		if heard[i] != (heard[i-1]+1)%cycle {
			t.Fatalf("tick %d: heard step %d after %d", i, heard[i], heard[i-1])
		}
	}
	if behind[189] > 20 {
		t.Errorf("steady sender is %d ms behind", behind[189])
	}
}

func TestUnsteadySenderIsHeardWholeOnceItIsKnownHowUnsteadyHeIs(t *testing.T) {
	chance := rand.New(rand.NewPCG(7, 7))
	heard, behind := listen(&Jitter{}, 1000, steps(1000, func(int) (int64, bool) {
		return chance.Int64N(60 * 8), true // up to 60 ms
	}))
	broken := 0
	for i := 100; i < len(heard); i++ {
		if heard[i] != (heard[i-1]+1)%cycle {
			broken++
		}
	}
	if broken > 5 {
		t.Errorf("%d of 900 frames broken", broken)
	}
	if b := behind[190]; b < 40 || b > 100 {
		t.Errorf("%d ms behind a sender with 60 ms of jitter", b)
	}
}

func TestDelayShrinksAgainWhenTheWayIsSteady(t *testing.T) {
	j := &Jitter{}
	all := steps(1200, func(i int) (int64, bool) {
		if i < 50 && i%2 == 0 {
			return 100 * 8, true
		}
		return 0, true
	})
	for i := range all { // somebody pauses now and then
		if i%25 > 20 {
			for k := range all[i].frame.Payload {
				all[i].frame.Payload[k] = 0xFF
			}
		}
	}
	_, behind := listen(j, 1200, all)
	if behind[40] < 100 {
		t.Errorf("%d ms behind while frames are 100 ms late", behind[40])
	}
	if behind[1019] > 40 {
		t.Errorf("still %d ms behind after twenty steady seconds", behind[1019])
	}
}

func TestLostFrameIsBridgedAndALongGapIsSilence(t *testing.T) {
	j := &Jitter{}
	heard, _ := listen(j, 190, steps(190, func(i int) (int64, bool) { return 0, i != 50 && (i < 100 || i >= 120) }))
	gaps := 0
	for i := 5; i < 95; i++ {
		if heard[i] == -1 {
			gaps++
		}
	}
	if gaps < 1 || gaps > 2 { // nobody knows at its time whether it is lost or late
		t.Errorf("%d ticks without a frame of their own, want the lost one", gaps)
	}
	if heard[189] < 85 {
		t.Errorf("step %d at the end: the gap was not left out", heard[189])
	}
	var into [FrameSamples]int16
	empty := &Jitter{}
	if empty.Take(&into, 1000) {
		t.Error("somebody is heard before anything arrived")
	}
	empty.Put(Frame{Payload: PCMU.Encode(nil, []int16{8000})}, 0)
	var levels []int16
	for tick := range int64(6) {
		empty.Put(Frame{}, tick*FrameSamples)
		empty.last = [FrameSamples]int16{8000}
		empty.bridge(&into)
		levels = append(levels, into[0])
	}
	for i, want := range []int16{6000, 4000, 2000, 0, 0, 0} {
		if levels[i] != want {
			t.Errorf("missing frame %d sounds at %d, want %d", i, levels[i], want)
		}
	}
}

func TestSenderWhoCountsAnewIsHeard(t *testing.T) {
	all := steps(100, func(int) (int64, bool) { return 0, true })
	for i := 50; i < 100; i++ {
		all[i].frame.Timestamp += 1 << 30
	}
	heard, behind := listen(&Jitter{}, 100, all)
	if heard[99] < 97 {
		t.Errorf("heard step %d, %d ms behind", heard[99], behind[99])
	}
}

func TestSenderWhoseClockDriftsIsFollowed(t *testing.T) {
	// One per mille too slow and too fast: two seconds in half an hour.
	for _, per := range []int64{-1, 1} {
		j := &Jitter{}
		all := steps(20_000, func(i int) (int64, bool) { return int64(i) * FrameSamples * per / 1000, true })
		heard, _ := listenSparse(j, 20_000, all)
		if heard < 19_500 {
			t.Errorf("drift of %d per mille: only %d of 20000 frames heard", per, heard)
		}
		if gap := 20_000*FrameSamples - j.at; gap > 6*FrameSamples+20_000*FrameSamples/1000*abs(per) {
			t.Errorf("drift of %d per mille: %d samples behind", per, gap)
		}
	}
}

// A machine that has no time to send misses a tick now and then and counts on as
// if it had not: what it says comes later and later.
func TestSenderWhoFallsBehindIsHeardAllTheSame(t *testing.T) {
	const frames = 3000
	for _, tt := range []struct{ missed, heard int64 }{{5, 85}, {10, 75}, {20, 60}, {40, 40}} { // per cent
		late := func(i int) (int64, bool) { return int64(i) * FrameSamples * tt.missed / (100 - tt.missed), true }
		heard, _ := listenSparse(&Jitter{}, int(frames*100/(100-tt.missed)), steps(frames, late))
		if got := int64(heard) * 100 / frames; got < tt.heard {
			t.Errorf("%d %% of the ticks missed: %d %% of the frames heard, want %d %%", tt.missed, got, tt.heard)
		}
	}
}

func listenSparse(j *Jitter, ticks int, all []arrival) (heard, next int) {
	var into [FrameSamples]int16
	for tick := range ticks {
		now := int64(tick) * FrameSamples
		for next < len(all) && all[next].at <= now {
			j.Put(all[next].frame, all[next].at)
			next++
		}
		if j.Take(&into, now); j.missing == 0 {
			heard++
		}
	}
	return heard, next
}

func abs(n int64) int64 { return max(n, -n) }
