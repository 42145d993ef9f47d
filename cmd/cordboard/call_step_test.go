package main_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
	main "cordboard/cmd/cordboard"
)

const (
	callerHertz   = 1000
	operatorHertz = 440
	// drift is by how much a sound card's clock is wrong: the caller's runs
	// fast and the operator's slow. It is ten times what cards do, so that a
	// minute shows what ten would; a recording that only counted samples would
	// end it 60 ms out of step.
	drift = 500e-6
	// inStep is what a recording promises.
	inStep = 40 * time.Millisecond
)

// TestRecordingKeepsBothSidesInStep has caller and operator speak at the same
// moments, once a second, and finds the moments in both channels.
//
// Real telephones and browsers cannot show this: neither tells when it opened
// its microphone, and each delays what it hears by as much as it likes. So the
// test is both of them, on the wire: a caller by SIP and RTP and an operator
// by WebRTC, with one clock that says when a word begins and with two sound
// cards that are wrong about the time. Everything from the sockets to the file
// is the box's own.
func TestRecordingKeepsBothSidesInStep(t *testing.T) {
	t.Parallel()
	talk := main.NewTalk(t)
	defer func() { // not a Cleanup: the store is read under the test's context
		if t.Failed() {
			t.Logf("the call's story: %q", talk.Story())
		}
	}()
	ctx, stop := context.WithCancel(context.Background())
	var speakers sync.WaitGroup
	t.Cleanup(func() { stop(); speakers.Wait() })
	began := time.Now()

	operator := newPeer(t, talk)
	halts := &halts{}
	speakers.Go(func() { speaker{operatorHertz, -drift, began, halts}.speak(ctx, operator) })
	caller := dial(t, talk)
	spoken := make(chan int) // tells of the caller's frames who listens
	speakers.Go(func() {
		speaker{callerHertz, +drift, began, halts}.speak(ctx, func(frame int, samples []int16) {
			caller.send(frame, samples)
			select {
			case spoken <- frame:
			default:
			}
		})
	})
	talk.Accept()
	length := minutes(t)
	for end := <-spoken + int((length+3*time.Second)/media.FrameTime); <-spoken < end; { // the length of the recording
	}
	if err := caller.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}

	row, sound := talk.Recording()
	left, right := sound.Channels[0], sound.Channels[1]
	for _, c := range []struct {
		name    string
		samples []float64
		other   float64
	}{{"caller's", left, operatorHertz}, {"operator's", right, callerHertz}} {
		if level := peertest.Level(c.samples, sound.Rate, c.other); level > 0.01 {
			t.Errorf("the %s channel holds %.3f of the other side", c.name, level)
		}
	}
	t.Logf("the recording is %v long", sound.Length())
	said := peertest.Starts(left, sound.Rate, callerHertz)
	answered := peertest.Starts(right, sound.Rate, operatorHertz)
	apart := differences(t, said, answered, int(length/time.Second))
	t.Logf("%d moments, at most %v apart; against the clock %v and %v at most",
		len(apart), worst(apart), late(said, row.Began, began), late(answered, row.Began, began))
	// On a machine that is busy with other tests a speaker stands still now and then.
	// What he says after it may begin late, and where that is longer than a leg may be
	// silent, the box tells of a break and what was said before it heard him again is
	// not in the recording. Such a moment that is out of step proves nothing; they are
	// few, or something else is wrong.
	sure := slices.DeleteFunc(slices.Clone(apart), func(a difference) bool {
		return a.by.Abs() > inStep && halts.near(row.Began.Add(a.at).Sub(began))
	})
	if n := breaks(talk.Story()); n > 0 && n <= 2 {
		t.Logf("the sound broke %d times", n)
		slices.SortFunc(sure, func(a, b difference) int { return cmp.Compare(a.by.Abs(), b.by.Abs()) })
		sure = sure[:max(len(sure)-n, 0)]
	}
	if len(sure) < len(apart)*9/10 {
		t.Errorf("%d of %d moments are in step; the speakers stood still at %v", len(sure), len(apart), halts.all)
	}
	if w := worst(sure); w > inStep {
		t.Errorf("the channels are %v out of step, want %v at most; in turn: %v; the speakers stood still at %v; the words begin at %v and %v",
			w, inStep, apart, halts.all, said, answered)
	}
}

func TestWordsAfterAHaltProveNothing(t *testing.T) {
	h := &halts{all: []halt{{callerHertz, 4700 * time.Millisecond, 5010 * time.Millisecond}}}
	for at, near := range map[time.Duration]bool{
		3 * time.Second: false, 4 * time.Second: false, 4900 * time.Millisecond: true, 5 * time.Second: true, 5200 * time.Millisecond: true, 7 * time.Second: false,
	} {
		if got := h.near(at); got != near {
			t.Errorf("near(%v) = %t, want %t", at, got, near)
		}
	}
}

// breaks counts how often the story tells that a sound was lost: the first times
// one by one, the others together.
func breaks(story []string) (n int) {
	for _, line := range story {
		_, told, _ := strings.Cut(line, " ")
		switch kind, data, _ := strings.Cut(told, " "); appliance.EntryKind(kind) {
		case appliance.EntryBroken:
			n++
		case appliance.EntryBreaks:
			var more int
			_, _ = fmt.Sscanf(data, "map[count:%d", &more) // as Story prints it; else none
			n += more
		}
	}
	return n
}

func TestBreaksOfAStoryAreCounted(t *testing.T) {
	story := []string{"55.329 began map[called:200]", "52.836 broken map[]", "52.908 restored map[seconds:0]", "58.443 breaks map[count:3 seconds:0]"}
	if n := breaks(story); n != 4 {
		t.Errorf("%d breaks, want 4", n)
	}
}

// minutes is how long the recording is.
func minutes(t *testing.T) time.Duration {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv("MINUTES"), "1"))
	if err != nil || n < 1 {
		t.Fatalf("MINUTES is %q, want a number", os.Getenv("MINUTES"))
	}
	return time.Duration(n) * time.Minute
}

// differences are those between the moments of both channels, each paired with
// the nearest. The first and the last may have been cut.
func differences(t *testing.T, left, right []time.Duration, want int) (apart []difference) {
	t.Helper()
	if len(left) < want || len(right) < want {
		t.Fatalf("%d and %d moments found, want %d at least: %v and %v", len(left), len(right), want, left, right)
	}
	for _, l := range left[1 : len(left)-1] {
		nearest := slices.MinFunc(right, func(a, b time.Duration) int { return int((a - l).Abs() - (b - l).Abs()) })
		apart = append(apart, difference{at: l, by: nearest - l})
	}
	return apart
}

// difference is by how much the right channel comes after the left at a moment.
type difference struct{ at, by time.Duration }

func (d difference) String() string { return d.by.String() }

func worst(apart []difference) (w time.Duration) {
	for _, d := range apart {
		w = max(w, d.by.Abs())
	}
	return w
}

// late is how far the moments of a channel are at most from when they were.
func late(starts []time.Duration, recorded, began time.Time) (w time.Duration) {
	for _, s := range starts[1 : len(starts)-1] {
		off := recorded.Add(s).Sub(began) % time.Second
		w = max(w, min(off, time.Second-off))
	}
	return w
}

// speaker says a word of 200 ms at every full second since began. His sound
// card takes its samples too fast by drift.
type speaker struct {
	hertz, drift float64
	began        time.Time
	halts        *halts
}

// halts are where a speaker stood still, since the machine had other things to do: what
// is said there begins late, and tells nothing of the box.
type halts struct {
	mu  sync.Mutex
	all []halt
}

type halt struct {
	hertz    float64
	from, to time.Duration // since the speakers began
}

// speak hands frames to send when they are due, until ctx ends.
func (s speaker) speak(ctx context.Context, send func(frame int, samples []int16)) {
	sample := float64(time.Second) / media.SampleRate / (1 + s.drift)
	samples := make([]int16, media.FrameSamples)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for frame := 0; ; frame++ {
		for i := range samples {
			samples[i] = s.at(time.Duration(float64(frame*media.FrameSamples+i) * sample))
		}
		// A frame goes out when its last sample was taken.
		timer.Reset(time.Until(s.began.Add(time.Duration(float64((frame+1)*media.FrameSamples) * sample))))
		select {
		case <-timer.C:
			s.halted(time.Duration(float64((frame+1)*media.FrameSamples)*sample), time.Since(s.began))
			send(frame, samples)
		case <-ctx.Done():
			return
		}
	}
}

// near tells whether somebody stood still shortly before that moment or in its word, as
// far as the recording may have it from where it was.
func (h *halts) near(at time.Duration) bool {
	const word, after = 200 * time.Millisecond, 500 * time.Millisecond
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.all, func(one halt) bool {
		return at+2*word > one.from && at-after < one.to
	})
}

// halted notes a frame that goes out much later than it is due.
func (s speaker) halted(due, now time.Duration) {
	if now-due < inStep/2 {
		return
	}
	s.halts.mu.Lock()
	defer s.halts.mu.Unlock()
	s.halts.all = append(s.halts.all, halt{s.hertz, due, now})
}

// at is the sample of a moment.
func (s speaker) at(moment time.Duration) int16 {
	if moment%time.Second >= 200*time.Millisecond {
		return 0
	}
	return int16(8000 * math.Sin(2*math.Pi*s.hertz*moment.Seconds()))
}

// telephone is the caller: SIP, and RTP that the test sends itself.
type telephone struct {
	*softphone.Phone
	conn   net.PacketConn
	remote *net.UDPAddr
	codec  media.Codec
	voice  media.Encoder
}

// dial calls the number that leads straight to the queue.
func dial(t *testing.T, talk *main.Talk) *telephone {
	t.Helper()
	conns := [2]net.PacketConn{}
	for i := range conns {
		var err error
		if conns[i], err = net.ListenPacket("udp4", "127.0.0.1:0"); err != nil {
			t.Fatal(err)
		}
	}
	phone, err := softphone.New(conns[0], sip.Party{Number: "+420603118245"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = phone.Close() // sipgo has closed the socket by then, and says so
		conns[1].Close()
	})
	stream, err := phone.Dial(t.Context(), "200", talk.SIP(), netip.MustParseAddrPort(conns[1].LocalAddr().String()))
	if err != nil {
		t.Fatal(err)
	}
	return &telephone{Phone: phone, conn: conns[1], remote: net.UDPAddrFromAddrPort(stream.Remote), codec: stream.Codec}
}

func (p *telephone) send(frame int, samples []int16) {
	packet, err := (&rtp.Packet{Header: header(p.codec, frame, 7), Payload: p.voice.Encode(nil, p.codec, samples)}).Marshal()
	if err == nil {
		_, _ = p.conn.WriteTo(packet, p.remote) // lost like any packet
	}
}

// header is of a frame of a codec that has a payload type of its own (RFC 3551
// section 6).
func header(codec media.Codec, frame int, ssrc uint32) rtp.Header {
	return rtp.Header{
		Version: 2, PayloadType: uint8(codec), SequenceNumber: uint16(frame),
		Timestamp: uint32(frame * media.FrameSamples), SSRC: ssrc,
	}
}

// newPeer is the operator's browser without one; it gives what sends a frame.
func newPeer(t *testing.T, talk *main.Talk) func(frame int, samples []int16) {
	t.Helper()
	var settings webrtc.SettingEngine
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetIPFilter(net.IP.IsLoopback)
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pc.Close() })
	capability := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: media.SampleRate}
	track, err := webrtc.NewTrackLocalStaticRTP(capability, "microphone", "operator")
	if err != nil {
		t.Fatal(err)
	}
	connected := make(chan struct{})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		if s == webrtc.PeerConnectionStateConnected {
			close(connected)
		}
	})
	if _, err := pc.AddTrack(track); err != nil {
		t.Fatal(err)
	}
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	<-gathered
	answer := webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: talk.Connect(pc.LocalDescription().SDP)}
	if err := pc.SetRemoteDescription(answer); err != nil {
		t.Fatal(err)
	}
	<-connected
	return func(frame int, samples []int16) {
		_ = track.WriteRTP(&rtp.Packet{Header: header(media.PCMA, frame, 0), Payload: media.PCMA.Encode(nil, samples)}) // lost like any packet
	}
}
