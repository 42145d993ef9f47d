package rtc_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance"
	"cordboard/appliance/media"
	"cordboard/appliance/rtc"
)

// change is a call of Config.Changed.
type change struct {
	operator appliance.OperatorID
	up       bool
}

// legs starts the operators' legs on loopback.
func legs(t *testing.T) (*rtc.Legs, chan change) { return legsOf(t, media.PCMA) }

func legsOf(t *testing.T, spoken media.Codec) (*rtc.Legs, chan change) {
	t.Helper()
	return legsOn(t, listen(t, "udp4", "127.0.0.1:0"), nil, spoken)
}

func listen(t *testing.T, network, address string) net.PacketConn {
	t.Helper()
	socket, err := net.ListenPacket(network, address)
	if err != nil {
		t.Fatal(err)
	}
	return socket
}

func legsOn(t *testing.T, udp net.PacketConn, tcp net.Listener, spoken media.Codec) (*rtc.Legs, chan change) {
	t.Helper()
	changes := make(chan change, 16)
	ls, err := rtc.New(rtc.Config{
		UDP:     udp,
		TCP:     tcp,
		Log:     slog.New(slog.DiscardHandler),
		Changed: func(o appliance.OperatorID, up bool) { changes <- change{o, up} },

		Spoken: func() media.Codec { return spoken },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var run sync.WaitGroup
	run.Go(func() { _ = ls.Run(ctx) })
	t.Cleanup(func() { cancel(); run.Wait(); udp.Close() })
	return ls, changes
}

// browser is a WebRTC peer as a browser would be one: it offers G.711.
type browser struct {
	pc    *webrtc.PeerConnection
	track *webrtc.TrackLocalStaticRTP
	heard chan *rtp.Packet
	seq   uint16
	odd   atomic.Bool // packets leave with a type that nobody agreed on
}

// BindLocalStream makes what is sent odd (interceptor.Interceptor).
func (o *oddly) BindLocalStream(_ *interceptor.StreamInfo, w interceptor.RTPWriter) interceptor.RTPWriter {
	return interceptor.RTPWriterFunc(func(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
		if o.odd.Load() {
			h.PayloadType = 77
		}
		return w.Write(h, payload, a)
	})
}

// oddly is the browser's own interceptor.
type oddly struct {
	interceptor.NoOp
	*browser
}

// NewInterceptor makes it its own factory (interceptor.Factory).
func (o oddly) NewInterceptor(string) (interceptor.Interceptor, error) { return &o, nil }

func newBrowser(t *testing.T) *browser {
	return newBrowserOn(t, nil, webrtc.NetworkTypeUDP4)
}

// newBrowserOn is newBrowser on a network, and on a socket of the test's own;
// nil: on any.
func newBrowserOn(t *testing.T, socket net.PacketConn, network webrtc.NetworkType) *browser {
	t.Helper()
	var codecs webrtc.MediaEngine
	if err := codecs.RegisterDefaultCodecs(); err != nil {
		t.Fatal(err)
	}
	return newBrowserWith(t, &codecs, webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMU, ClockRate: 8000}, socket, network)
}

// newBrowserWith is newBrowserOn with codecs, one of which it speaks.
func newBrowserWith(t *testing.T, codecs *webrtc.MediaEngine, speaks webrtc.RTPCodecCapability, socket net.PacketConn, network webrtc.NetworkType) *browser {
	t.Helper()
	var settings webrtc.SettingEngine
	if socket != nil {
		settings.SetICEUDPMux(webrtc.NewICEUDPMux(nil, socket))
	}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{network})
	settings.SetIPFilter(func(ip net.IP) bool { return ip.IsLoopback() })
	b := &browser{heard: make(chan *rtp.Packet, 64)}
	var passing interceptor.Registry
	passing.Add(oddly{browser: b})
	pc, err := webrtc.NewAPI(webrtc.WithMediaEngine(codecs), webrtc.WithSettingEngine(settings), webrtc.WithInterceptorRegistry(&passing)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	b.pc = pc
	if b.track, err = webrtc.NewTrackLocalStaticRTP(speaks, "mic", "mic"); err != nil {
		t.Fatal(err)
	}
	if _, err := pc.AddTrack(b.track); err != nil {
		t.Fatal(err)
	}
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			b.heard <- p
		}
	})
	t.Cleanup(func() { _ = pc.Close() })
	return b
}

// connect offers to the box and sets its answer.
func (b *browser) connect(t *testing.T, ls *rtc.Legs, o appliance.OperatorID) {
	t.Helper()
	offer, err := b.pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	gathered := webrtc.GatheringCompletePromise(b.pc)
	if err := b.pc.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	<-gathered
	answer, err := ls.Answer(t.Context(), o, b.pc.LocalDescription().SDP)
	if err != nil {
		t.Fatalf("answer: %v", err)
	}
	err = b.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer})
	if err != nil {
		t.Fatal(err)
	}
}

// speak sends the same frame, which counts so much, until stop is closed.
func (b *browser) speak(payload []byte, ticks uint32, stop <-chan struct{}) {
	tick := time.NewTicker(media.FrameTime)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
			b.seq++
			_ = b.track.WriteRTP(&rtp.Packet{
				Header:  rtp.Header{Version: 2, SequenceNumber: b.seq, Timestamp: uint32(b.seq) * ticks},
				Payload: payload,
			})
		}
	}
}

// speaking says frames of one byte repeated, and gives what stops it.
func (b *browser) speaking(value byte) (stop func()) {
	return b.saying(bytes.Repeat([]byte{value}, media.FrameSamples), media.FrameSamples)
}

// saying runs speak and gives what stops it.
func (b *browser) saying(payload []byte, ticks uint32) (stop func()) {
	done := make(chan struct{})
	var speaker sync.WaitGroup
	speaker.Go(func() { b.speak(payload, ticks, done) })
	return func() { close(done); speaker.Wait() }
}

// hears hands frames to a channel.
type hears chan media.Frame

func (h hears) Frame(f media.Frame) {
	f.Payload = append([]byte(nil), f.Payload...)
	select {
	case h <- f:
	default:
	}
}
func (hears) Digit(media.Digit) {}

func wait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

func TestOperatorSpeaksAndHears(t *testing.T) {
	ls, changes := legs(t)
	b := newBrowser(t)
	b.connect(t, ls, 7)
	if _, up := ls.Leg(7); up {
		t.Error("the leg counts as up before any sound came")
	}
	stop := b.speaking(0x55)
	if got, want := wait(t, changes, "sound"), (change{7, true}); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
	leg, up := ls.Leg(7)
	if !up {
		t.Fatal("the leg is not up")
	}
	heard := make(hears, 64)
	leg.Listen(heard)
	if f := wait(t, heard, "frame from the browser"); f.Codec != media.PCMU || f.Payload[0] != 0x55 {
		t.Errorf("heard codec %d byte %#x, want mu-law 0x55", f.Codec, f.Payload[0])
	}

	payload := make([]byte, media.FrameSamples)
	for i := range payload {
		payload[i] = 0xA1
	}
	leg.Send(media.Frame{Codec: media.PCMA, Payload: payload, Timestamp: 160})
	if p := wait(t, b.heard, "packet at the browser"); p.PayloadType != 8 || p.Payload[0] != 0xA1 || !p.Marker {
		t.Errorf("browser heard type %d byte %#x marker %v, want 8 0xa1 true", p.PayloadType, p.Payload[0], p.Marker)
	}
	leg.Send(media.Frame{Codec: media.G722, Payload: payload, Timestamp: 320})
	if p := wait(t, b.heard, "wide-band packet at the browser"); p.PayloadType != 9 || !bytes.Equal(p.Payload, payload) {
		t.Errorf("browser heard type %d, %d bytes, want the same bytes as type 9", p.PayloadType, len(p.Payload))
	}

	stop()
	if got, want := wait(t, changes, "silence"), (change{7, false}); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
	if _, up := ls.Leg(7); up {
		t.Error("the leg counts as up after the sound went")
	}
}

// TestLegComesBackAfterAPause is about a browser that is held up for longer
// than silentAfter, as a machine under load holds it up: the caller hears
// music meanwhile, and the operator again when he is there again.
func TestLegComesBackAfterAPause(t *testing.T) {
	ls, changes := legs(t)
	b := newBrowser(t)
	b.connect(t, ls, 7)
	for _, value := range []byte{0x55, 0x66} {
		stop := b.speaking(value)
		if got, want := wait(t, changes, "sound"), (change{7, true}); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
		leg, up := ls.Leg(7)
		if !up {
			t.Fatal("the leg is not up")
		}
		heard := make(hears, 64)
		leg.Listen(heard)
		if f := wait(t, heard, "frame from the browser"); f.Payload[0] != value {
			t.Errorf("heard %#x, want %#x", f.Payload[0], value)
		}
		stop()
		if got, want := wait(t, changes, "silence"), (change{7, false}); got != want {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

// TestPacketOfAnotherTypeEndsNothing sends packets of a type that was never
// agreed on among those that were.
func TestPacketOfAnotherTypeEndsNothing(t *testing.T) {
	ls, changes := legs(t)
	b := newBrowser(t)
	b.connect(t, ls, 7)
	defer b.speaking(0x55)()
	wait(t, changes, "sound")
	b.odd.Store(true)
	if got, want := wait(t, changes, "silence while nothing of ours comes"), (change{7, false}); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
	b.odd.Store(false)
	if got, want := wait(t, changes, "sound after them"), (change{7, true}); got != want {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func TestNewPageTakesTheOperatorsLeg(t *testing.T) {
	ls, changes := legs(t)
	first := newBrowser(t)
	first.connect(t, ls, 7)
	stop := first.speaking(0x11)
	defer func() { stop() }()
	wait(t, changes, "sound of the first page")
	old, _ := ls.Leg(7)

	second := newBrowser(t)
	second.connect(t, ls, 7)
	stopSecond := second.speaking(0x22)
	defer stopSecond()
	for {
		if c := wait(t, changes, "sound of the second page"); c.up {
			break
		}
	}
	leg, up := ls.Leg(7)
	if !up || leg == old {
		t.Fatal("the operator's leg is still the first page's")
	}
	heard := make(hears, 64)
	leg.Listen(heard)
	if f := wait(t, heard, "frame"); f.Payload[0] != 0x22 {
		t.Errorf("heard %#x, want 0x22", f.Payload[0])
	}
}

// TestLegWhoseBrowserVanishedIsGone cuts a browser's cable: it says nothing any
// more, nor that it leaves.
func TestLegWhoseBrowserVanishedIsGone(t *testing.T) {
	ls, changes := legs(t)
	cable := listen(t, "udp4", "127.0.0.1:0")
	b := newBrowserOn(t, cable, webrtc.NetworkTypeUDP4)
	b.connect(t, ls, 7)
	if ls.Has(7) {
		t.Error("a leg without any sound is had")
	}
	stop := b.speaking(0x55)
	defer stop()
	wait(t, changes, "sound")
	if !ls.Has(7) {
		t.Error("a leg with sound is not had")
	}
	_ = cable.Close()
	for _, what := range []string{"silence", "loss"} {
		if got, want := wait(t, changes, what), (change{7, false}); got != want {
			t.Fatalf("%s: got %v, want %v", what, got, want)
		}
		if ls.Has(7) {
			t.Errorf("after %s the leg is had", what)
		}
	}
	if held := ls.Held(); held != 0 {
		t.Errorf("%d legs are held for nobody", held)
	}
}

// TestBrowserIsReachedOverBothFamilies: each browser has one family alone. A
// socket on [::] is reached over IPv4 too; pion finds no ::1 of its own there.
func TestBrowserIsReachedOverBothFamilies(t *testing.T) {
	for _, c := range []struct {
		bound   string
		network webrtc.NetworkType
	}{
		{"[::1]:0", webrtc.NetworkTypeUDP6},
		{"[::]:0", webrtc.NetworkTypeUDP4},
		{"[::]:0", webrtc.NetworkTypeTCP4},
	} {
		t.Run(c.network.String()+" of "+c.bound, func(t *testing.T) {
			udp := listen(t, "udp", c.bound)
			tcp, err := net.Listen("tcp", udp.LocalAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			ls, changes := legsOn(t, udp, tcp, media.PCMA)
			var own net.PacketConn
			if c.network == webrtc.NetworkTypeUDP6 {
				own = listen(t, "udp6", "[::1]:0")
			}
			b := newBrowserOn(t, own, c.network)
			b.connect(t, ls, 7)
			if c.bound == "[::]:0" {
				byUDP, byTCP := hosts(b.pc.RemoteDescription().SDP, "udp"), hosts(b.pc.RemoteDescription().SDP, "tcp")
				if !slices.Equal(byUDP, byTCP) {
					t.Errorf("the box says that UDP reaches it at %v, TCP at %v", byUDP, byTCP)
				}
			}
			stop := b.speaking(0x55)
			defer stop()
			if got, want := wait(t, changes, "sound"), (change{7, true}); got != want {
				t.Fatalf("got %v, want %v", got, want)
			}
		})
	}
}

// stalling is a listener whose connections take nothing once it has stalled, as
// those of a browser that has stopped to read.
type stalling struct {
	net.Listener
	stalled chan struct{} // closed: they take nothing any more
	over    chan struct{} // closed: whoever waits goes on
}

func (l stalling) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return stallingConn{c, l}, err
}

type stallingConn struct {
	net.Conn
	listener stalling
}

func (c stallingConn) Write(p []byte) (int, error) {
	select {
	case <-c.listener.stalled:
		<-c.listener.over
		return 0, net.ErrClosed
	default:
		return c.Conn.Write(p)
	}
}

// A leg's caller waits for nobody: the same thread sends to others too.
func TestBrowserThatReadsNoMoreHoldsNobodyUp(t *testing.T) {
	udp := listen(t, "udp4", "127.0.0.1:0")
	tcp, err := net.Listen("tcp", udp.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	l := stalling{tcp, make(chan struct{}), make(chan struct{})}
	ls, changes := legsOn(t, udp, l, media.PCMA)
	t.Cleanup(func() { close(l.over) })
	b := newBrowserOn(t, nil, webrtc.NetworkTypeTCP4)
	b.connect(t, ls, 7)
	defer b.speaking(0x55)()
	wait(t, changes, "sound")
	leg, _ := ls.Leg(7)
	send := func(n int) (sent chan struct{}) {
		sent = make(chan struct{})
		go func() {
			defer close(sent)
			for i := range n {
				leg.Send(media.Frame{Codec: media.PCMA, Payload: make([]byte, media.FrameSamples), Timestamp: uint32(i) * media.FrameSamples})
			}
		}()
		return sent
	}
	<-send(1)
	wait(t, b.heard, "packet at the browser")
	close(l.stalled)
	wait(t, send(5000), "end of what is sent to one who reads no more")
}

// hosts are the addresses of an answer's candidates of a transport; they are
// gathered side by side, and stand in no order.
func hosts(sdp, transport string) (all []string) {
	for line := range strings.Lines(sdp) {
		if words := strings.Fields(line); strings.HasPrefix(line, "a=candidate:") && words[1] == "1" && words[2] == transport {
			all = append(all, words[4])
		}
	}
	slices.Sort(all)
	return all
}

// TestLegEndsWithItsPage: a page that is closed says so, and no leg waits for it.
func TestLegEndsWithItsPage(t *testing.T) {
	ls, changes := legs(t)
	b := newBrowser(t)
	b.connect(t, ls, 7)
	stop := b.speaking(0x55)
	defer stop()
	wait(t, changes, "sound")
	if err := b.pc.Close(); err != nil {
		t.Fatal(err)
	}
	for ls.Held() > 0 {
		if c := wait(t, changes, "end"); c.up {
			t.Fatalf("got %v", c)
		}
	}
}

func TestBrowserSpeaksWhatTrunksSpeak(t *testing.T) {
	for spoken, want := range map[media.Codec]string{media.PCMA: " 8 ", media.G722: " 9 ", media.Opus: " 111 "} {
		ls, _ := legsOf(t, spoken)
		b := newBrowser(t)
		b.connect(t, ls, 7)
		_, sound, _ := strings.Cut(b.pc.RemoteDescription().SDP, "m=audio 9 UDP/TLS/RTP/SAVPF")
		if !strings.HasPrefix(sound, want) {
			t.Errorf("trunks speak %d; the answer begins with %.12q, want %q", spoken, sound, want)
		}
		if has := strings.Contains(sound, " opus/48000/2\r\n"); has != (spoken == media.Opus) {
			t.Errorf("trunks speak %d; the answer has Opus: %t", spoken, has)
		}
	}
}

// Where trunks speak Opus, so does the browser, under a number of its own
// choosing, and what a caller says in it comes untouched; what another says in
// A-law follows in the same stream.
func TestOpusPassesUntouchedToTheBrowserAndBack(t *testing.T) {
	ls, changes := legsOf(t, media.Opus)
	opus := webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2}
	var codecs webrtc.MediaEngine
	for number, c := range map[webrtc.PayloadType]webrtc.RTPCodecCapability{109: opus, 8: {MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}} {
		if err := codecs.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: c, PayloadType: number}, webrtc.RTPCodecTypeAudio); err != nil {
			t.Fatal(err)
		}
	}
	b := newBrowserWith(t, &codecs, opus, nil, webrtc.NetworkTypeUDP4)
	b.connect(t, ls, 7)
	said := []byte{0xF8, 0xFF, 0xFE, 9}
	stop := b.saying(said, 960)
	defer stop()
	wait(t, changes, "sound")
	leg, _ := ls.Leg(7)
	heard := make(hears, 64)
	leg.Listen(heard)
	one, two := wait(t, heard, "frame from the browser"), wait(t, heard, "frame from the browser")
	if one.Codec != media.Opus || !bytes.Equal(one.Payload, said) || (two.Timestamp-one.Timestamp)%media.FrameSamples != 0 {
		t.Errorf("heard codec %d, % x, %d after the one before", one.Codec, one.Payload, two.Timestamp-one.Timestamp)
	}

	var last uint32
	for i, f := range []struct {
		frame media.Frame
		typ   uint8
		step  uint32
	}{
		{media.Frame{Codec: media.Opus, Payload: said, Timestamp: 160}, 109, 0},
		{media.Frame{Codec: media.Opus, Payload: said, Timestamp: 320}, 109, 960},
		{media.Frame{Codec: media.PCMA, Payload: make([]byte, 160), Timestamp: 480}, 8, 960},
		{media.Frame{Codec: media.PCMA, Payload: make([]byte, 160), Timestamp: 640}, 8, 160},
	} {
		leg.Send(f.frame)
		p := wait(t, b.heard, "packet at the browser")
		if p.PayloadType != f.typ || !bytes.Equal(p.Payload, f.frame.Payload) || i > 0 && p.Timestamp-last != f.step {
			t.Errorf("packet %d: type %d, %d after the one before, want %d and %d", i, p.PayloadType, p.Timestamp-last, f.typ, f.step)
		}
		last = p.Timestamp
	}
}

func TestBrowserWithoutG711IsRefused(t *testing.T) {
	ls, _ := legs(t)
	codecs := &webrtc.MediaEngine{}
	opus := webrtc.RTPCodecParameters{
		RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2},
		PayloadType:        111,
	}
	if err := codecs.RegisterCodec(opus, webrtc.RTPCodecTypeAudio); err != nil {
		t.Fatal(err)
	}
	pc, err := webrtc.NewAPI(webrtc.WithMediaEngine(codecs)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio); err != nil {
		t.Fatal(err)
	}
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, sdp := range map[string]string{"opus alone": offer.SDP, "no SDP": "hello", "empty": ""} {
		if _, err := ls.Answer(t.Context(), 7, sdp); appliance.AsRefusal(err) == nil {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}
