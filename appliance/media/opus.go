package media

import (
	"slices"

	"github.com/thesyncim/gopus"
)

// opusClock is what timestamps of Opus count in a second, whatever is spoken
// (RFC 7587 section 4.1).
const opusClock = 48000

// OpusLongest is the longest Opus packet that is taken, in bytes: what fits a
// datagram of an Ethernet, encrypted. Speech needs a tenth of it.
const OpusLongest = 1400

// OpusWanted is what we ask of those who send Opus (RFC 7587 section 6.1): to
// say again in each packet what the one before said, in case that is lost, and
// nothing above the wide band, which is all that telephones take and costs half
// to decode for a recording.
const OpusWanted = "useinbandfec=1;maxplaybackrate=16000"

const (
	// opusMost is the most sound that a packet may hold, in samples: 120 ms
	// (RFC 6716 section 3.2.5).
	opusMost = 6 * FrameSamples
	// opusRate is how we speak it ourselves, which is prompts, music and what
	// is mixed: by CELT, which leaves music whole and at that rate leaves as
	// much of speech, for half of what SILK costs. To try harder than the least
	// doubles that and is not heard.
	opusRate   = 32000
	opusEffort = 0
)

// opusSamples is how many samples, at SampleRate, an Opus packet holds; 0: it
// is none. Its first byte says how long its frames are and its second, where
// it has one, how many there are (RFC 6716 sections 3.1 and 3.2).
func opusSamples(packet []byte) int {
	if len(packet) == 0 || len(packet) > OpusLongest {
		return 0
	}
	frames := 1
	switch packet[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) < 2 {
			return 0
		}
		frames = int(packet[1] & 0x3F)
	}
	n := frames * opusFrame(packet[0]>>3)
	if n > opusMost {
		return 0
	}
	return n
}

// opusFrame is how many samples a frame of a configuration has (RFC 6716 table
// 2): SILK's last for 10 to 60 ms, hybrid ones for 10 or 20, CELT's for 2.5 to
// 20.
func opusFrame(configuration byte) int {
	const ms = SampleRate / 1000
	switch {
	case configuration < 12:
		return [4]int{10 * ms, 20 * ms, 40 * ms, 60 * ms}[configuration%4]
	case configuration < 16:
		return [2]int{10 * ms, 20 * ms}[configuration%2]
	}
	return 20 * ms >> (3 - configuration%4)
}

// opusSilence appends a packet of so many samples in which nothing sounds:
// frames of CELT that hold its silence flag alone. A packet that says that
// nothing is sent would not do: a decoder goes on with what it heard last.
func opusSilence(into []byte, samples int) []byte {
	const (
		config   = 28 << 3 // CELT, 2.5 ms, mono
		shortest = SampleRate / 400
	)
	length, frames := byte(3), samples/FrameSamples
	if frames == 0 {
		frames = 1
		for length > 0 && shortest<<length > samples {
			length--
		}
	}
	into = append(into, config|length<<3|3, byte(frames)) // any number of frames, all as long as each other
	for range frames {
		into = append(into, 0xFF, 0xFE)
	}
	return into
}

// newOpusDecoder makes a decoder of one voice into samples at SampleRate; it
// cannot fail, for its settings are fixed.
func newOpusDecoder() *gopus.Decoder {
	d, err := gopus.NewDecoder(gopus.DefaultDecoderConfig(SampleRate, 1))
	if err != nil {
		panic(err)
	}
	return d
}

// newOpusEncoder makes an encoder of the telephone's band; nor can it.
func newOpusEncoder() *gopus.Encoder {
	e, err := gopus.NewEncoder(gopus.EncoderConfig{SampleRate: SampleRate, Channels: 1, Application: gopus.ApplicationLowDelay})
	if err == nil {
		err = e.SetBitrate(opusRate)
	}
	if err == nil {
		err = e.SetComplexity(opusEffort)
	}
	if err != nil {
		panic(err)
	}
	return e
}

// decodeOpus appends the sound of a packet: what cannot be read is as long as
// it says, and silent.
func decodeOpus(d *gopus.Decoder, into []int16, packet []byte) []int16 {
	n, begin := opusSamples(packet), len(into)
	into = slices.Grow(into, n)[:begin+n]
	if got, err := d.DecodeInt16(packet, into[begin:]); err != nil || got != n {
		clear(into[begin:])
	}
	return into
}

// encodeOpus appends a packet that holds the samples, without those at their
// end that no packet's length has room for: 2.5, 5, 10, 20, 40 or 60 ms.
func encodeOpus(e *gopus.Encoder, into []byte, samples []int16) []byte {
	for _, n := range [...]int{480, 320, 160, 80, 40, 20} {
		if len(samples) < n {
			continue
		}
		begin := len(into)
		into = slices.Grow(into, OpusLongest)[:begin+OpusLongest]
		if e.FrameSize() != n && e.SetFrameSize(n) != nil {
			break
		}
		size, err := e.EncodeInt16(samples[:n], into[begin:])
		if err != nil {
			size = 0
		}
		return into[:begin+size]
	}
	return into
}
