package media

// Timeline lays the frames of one sender, who counts samples on a clock of his
// own, onto a time line of ours. The first frame stands where it arrived; the
// others keep the sender's spacing, so that jitter on the way does not show,
// until what arrives says that the line is wrong: the sender's clock drifts,
// he began to count anew, or somebody else sends.
type Timeline struct {
	// Early and Late are how many samples a frame may arrive before and after
	// its place before the line moves.
	Early, Late int64

	anchored bool
	ts       uint32 // the last frame's timestamp
	pos      int64  // and its place
	least    int64  // the least delay of the frames counted in seen
	seen     int
}

const (
	// lost is the delay, in samples, from which a frame is taken to belong to
	// another count and not to be late: a second.
	lost = int64(SampleRate)
	// window is how many frames in a row have to be late before the line
	// moves: a burst after a pause in the network ends on time, a sender whose
	// clock stood still does not.
	window = 50
)

// Place says where on our line, in samples, the frame with timestamp ts that
// arrives at now belongs; moved says that the line does not go on from the
// frame before.
func (t *Timeline) Place(ts uint32, now int64) (pos int64, moved bool) {
	if !t.anchored {
		return t.anchor(ts, now), true
	}
	pos = t.pos + int64(int32(ts-t.ts))
	delay := now - pos
	// Nothing arrives before it was sent: an early frame says that the line
	// was drawn through a late one.
	if delay < -t.Early || delay > lost {
		return t.anchor(ts, now), true
	}
	t.least = min(t.least, delay)
	if t.seen++; t.seen == window {
		late := t.least
		t.seen, t.least = 0, lost
		if late > t.Late {
			return t.anchor(ts, pos+late), true
		}
	}
	t.ts, t.pos = ts, pos
	return pos, false
}

// Push moves the line, from the frame placed last on, by n samples.
func (t *Timeline) Push(n int64) { t.pos += n }

// Reset forgets the sender: the next frame stands where it arrives.
func (t *Timeline) Reset() { t.anchored = false }

func (t *Timeline) anchor(ts uint32, pos int64) int64 {
	t.anchored, t.ts, t.pos, t.least, t.seen = true, ts, pos, lost, 0
	return pos
}
