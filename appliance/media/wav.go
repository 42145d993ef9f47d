package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"
)

// SampleRate is how many samples of telephone sound make a second.
const SampleRate = 8000

// ErrFormat says that a file is no sound that can be played, and what to do.
var ErrFormat = errors.New("a prompt must be a WAV file of 16 bits, one channel, 8000 or 16000 samples a second; " +
	"to make one: sox IN -r 8000 -b 16 -c 1 OUT.wav")

// longest is how many bytes of sound a clip may have: half an hour at 16 kHz.
const longest = 30 * 60 * 16000 * 2

// readWAV reads the samples of a WAV file (RIFF, PCM or extensible with PCM).
func readWAV(r io.Reader) (samples []int16, rate int, err error) {
	var riff [12]byte
	if _, err := io.ReadFull(r, riff[:]); err != nil || string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return nil, 0, ErrFormat
	}
	for {
		var head [8]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return nil, 0, fmt.Errorf("%w (it holds no sound)", ErrFormat)
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "fmt ":
			if rate, err = readFormat(r, size); err != nil {
				return nil, 0, err
			}
		case "data":
			if rate == 0 {
				return nil, 0, fmt.Errorf("%w (its sound comes before its format)", ErrFormat)
			}
			samples, err = readSamples(r, size)
			return samples, rate, err
		default:
			if _, err := io.CopyN(io.Discard, r, size+size%2); err != nil {
				return nil, 0, fmt.Errorf("%w (it is cut short)", ErrFormat)
			}
		}
	}
}

// readFormat reads a fmt chunk and answers the sample rate.
func readFormat(r io.Reader, size int64) (int, error) {
	if size < 16 || size > 64 {
		return 0, fmt.Errorf("%w (its format is not readable)", ErrFormat)
	}
	b := make([]byte, size+size%2)
	if _, err := io.ReadFull(r, b); err != nil {
		return 0, fmt.Errorf("%w (it is cut short)", ErrFormat)
	}
	le := binary.LittleEndian
	kind, channels, rate, bits := le.Uint16(b), le.Uint16(b[2:]), le.Uint32(b[4:]), le.Uint16(b[14:])
	if kind == 0xFFFE && size >= 26 { // extensible: the kind begins its subformat
		kind = le.Uint16(b[24:])
	}
	if kind != 1 || channels != 1 || bits != 16 || rate != SampleRate && rate != 2*SampleRate {
		return 0, fmt.Errorf("%w (this one: kind %d, %d bits, %d channels, %d samples a second)",
			ErrFormat, kind, bits, channels, rate)
	}
	return int(rate), nil
}

// readSamples reads a data chunk. A size of zero or of all ones is that of a
// program which wrote to a pipe: everything that follows is sound.
func readSamples(r io.Reader, size int64) ([]int16, error) {
	open := size == 0 || size == math.MaxUint32
	if !open && size > longest {
		return nil, fmt.Errorf("%w (this one plays for more than 30 minutes)", ErrFormat)
	}
	if open {
		size = longest
	}
	b, err := io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return nil, err
	}
	samples := make([]int16, len(b)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return samples, nil
}

// A recording's WAV: a header of 44 bytes, then the left and the right sample
// of each moment.
const (
	headerSize = 44
	momentSize = 4
)

// header is what stands before n moments of a recording.
func header(n int64) []byte {
	le := binary.LittleEndian
	size := uint32(min(n*momentSize, math.MaxUint32-headerSize))
	b := append(make([]byte, 0, headerSize), "RIFF"...)
	b = le.AppendUint32(b, size+headerSize-8)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, 2)
	b = le.AppendUint32(b, SampleRate)
	b = le.AppendUint32(b, SampleRate*momentSize)
	b = le.AppendUint16(b, momentSize)
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	return le.AppendUint32(b, size)
}

// RepairWAV sets the header of a recording that ended with a kill or a power
// cut to what is in the file, and answers how long it plays. Repairing one
// that is whole changes nothing.
func RepairWAV(f *os.File) (time.Duration, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, fmt.Errorf("repair recording: %w", err)
	}
	was := make([]byte, min(info.Size(), headerSize))
	if _, err := f.ReadAt(was, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("repair recording %s: %w", f.Name(), err)
	}
	if !ours(was) {
		return 0, fmt.Errorf("repair recording %s: not one of ours", f.Name())
	}
	n := max(0, info.Size()-headerSize) / momentSize
	if _, err := f.WriteAt(header(n), 0); err != nil {
		return 0, fmt.Errorf("repair recording %s: %w", f.Name(), err)
	}
	if err := f.Truncate(headerSize + n*momentSize); err != nil {
		return 0, fmt.Errorf("repair recording %s: %w", f.Name(), err)
	}
	return length(n), nil
}

// ours says whether b, up to the sizes in it, is the beginning of a header of
// ours; a file that was cut while its header was written is too, and so is one
// of zeros, which a power cut leaves.
func ours(b []byte) bool {
	want, zero := header(0), true
	for i, c := range b {
		zero = zero && c == 0
		if size := i >= 4 && i < 8 || i >= 40; !size && c != want[i] && !zero {
			return false
		}
	}
	return true
}

func length(moments int64) time.Duration {
	return time.Duration(moments) * time.Second / SampleRate
}
