package rtc

import (
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"cordboard/appliance"
	"cordboard/appliance/media"
)

// A browser sends a frame every 20 ms, muted or not. Its leg counts as down when
// nothing has come from it for silentAfter, and when nothing comes at a second
// look either: on a machine that stood still the clock says that it is time, and
// what was said meanwhile waits in the sockets.
const (
	silentAfter = 300 * time.Millisecond
	secondLook  = 100 * time.Millisecond
)

// Leg is an operator's sound: a media.Port at the end of one WebRTC
// connection.
type Leg struct {
	operator appliance.OperatorID
	pc       *webrtc.PeerConnection
	track    track
	log      *slog.Logger
	changed  func(*Leg, bool)

	up     atomic.Bool
	reader sync.WaitGroup

	count media.Count // of the browser's timestamps; the reader's own
	sink  struct {
		sync.Mutex
		media.Sink
	}
	send struct {
		sync.Mutex
		pacing
		voice  media.Transcoder
		header rtp.Header
		bytes  [media.OpusLongest]byte // which is more than 60 ms of the others
	}
}

// Operator is whose leg it is.
func (l *Leg) Operator() appliance.OperatorID { return l.operator }

// Up tells whether sound comes from the browser.
func (l *Leg) Up() bool { return l.up.Load() }

// Send plays one frame in the operator's ear.
func (l *Leg) Send(f media.Frame) {
	l.send.Lock()
	defer l.send.Unlock()
	as := l.track.codec(f.Codec)
	n := l.send.voice.Copy(l.send.bytes[:], as.codec, f)
	if n == 0 {
		return
	}
	h := &l.send.header
	*h = rtp.Header{Version: 2, PayloadType: as.payload}
	h.SequenceNumber, h.Timestamp, h.Marker = l.send.next(as.codec, f.Timestamp, as.codec.Samples(l.send.bytes[:n]), time.Now())
	l.track.write(h, l.send.bytes[:n])
}

// SendDigit does nothing: a browser has no use for keys.
func (l *Leg) SendDigit(media.Digit) {}

// Listen hands the operator's frames to s.
func (l *Leg) Listen(s media.Sink) {
	l.sink.Lock()
	defer l.sink.Unlock()
	l.sink.Sink = s
}

// incoming is what pion gives us of a browser's sound.
type incoming interface {
	Read([]byte) (int, interceptor.Attributes, error)
	SetReadDeadline(time.Time) error
}

// read takes packets from the browser until the connection is closed, and
// tells when sound begins and stops coming. A fault in who listens ends this
// leg alone; the operator's page makes another.
func (l *Leg) read(remote incoming) {
	defer l.set(false)
	defer func() {
		if fault := recover(); fault != nil {
			l.log.Error("operator leg broke", "operator", l.operator, "fault", fault)
		}
	}()
	buffer := make([]byte, 1500)
	var packet rtp.Packet
	_ = remote.SetReadDeadline(time.Now().Add(silentAfter))
	late := false
	for {
		n, _, err := remote.Read(buffer)
		switch {
		case timedOut(err) && !late:
			late = true
			_ = remote.SetReadDeadline(time.Now().Add(secondLook))
			continue
		case timedOut(err):
			l.set(false)
			_ = remote.SetReadDeadline(time.Now().Add(silentAfter))
			continue
		case errors.Is(err, webrtc.ErrCodecNotFound):
			continue // a packet of a type that was never agreed on
		case err != nil:
			return
		}
		late = false
		_ = remote.SetReadDeadline(time.Now().Add(silentAfter))
		if packet.Unmarshal(buffer[:n]) != nil {
			continue
		}
		l.set(true)
		l.hear(&packet)
	}
}

// timedOut tells whether nothing came in time. pion's error for that is not
// os.ErrDeadlineExceeded.
func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}

// hear hands one packet on. Comfort noise and keys (RFC 4733) are left out:
// the desk's keypad goes its own way.
func (l *Leg) hear(p *rtp.Packet) {
	codec, known := l.track.heard(p.PayloadType)
	if !known || codec.Samples(p.Payload) == 0 {
		return
	}
	// The lock is what Listen promises; nobody else takes it but on a change.
	l.sink.Lock()
	defer l.sink.Unlock()
	if l.sink.Sink == nil {
		return
	}
	l.sink.Frame(media.Frame{Codec: codec, Payload: p.Payload, Timestamp: l.count.Samples(p.Timestamp, codec), Marker: p.Marker})
}

// set notes whether sound comes and tells of a change.
func (l *Leg) set(up bool) {
	if l.up.Swap(up) != up {
		l.changed(l, up)
	}
}

func (l *Leg) close() {
	if err := l.pc.Close(); err != nil {
		l.log.Warn("close operator leg", "operator", l.operator, "err", err)
	}
	l.reader.Wait()
	l.set(false)
}
