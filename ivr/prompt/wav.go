package prompt

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"

	"cordboard/appliance/media"
)

// The kinds of WAV that are read (RFC 2361, and extensible).
const (
	kindPCM        = 1
	kindFloat      = 3
	kindALaw       = 6
	kindMuLaw      = 7
	kindExtensible = 0xFFFE
)

// wavFormat is what a fmt chunk says.
type wavFormat struct{ kind, channels, rate, bits int }

// decodeWAV reads RIFF: samples of 8 to 32 bits, floats, or G.711.
func decodeWAV(file []byte) (Sound, error) {
	if len(file) < 12 || string(file[8:12]) != "WAVE" {
		return Sound{}, ErrFormat
	}
	var format wavFormat
	for rest := file[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), int(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		body := rest[:min(size, len(rest))]
		switch {
		case name == "fmt ":
			var err error
			if format, err = readFormat(body); err != nil {
				return Sound{}, err
			}
		case name == "data" && size == 0: // written to a pipe: all that follows is sound
			return format.read(rest)
		case name == "data":
			return format.read(body)
		}
		rest = rest[min(size+size%2, len(rest)):]
	}
	return Sound{}, fmt.Errorf("%w: %w", ErrBroken, io.ErrUnexpectedEOF)
}

func readFormat(b []byte) (f wavFormat, err error) {
	if len(b) < 16 {
		return f, ErrBroken
	}
	le := binary.LittleEndian
	f = wavFormat{int(le.Uint16(b)), int(le.Uint16(b[2:])), int(le.Uint32(b[4:])), int(le.Uint16(b[14:]))}
	if f.kind == kindExtensible && len(b) >= 26 {
		f.kind = int(le.Uint16(b[24:])) // the kind begins the subformat
	}
	if f.sample() == nil {
		return f, fmt.Errorf("WAV of kind %d, %d bits: %w", f.kind, f.bits, ErrFormat)
	}
	return f, nil
}

// sample reads one sample at the beginning of bytes; nil for a kind that is not
// known.
func (f wavFormat) sample() func([]byte) float32 {
	le := binary.LittleEndian
	switch [2]int{f.kind, f.bits} {
	case [2]int{kindPCM, 8}:
		return func(b []byte) float32 { return (float32(b[0]) - 128) / 128 }
	case [2]int{kindPCM, 16}:
		return signed16
	case [2]int{kindPCM, 24}:
		return func(b []byte) float32 {
			return float32(int32(b[0])<<8|int32(b[1])<<16|int32(b[2])<<24) / (1 << 31)
		}
	case [2]int{kindPCM, 32}:
		return func(b []byte) float32 { return float32(int32(le.Uint32(b))) / (1 << 31) }
	case [2]int{kindFloat, 32}:
		return func(b []byte) float32 { return math.Float32frombits(le.Uint32(b)) }
	case [2]int{kindFloat, 64}:
		return func(b []byte) float32 { return float32(math.Float64frombits(le.Uint64(b))) }
	case [2]int{kindALaw, 8}:
		return law(media.PCMA)
	case [2]int{kindMuLaw, 8}:
		return law(media.PCMU)
	}
	return nil
}

// law reads a sample of G.711 from a table.
func law(codec media.Codec) func([]byte) float32 {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	table := codec.Decode(nil, all)
	return func(b []byte) float32 { return float32(table[b[0]]) / (1 << 15) }
}

func (f wavFormat) read(data []byte) (Sound, error) {
	sample, width := f.sample(), f.bits/8
	if sample == nil {
		return Sound{}, ErrBroken // its sound comes before its format
	}
	n := len(data) / width
	m, err := newMixer(f.rate, f.channels, int64(n/max(1, f.channels)))
	if err != nil {
		return Sound{}, err
	}
	m.Samples = make([]float32, 0, n/f.channels)
	chunk := make([]float32, 0, 4096*f.channels)
	for i := range n {
		chunk = append(chunk, sample(data[i*width:]))
		if len(chunk) < cap(chunk) && i+1 < n {
			continue
		}
		if err := m.add(chunk); err != nil {
			return Sound{}, err
		}
		chunk = chunk[:0]
	}
	return m.Sound, nil
}

func signed16(b []byte) float32 {
	return float32(int16(binary.LittleEndian.Uint16(b))) / (1 << 15)
}

// wav writes 16 bits, one channel.
func (s Sound) wav() []byte {
	le := binary.LittleEndian
	size := 2 * len(s.Samples)
	b := append(make([]byte, 0, 44+size), "RIFF"...)
	b = append(le.AppendUint32(b, uint32(36+size)), "WAVEfmt "...)
	b = le.AppendUint16(le.AppendUint16(le.AppendUint32(b, 16), kindPCM), 1)
	b = le.AppendUint32(le.AppendUint32(b, uint32(s.Rate)), uint32(2*s.Rate))
	b = append(le.AppendUint16(le.AppendUint16(b, 2), 16), "data"...)
	b = le.AppendUint32(b, uint32(size))
	for _, v := range s.Samples {
		b = le.AppendUint16(b, uint16(int16(math.Round(float64(max(-1, min(1, v)))*(1<<15-1)))))
	}
	return b
}
