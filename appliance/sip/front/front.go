package front

import (
	"crypto/tls"
	"log/slog"
	"net/netip"
	"sync/atomic"

	wire "github.com/emiago/sipgo/sip"
)

// Config is what a Front needs to know.
type Config struct {
	// Allow tells whom we listen to and send to.
	Allow func(netip.Addr) bool
	// Room tells whether one more call of a source may begin now. It must not
	// wait; nil: there is room.
	Room func(source netip.Addr) bool
	// Busy tells whether a call came by the connection with that peer, which may
	// be silent then; nil: none did.
	Busy func(peer netip.AddrPort) bool
	// Tag makes our To tag for a request.
	Tag func(callID, fromTag string, cseq uint32, branch string) string
	// Certificate is what we show over TLS; nil: none.
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Certified tells what one whom we call over TLS must show; nil: Certified{}.
	Certified func(peer netip.Addr) Certified
	Limits    Limits
	Log       *slog.Logger
}

// Front is what all sockets of a box have in common. Its methods are safe for
// several goroutines.
type Front struct {
	allow    func(netip.Addr) bool
	busy     func(netip.AddrPort) bool
	limits   Limits
	log      *slog.Logger
	screen   *screen
	entrance *entrance
	secure   *encryption
	refused  atomic.Uint64
	alarmed  atomic.Int64 // the minute in which a scanner was last told of
}

// New makes a front that has no sockets yet. The parser is that of the sipgo
// that it stands before.
func New(cfg Config, parser *wire.Parser) *Front {
	f := &Front{allow: cfg.Allow, busy: cfg.Busy, limits: cfg.Limits.orDefaults(), log: cfg.Log}
	if f.busy == nil {
		f.busy = func(netip.AddrPort) bool { return false }
	}
	f.screen = &screen{limits: f.limits, parser: parser, tag: cfg.Tag, scanned: f.scanned}
	f.entrance = newEntrance(f.limits, cfg.Room)
	f.secure = newEncryption(cfg.Certificate, cfg.Certified)
	return f
}

// Refused counts messages and connections of those whom Allow refused.
func (f *Front) Refused() uint64 { return f.refused.Load() }
