package media

// speechLevel is the mean height above which sound counts as speech: 42 dB
// below the loudest. Speech on a line lies about 26 dB below (ITU-T P.56), the
// noise of a room at 50 and more.
const speechLevel = 1 << 15 / 126

// Speech tells whether samples are loud enough to be somebody who speaks.
func Speech(samples []int16) bool {
	sum := 0
	for _, s := range samples {
		sum += max(int(s), -int(s))
	}
	return sum > speechLevel*len(samples)
}
