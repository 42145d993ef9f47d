package call_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	trunks "cordboard/appliance/trunk"
)

// outside leads every number to the exchanges of the test, one after the other.
type outside struct {
	server    *sip.Server
	exchanges []netip.AddrPort

	mu      sync.Mutex
	refuses error
	asked   appliance.OperatorID // for whom, last
	counted int                  // how often
	refers  bool                 // exchanges lead callers on
	// full are those that take no more calls, up how many go out now.
	full map[netip.AddrPort]bool
	up   int
	// over gets a token as often as a call out is over.
	over chan struct{}
	last sip.Event // of the one that was over last
	// gate, if there is one, is where those wait who ask for ways; entered counts
	// them.
	gate    chan struct{}
	entered atomic.Int32
}

func (o *outside) Cause(refused error) string { return (&trunks.Trunks{}).Cause(refused) }

func (o *outside) Refers(_, _ netip.Addr) bool { return o.refers }

// refuse lets nothing be called any more.
func (o *outside) refuse(why error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refuses = why
}

func (o *outside) lastAsked() appliance.OperatorID {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked
}

func (o *outside) Outward() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.exchanges) > 0
}

// leadTo has calls go by one more exchange.
func (o *outside) leadTo(exchange netip.AddrPort) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.exchanges = append(o.exchanges, exchange)
}

func (o *outside) Ways(_ context.Context, by appliance.OperatorID, number string, _ appliance.EntryPoint, with ...func(*sqlite.Tx, bool) error) ([]sip.Outgoing, error) {
	o.entered.Add(1)
	if o.gate != nil {
		<-o.gate
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuses == nil {
		for _, write := range with {
			if err := write(nil, number == "112"); err != nil {
				return nil, err
			}
		}
	}
	o.asked, o.counted = by, o.counted+1
	var ways []sip.Outgoing
	for _, peer := range o.exchanges {
		ways = append(ways, sip.Outgoing{Peer: peer, Transport: "UDP", Number: number, Caller: sip.Party{Number: "200"}})
	}
	return ways, o.refuses
}

// errFull says that a way has no place for one more call.
var errFull = errors.New("full")

func (o *outside) Dial(out sip.Outgoing) (*sip.Call, func(sip.Event), error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.full[out.Peer] {
		return nil, nil, errFull
	}
	line, err := o.server.Dial(out)
	if err != nil {
		return nil, nil, err
	}
	o.up++
	return line, o.release, nil
}

func (o *outside) release(last sip.Event) {
	o.mu.Lock()
	o.up--
	o.last = last
	o.mu.Unlock()
	select {
	case o.over <- struct{}{}:
	default:
	}
}

// goes counts the calls that go out now.
func (o *outside) goes() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.up
}

// exchange is the other side: it takes calls to the numbers that it has, each
// a telephone of its own, and refuses others with a status.
type exchange struct {
	addr    netip.AddrPort
	server  *sip.Server
	engine  *rtp.Engine
	numbers map[string]*subscriber
	refuses int
}

// subscriber is a telephone that is answered at once and speaks a tone.
type subscriber struct {
	hz     float64
	ear    *ear
	hangup chan struct{} // hangs up when it is closed
	mute   chan struct{} // says nothing any more when it is closed
	called chan struct{} // closed when it is called
	gone   chan struct{} // closed when the call is over

	rings bool // and is never answered

	line *sip.Call // once called is closed
	// told is how a transfer goes that it asked for, asked what it is asked for.
	told  chan sip.Transferred
	asked chan sip.Referred
}

func subscribe(hz float64) *subscriber {
	return &subscriber{
		hz: hz, ear: &ear{}, hangup: make(chan struct{}), mute: make(chan struct{}), called: make(chan struct{}), gone: make(chan struct{}),
		told: make(chan sip.Transferred, 20), asked: make(chan sip.Referred, 1),
	}
}

func newExchange(t *testing.T, b *box, numbers map[string]*subscriber, refuses int) *exchange {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	engine, err := rtp.NewEngine(rtp.Config{Host: netip.MustParseAddr("127.0.0.1"), Ports: [2]uint16{34000, 35998}, Shards: 1, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	server, err := sip.New(sip.Config{Allow: netip.Addr.IsLoopback, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e := &exchange{addr: udp.LocalAddr().(*net.UDPAddr).AddrPort(), server: server, engine: engine, numbers: numbers, refuses: refuses}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	running.Go(func() { _ = server.Run(ctx, sip.Sockets{UDP: []net.PacketConn{udp}}, e) })
	t.Cleanup(func() { cancel(); running.Wait() })
	b.out.leadTo(e.addr)
	return e
}

func (e *exchange) Invite(ctx context.Context, line *sip.Call) {
	s := e.numbers[line.Called()]
	if s == nil {
		_ = line.Refuse(e.refuses, "No")
		return
	}
	if s.rings {
		_ = line.Ring()
		close(s.called)
		for range line.Events() {
		}
		return
	}
	leg, err := e.engine.Open()
	if err != nil {
		_ = line.Refuse(500, "No")
		return
	}
	defer leg.Close()
	defer close(s.gone)
	sdp, stream, err := line.Negotiate(leg.Local())
	if err != nil || line.Answer(sdp) != nil {
		return
	}
	leg.Connect(stream)
	leg.Listen(s.ear)
	leg.Play(media.Tone(s.hz, 0.3), nil)
	s.talk(ctx, line, leg)
}

// talk goes on until somebody hangs up.
func (s *subscriber) talk(ctx context.Context, line *sip.Call, leg *rtp.Leg) {
	s.line = line
	close(s.called)
	for mute := s.mute; ; {
		select {
		case <-mute:
			leg.Stop()
			mute = nil
		case <-s.hangup:
			_ = line.Hangup(ctx)
			return
		case e, ok := <-line.Events():
			switch e := e.(type) {
			case sip.Transferred:
				s.told <- e
			case sip.Referred:
				s.asked <- e
			}
			if !ok {
				return
			}
		}
	}
}

func TestOperatorAsksANumberAsideAndThenAllThreeTalk(t *testing.T) {
	b := newBox(t)
	colleague := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"31": colleague}, 404)
	c, o := talk(t, b)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(b.calls.Consult(t.Context(), 1, operator, "31"))
	c.ear.hears(t, 600) // music
	o.hears(t, 1700)
	colleague.ear.hears(t, 440)

	must(b.calls.Hold(t.Context(), 1, operator, false))
	c.ear.hears(t, 440)
	o.hears(t, 1000)
	colleague.ear.hears(t, 600)

	must(b.calls.Merge(t.Context(), 1, operator))
	c.ear.hearsBoth(t, 440, 1700)
	colleague.ear.hearsBoth(t, 440, 1000)
	o.hearsBoth(t, 1000, 1700)

	must(b.calls.Hand(t.Context(), 1, operator))
	c.ear.hears(t, 1700)
	colleague.ear.hears(t, 1000)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "operator handed") })
	if err := b.calls.Hold(t.Context(), 1, operator, true); !errors.Is(err, call.ErrNoCall) {
		t.Errorf("hold after the caller was handed over: %v, want %v", err, call.ErrNoCall)
	}
	must(c.Hangup(t.Context()))
	<-colleague.gone
}

// up waits until the box answers.
func up(t *testing.T, b *box) {
	t.Helper()
	c := newCaller(t)
	if _, err := c.Dial(t.Context(), "999", b.sip, c.leg.Local()); err == nil {
		t.Fatal("a number that does not exist was answered")
	}
}

// callsOut has the operator call a contact who answers, each with a tone of his own.
func callsOut(t *testing.T, b *box) (contact *subscriber, o *voice, id appliance.ConversationID) {
	t.Helper()
	contact, o = subscribe(1700), newVoice(t, 440)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	b.legs.set(operator, o)
	return contact, o, dials(t, b)
}

// dials has the operator call the contact of these tests.
func dials(t *testing.T, b *box) appliance.ConversationID {
	t.Helper()
	id, err := b.calls.Dial(t.Context(), operator, "775418102", 0)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOperatorsCallGoesByTheNextWayAndIsRecorded(t *testing.T) {
	b := newBox(t)
	up(t, b)
	newExchange(t, b, nil, 503)
	contact, o, id := callsOut(t, b)
	o.hears(t, 1700)
	contact.ear.hears(t, 440)
	if s := b.calls.Standing(id); s.Ringing || len(s.Parties) != 1 {
		t.Errorf("the call stands as %+v, want one operator and nobody called", s)
	}
	close(contact.hangup)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "contact hangup") })
	if sound := recorded(t, b); len(sound.Channels) != 2 || len(sound.Channels[0]) == 0 {
		t.Error("nothing was recorded")
	}
}

func TestOperatorsCallThatIsRefusedSaysWhy(t *testing.T) {
	b := newBox(t)
	up(t, b)
	newExchange(t, b, nil, 486)
	contact := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	b.legs.set(operator, newVoice(t, 440))
	dials(t, b)
	b.desk.wait(t, "the end", func(d *desk) bool { return slices.Contains(d.ended, "system busy") })
	select {
	case <-contact.called:
		t.Error("one who is busy was called by another way")
	default:
	}
}

func TestCallPassesOverATrunkThatIsFullAndGivesItsPlaceBack(t *testing.T) {
	b := newBox(t)
	up(t, b)
	b.out.over = make(chan struct{}, 1)
	busy, contact := subscribe(1700), subscribe(2100)
	first := newExchange(t, b, map[string]*subscriber{"775418102": busy}, 404)
	newExchange(t, b, map[string]*subscriber{"775418102": contact}, 404)
	hangup := sync.OnceFunc(func() { close(contact.hangup) })
	defer hangup()
	b.out.full = map[netip.AddrPort]bool{first.addr: true}
	o := newVoice(t, 440)
	b.legs.set(operator, o)
	dials(t, b)
	o.hears(t, 2100)
	if got := b.out.goes(); got != 1 {
		t.Errorf("%d places are taken, want 1", got)
	}
	select {
	case <-busy.called:
		t.Error("it went by the trunk that is full")
	default:
	}
	hangup()
	<-b.out.over
	if got := b.out.goes(); got != 0 {
		t.Errorf("%d places are taken after the call, want none", got)
	}
}

func TestWayIsToldWhatBecameOfItsCall(t *testing.T) {
	b := newBox(t)
	up(t, b)
	b.out.over = make(chan struct{}, 1)
	newExchange(t, b, nil, 407)
	dials(t, b)
	<-b.out.over
	b.out.mu.Lock()
	defer b.out.mu.Unlock()
	if failed, is := b.out.last.(sip.Failed); !is || failed.Refused.Status != 407 {
		t.Errorf("got %#v, want that it failed with 407", b.out.last)
	}
}

func TestCallThatTheDeskRefusesCountsAgainstNoCap(t *testing.T) {
	b := newBox(t)
	up(t, b)
	newExchange(t, b, nil, 404)
	b.desk.change(func() { b.desk.calls = operator })
	for o, want := range map[appliance.OperatorID]int{operator: 0, supervisor: 1} {
		b.out.mu.Lock()
		b.out.counted = 0
		b.out.mu.Unlock()
		_, err := b.calls.Dial(t.Context(), o, "775418102", 0)
		if refused := errors.Is(err, appliance.ErrOnCall); refused != (o == operator) {
			t.Errorf("call of operator %s: %v", o, err)
		}
		if b.out.mu.Lock(); b.out.counted != want {
			t.Errorf("call of operator %s: ways asked for %d times, want %d", o, b.out.counted, want)
		}
		b.out.mu.Unlock()
	}
}

// TestOfClicksAtOnceOneCallsANumber: the others are refused before they count.
func TestOfClicksAtOnceOneCallsANumber(t *testing.T) {
	b := newBox(t)
	newExchange(t, b, map[string]*subscriber{"31": subscribe(1700)}, 404)
	talk(t, b)
	const clicks = 8
	b.out.gate = make(chan struct{})
	came := make(chan error, clicks)
	for range clicks {
		go func() { came <- b.calls.Consult(t.Context(), 1, operator, "31") }()
	}
	// Whoever may still go on meanwhile does, and counts.
	peertest.Until(200*time.Millisecond, func() bool { return b.out.entered.Load() > 1 })
	close(b.out.gate)
	asked := 0
	for range clicks {
		switch err := <-came; {
		case err == nil:
			asked++
		case !errors.Is(err, call.ErrAsking):
			t.Errorf("a click too many: %v, want %v", err, call.ErrAsking)
		}
	}
	b.out.mu.Lock()
	defer b.out.mu.Unlock()
	if asked != 1 || b.out.counted != 1 {
		t.Errorf("%d clicks called and %d counted, want 1 and 1", asked, b.out.counted)
	}
}

// A box without a port left for a number that an operator asks aside keeps the
// call that he has.
func TestNumberForWhichThereIsNoSoundFailsAlone(t *testing.T) {
	var engine *rtp.Engine
	b := newBoxOf(t, func(d *call.Deps) { engine = d.Engine })
	guest := subscribe(1700)
	newExchange(t, b, map[string]*subscriber{"31": guest}, 404)
	c, o := talk(t, b)
	for full := false; !full; { // every port is somebody's
		leg, err := engine.Open()
		if full = err != nil; !full {
			defer leg.Close()
		}
	}
	if err := b.calls.Consult(t.Context(), 1, operator, "31"); err != nil {
		t.Fatal(err)
	}
	b.desk.wait(t, "that the number failed", func(d *desk) bool { return slices.Contains(d.entries, appliance.EntryPartyFailed) })
	if err := b.calls.Hold(t.Context(), 1, operator, false); err != nil {
		t.Fatal(err)
	}
	c.ear.hears(t, 440)
	o.hears(t, 1000)
}
