package media

import "math"

// KeyTones finds the keys that a telephone without telephone-event presses in
// the sound itself (ITU-T Q.23): two tones at a time, one of four rows and one
// of four columns, held for 40 ms at least and 40 ms apart (Q.24). It hands
// every frame on and tells a key once, when it goes down.
//
// Speech and music make such pairs too, for a moment: what counts is that the
// two tones are nearly all that sounds, are about as loud as each other, stand
// alone in their group, and last for two blocks.
type KeyTones struct {
	to     Sink
	voice  Decoder
	sound  []int16 // of the frame that is heard
	block  [keyBlock]int16
	filled int

	last, down byte // the key of the block before; the key that is held
	off        int  // blocks since its tones were heard
}

// HearKeys gives a Sink that passes on to `to` what it hears, and the keys
// that it finds in it.
func HearKeys(to Sink) *KeyTones { return &KeyTones{to: to} }

const (
	// keyBlock is how many samples are judged at once: 12.75 ms, so that the
	// shortest key fills two blocks wherever they begin, and a bin as wide as
	// the tolerance of the frequencies asks.
	keyBlock = 102
	// The rows may be 8 dB louder than the columns, the columns 4 dB louder
	// than the rows (Q.24 annex A: what administrations ask at least).
	rowTwist, columnTwist = 6.3, 2.5
	// alone is how much stronger a tone is than the others of its group.
	alone = 6.3
	// pure is the part of the block's energy that the two tones must have.
	pure = 0.8
	// faintest is the mean square of the faintest key: about -38 dBm0.
	faintest = 90 * 90
	// pauses is how many blocks without its tones end a key: fewer than the
	// shortest pause has, more than a lost block.
	pauses = 2
)

var keys = [4][4]byte{
	{'1', '2', '3', 'A'},
	{'4', '5', '6', 'B'},
	{'7', '8', '9', 'C'},
	{'*', '0', '#', 'D'},
}

// The tones of Q.23 as Goertzel's coefficients 2*cos(2*pi*f/rate).
var (
	rowTones    = goertzels(697, 770, 852, 941)
	columnTones = goertzels(1209, 1336, 1477, 1633)
)

func goertzels(frequencies ...float64) (k [4]float64) {
	for i, f := range frequencies {
		k[i] = 2 * math.Cos(2*math.Pi*f/SampleRate)
	}
	return k
}

// Frame listens to a frame and hands it on.
func (k *KeyTones) Frame(f Frame) {
	k.to.Frame(f)
	if f.Marker { // there was silence that was not sent
		k.filled, k.last, k.down, k.off = 0, 0, 0, 0
	}
	k.sound = k.voice.Decode(k.sound[:0], f)
	for _, s := range k.sound {
		k.block[k.filled] = s
		if k.filled++; k.filled == keyBlock {
			k.filled = 0
			k.judge(keyIn(&k.block))
		}
	}
}

// Digit hands on a key that came by another way.
func (k *KeyTones) Digit(d Digit) { k.to.Digit(d) }

// judge takes the key that sounds in a block, 0 for none.
func (k *KeyTones) judge(key byte) {
	switch {
	case key != 0 && key == k.down:
		k.off = 0
	case key != 0 && key == k.last:
		k.down, k.off = key, 0
		k.to.Digit(Digit{Key: key})
	case k.down != 0:
		if k.off++; k.off >= pauses {
			k.down, k.off = 0, 0
		}
	}
	k.last = key
}

// keyIn gives the key whose two tones fill the block, 0 if none does.
func keyIn(block *[keyBlock]int16) byte {
	var energy float64
	for _, s := range block {
		energy += float64(s) * float64(s)
	}
	if energy < faintest*keyBlock {
		return 0
	}
	row, high := strongest(block, &rowTones)
	column, low := strongest(block, &columnTones)
	switch {
	case row < 0 || column < 0,
		high > rowTwist*low, low > columnTwist*high,
		high+low < pure*energy*keyBlock/2:
		return 0
	}
	return keys[row][column]
}

// strongest gives the tone that stands alone in its group, -1 if none does,
// and its power: (amplitude*keyBlock/2) squared.
func strongest(block *[keyBlock]int16, group *[4]float64) (best int, power float64) {
	var powers [4]float64
	for i, c := range group {
		powers[i] = goertzel(block, c)
		if powers[i] > powers[best] {
			best = i
		}
	}
	for i, p := range powers {
		if i != best && p*alone > powers[best] {
			return -1, 0
		}
	}
	return best, powers[best]
}

// goertzel is the power of one frequency in the block (G. Goertzel, 1958).
func goertzel(block *[keyBlock]int16, c float64) float64 {
	var s1, s2 float64
	for _, x := range block {
		s1, s2 = float64(x)+c*s1-s2, s1
	}
	return s1*s1 + s2*s2 - c*s1*s2
}
