package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// tone is a WAV file of a sine, 8 kHz, 16 bit, one channel.
func tone(hz float64, length time.Duration) []byte {
	const rate, bytesPerSample = 8000, 2
	samples := int(length.Seconds() * rate)
	size := uint32(samples * bytesPerSample)
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a buffer takes everything
	b.WriteString("RIFF")
	put(36 + size)
	b.WriteString("WAVEfmt ")
	put(uint32(16))
	put([]uint16{1, 1}) // PCM, one channel
	put([]uint32{rate, rate * bytesPerSample})
	put([]uint16{bytesPerSample, 8 * bytesPerSample})
	b.WriteString("data")
	put(size)
	for i := range samples {
		put(int16(8000 * math.Sin(2*math.Pi*hz*float64(i)/rate)))
	}
	return b.Bytes()
}
