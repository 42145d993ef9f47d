package softphone

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	wire "github.com/emiago/sipgo/sip"

	"cordboard/appliance/media"
	"cordboard/appliance/media/sdp"
	"cordboard/appliance/sip"
)

// Phone places one call at a time. Its methods are safe for several
// goroutines.
type Phone struct {
	ua     *sipgo.UserAgent
	client *sipgo.Client
	server *sipgo.Server
	conn   net.PacketConn
	local  netip.AddrPort
	caller sip.Party
	codecs []media.Codec
	reader sync.WaitGroup

	mu   sync.Mutex
	call *sipgo.DialogClientSession
	over chan struct{}
}

// New makes a telephone that calls from conn as caller and speaks those codecs, the
// best first; none: what a trunk speaks whose settings name none. Close ends it.
func New(conn net.PacketConn, caller sip.Party, codecs ...media.Codec) (*Phone, error) {
	sip.Prepare()
	local, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		return nil, fmt.Errorf("find our own address: %w", err)
	}
	ua, err := sipgo.NewUA(sipgo.WithUserAgent("cordboard-phone"))
	if err != nil {
		return nil, fmt.Errorf("start SIP stack: %w", err)
	}
	p := &Phone{ua: ua, conn: conn, local: local, caller: caller, codecs: codecs}
	p.client, err = sipgo.NewClient(ua, sipgo.WithClientHostname(local.Addr().String()),
		sipgo.WithClientPort(int(local.Port())), sipgo.WithClientConnectionAddr(local.String()))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start SIP client: %w", err), ua.Close())
	}
	if p.server, err = sipgo.NewServer(ua); err != nil {
		return nil, errors.Join(fmt.Errorf("start SIP server: %w", err), ua.Close())
	}
	p.server.OnBye(p.bye)
	served := &servedConn{PacketConn: conn, reading: make(chan struct{})}
	p.reader.Go(func() { _ = p.server.ServeUDP(served) })
	<-served.reading
	return p, nil
}

// servedConn tells when sipgo begins to read it: from then on requests leave
// by it, and not by a socket that sipgo would open.
type servedConn struct {
	net.PacketConn
	once    sync.Once
	reading chan struct{}
}

func (c *servedConn) ReadFrom(b []byte) (int, net.Addr, error) {
	c.once.Do(func() { close(c.reading) })
	return c.PacketConn.ReadFrom(b)
}

// Close hangs nothing up; it gives the socket back.
func (p *Phone) Close() error {
	err := errors.Join(p.ua.Close(), p.conn.Close())
	p.reader.Wait()
	return err
}

// Dial calls number at box and waits for the answer; sound is where we want
// the packets. It returns what was agreed on, or a *sip.Refused.
func (p *Phone) Dial(ctx context.Context, number string, box, sound netip.AddrPort) (media.Stream, error) {
	dialogs := sipgo.DialogUA{
		Client: p.client,
		ContactHDR: wire.ContactHeader{Address: wire.Uri{
			Scheme: "sip", User: p.caller.Number, Host: p.local.Addr().String(), Port: int(p.local.Port()),
		}},
	}
	session := sdp.NewSession(sound, sdp.Terms{Codecs: p.codecs})
	from := wire.FromHeader{
		DisplayName: p.caller.Name,
		Address:     wire.Uri{Scheme: "sip", User: p.caller.Number, Host: p.local.Addr().String()},
		Params:      wire.HeaderParams{{K: "tag", V: fmt.Sprintf("%x", session.Origin.Session)}},
	}
	to := wire.Uri{Scheme: "sip", User: number, Host: box.Addr().String(), Port: int(box.Port())}
	call, err := dialogs.Invite(ctx, to, session.Offer(), &from,
		wire.NewHeader("Content-Type", "application/sdp"))
	if err != nil {
		return media.Stream{}, fmt.Errorf("call %s: %w", number, err)
	}
	p.mu.Lock()
	p.call, p.over = call, make(chan struct{})
	p.mu.Unlock()
	if err := call.WaitAnswer(ctx, sipgo.AnswerOptions{}); err != nil {
		var refused *sipgo.ErrDialogResponse
		if errors.As(err, &refused) {
			return media.Stream{}, &sip.Refused{Status: refused.Res.StatusCode, Reason: refused.Res.Reason}
		}
		return media.Stream{}, fmt.Errorf("wait for the answer of %s: %w", number, err)
	}
	if err := call.Ack(ctx); err != nil {
		return media.Stream{}, fmt.Errorf("acknowledge: %w", err)
	}
	stream, err := session.Accept(call.InviteResponse.Body())
	if err != nil {
		return media.Stream{}, fmt.Errorf("read answer: %w", err)
	}
	return stream, nil
}

// Over is closed when the other side has hung up the call that was dialled
// last.
func (p *Phone) Over() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.over
}

// Hangup ends the call.
func (p *Phone) Hangup(ctx context.Context) error {
	p.mu.Lock()
	call := p.call
	p.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := call.Bye(ctx); err != nil {
		return fmt.Errorf("hang up: %w", err)
	}
	return nil
}

// bye takes the other side's hang-up.
func (p *Phone) bye(req *wire.Request, tx wire.ServerTransaction) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.call == nil || p.call.ReadBye(req, tx) != nil {
		return
	}
	select {
	case <-p.over:
	default:
		close(p.over)
	}
}
