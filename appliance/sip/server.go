package sip

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"

	"github.com/emiago/sipgo"
	wire "github.com/emiago/sipgo/sip"
	"golang.org/x/sync/errgroup"

	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip/front"
)

// Config is what a Server needs to know.
type Config struct {
	// Host is the address that our Contact and Via name; invalid: the address
	// of the socket that a call came to.
	Host netip.Addr
	// Allow tells whom we listen to and send to; nil allows nobody.
	Allow func(netip.Addr) bool
	// Asserted tells in which fields beside From a source is trusted to name
	// its callers, the best first, in lower case; nil: P-Asserted-Identity and
	// Remote-Party-ID.
	Asserted func(netip.Addr) []string
	// Number is a caller's number, and that of whom he had dialled, in the form in which it is known here; nil:
	// as it came.
	Number func(source netip.Addr, number string) string
	// Terms are those on which sound is agreed on with a source; nil: sdp.Terms{}.
	Terms func(source netip.Addr) sdp.Terms
	// Room tells whether one more call of a source may begin now: those that may
	// not are refused with 503 before anything is done for them, and the Handler
	// hears of none over UDP. It must not wait; nil: there is room.
	Room func(source netip.Addr) bool
	// Asked is told of each OPTIONS outside of calls, by which an exchange
	// tries whether we are there; nil: nobody is.
	Asked func(source netip.Addr)
	// Certificate is what we show over TLS, asked for at every handshake, so
	// that a new one counts at once; it may be asked with nil. nil: none, and
	// nobody gets through to us.
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Certified tells what an exchange that we call over TLS must show; nil:
	// front.Certified{}.
	Certified func(peer netip.Addr) front.Certified
	Log       *slog.Logger // nil: none
	Limits    Limits
}

// Sockets are what a Server listens on: as many of each as there are, ready
// made by systemd or a test. Run closes them.
type Sockets struct {
	UDP []net.PacketConn
	TCP []net.Listener
	TLS []net.Listener // of bare connections
}

// Handler takes calls.
type Handler interface {
	// Invite is called in a goroutine of its own for each call, which lives
	// until it returns: then an unanswered one is refused with 500 and an
	// answered one hung up. A panic ends its call alone. ctx ends when the
	// server stops; Invite must return then.
	Invite(ctx context.Context, c *Call)
}

// Server is our side of the trunks.
type Server struct {
	allow    func(netip.Addr) bool
	asserted func(netip.Addr) []string
	number   func(netip.Addr, string) string
	asked    func(netip.Addr)
	terms    func(netip.Addr) sdp.Terms
	host     netip.Addr
	log      *slog.Logger
	limits   Limits
	secret   [32]byte // of our tags

	ua     *sipgo.UserAgent
	parser *wire.Parser
	front  *front.Front

	gate    gate           // goroutines of sipgo's that are in our code
	calling sync.WaitGroup // Handlers
	work    sync.WaitGroup // goroutines of ours

	mu       sync.Mutex
	handler  Handler
	ctx      context.Context // of Handlers, Run's
	stopping bool
	dialogs  map[dialogID]*Call
	invites  map[inviteID]*Call // for merged requests
	doors    map[doorway]*front.Streams
	// placedCalls are those that we placed, sockets ours by transport.
	placedCalls map[*Call]struct{}
	sockets     map[string][]netip.AddrPort
}

// doorway names a listener.
type doorway struct {
	transport string
	port      uint16
}

// inviteID is what merged requests have in common (RFC 3261 section 8.2.2.2).
type inviteID struct {
	callID, fromTag string
	cseq            uint32
}

// Prepare sets what sipgo keeps in package variables; whoever uses sipgo beside
// a Server calls it first. Safe to call again.
var Prepare = sync.OnceFunc(func() {
	wire.UDPMTUSize = 1 << 16 // it refuses to send above this less 200
	wire.TransportBufferReadSize = 1<<16 - 1
	wire.SetDefaultLogger(slog.New(slog.DiscardHandler)) // it logs whole messages
})

// New makes a server that Run sets going.
func New(cfg Config) (*Server, error) {
	Prepare()
	s := &Server{
		allow: cfg.Allow, asserted: cfg.Asserted, host: cfg.Host.Unmap(), log: cfg.Log, limits: cfg.Limits.orDefaults(),
		parser:  wire.NewParser(),
		dialogs: make(map[dialogID]*Call),
		invites: make(map[inviteID]*Call),
		doors:   make(map[doorway]*front.Streams),

		placedCalls: make(map[*Call]struct{}),
		sockets:     make(map[string][]netip.AddrPort),
	}
	if s.allow == nil {
		s.allow = func(netip.Addr) bool { return false }
	}
	if s.asked = cfg.Asked; s.asked == nil {
		s.asked = func(netip.Addr) {}
	}
	if s.terms = cfg.Terms; s.terms == nil {
		s.terms = func(netip.Addr) sdp.Terms { return sdp.Terms{} }
	}
	if s.asserted == nil {
		s.asserted = func(netip.Addr) []string { return asserting }
	}
	if s.number = cfg.Number; s.number == nil {
		s.number = func(_ netip.Addr, number string) string { return number }
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if _, err := rand.Read(s.secret[:]); err != nil {
		return nil, fmt.Errorf("make a secret for tags: %w", err)
	}
	s.front = front.New(front.Config{
		Allow: s.allow, Room: cfg.Room, Busy: s.busy, Tag: s.tag,
		Certificate: cfg.Certificate, Certified: cfg.Certified, Limits: s.limits.Limits, Log: s.log,
	}, s.parser)
	quiet := slog.New(slog.DiscardHandler)
	var err error
	s.ua, err = sipgo.NewUA(
		sipgo.WithUserAgent(""),
		sipgo.WithUserAgentParser(s.parser),
		sipgo.WithUserAgentDNSResolver(&net.Resolver{PreferGo: true, Dial: noDNS}),
		sipgo.WithUserAgentTransportLayerOptions(wire.WithTransportLayerLogger(quiet)),
		sipgo.WithUserAgentTransactionLayerOptions(wire.WithTransactionLayerLogger(quiet),
			wire.WithTransactionLayerUnhandledResponseHandler(func(*wire.Response) {})),
	)
	if err != nil {
		return nil, fmt.Errorf("start SIP stack: %w", err)
	}
	s.ua.TransactionLayer().OnRequest(func(r *wire.Request, tx *wire.ServerTx) {
		defer tx.TerminateGracefully()
		s.route(r, tx)
	})
	return s, nil
}

func noDNS(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("names in SIP messages are not looked up")
}

// Load tells how the box stands up to what comes.
func (s *Server) Load() front.Load { return s.front.Load() }

// Run serves until ctx ends: then new calls are refused, the Handlers' ctx
// ends, what they leave is hung up, and the sockets are closed. It returns nil
// then, and an error when a socket is lost before.
func (s *Server) Run(ctx context.Context, sockets Sockets, h Handler) error {
	s.mu.Lock()
	s.handler, s.ctx = h, ctx
	s.mu.Unlock()
	serving := s.furnish(sockets)
	g, lost := errgroup.WithContext(ctx)
	for _, work := range serving {
		g.Go(func() error { return s.serve(work) })
	}
	<-lost.Done()
	s.drain()
	for _, conn := range sockets.UDP {
		_ = conn.Close()
	}
	for _, l := range slices.Concat(sockets.TCP, sockets.TLS) {
		_ = l.Close()
	}
	err := g.Wait()
	_ = s.ua.Close()
	s.gate.close()
	s.work.Wait()
	if l := s.Load(); l.TurnedAway+l.Dropped > 0 {
		s.log.Warn("calls found no room", "refused", l.TurnedAway, "dropped", l.Dropped)
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// furnish sets a front before each socket and returns what serves them: all
// doors are known before one is open, for who is answered at one may have us
// call by another.
func (s *Server) furnish(sockets Sockets) (serving []func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	layer := s.ua.TransportLayer()
	for _, conn := range sockets.UDP {
		door := s.front.Datagrams(conn)
		s.sockets["UDP"] = append(s.sockets["UDP"], front.AddrPort(conn.LocalAddr()))
		serving = append(serving, door.Run, func() { _ = layer.ServeUDP(door) })
	}
	for _, l := range sockets.TCP {
		door := s.front.Streams(l)
		s.open("TCP", door)
		serving = append(serving, door.Run, func() { _ = layer.ServeTCP(door) })
	}
	for _, l := range sockets.TLS {
		door := s.front.Encrypted(l)
		s.open("TLS", door)
		serving = append(serving, door.Run, func() { _ = layer.ServeTLS(door) })
	}
	return serving
}

// open notes a door; mu is held.
func (s *Server) open(transport string, door *front.Streams) {
	own := front.AddrPort(door.Addr())
	s.sockets[transport] = append(s.sockets[transport], own)
	s.doors[doorway{transport, own.Port()}] = door
}
