package media

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"cordboard/appliance/peertest"
)

// party is a voice with a clock of its own, which runs fast by drift, and a
// way that delays its frames by up to jitter.
type party struct {
	hz     float64
	codec  Codec
	drift  float64
	jitter time.Duration
	// absent says when it sends nothing, stalled until when the way holds back
	// what it sends.
	absent  func(at time.Duration) bool
	stalled func(at time.Duration) time.Duration
}

// beeps says whether both parties sound their tone: for 200 ms, every 10 s.
func beeps(at time.Duration) bool { return at%(10*time.Second) < 200*time.Millisecond }

// speak sends frames to the sink from begin until end, as the time of the test
// runs.
func (p party) speak(began time.Time, begin, end time.Duration, to Sink) {
	random := rand.New(rand.NewPCG(uint64(p.hz), 1))
	timestamp, payload, sample := random.Uint32(), make([]byte, FrameSamples), 0
	var before time.Duration
	leaves := time.NewTimer(0)
	defer leaves.Stop()
	for at := begin; at < end; {
		sounds := beeps(at) || beeps(at+FrameTime)
		for i := range payload {
			payload[i] = p.codec.Silence()
			if sounds && beeps(at+time.Duration(i)*time.Second/SampleRate) {
				v := int16(8000 * math.Sin(2*math.Pi*p.hz*float64(sample)/SampleRate))
				p.codec.Encode(payload[i:i], []int16{v})
			}
			sample++
		}
		at += time.Duration(float64(FrameTime) / (1 + p.drift))
		// The frame leaves when it is full; it never overtakes the one before.
		arrives := max(before, at+time.Duration(random.Int64N(int64(p.jitter))))
		if p.stalled != nil {
			arrives = max(arrives, p.stalled(at))
		}
		before = arrives
		leaves.Reset(time.Until(began.Add(arrives)))
		<-leaves.C
		if p.absent == nil || !p.absent(at) {
			to.Frame(Frame{Codec: p.codec, Payload: payload, Timestamp: timestamp})
		}
		timestamp += FrameSamples
	}
}

// recorded is what a Recorder keeps of what is spoken to it, in simulated time.
func recorded(t *testing.T, speak func(*Recorder)) peertest.Sound {
	t.Helper()
	file := filepath.Join(t.TempDir(), "call.wav")
	synctest.Test(t, func(t *testing.T) {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r := NewRecorder(f, time.Now())
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- r.Run(ctx) }()
		began := time.Now()
		speak(r)
		spoken := time.Since(began)
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if got := r.Length(); (got - spoken).Abs() > 100*time.Millisecond {
			t.Errorf("length %v, want %v", got, spoken)
		}
	})
	s, err := peertest.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Ten minutes, in simulated time: clocks that drift apart, jitter, half a
// minute without packets, half a second without network, and another operator
// with other timestamps after five minutes.
func TestBothChannelsStayInStepTo40msOverTenMinutes(t *testing.T) {
	const end = 10 * time.Minute
	s := recorded(t, func(r *Recorder) {
		caller := party{
			hz: 1000, codec: PCMA, drift: 200e-6, jitter: 25 * time.Millisecond,
			absent: func(at time.Duration) bool { return at > 95*time.Second && at < 125*time.Second },
		}
		operator := party{
			hz: 440, codec: PCMU, drift: -200e-6, jitter: 5 * time.Millisecond,
			stalled: func(at time.Duration) time.Duration {
				if at > 203*time.Second && at < 203500*time.Millisecond {
					return 203500 * time.Millisecond
				}
				return 0
			},
		}
		other := party{hz: 440, codec: PCMU, drift: 50e-6, jitter: 15 * time.Millisecond}
		spoken := make(chan bool)
		go func() { caller.speak(r.began, 0, end, r.Left()); spoken <- true }()
		go func() {
			operator.speak(r.began, 0, end/2-5*time.Second, r.Right())
			other.speak(r.began, end/2+3*time.Second, end, r.Right())
			spoken <- true
		}()
		<-spoken
		<-spoken
	})
	if got := s.Length(); (got - end).Abs() > 100*time.Millisecond {
		t.Errorf("length %v, want %v", got, end)
	}
	left, right := peertest.Starts(s.Channels[0], s.Rate, 1000), peertest.Starts(s.Channels[1], s.Rate, 440)
	worst, pairs := time.Duration(0), 0
	for at := time.Duration(0); at < 10*time.Minute; at += 10 * time.Second {
		l, inLeft := near(left, at)
		r, inRight := near(right, at)
		if absent := at > 95*time.Second && at < 125*time.Second; inLeft == absent {
			t.Errorf("the caller's beep at %v: in the recording %v", at, inLeft)
		}
		if absent := at == 300*time.Second; inRight == absent {
			t.Errorf("the operator's beep at %v: in the recording %v", at, inRight)
		}
		if inLeft && inRight {
			worst, pairs = max(worst, (l-r).Abs()), pairs+1
		}
	}
	if t.Logf("%d pairs, at most %v apart", pairs, worst); worst > 40*time.Millisecond || pairs < 55 {
		t.Errorf("%d pairs, at most %v apart, want 40 ms", pairs, worst)
	}
	for i, hz := range []float64{440, 1000} {
		if got := peertest.Level(s.Channels[i], s.Rate, hz); got > 0.01 {
			t.Errorf("channel %d holds the other side's %v Hz with level %.4f", i, hz, got)
		}
		if got := peertest.Level(s.Channels[i], s.Rate, 1440-hz); got < 0.8 {
			t.Errorf("channel %d holds its own %v Hz with level %.4f", i, 1440-hz, got)
		}
	}
}

// near finds the beginning that belongs to the beep at a moment.
func near(starts []time.Duration, at time.Duration) (time.Duration, bool) {
	for _, s := range starts {
		if (s - at).Abs() < time.Second {
			return s, true
		}
	}
	return 0, false
}

// What a kill takes is less than a second: the test starts itself as the
// writer, lets it record in real time and kills it.
func TestKilledRecordingPlaysUntilASecondBefore(t *testing.T) {
	const spoken = 2400 * time.Millisecond
	file := filepath.Join(t.TempDir(), "killed.wav")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestRecordUntilKilled$")
	cmd.Env = append(os.Environ(), "CORDBOARD_RECORD="+file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if d, err := time.ParseDuration(lines.Text()); err == nil && d >= spoken {
			break
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	played, err := peertest.ReadWAV(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v of %v play", played.Length(), spoken)
	if played.Length() < spoken-time.Second {
		t.Errorf("%v of %v play", played.Length(), spoken)
	}
	for i, hz := range []float64{1000, 440} {
		if got := peertest.Level(played.Channels[i], played.Rate, hz); got < 0.9 {
			t.Errorf("channel %d: %v Hz has level %.3f", i, hz, got)
		}
	}
}

func TestRecordUntilKilled(t *testing.T) {
	file := os.Getenv("CORDBOARD_RECORD")
	if file == "" {
		return // it is the other half of the test above
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r := NewRecorder(f, began)
	go r.Run(t.Context())
	caller, operator, left, right := Tone(1000, 0.3), Tone(440, 0.3), r.Left(), r.Right()
	frame := make([]byte, FrameSamples)
	tick := time.NewTicker(FrameTime)
	defer tick.Stop()
	for i := range uint32(3000) {
		<-tick.C
		caller.Next(PCMA, frame)
		left.Frame(Frame{Codec: PCMA, Payload: frame, Timestamp: i * FrameSamples})
		operator.Next(PCMU, frame)
		right.Frame(Frame{Codec: PCMU, Payload: frame, Timestamp: i * FrameSamples})
		fmt.Println(time.Duration(i+1) * FrameTime)
	}
}

func TestRepairSetsTheHeaderToWhatIsThere(t *testing.T) {
	whole := append(header(8000), make([]byte, 8000*momentSize)...)
	stale := append(header(10), whole[headerSize:]...)
	for name, c := range map[string]struct {
		was  []byte
		want time.Duration
	}{
		"whole":                  {whole, time.Second},
		"header behind":          {stale, time.Second},
		"header ahead":           {whole[:headerSize+4000*momentSize], time.Second / 2},
		"half a moment":          {whole[:headerSize+4000*momentSize+3], time.Second / 2},
		"header alone":           {whole[:headerSize], 0},
		"half a header":          {whole[:20], 0},
		"empty":                  {nil, 0},
		"header lost with power": {append(make([]byte, headerSize), whole[headerSize:]...), time.Second},
	} {
		file := filepath.Join(t.TempDir(), "call.wav")
		if err := os.WriteFile(file, c.was, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(file, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		got, err := RepairWAV(f)
		f.Close()
		if err != nil || got != c.want {
			t.Errorf("%s: repaired to %v, %v, want %v", name, got, err, c.want)
		}
		if s, err := peertest.ReadWAV(file); err != nil || s.Length() != c.want {
			t.Errorf("%s: plays %v, %v, want %v", name, s.Length(), err, c.want)
		}
	}
}

func TestRepairLeavesOtherFilesAlone(t *testing.T) {
	mono := append([]byte(nil), header(10)...)
	binary.LittleEndian.PutUint16(mono[22:], 1)
	for _, was := range []string{"a letter to the box, longer than a header would be", string(mono), "RIFX"} {
		file := filepath.Join(t.TempDir(), "other")
		if err := os.WriteFile(file, []byte(was), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(file, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = RepairWAV(f)
		f.Close()
		if now, _ := os.ReadFile(file); err == nil || string(now) != was {
			t.Errorf("%.10q: repaired to %.10q, %v", was, now, err)
		}
	}
}

// A machine that stood still finds out that it is time to write, and only then
// what was said meanwhile: that is in the recording too.
func TestWhatWasSaidWhileTheMachineStoodStillIsRecorded(t *testing.T) {
	s := recorded(t, func(r *Recorder) {
		voice, speaker, frame := Tone(440, 0.3), r.Left(), make([]byte, FrameSamples)
		const still, woke = 2*time.Second - 450*time.Millisecond, 2*time.Second + time.Millisecond
		for i := range uint32(200) {
			if at := FrameTime * time.Duration(i); at < still || at >= woke {
				time.Sleep(time.Until(r.began.Add(at)))
			} else {
				time.Sleep(time.Until(r.began.Add(woke)))
			}
			voice.Next(PCMA, frame)
			speaker.Frame(Frame{Codec: PCMA, Payload: frame, Timestamp: i * FrameSamples})
		}
	})
	for i, sound := 0, s.Channels[0]; len(sound) >= FrameSamples; i, sound = i+1, sound[FrameSamples:] {
		if peertest.Loudness(sound[:FrameSamples]) < 0.05 {
			t.Errorf("nothing sounds at %v", FrameTime*time.Duration(i))
		}
	}
}

// Two operators at once are both heard, and none is louder than loud.
func TestVoicesOfOneSideAddUp(t *testing.T) {
	s := recorded(t, func(r *Recorder) {
		one, two, a, b := Tone(440, 0.4), Tone(1000, 0.4), r.Right(), r.Right()
		frame := make([]byte, FrameSamples)
		for i := range uint32(100) {
			one.Next(PCMU, frame)
			a.Frame(Frame{Payload: frame, Timestamp: i * FrameSamples})
			two.Next(PCMU, frame)
			b.Frame(Frame{Payload: frame, Timestamp: 99 + i*FrameSamples})
			time.Sleep(FrameTime)
		}
	})
	for _, hz := range []float64{440, 1000} {
		if got := peertest.Level(s.Channels[1], s.Rate, hz); math.Abs(got-0.5) > 0.02 {
			t.Errorf("%v Hz has level %.3f, want 0.5", hz, got)
		}
	}
	if got := saturate(2*math.MaxInt16 - 1); got != math.MaxInt16 {
		t.Errorf("two loud samples give %d", got)
	}
}

func TestFullDiskEndsTheRecordingAndNothingElse(t *testing.T) {
	r := NewRecorder(full{}, time.Now())
	if err := r.Run(t.Context()); err == nil {
		t.Error("nobody was told that nothing can be written")
	}
	tap := r.Left()
	for i := range uint32(1000) {
		tap.Frame(Frame{Payload: make([]byte, FrameSamples), Timestamp: i * FrameSamples})
	}
}

type full struct{}

func (full) WriteAt([]byte, int64) (int, error) { return 0, io.ErrShortWrite }

func TestTapAllocatesNothing(t *testing.T) {
	r := NewRecorder(full{}, time.Now())
	tap, payload, at := r.Left(), make([]byte, FrameSamples), uint32(0)
	if n := testing.AllocsPerRun(1000, func() {
		tap.Frame(Frame{Codec: PCMA, Payload: payload, Timestamp: at})
		at += FrameSamples
	}); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}
