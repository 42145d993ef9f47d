package media

// Jitter plays one sender's frames evenly although they arrive unevenly. How
// far behind the sender it plays follows what arrived in the last seconds: a
// steady sender is delayed by little more than his frames, an unsteady one is
// whole. What is missing all the same is bridged by what sounded last, fading.
//
// Times are samples on one clock of the owner's, frames are put and taken by
// one goroutine at a time, and nothing is locked. The zero Jitter is empty.
type Jitter struct {
	playing bool
	ts      uint32 // the timestamp that stands at from
	from    int64
	ring    [held]int16 // from at on
	has     [held]bool
	voice   Decoder
	sound   []int16 // of the frame that is put
	at      int64   // the next sample to be played
	newest  int64   // the end of the newest frame

	delays  [2]span // how late frames arrived: lately, and before that
	counted int     // frames in the first of them
	vain    int     // frames in a row that came too late to be played

	last    [FrameSamples]int16 // what sounded last
	missing int                 // frames since then
}

// span is the least and the most of something.
type span struct{ least, most int64 }

const (
	held = 1 << 13 // samples: a second
	// memory is how many frames a span of delays counts: two to four seconds
	// are remembered.
	memory = 100
	// margin is what playing is behind the latest frame: half a frame.
	margin = FrameSamples / 2
	// patience is the longest that a late frame is waited for: what is later
	// is lost, for people talk worse over a long way than over a broken word.
	patience = 10 * FrameSamples
	// inVain is how many in a row may be lost so: half a second's. A pause of
	// the network ends on time, but a sender who falls behind his clock, with a
	// machine that has no time for him, would never be heard again.
	inVain = 25
	// fades is how many missing frames are bridged.
	fades = 3
	// quiet is the height under which a frame can be left out, or said twice,
	// unheard: about -46 dBm0.
	quiet = 160
)

// Put takes a frame that arrives at now.
func (j *Jitter) Put(f Frame, now int64) {
	pos := j.from + int64(int32(f.Timestamp-j.ts))
	if delay := now - pos; !j.playing || delay > j.delays[0].most+lost || delay < j.delays[0].least-lost {
		j.begin(f.Timestamp, now)
		pos = now
	}
	if j.vain++; pos+int64(f.Samples()) > j.at {
		j.vain = 0
	} else if j.vain == inVain {
		j.begin(f.Timestamp, now)
		pos = now
	}
	j.ts, j.from = f.Timestamp, pos
	j.newest = max(j.newest, pos+int64(f.Samples()))
	j.note(now - pos)
	j.sound = j.voice.Decode(j.sound[:0], f)
	for i, s := range j.sound {
		at := pos + int64(i)
		if at >= j.at && at < j.at+held {
			j.ring[cell(at)], j.has[cell(at)] = s, true
		}
	}
}

// begin forgets the sender: another one counts from ts on.
func (j *Jitter) begin(ts uint32, now int64) {
	clear(j.has[:])
	j.playing, j.ts, j.from, j.at, j.newest = true, ts, now, now, now
	j.delays, j.counted, j.vain = [2]span{}, 0, 0
}

// note counts a delay.
func (j *Jitter) note(delay int64) {
	d := &j.delays[0]
	d.least, d.most = min(d.least, delay), max(d.most, delay)
	if j.counted++; j.counted == memory {
		j.delays, j.counted = [2]span{{delay, delay}, *d}, 0
	}
}

// behind is how far behind the clock to play: late enough for the latest
// frame, as far as patience goes.
func (j *Jitter) behind() int64 {
	least := min(j.delays[0].least, j.delays[1].least)
	most := max(j.delays[0].most, j.delays[1].most)
	return min(most, least+patience) + margin
}

// Take fills into with the next 20 ms at now and reports whether somebody is
// heard in it.
func (j *Jitter) Take(into *[FrameSamples]int16, now int64) bool {
	if !j.playing {
		clear(into[:])
		return false
	}
	gap := now - j.at - j.behind()
	if gap >= FrameSamples && (j.unheard() || gap > patience) { // too far behind: leave one out
		j.drop()
		gap -= FrameSamples
	}
	whole := j.has[cell(j.at)] && j.has[cell(j.at+FrameSamples-1)]
	switch {
	case !whole && gap < 0 && j.newest <= j.at, gap <= -FrameSamples && j.unheard(): // too near: wait
		return j.bridge(into)
	case !whole:
		j.drop()
		return j.bridge(into)
	}
	for i := range into {
		into[i] = j.ring[cell(j.at+int64(i))]
	}
	j.drop()
	j.last, j.missing = *into, 0
	return true
}

// unheard tells whether the next frame is missing or quiet.
func (j *Jitter) unheard() bool {
	for i := range int64(FrameSamples) {
		if c := cell(j.at + i); j.has[c] && (j.ring[c] > quiet || j.ring[c] < -quiet) {
			return false
		}
	}
	return true
}

// cell is where a sample lies in the rings.
func cell(at int64) int { return int(at & (held - 1)) }

// drop goes on by a frame.
func (j *Jitter) drop() {
	for range FrameSamples {
		j.has[cell(j.at)] = false
		j.at++
	}
}

// bridge fills into with what sounded last, fainter each time.
func (j *Jitter) bridge(into *[FrameSamples]int16) bool {
	j.missing++
	if j.missing > fades {
		clear(into[:])
		return false
	}
	for i, s := range j.last {
		into[i] = int16(int(s) * (fades + 1 - j.missing) / (fades + 1))
	}
	return true
}
