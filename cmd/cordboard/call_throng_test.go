package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/call"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/peertest"
	"cordboard/appliance/rtc/headset"
	"cordboard/appliance/sip"
	"cordboard/appliance/sip/softphone"
	"cordboard/appliance/sqlite"
	"cordboard/cmd/cordboard/demo"
)

// TestFiftyCallsAtOnceLeaveNothingBehind has fifty callers call again and again
// until THRONG calls were answered, press what they like and hang up when they
// like, while a dozen operators take, refuse, hold, pass on, ask and end as they
// like, and do as much. Then the
// box holds nothing of it but what it promised to keep: each call that was
// answered once in the history, and the recordings, whole.
func TestFiftyCallsAtOnceLeaveNothingBehind(t *testing.T) {
	calls, err := strconv.Atoi(cmp.Or(os.Getenv("THRONG"), "200"))
	if err != nil || calls < 1 {
		t.Fatalf("THRONG is %q, want how many calls are answered", os.Getenv("THRONG"))
	}
	g := newThrong(t, 50, 12)
	quiet := runtime.NumGoroutine()
	g.live(50) // what is made once is made
	before := footprintOf(1 << 20)
	before.goroutines = quiet // or those of transactions that go on would count
	g.live(calls)
	after := footprintOf(before.goroutines + spare)

	t.Logf("%d calls were answered, %d given up, %d refused; operators did %d things, %d were refused",
		len(g.answered), g.gaveUp.Load(), g.refused.Load(), g.did.Load(), g.mayNot.Load())
	t.Logf("%+v became %+v; amid them %+v", before, after, g.amid)
	if g.amid.goroutines < before.goroutines+muchMore || g.amid.sockets < manySockets {
		t.Errorf("amid the calls %+v were counted: what is left would not be seen", g.amid)
	}
	if after.goroutines > before.goroutines+spare {
		buffer := make([]byte, 1<<20)
		t.Errorf("%d goroutines were left, %d before:\n%s", after.goroutines, before.goroutines, buffer[:runtime.Stack(buffer, true)])
	}
	if after.files > before.files+spare || after.sockets > 0 {
		t.Errorf("files %d and then %d, %d sockets for sound left", before.files, after.files, after.sockets)
	}
	if grown := int64(after.heap) - int64(before.heap); grown > keptOf(calls) {
		t.Errorf("the heap grew by %d bytes", grown)
	}
	g.isKept()
}

// footprint is what the process holds.
type footprint struct {
	goroutines, files, sockets int
	heap                       uint64
}

// spare is how many goroutines and files may be more without being a leak: those
// of what happened to go on when they were counted.
const spare = 5

// muchMore goroutines and so many sockets show that the counting sees them.
const muchMore, manySockets = 50, 20

// footprintOf counts what is left when no more goroutines are than that, or when
// those of SIP transactions must have ended: one whose peer is gone waits for it
// for 64*T1 (RFC 3261 section 17), and where nobody acknowledged an answer, the
// BYE after that waits as long again (section 13.3.1.4).
func footprintOf(goroutines int) (f footprint) {
	const transactions = 2 * 64 * 500 * time.Millisecond
	peertest.Until(transactions+5*time.Second, func() bool { return runtime.NumGoroutine() <= goroutines })
	runtime.GC()
	runtime.GC() // the second frees what finalizers let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	f.goroutines, f.heap = runtime.NumGoroutine(), m.HeapAlloc
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		f.files = len(open)
	}
	return f
}

// keptOf is how much of so many calls is kept on purpose: the latest facts, of
// about a kilobyte each, for pages that come back, and the prompts that were
// played. What a call's sound needs, kept, is above it after a hundred calls.
func keptOf(calls int) int64 {
	const prompts, fact, factsOfACall = 8 << 20, 1 << 10, 20
	return prompts + fact*int64(min(heldFacts, factsOfACall*calls))
}

// footprintAmid counts amid the calls, as soon as there is so much more than when
// all was quiet that what is left of it would be seen.
func footprintAmid(t *testing.T, b *box, quiet int) (f footprint) {
	t.Helper()
	peertest.Until(patience, func() bool {
		f = footprint{goroutines: runtime.NumGoroutine(), sockets: len(soundSockets(t, b))}
		return f.goroutines >= quiet+muchMore && f.sockets >= manySockets
	})
	return f
}

// throng is many callers and operators of one box. What each does next is
// drawn from the seed; when, is the machine's.
type throng struct {
	*testing.T
	box       *box
	seed      uint64
	callers   int
	operators []appliance.OperatorID
	queues    []appliance.QueueID
	reason    appliance.ReasonID
	engine    *rtp.Engine // the callers'
	lives     uint64
	enough    enough
	amid      footprint

	gaveUp, refused, did, mayNot atomic.Int64

	mu       sync.Mutex
	answered map[string]bool // the numbers of those who heard us
}

// enough is when a life ends, and how.
type enough struct {
	calls int
	deeds int64
	stop  func()
}

func newThrong(t *testing.T, callers, operators int) *throng {
	t.Helper()
	g := &throng{T: t, box: demonstration(t), seed: uint64(time.Now().UnixNano()), callers: callers, answered: map[string]bool{}}
	t.Logf("seed %d", g.seed)
	b := g.box
	var err error
	g.engine, err = rtp.NewEngine(rtp.Config{Host: netip.MustParseAddr("127.0.0.1"), Ports: [2]uint16{36000, 37998}, Log: b.log})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = g.engine.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })

	config := b.trunks.Config()
	config.Calls = 2 * callers
	for i := range config.Trunks {
		config.Trunks[i].Calls, config.Trunks[i].Rate = 2*callers, 2*callers
	}
	if err := b.trunks.Save(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	var groups []appliance.GroupID
	err = b.store.Read(t.Context(), func(v *sqlite.View) error {
		thomas, err := v.OperatorByLogin("thomas")
		if err != nil {
			return err
		}
		groups = thomas.Groups
		queues, err := v.Queues()
		if err != nil {
			return err
		}
		for _, q := range queues {
			g.queues = append(g.queues, q.ID)
		}
		reasons, err := v.Reasons()
		if err == nil {
			g.reason = reasons[0].ID
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range operators {
		o, err := b.accounts.AddOperator(t.Context(), appliance.Operator{
			Login: fmt.Sprintf("throng-%d", i+1), Name: fmt.Sprintf("Operator %d", i+1), Role: appliance.RoleOperator,
			Language: appliance.English, Groups: groups, Calls: 1,
		}, demo.Password)
		if err != nil {
			t.Fatal(err)
		}
		g.operators = append(g.operators, o.ID)
	}
	return g
}

// live lets everybody do what he likes until so many calls more were answered and
// operators did as many things more, and waits until all is quiet again.
func (g *throng) live(calls int) {
	g.Helper()
	quiet := runtime.NumGoroutine()
	ctx, stop := context.WithCancel(g.Context())
	defer stop()
	g.enough = enough{calls: len(g.answered) + calls, deeds: g.did.Load() + int64(calls), stop: stop}
	var callers, operators sync.WaitGroup
	staff, home := context.WithCancel(g.Context())
	for i, o := range g.operators {
		operators.Go(func() { g.attend(staff, o, g.draws(1000+i)) })
	}
	for i := range g.callers {
		callers.Go(func() {
			for turn := 0; ctx.Err() == nil; turn++ {
				g.ring(ctx, fmt.Sprintf("+4207%02d%02d%04d", g.lives, i, turn), g.draws(turn*g.callers+i))
			}
		})
	}
	g.amid = footprintAmid(g.T, g.box, quiet)
	callers.Wait()
	await(g.T, g.box, "every call is over", func(v *sqlite.View) (bool, error) {
		open, err := v.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{
			appliance.InTree, appliance.Waiting, appliance.Active,
		}})
		return len(open) == 0, err
	})
	home()
	operators.Wait()
	quietBox(g.T, g.box)
	g.lives++
}

// draws is what somebody's choices are drawn from.
func (g *throng) draws(who int) *rand.Rand {
	return rand.New(rand.NewPCG(g.seed+g.lives<<32, uint64(who)))
}

func upTo(r *rand.Rand, longest time.Duration) <-chan time.Time {
	return time.After(time.Duration(r.Int64N(int64(longest))))
}

// ring calls once.
func (g *throng) ring(ctx context.Context, number string, r *rand.Rand) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		g.Error(err)
		return
	}
	phone, err := softphone.New(conn, sip.Party{Number: number})
	if err != nil {
		g.Error(err)
		return
	}
	defer phone.Close()
	leg, err := g.engine.Open()
	if err != nil {
		g.Error(err)
		return
	}
	defer leg.Close()
	trying, giveUp := context.WithCancel(g.Context())
	defer giveUp()
	if r.IntN(8) == 0 { // a CANCEL, or a race of one with the answer
		soon := upTo(r, 40*time.Millisecond)
		go func() { <-soon; giveUp() }()
	}
	called := demo.TreeNumber
	if r.IntN(2) == 0 {
		called = demo.GroupNumber
	}
	box := netip.MustParseAddrPort(g.box.sipUDP.LocalAddr().String())
	stream, err := phone.Dial(trying, called, box, leg.Local())
	var refused *sip.Refused
	switch {
	case trying.Err() != nil:
		g.gaveUp.Add(1)
		return
	case errors.As(err, &refused):
		g.refused.Add(1)
		return
	case err != nil:
		g.Errorf("call from %s: %v", number, err)
		return
	}
	g.mu.Lock()
	g.answered[number] = true
	if len(g.answered) >= g.enough.calls && g.did.Load() >= g.enough.deeds {
		g.enough.stop()
	}
	g.mu.Unlock()
	leg.Connect(stream)
	leg.Play(media.Tone(1000, 0.3), nil)
	for ctx.Err() == nil && r.IntN(15) > 0 {
		select {
		case <-phone.Over():
			return
		case <-ctx.Done():
		case <-upTo(r, 2*time.Second):
			if r.IntN(2) == 0 {
				leg.SendDigit(media.Digit{Key: "0123456789*#"[r.IntN(12)], Length: 100 * time.Millisecond})
			}
		}
	}
	if err := phone.Hangup(g.Context()); err != nil {
		select {
		case <-phone.Over(): // both at once
		default:
			g.Errorf("hang up the call from %s: %v", number, err)
		}
	}
}

// attend is an operator at a desk.
func (g *throng) attend(ctx context.Context, o appliance.OperatorID, r *rand.Rand) {
	b := g.box
	sub, err := b.feed.Subscribe(b.feed.Last())
	if err != nil {
		g.Error(err)
		return
	}
	defer sub.Close()
	own := g.concerns(o, sub)
	ears, err := headset.New(ctx, func(ctx context.Context, offer string) (string, error) { return b.legs.Answer(ctx, o, offer) }, func([]byte) {})
	if err != nil {
		g.Error(err)
		return
	}
	defer ears.Close()
	var speaking sync.WaitGroup
	defer speaking.Wait()
	speaking.Go(func() {
		frame := make([]byte, media.FrameSamples)
		for tick := time.NewTicker(20 * time.Millisecond); ctx.Err() == nil; <-tick.C {
			if ears.Speak(frame) != nil {
				return
			}
		}
	})
	b.acd.PageOpened(o)
	defer b.acd.PageClosed(o)
	g.may(b.acd.SetPresence(ctx, o, appliance.Available, ""))
	at := appliance.ConversationID(0)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case e := <-own:
			at = g.hear(ctx, o, at, e, r)
		case <-upTo(r, 1500*time.Millisecond):
			g.act(ctx, o, at, r)
		}
	}
	g.may(b.acd.SetPresence(g.Context(), o, appliance.Offline, ""))
}

// concerns are the facts about one operator, read as fast as they come: a
// reader who writes meanwhile is cut off.
func (g *throng) concerns(o appliance.OperatorID, sub *feed.Subscription) <-chan appliance.Event {
	own := make(chan appliance.Event, 10_000)
	go func() {
		for f := range sub.C() {
			switch e := f.Event.(type) {
			case appliance.OfferMade:
				if e.Offer.Operator == o {
					own <- e
				}
			case appliance.PartBegan:
				if e.Part.Operator == o {
					own <- e
				}
			case appliance.PartEnded:
				if e.Part.Operator == o {
					own <- e
				}
			}
		}
		if err := sub.Err(); err != nil {
			g.Errorf("operator %d hears no more: %v", o, err)
		}
	}()
	return own
}

// hear takes what is offered, mostly, and tells with whom the operator is now.
func (g *throng) hear(ctx context.Context, o appliance.OperatorID, at appliance.ConversationID, e appliance.Event, r *rand.Rand) appliance.ConversationID {
	switch e := e.(type) {
	case appliance.OfferMade:
		switch r.IntN(10) {
		case 0: // he lets it ring
		case 1:
			g.may(g.box.acd.Decline(ctx, o, e.Offer.Conversation))
		default:
			g.may(g.box.acd.Accept(ctx, o, e.Offer.Conversation))
		}
	case appliance.PartBegan:
		if e.Part.Role == appliance.Serving {
			return e.Conversation.ID
		}
	case appliance.PartEnded:
		if e.Part.Role == appliance.Serving {
			g.may(g.box.desk.WrapUp(ctx, o, e.Conversation.ID, desk.WrapUp{Reason: g.reason}))
			return 0
		}
	}
	return at
}

// act does one of the things that an operator can do.
func (g *throng) act(ctx context.Context, o appliance.OperatorID, at appliance.ConversationID, r *rand.Rand) {
	b, yes := g.box, r.IntN(2) == 0
	colleague := g.operators[r.IntN(len(g.operators))]
	if at == 0 {
		g.may(b.acd.SetPresence(ctx, o, appliance.Available, ""))
		return
	}
	switch r.IntN(10) {
	case 0:
		g.may(b.calls.Hold(ctx, at, o, yes))
	case 1:
		g.may(b.calls.Mute(ctx, at, o, yes))
	case 2:
		g.may(b.calls.Digit(ctx, at, o, "5"))
	case 3:
		g.may(b.calls.PauseRecording(ctx, at, o, yes, "card"))
	case 4:
		g.may(b.desk.Requeue(ctx, o, at, g.queues[r.IntN(len(g.queues))]))
	case 5:
		g.may(b.acd.Ask(ctx, o, at, colleague, appliance.ToPass))
	case 6:
		g.may(b.acd.Ask(ctx, o, at, colleague, appliance.ToConsult))
	case 7:
		g.may(b.calls.Merge(ctx, at, o))
	case 8:
		g.may(b.calls.Watch(ctx, at, colleague, call.Listening))
	case 9:
		g.may(b.calls.Hangup(ctx, at, o))
	}
}

// may counts what was done and what was refused; anything else is a fault.
func (g *throng) may(err error) {
	switch {
	case err == nil:
		g.did.Add(1)
	case appliance.AsRefusal(err) != nil:
		g.mayNot.Add(1)
	case !errors.Is(err, context.Canceled):
		g.Error(err)
	}
}

// isKept checks that each answered call stands once in the history, over, and
// that what was recorded of it can be played.
func (g *throng) isKept() {
	g.Helper()
	var all []appliance.Conversation
	recordings := map[appliance.ConversationID]appliance.Recording{}
	err := g.box.store.Read(g.Context(), func(v *sqlite.View) (err error) {
		if all, err = v.Conversations(sqlite.ConversationFilter{}); err != nil {
			return err
		}
		for _, c := range all {
			row, err := v.RecordingOf(c.ID)
			if err == nil {
				recordings[c.ID] = row
			} else if !errors.Is(err, appliance.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		g.Fatal(err)
	}
	kept := map[string]int{}
	for _, c := range all {
		if c.Channel == appliance.Phone {
			kept[c.Phone]++
		}
		if !c.State.Over() {
			g.Errorf("conversation %d is %s still", c.ID, c.State)
		}
		row, recorded := recordings[c.ID]
		if !recorded {
			continue
		}
		sound, err := peertest.ReadWAV(filepath.Join(g.box.options.Var, "recordings", row.File))
		switch {
		case row.Open || row.Broken || err != nil:
			g.Errorf("the recording of conversation %d: %+v, %v", c.ID, row, err)
		case sound.Length().Round(10*time.Millisecond) != row.Length.Round(10*time.Millisecond):
			g.Errorf("the recording of conversation %d is %v long, and the history says %v", c.ID, sound.Length(), row.Length)
		}
	}
	for number := range g.answered {
		if kept[number] != 1 {
			g.Errorf("the call from %s stands %d times in the history", number, kept[number])
		}
	}
	g.Logf("%d conversations, %d recordings", len(all), len(recordings))
	if len(recordings) < len(g.operators) {
		g.Errorf("%d calls were recorded, too few to prove anything", len(recordings))
	}
}
