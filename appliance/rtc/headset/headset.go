// Package headset is the browser's side of an operator's sound, without a
// browser: for the bench, and for tests that need one more. The box itself
// never uses it. It stands on pion as package rtc does, and so proves nothing
// about browsers.
//
// A Headset's goroutines are pion's; Close ends them and waits for the one that
// calls Heard.
package headset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Headset speaks and hears A-law.
type Headset struct {
	pc     *webrtc.PeerConnection
	track  *webrtc.TrackLocalStaticRTP
	reader sync.WaitGroup

	mu     sync.Mutex
	packet rtp.Packet
}

// New makes a headset, over loopback, that hands every packet's sound to heard, which must not
// keep it. answer is who answers its offer: the desk, by its page.
func New(ctx context.Context, answer func(ctx context.Context, offer string) (string, error), heard func(sound []byte)) (*Headset, error) {
	return plug(ctx, onLoopback, answer, heard)
}

// NewAnywhere is New over all of the machine's addresses, for an answerer who is
// not to be had on loopback.
func NewAnywhere(ctx context.Context, answer func(ctx context.Context, offer string) (string, error), heard func(sound []byte)) (*Headset, error) {
	return plug(ctx, anywhere, answer, heard)
}

func plug(ctx context.Context, common func() (*webrtc.API, error), answer func(context.Context, string) (string, error), heard func([]byte)) (*Headset, error) {
	api, err := common()
	if err != nil {
		return nil, err
	}
	h := &Headset{packet: rtp.Packet{Header: rtp.Header{Version: 2}}}
	if h.pc, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return nil, fmt.Errorf("make a connection: %w", err)
	}
	if err := h.connect(ctx, answer, heard); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

var aLaw = webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypePCMA, ClockRate: 8000}

// What all headsets stand on.
var (
	onLoopback = sync.OnceValues(func() (*webrtc.API, error) { return over(net.IP.IsLoopback) })
	anywhere   = sync.OnceValues(func() (*webrtc.API, error) { return over(func(net.IP) bool { return true }) })
)

func over(address func(net.IP) bool) (*webrtc.API, error) {
	quiet := logging.NewDefaultLoggerFactory()
	quiet.Writer = io.Discard
	settings := webrtc.SettingEngine{LoggerFactory: quiet}
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetIPFilter(address)
	codecs := &webrtc.MediaEngine{}
	if err := codecs.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: aLaw, PayloadType: 8}, webrtc.RTPCodecTypeAudio); err != nil {
		return nil, fmt.Errorf("register A-law: %w", err)
	}
	return webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(codecs),
		webrtc.WithInterceptorRegistry(&interceptor.Registry{})), nil
}

// connect offers, has it answered, and waits until the connection stands.
func (h *Headset) connect(ctx context.Context, answer func(context.Context, string) (string, error), heard func([]byte)) (err error) {
	if h.track, err = webrtc.NewTrackLocalStaticRTP(aLaw, "microphone", "headset"); err != nil {
		return fmt.Errorf("make a microphone: %w", err)
	}
	if _, err := h.pc.AddTrack(h.track); err != nil {
		return fmt.Errorf("plug the microphone in: %w", err)
	}
	h.pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		h.reader.Go(func() { listen(remote, heard) })
	})
	states := make(chan webrtc.PeerConnectionState, 8) // there are fewer on the way up
	h.pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		select {
		case states <- s:
		default:
		}
	})
	offer, err := h.pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(h.pc)
	if err := h.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("set the offer: %w", err)
	}
	<-gathered
	sdp, err := answer(ctx, h.pc.LocalDescription().SDP)
	if err != nil {
		return fmt.Errorf("have the offer answered: %w", err)
	}
	if err := h.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}); err != nil {
		return fmt.Errorf("set the answer: %w", err)
	}
	for {
		select {
		case s := <-states:
			switch s {
			case webrtc.PeerConnectionStateConnected:
				return nil
			case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
				return fmt.Errorf("connect: it is %s", s)
			}
		case <-ctx.Done():
			return fmt.Errorf("connect: %w", ctx.Err())
		}
	}
}

func listen(remote *webrtc.TrackRemote, heard func([]byte)) {
	buffer := make([]byte, 1500)
	var packet rtp.Packet
	for {
		n, _, err := remote.Read(buffer)
		if err != nil {
			return
		}
		if packet.Unmarshal(buffer[:n]) == nil {
			heard(packet.Payload)
		}
	}
}

// Speak sends one packet of sound, which follows the last one without a gap.
func (h *Headset) Speak(sound []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.packet.Payload = sound
	err := h.track.WriteRTP(&h.packet)
	h.packet.SequenceNumber++
	h.packet.Timestamp += uint32(len(sound))
	return err
}

// Close ends the connection.
func (h *Headset) Close() error {
	err := h.pc.Close()
	h.reader.Wait()
	return err
}
