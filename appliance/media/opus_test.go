package media

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/thesyncim/gopus"
	"github.com/thesyncim/gopus/container/ogg"
)

// spoken is sound as Opus packets of so many samples, of our own encoder.
func spoken(sound []int16, samples int) (packets [][]byte) {
	var voice Encoder
	for part := range slices.Chunk(sound, samples) {
		if len(part) == samples {
			packets = append(packets, voice.Encode(nil, Opus, part))
		}
	}
	return packets
}

// heard is what one decoder makes of packets.
func heard(packets [][]byte) (sound []int16) {
	var voice Decoder
	for _, p := range packets {
		sound = voice.Decode(sound, Frame{Codec: Opus, Payload: p})
	}
	return sound
}

// wrapped are packets as a file that ffmpeg reads.
func wrapped(t *testing.T, packets [][]byte) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := ogg.NewWriter(&file, SampleRate, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packets {
		if err := w.WritePacket(p, opusSamples(p)*opusClock/SampleRate); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// unwrapped are the packets of such a file.
func unwrapped(t *testing.T, file []byte) (packets [][]byte) {
	t.Helper()
	r, err := ogg.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, _, err := r.ReadPacket()
		if err != nil {
			return packets
		}
		packets = append(packets, bytes.Clone(p))
	}
}

// raw and samples are sound as ffmpeg takes and gives it.
func raw(sound []int16) (b []byte) {
	for _, s := range sound {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return b
}

func unraw(b []byte) (sound []int16) {
	for ; len(b) > 1; b = b[2:] {
		sound = append(sound, int16(binary.LittleEndian.Uint16(b)))
	}
	return sound
}

func TestOpusSoundsThroughFFmpegAsItWasSaid(t *testing.T) {
	for _, hz := range []float64{300, 1000, 2500, 3000} {
		for _, samples := range []int{80, 160, 320, 480} {
			file := wrapped(t, spoken(sine(hz, SampleRate), samples))
			theirs := unraw(ffmpeg(t, file, "-c:a", "libopus", "-i", "-", "-f", "s16le", "-ar", "48000", "-ac", "1"))
			if got := loudness(theirs, hz, 48000); got < 0.8 || got > 1.2 {
				t.Errorf("%v Hz in packets of %d samples sounds at %.2f of what it was", hz, samples, got)
			}
		}
	}
}

func TestOpusOfFFmpegSoundsAsItWasSaid(t *testing.T) {
	for _, hz := range []float64{300, 1000, 2500, 3000} {
		for _, how := range [][]string{
			{"-application", "voip", "-frame_duration", "20"},
			{"-application", "voip", "-frame_duration", "60", "-b:a", "12k"}, // SILK
			{"-application", "voip", "-frame_duration", "40", "-fec", "1", "-packet_loss", "10"},
			{"-application", "audio", "-frame_duration", "10", "-af", "pan=stereo|c0=c0|c1=c0"},
			{"-application", "lowdelay", "-frame_duration", "2.5"}, // CELT
			{"-application", "audio", "-frame_duration", "120", "-b:a", "40k"},
		} {
			args := append([]string{"-f", "s16le", "-ar", "48000", "-ac", "1", "-i", "-", "-c:a", "libopus", "-b:a", "32k"}, how...)
			said := unwrapped(t, ffmpeg(t, raw(sine(hz, 48000)), append(args, "-f", "opus")...))
			sound := heard(said)
			if len(sound) < SampleRate*4/5 || len(sound) > SampleRate*6/5 {
				t.Fatalf("%v: a second became %d samples in %d packets", how, len(sound), len(said))
			}
			if got := loudness(sound[:SampleRate*4/5], hz, SampleRate); got < 0.8 || got > 1.2 {
				t.Errorf("%v Hz, %v: sounds at %.2f of what it was", hz, how, got)
			}
		}
	}
}

// How long a packet says that it is, by all first bytes, is what the library
// reads of it.
func TestOpusPacketSaysHowLongItIs(t *testing.T) {
	for toc := range 256 {
		for frames := range 64 {
			packet := []byte{byte(toc), byte(frames), 0, 0}
			info, err := gopus.ParsePacket(packet)
			if err != nil {
				continue
			}
			want := info.TOC.FrameSize * info.FrameCount * SampleRate / opusClock
			if want > opusMost {
				want = 0
			}
			if got := opusSamples(packet); got != want {
				t.Errorf("packet %v: %d samples, want %d", packet, got, want)
			}
		}
	}
	for _, none := range [][]byte{nil, {}, {3}, {0xFB, 0}, {0xFB, 63}, make([]byte, OpusLongest+1)} {
		if got := Opus.Samples(none); got != 0 {
			t.Errorf("%.8v: %d samples of what is no packet", none, got)
		}
	}
}

func TestOpusFrameWithoutSoundIsAsLongAndSilent(t *testing.T) {
	loud := sine(440, SampleRate)
	for _, samples := range []int{20, 40, 80, 160, 320, 480} {
		var voice Decoder
		packets := spoken(loud, samples)
		for _, p := range packets {
			voice.Decode(nil, Frame{Codec: Opus, Payload: p})
		}
		var sound []int16
		for range 4 * SampleRate / 10 / samples {
			silent := Frame{Codec: Opus, Payload: packets[0], Timestamp: 7}.Silent(make([]byte, FrameSamples))
			if silent.Samples() != samples || silent.Timestamp != 7 {
				t.Fatalf("silence in place of %d samples is %d long, at %d", samples, silent.Samples(), silent.Timestamp)
			}
			sound = voice.Decode(sound, silent)
		}
		for i, s := range sound[len(sound)/2:] {
			if distance(s, 0) > 8 {
				t.Fatalf("frames of %d samples: sample %d in silence is %d", samples, i, s)
			}
		}
	}
	if got := loudness(ffmpegHears(t, spoken(loud, 160)), 440, SampleRate); got < 0.8 {
		t.Fatalf("the tone itself is not heard: %.2f", got)
	}
	quiet := slices.Repeat([][]byte{Frame{Codec: Opus, Payload: spoken(loud, 160)[0]}.Silent(nil).Payload}, 50)
	for _, s := range ffmpegHears(t, quiet) {
		if distance(s, 0) > 8 {
			t.Fatalf("ffmpeg hears %d in silence", s)
		}
	}
}

func ffmpegHears(t *testing.T, packets [][]byte) []int16 {
	t.Helper()
	return unraw(ffmpeg(t, wrapped(t, packets), "-c:a", "libopus", "-i", "-", "-f", "s16le", "-ar", "8000", "-ac", "1"))
}

// A sender that is silent sends a packet without a frame now and then; one
// whose packets are lost or spoilt is heard again with the next.
func TestOpusVoiceOutlivesWhatIsLostSpoiltOrEmpty(t *testing.T) {
	packets := spoken(slices.Repeat(sine(1000, SampleRate), 2), 160)
	for name, change := range map[string]func(p []byte) []byte{
		"lost":   func([]byte) []byte { return nil },
		"empty":  func(p []byte) []byte { return p[:1] },
		"short":  func(p []byte) []byte { return p[:len(p)/2] },
		"noise":  func(p []byte) []byte { return append(p[:1:1], bytes.Repeat([]byte{0xA7}, len(p)-1)...) },
		"broken": func(p []byte) []byte { return append([]byte{p[0] | 3, 0xC0 | 1}, p[1:]...) },
	} {
		sent := slices.Clone(packets)
		for i := 30; i < 50; i += 4 {
			sent[i] = change(sent[i])
		}
		var voice Decoder
		var sound []int16
		for i, p := range sent {
			n := len(sound)
			if sound = voice.Decode(sound, Frame{Codec: Opus, Payload: p}); len(sound)-n != Opus.Samples(p) {
				t.Errorf("%s: packet %d gave %d samples", name, i, len(sound)-n)
			}
		}
		if got := loudness(sound[len(sound)*2/3:], 1000, SampleRate); got < 0.8 || got > 1.2 {
			t.Errorf("%s: after it the tone sounds at %.2f of what it was", name, got)
		}
	}
}

func TestOpusIsMadeOfEveryCodecAndBack(t *testing.T) {
	for _, other := range []Codec{PCMA, PCMU, G722} {
		var there, back Transcoder
		var sound []byte
		for _, f := range frames(other, other.Encode(nil, sine(1000, SampleRate))) {
			packet, into := make([]byte, OpusLongest), make([]byte, FrameSamples)
			packet = packet[:there.Copy(packet, Opus, f)]
			if got := Opus.Samples(packet); got != FrameSamples {
				t.Fatalf("a frame of codec %d became a packet of %d samples", other, got)
			}
			if n := back.Copy(into, other, Frame{Codec: Opus, Payload: packet}); n != FrameSamples {
				t.Fatalf("a packet became %d bytes of codec %d", n, other)
			}
			sound = append(sound, into...)
		}
		if got := loudness(other.Decode(nil, sound), 1000, SampleRate); got < 0.8 || got > 1.2 {
			t.Errorf("codec %d: the tone came back at %.2f of what it was", other, got)
		}
	}
}

// Whatever comes from the network is as long as it says, and ends nothing.
func FuzzOpusPackets(f *testing.F) {
	for _, samples := range []int{20, 40, 80, 160, 320, 480} {
		p := spoken(sine(700, SampleRate/4), samples)
		f.Add(p[0], p[1], p[2])
	}
	f.Add([]byte{0xF8, 0xFF, 0xFE}, []byte{0x78}, []byte{0x7B, 0x83, 1, 2, 3})
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		var voice Decoder
		var on Transcoder
		for _, p := range [][]byte{a, b, c, a} {
			frame := Frame{Codec: Opus, Payload: p}
			if got := len(voice.Decode(nil, frame)); got != frame.Samples() {
				t.Fatalf("%d samples of %d", got, frame.Samples())
			}
			if n := on.Copy(make([]byte, opusMost), PCMA, frame); n != frame.Samples() {
				t.Fatalf("%d bytes of %d samples", n, frame.Samples())
			}
		}
	})
}

// What a call costs that is heard, for its recording, and spoken, for a prompt,
// in each codec: CPU-seconds of 1,000 seconds, and allocations.
func BenchmarkVoice(b *testing.B) {
	sound := sine(1000, SampleRate)
	for i := range sound { // a tone alone would be too easy
		sound[i] += int16(2000 * math.Sin(float64(i*i%7919)))
	}
	for _, c := range []Codec{PCMU, PCMA, G722, Opus} {
		var said []Frame
		if c == Opus {
			for _, p := range spoken(sound, FrameSamples) {
				said = append(said, Frame{Codec: c, Payload: p})
			}
		} else {
			said = frames(c, c.Encode(nil, sound))
		}
		b.Run(fmt.Sprintf("hear/%d", c), func(b *testing.B) {
			var voice Decoder
			into, i := make([]int16, 0, opusMost), 0
			b.ReportAllocs()
			for b.Loop() {
				voice.Decode(into, said[i%len(said)])
				i++
			}
			perThousand(b)
		})
		b.Run(fmt.Sprintf("say/%d", c), func(b *testing.B) {
			var voice Encoder
			into, i := make([]byte, 0, OpusLongest), 0
			b.ReportAllocs()
			for b.Loop() {
				at := i % (len(sound) / FrameSamples) * FrameSamples
				voice.Encode(into, c, sound[at:at+FrameSamples])
				i++
			}
			perThousand(b)
		})
	}
}

// perThousand tells what a thousand seconds of frames cost.
func perThousand(b *testing.B) {
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*1000/FrameTime.Seconds(), "s/1000s")
}
