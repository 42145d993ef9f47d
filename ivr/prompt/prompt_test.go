package prompt_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/ivr/prompt"
)

// record has ffmpeg make a file of a description of sound.
func record(t testing.TB, sound, name string, args ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	args = append([]string{"-v", "error", "-f", "lavfi", "-i", sound}, append(args, file)...)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg, which Debian's package ffmpeg has: %v: %s", err, out)
	}
	return read(t, file)
}

func made(t testing.TB, file []byte) prompt.Prompt {
	t.Helper()
	p, err := prompt.Make(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// samples are those of a prompt's WAV.
func samples(t testing.TB, p prompt.Prompt) (all []float64, rate int) {
	t.Helper()
	if _, err := media.LoadClip(bytes.NewReader(p.WAV)); err != nil {
		t.Fatalf("the box cannot play it: %v", err)
	}
	for b := p.WAV[44:]; len(b) > 1; b = b[2:] {
		all = append(all, float64(int16(binary.LittleEndian.Uint16(b)))/(1<<15))
	}
	return all, int(binary.LittleEndian.Uint32(p.WAV[24:]))
}

// power is how much of the sound is at a frequency: the mean square there.
func power(all []float64, rate int, frequency float64) float64 {
	var re, im float64
	for i, v := range all {
		angle := 2 * math.Pi * frequency * float64(i) / float64(rate)
		re, im = re+v*math.Cos(angle), im+v*math.Sin(angle)
	}
	n := float64(len(all))
	return 2 * (re*re + im*im) / (n * n)
}

func total(all []float64) (sum float64) {
	for _, v := range all {
		sum += v * v
	}
	return sum / float64(len(all))
}

const tone = "sine=frequency=1000:duration=2:sample_rate=48000"

func TestFilesOfAllKindsBecomeOneKind(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		rate int
	}{
		{"a.wav", []string{"-ar", "48000", "-ac", "2", "-c:a", "pcm_s16le"}, 16000},
		{"b.wav", []string{"-ar", "44100", "-c:a", "pcm_s24le"}, 16000},
		{"c.wav", []string{"-ar", "22050", "-c:a", "pcm_f32le"}, 16000},
		{"d.wav", []string{"-ar", "11025", "-c:a", "pcm_u8"}, 16000},
		{"e.wav", []string{"-ar", "32000", "-c:a", "pcm_s32le"}, 16000},
		{"f.wav", []string{"-ar", "16000", "-c:a", "pcm_f64le"}, 16000},
		{"g.wav", []string{"-ar", "8000", "-c:a", "pcm_alaw"}, 8000},
		{"h.wav", []string{"-ar", "8000", "-c:a", "pcm_mulaw", "-ac", "2"}, 8000},
		{"i.mp3", []string{"-ar", "44100", "-b:a", "96k"}, 16000},
		{"j.mp3", []string{"-ar", "22050", "-ac", "2", "-b:a", "64k"}, 16000},
		{"k.ogg", []string{"-ar", "48000", "-ac", "2", "-c:a", "libvorbis"}, 16000},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := made(t, record(t, tone, c.name, c.args...))
			all, rate := samples(t, p)
			if rate != c.rate {
				t.Errorf("got %d samples a second, want %d", rate, c.rate)
			}
			if off := p.Length - 2*time.Second; off < -80*time.Millisecond || off > 80*time.Millisecond {
				t.Errorf("plays for %s, want 2s", p.Length)
			}
			if math.Abs(p.Loudness-prompt.Target) > 0.3 {
				t.Errorf("is as loud as %.1f LUFS, want %.1f", p.Loudness, prompt.Target)
			}
			middle := all[len(all)/4 : len(all)*3/4]
			if clean := power(middle, rate, 1000) / total(middle); clean < 0.99 {
				t.Errorf("only %.3f of it is the tone", clean)
			}
		})
	}
}

// TestResamplingFoldsNothingBack: a tone above what the lower rate can hold is
// gone, and not heard as another one.
func TestResamplingFoldsNothingBack(t *testing.T) {
	both := "sine=frequency=1000:duration=2:sample_rate=48000[a];sine=frequency=11000:duration=2:sample_rate=48000[b];[a][b]amix=2"
	all, rate := samples(t, made(t, record(t, both, "both.wav")))
	heard, folded := power(all, rate, 1000), power(all, rate, 5000)
	if ratio := 10 * math.Log10(folded/heard); ratio > -60 {
		t.Errorf("the tone of 11 kHz is heard at 5 kHz, %.0f dB below the other", ratio)
	}
}

// TestLoudnessIsThatOfR128 compares with another who measures it.
func TestLoudnessIsThatOfR128(t *testing.T) {
	for _, sound := range []string{
		"sine=frequency=997:duration=4:sample_rate=48000,volume=-6dB",
		"sine=frequency=100:duration=4:sample_rate=48000",
		"anoisesrc=duration=5:color=pink:seed=7:sample_rate=16000,volume='if(lt(t,2),0.5,0.004)':eval=frame",
	} {
		wav := record(t, sound, "s.wav", "-ac", "1")
		s, err := prompt.Decode(wav)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.Loudness(), measured(t, sound); math.Abs(got-want) > 0.2 {
			t.Errorf("%s: got %.2f LUFS, ffmpeg says %.2f", sound, got, want)
		}
	}
}

var integrated = regexp.MustCompile(`I:\s+(-[0-9.]+) LUFS`)

func measured(t *testing.T, sound string) float64 {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-hide_banner", "-nostats", "-f", "lavfi", "-i", sound, "-ac", "1", "-af", "ebur128", "-f", "null", "-").CombinedOutput()
	all := integrated.FindAllSubmatch(out, -1)
	if err != nil || len(all) == 0 {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	loud, err := strconv.ParseFloat(string(all[len(all)-1][1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return loud
}

func TestSoftAndLoudBecomeAlikeAndNothingClips(t *testing.T) {
	for sound, least := range map[string]float64{
		tone + ",volume=-30dB": prompt.Target - 0.3,
		tone + ",volume=10dB":  prompt.Target - 0.3,
		// Clicks above soft speech: as loud as the ceiling allows.
		"anoisesrc=duration=3:color=pink:seed=3:sample_rate=16000,volume='if(lt(mod(t,0.5),0.002),1,0.01)':eval=frame": prompt.Target - 8,
	} {
		p := made(t, record(t, sound, "s.wav", "-c:a", "pcm_f32le"))
		all, _ := samples(t, p)
		peak := 0.0
		for _, v := range all {
			peak = max(peak, math.Abs(v))
		}
		if peak > 0.7085 || p.Loudness < least || p.Loudness > prompt.Target+0.3 {
			t.Errorf("%s: peak %.3f, %.1f LUFS", sound, peak, p.Loudness)
		}
	}
}

func TestSilenceIsCutOffAtBothEnds(t *testing.T) {
	p := made(t, record(t, "sine=frequency=500:duration=5:sample_rate=16000,volume='between(t,2,3)':eval=frame,aeval=val(0)+0.0002*random(0)", "s.wav", "-c:a", "pcm_f32le"))
	if p.Length < time.Second || p.Length > 1300*time.Millisecond {
		t.Errorf("a second of sound plays for %s", p.Length)
	}
}

func TestWhatIsNoPromptIsRefused(t *testing.T) {
	long := record(t, "sine=frequency=500:duration=301:sample_rate=16000", "long.mp3", "-b:a", "16k")
	headless := record(t, tone, "x.wav")
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"text":            {[]byte("Good morning."), prompt.ErrFormat},
		"nothing":         {nil, prompt.ErrFormat},
		"video":           {record(t, tone, "x.mka", "-c:a", "pcm_s16le"), prompt.ErrFormat},
		"Opus":            {record(t, tone, "x.ogg", "-c:a", "libopus"), prompt.ErrFormat},
		"six channels":    {record(t, tone, "x.wav", "-ac", "6"), prompt.ErrFormat},
		"96 kHz":          {record(t, tone, "x.wav", "-ar", "96000"), prompt.ErrFormat},
		"ADPCM":           {record(t, tone, "x.wav", "-c:a", "adpcm_ms"), prompt.ErrFormat},
		"silence":         {record(t, "anullsrc=duration=2", "x.wav"), prompt.ErrSilent},
		"too long":        {long, prompt.ErrLong},
		"too large":       {make([]byte, prompt.MostBytes+1), prompt.ErrLarge},
		"cut in its head": {headless[:30], prompt.ErrBroken},
	} {
		if _, err := prompt.Make(c.file); !errors.Is(err, c.want) || appliance.AsRefusal(err) == nil {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// TestWAVThatSaysItIsEndlessIsReadToItsEnd: programs that write to a pipe put
// sizes there that mean nothing.
func TestWAVThatSaysItIsEndlessIsReadToItsEnd(t *testing.T) {
	wav := made(t, record(t, tone, "x.wav", "-ar", "16000")).WAV
	whole := made(t, wav).Length
	for _, size := range []uint32{0, 0x7FFFF000, math.MaxUint32} {
		binary.LittleEndian.PutUint32(wav[40:], size)
		if got := made(t, wav).Length; got != whole {
			t.Errorf("of size %d: plays for %s, want %s", size, got, whole)
		}
	}
}

// spoken is a text as the box would play it.
func spoken(t *testing.T, v prompt.Voice, text string) prompt.Prompt {
	t.Helper()
	s, err := prompt.Speak(t.Context(), v, text)
	if err != nil {
		t.Fatalf("the voice %s: %v", v.Name, err)
	}
	p, err := prompt.Finish(s)
	if err != nil {
		t.Fatalf("the voice %s: %v", v.Name, err)
	}
	return p
}

func TestTextsAreSpokenInEachLanguage(t *testing.T) {
	if !prompt.Speaks() {
		t.Fatal("there is no espeak-ng; Debian's package is espeak-ng")
	}
	for l, text := range map[appliance.Language]string{
		appliance.Czech: "Dobrý den, tady Hobla.", appliance.Polish: "Dzień dobry, tu Hobla.", appliance.English: "-v Hello, this is Hobla; $(date) `date`",
	} {
		voice := prompt.DefaultVoice(l)
		p := spoken(t, voice, text)
		if p.Length < 500*time.Millisecond || math.Abs(p.Loudness-prompt.Target) > 1 {
			t.Errorf("%s: %s, %.1f LUFS", l, p.Length, p.Loudness)
		}
		voice.Speed = 260
		if faster := spoken(t, voice, text); faster.Length >= p.Length*9/10 {
			t.Errorf("%s, faster: %s instead of %s", l, faster.Length, p.Length)
		}
	}
}

func TestSpeakingIsBounded(t *testing.T) {
	voice := prompt.DefaultVoice(appliance.Czech)
	for name, v := range map[string]prompt.Voice{
		"an option": {"-f/etc/passwd", 155}, "a file": {"../../etc/x", 155}, "nobody's": {"zz", 155},
	} {
		if _, err := prompt.Speak(t.Context(), v, "x"); !errors.Is(err, prompt.ErrVoice) {
			t.Errorf("the voice %s: got %v", name, err)
		}
	}
	if _, err := prompt.Speak(t.Context(), prompt.Voice{Name: "cs", Speed: 1000}, "x"); !errors.Is(err, prompt.ErrSpeed) {
		t.Errorf("too fast: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := prompt.Speak(ctx, voice, "Dobrý den"); !errors.Is(err, context.Canceled) {
		t.Errorf("for nobody any more: got %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := prompt.Speak(t.Context(), voice, "Dobrý den"); !errors.Is(err, prompt.ErrMute) || prompt.Speaks() {
		t.Errorf("on a box without espeak-ng: got %v", err)
	}
}
