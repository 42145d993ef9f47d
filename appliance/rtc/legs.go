package rtc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance"
	"cordboard/appliance/media"
)

// Refusals.
var (
	ErrOffer = appliance.Refuse(appliance.Invalid, "refusal.sound-offer")
	ErrCodec = appliance.Refuse(appliance.Invalid, "refusal.sound-codec")
)

// Config says where browsers reach the box.
type Config struct {
	// UDP is the socket that every leg shares; TCP, on the same port, serves
	// browsers whose network lets no UDP through. TCP may be nil.
	UDP net.PacketConn
	TCP net.Listener
	// Hosts are the addresses told to browsers; none: those of the network
	// interfaces that the socket is bound to.
	Hosts []netip.Addr
	// Changed is called when an operator's sound comes up or goes, in the
	// order in which it happens for him; it must not block. May be nil.
	Changed func(o appliance.OperatorID, up bool)
	// Spoken is the codec that browsers are to speak until a call wants another,
	// because trunks do; it is asked at each answer. nil: A-law.
	Spoken func() media.Codec
	Log    *slog.Logger
}

// Legs holds the operators' legs, one each.
type Legs struct {
	api     *webrtc.API
	changed func(appliance.OperatorID, bool)
	spoken  func() media.Codec
	log     *slog.Logger
	muxes   []io.Closer // what shares the sockets out among the legs

	mu     sync.Mutex
	legs   map[appliance.OperatorID]*Leg
	closed bool
}

// New makes the legs' common ground: codecs, ports and addresses.
func New(c Config) (*Legs, error) {
	known := &webrtc.MediaEngine{}
	for _, codec := range codecs {
		if err := known.RegisterCodec(codec, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, fmt.Errorf("register codec %s: %w", codec.MimeType, err)
		}
	}
	reports := &interceptor.Registry{}
	if err := webrtc.ConfigureRTCPReports(reports); err != nil {
		return nil, fmt.Errorf("configure RTCP reports: %w", err)
	}
	settings, muxes, err := engine(c)
	if err != nil {
		return nil, errors.Join(err, closeAll(muxes))
	}
	changed := c.Changed
	if changed == nil {
		changed = func(appliance.OperatorID, bool) {}
	}
	spoken := c.Spoken
	if spoken == nil {
		spoken = func() media.Codec { return media.PCMA }
	}
	return &Legs{
		api: webrtc.NewAPI(webrtc.WithMediaEngine(known), webrtc.WithInterceptorRegistry(reports),
			webrtc.WithSettingEngine(settings)),
		changed: changed,
		spoken:  spoken,
		log:     c.Log,
		muxes:   muxes,
		legs:    map[appliance.OperatorID]*Leg{},
	}, nil
}

// What is held of a browser that comes over TCP: packets that nobody has read, and
// bytes that it has not taken. What is beyond is dropped, and nobody waits: the
// thread that sends to it serves other callers too. So much is five seconds of
// G.711, of which a browser needs none.
const (
	unreadPackets = 64
	unsentBytes   = 64 << 10
)

// engine sets pion up as an ICE-lite agent on the sockets that it is given. The
// muxes read them from now on, and are closed with them.
func engine(c Config) (s webrtc.SettingEngine, muxes []io.Closer, err error) {
	// pion would write to standard error; what matters of it comes back to us
	// as errors and states.
	quiet := logging.NewDefaultLoggerFactory()
	quiet.Writer = io.Discard
	s = webrtc.SettingEngine{LoggerFactory: quiet}
	s.SetLite(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetIncludeLoopbackCandidate(true)
	s.SetICETimeouts(3*time.Second, 6*time.Second, 2*time.Second)
	networks := families(c.UDP.LocalAddr(), webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6)
	udp := webrtc.NewICEUDPMux(quiet.NewLogger("ice"), c.UDP)
	s.SetICEUDPMux(udp)
	muxes = append(muxes, udp)
	if c.TCP != nil {
		tcp := ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener: c.TCP, Logger: quiet.NewLogger("ice"), ReadBufferSize: unreadPackets, WriteBufferSize: unsentBytes,
		})
		s.SetICETCPMux(tcp)
		muxes = append(muxes, tcp)
		networks = append(networks, families(c.TCP.Addr(), webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)...)
	}
	s.SetNetworkTypes(networks)
	if err := s.SetAnsweringDTLSRole(webrtc.DTLSRoleServer); err != nil {
		return s, muxes, fmt.Errorf("set DTLS role: %w", err)
	}
	if len(c.Hosts) > 0 {
		var hosts []string
		for _, h := range c.Hosts {
			hosts = append(hosts, h.String())
		}
		rule := webrtc.ICEAddressRewriteRule{External: hosts, AsCandidateType: webrtc.ICECandidateTypeHost}
		if err := s.SetICEAddressRewriteRules(rule); err != nil {
			return s, muxes, fmt.Errorf("announce %v: %w", hosts, err)
		}
	}
	return s, muxes, nil
}

// families are the networks over which a socket is reached: a socket on [::] is
// on both (RFC 3493 section 5.3).
func families(bound net.Addr, four, six webrtc.NetworkType) []webrtc.NetworkType {
	at, err := netip.ParseAddrPort(bound.String())
	switch addr := at.Addr(); {
	case err != nil || addr.Unmap().Is4():
		return []webrtc.NetworkType{four}
	case addr.IsUnspecified():
		return []webrtc.NetworkType{four, six}
	}
	return []webrtc.NetworkType{six}
}

// Run keeps the legs until ctx ends, then closes them all.
func (ls *Legs) Run(ctx context.Context) error {
	<-ctx.Done()
	return ls.Close()
}

// Close closes the legs and the sockets that they share; Run ends with it. Legs
// that never ran are closed by whom they were made for. It may be called more
// than once.
func (ls *Legs) Close() error {
	ls.mu.Lock()
	ls.closed = true
	legs := ls.legs
	ls.legs = nil
	ls.mu.Unlock()
	for _, l := range legs {
		l.close()
	}
	return closeAll(ls.muxes)
}

// closeAll closes what may be closed already.
func closeAll(all []io.Closer) (err error) {
	for _, c := range all {
		if failed := c.Close(); !errors.Is(failed, net.ErrClosed) {
			err = errors.Join(err, failed)
		}
	}
	return err
}

// Leg is the operator's leg, while his browser has one.
func (ls *Legs) Leg(o appliance.OperatorID) (media.Port, bool) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l, ok := ls.legs[o]
	if !ok || !l.Up() {
		return nil, false
	}
	return l, true
}

// Has tells whether sound comes from the operator's browser. A browser may
// believe in a leg that failed here, or ended with the process before.
func (ls *Legs) Has(o appliance.OperatorID) bool {
	_, up := ls.Leg(o)
	return up
}

// Drop closes the operator's leg, because he signed out.
func (ls *Legs) Drop(o appliance.OperatorID) {
	ls.mu.Lock()
	l := ls.legs[o]
	delete(ls.legs, o)
	ls.mu.Unlock()
	if l != nil {
		l.close()
	}
}

// Answer takes a browser's SDP offer and gives the answer, complete with
// candidates. The new leg takes the place of the operator's former one. What is
// no offer is refused with ErrOffer, one of codecs that telephones do not speak
// with ErrCodec; after Close the error is context.Canceled.
func (ls *Legs) Answer(ctx context.Context, o appliance.OperatorID, offer string) (string, error) {
	l, err := ls.open(o)
	if err != nil {
		return "", err
	}
	answer, err := l.answer(ctx, offer, ls.spoken())
	if err != nil {
		l.close()
		return "", err
	}
	ls.mu.Lock()
	former := ls.legs[o]
	closed := ls.closed
	if !closed {
		ls.legs[o] = l
	}
	ls.mu.Unlock()
	if former != nil {
		// Nobody hears the former one any more. Whether the new one comes up
		// is told when it does.
		if former.up.Swap(false) {
			ls.changed(o, false)
		}
		former.close()
	}
	if closed {
		l.close()
		return "", fmt.Errorf("answer operator %d: legs are closed: %w", o, context.Canceled)
	}
	return answer, nil
}

// open makes a connection that waits for its offer.
func (ls *Legs) open(o appliance.OperatorID) (*Leg, error) {
	pc, err := ls.api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, fmt.Errorf("open leg of operator %d: %w", o, err)
	}
	l := &Leg{operator: o, pc: pc, log: ls.log, changed: ls.tell}
	l.send.pacing = newPacing(time.Now())
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		l.reader.Go(func() { l.read(remote) })
	})
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		ls.log.Debug("operator leg", "operator", o, "state", s.String())
		if s == webrtc.PeerConnectionStateFailed || s == webrtc.PeerConnectionStateClosed {
			ls.lose(l)
		}
	})
	return l, nil
}

// lose closes a leg that its browser left, and tells so, be it that it never
// came up. One that we closed ourselves is not ours any more.
func (ls *Legs) lose(l *Leg) {
	ls.mu.Lock()
	ours := ls.legs[l.operator] == l
	if ours {
		delete(ls.legs, l.operator)
	}
	ls.mu.Unlock()
	if !ours {
		return
	}
	l.up.Store(false)
	ls.tell(l, false)
	l.close()
}

// tell passes on a change of the leg that is in use; one that was replaced
// has nothing more to say.
func (ls *Legs) tell(l *Leg, up bool) {
	ls.mu.Lock()
	current := ls.legs[l.operator]
	ls.mu.Unlock()
	if current == l || current == nil {
		ls.changed(l.operator, up)
	}
}

// answer sets the browser's offer and gathers our answer.
func (l *Leg) answer(ctx context.Context, offer string, first media.Codec) (string, error) {
	err := l.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer})
	if err != nil {
		l.log.Info("offer of a browser refused", "operator", l.operator, "err", err)
		return "", ErrOffer
	}
	if _, err = l.pc.AddTrack(&l.track); err != nil {
		return "", fmt.Errorf("add track for operator %d: %w", l.operator, err)
	}
	for _, t := range l.pc.GetTransceivers() {
		preferred := prefer(first, t.Sender().GetParameters().Codecs)
		if len(speech(preferred)) == 0 {
			l.log.Info("offer of a browser has no codec of telephones", "operator", l.operator)
			return "", ErrCodec
		}
		if err = t.SetCodecPreferences(preferred); err != nil {
			return "", fmt.Errorf("order codecs for operator %d: %w", l.operator, err)
		}
	}
	answer, err := l.pc.CreateAnswer(nil)
	if err != nil {
		l.log.Info("offer of a browser has no common codec", "operator", l.operator, "err", err)
		return "", ErrCodec
	}
	gathered := webrtc.GatheringCompletePromise(l.pc)
	if err = l.pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("answer operator %d: %w", l.operator, err)
	}
	select {
	case <-gathered:
		return l.pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("answer operator %d: %w", l.operator, ctx.Err())
	}
}
