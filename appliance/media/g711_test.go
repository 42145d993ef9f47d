package media

import (
	"bytes"
	"encoding/binary"
	"os/exec"
	"slices"
	"testing"
)

// sox converts raw sound; it is the second implementation that the codecs are
// held against.
func sox(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("sox")
	if err != nil {
		t.Fatal("install sox")
	}
	cmd := exec.Command(path, append([]string{"-D"}, args...)...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("sox %v: %v", args, err)
	}
	return out
}

var soxName = map[Codec]string{PCMU: "u-law", PCMA: "a-law"}

func TestLawsDecodeAsSoxDoes(t *testing.T) {
	var every []byte
	for i := range 256 {
		every = append(every, byte(i))
	}
	for codec, name := range soxName {
		raw := sox(t, every, "-t", "raw", "-e", name, "-r", "8000", "-c", "1", "-", "-t", "raw", "-e", "signed", "-b", "16", "-")
		for i, got := range codec.Decode(nil, every) {
			if want := int16(binary.LittleEndian.Uint16(raw[2*i:])); got != want {
				t.Errorf("%s byte %#x: got %d, want %d", name, i, got, want)
			}
		}
	}
}

// Two encoders may differ where a sample lies between two steps: ours may be
// off by half a step at most, but where sox is too (at the loud end).
func TestLawsEncodeAsNearAsSoxDoes(t *testing.T) {
	var samples []int16
	var raw []byte
	for s := -32768; s < 32768; s += 3 {
		samples = append(samples, int16(s))
		raw = binary.LittleEndian.AppendUint16(raw, uint16(s))
	}
	for codec, name := range soxName {
		theirs := codec.Decode(nil, sox(t, raw, "-t", "raw", "-e", "signed", "-b", "16", "-r", "8000", "-c", "1", "-", "-t", "raw", "-e", name, "-"))
		ours := codec.Decode(nil, codec.Encode(nil, samples))
		for i, s := range samples {
			a, b := distance(ours[i], s), distance(theirs[i], s)
			if a > b && a > step(s)/2+4 {
				t.Fatalf("%s sample %d: we are off by %d, sox by %d", name, s, a, b)
			}
		}
	}
}

func TestLawsCrossWithoutLosingMoreThanAStep(t *testing.T) {
	for from, to := range map[Codec]Codec{PCMU: PCMA, PCMA: PCMU} {
		for i := range 256 {
			f := Frame{Codec: from, Payload: []byte{byte(i)}}
			var into [1]byte
			if n := new(Transcoder).Copy(into[:], to, f); n != 1 {
				t.Fatalf("copied %d bytes, want 1", n)
			}
			a, b := from.Decode(nil, f.Payload)[0], to.Decode(nil, into[:])[0]
			if distance(a, b) > step(a) {
				t.Errorf("%v %#x sounds %d, in the other codec %d", from, i, a, b)
			}
		}
	}
	same := Frame{Codec: PCMA, Payload: []byte{1, 2, 3}}
	var into [3]byte
	if new(Transcoder).Copy(into[:], PCMA, same); !slices.Equal(into[:], same.Payload) {
		t.Errorf("the same codec: got %v, want %v", into, same.Payload)
	}
}

func distance(a, b int16) int { return max(int(a)-int(b), int(b)-int(a)) }

// step is the distance of two neighbours in either codec at that height.
func step(s int16) int { return max(distance(s, 0)/16, 16) }
