package prompt

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"
	"github.com/jfreymuth/oggvorbis"
)

// The rates that are taken: less is no speech, more no sound.
const leastRate, mostRate = 8000, 48000

// Decode reads a WAV, MP3 or Ogg Vorbis file, of one or two channels, mixed to
// one.
func Decode(file []byte) (s Sound, err error) {
	if len(file) > MostBytes {
		return s, ErrLarge.With("limit", MostBytes>>20)
	}
	defer func() {
		// The libraries were written for files that people made, not for those
		// that somebody made up.
		if recover() != nil {
			s, err = Sound{}, ErrBroken
		}
	}()
	switch {
	case bytes.HasPrefix(file, []byte("RIFF")):
		return decodeWAV(file)
	case bytes.HasPrefix(file, []byte("OggS")):
		return decodeOgg(file)
	case bytes.HasPrefix(file, []byte("ID3")), len(file) > 1 && file[0] == 0xFF && file[1]&0xE0 == 0xE0:
		return decodeMP3(file)
	}
	return s, ErrFormat
}

// decodeOgg reads Vorbis; Opus, which may lie in the same wrapping, is not.
func decodeOgg(file []byte) (Sound, error) {
	r, err := oggvorbis.NewReader(bytes.NewReader(file))
	if err != nil {
		return Sound{}, errors.Join(ErrFormat, err)
	}
	m, err := newMixer(r.SampleRate(), r.Channels(), r.Length())
	if err != nil {
		return Sound{}, err
	}
	chunk := make([]float32, 4096*r.Channels())
	for {
		n, err := r.Read(chunk)
		if full := m.add(chunk[:n]); full != nil {
			return Sound{}, full
		}
		if errors.Is(err, io.EOF) {
			return m.Sound, nil
		}
		if err != nil {
			return Sound{}, errors.Join(ErrBroken, err)
		}
	}
}

// decodeMP3 reads MPEG 1 and 2, layer 3, which the library always gives as two
// channels of 16 bits.
func decodeMP3(file []byte) (Sound, error) {
	d, err := mp3.NewDecoder(bytes.NewReader(file))
	if err != nil {
		return Sound{}, errors.Join(ErrFormat, err)
	}
	m, err := newMixer(d.SampleRate(), 2, d.Length()/4)
	if err != nil {
		return Sound{}, err
	}
	read, samples := make([]byte, 16384), make([]float32, 8192)
	for {
		n, err := io.ReadFull(d, read)
		for i := range n / 2 {
			samples[i] = signed16(read[2*i:])
		}
		if full := m.add(samples[:n/2]); full != nil {
			return Sound{}, full
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return m.Sound, nil
		case err != nil:
			return Sound{}, errors.Join(ErrBroken, err)
		}
	}
}

// mixer gathers sound of one channel from samples of several.
type mixer struct {
	Sound
	channels, most int
}

// newMixer refuses what has no sensible rate, and what says of itself that it
// is too long; length is in samples of one channel, 0 for not known.
func newMixer(rate, channels int, length int64) (*mixer, error) {
	if rate < leastRate || rate > mostRate || channels < 1 || channels > 2 {
		return nil, fmt.Errorf("%d samples a second in %d channels: %w", rate, channels, ErrFormat)
	}
	m := &mixer{Sound: Sound{Rate: rate}, channels: channels, most: int(Longest.Seconds()) * rate}
	if length > int64(m.most) {
		return nil, m.long()
	}
	return m, nil
}

// add mixes samples that lie by turns; it refuses what becomes too long.
func (m *mixer) add(samples []float32) error {
	for i := 0; i+m.channels <= len(samples); i += m.channels {
		var sum float32
		for _, v := range samples[i : i+m.channels] {
			sum += sound(v)
		}
		m.Samples = append(m.Samples, sum/float32(m.channels))
	}
	if len(m.Samples) > m.most {
		return m.long()
	}
	return nil
}

func (*mixer) long() error { return ErrLong.With("limit", int(Longest.Minutes())) }

// sound keeps a sample to what can be one: files of floats may hold anything.
func sound(v float32) float32 {
	if v != v {
		return 0
	}
	return max(-8, min(8, v))
}
