package desk_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance/peertest"
)

// wire passes connections on to a box. Those that carry a stream of events can be
// made to stall, as behind a router that has forgotten them: neither side hears
// that anything is wrong.
type wire struct {
	url   string
	beats chan string  // of all streams, while somebody waits for one
	lines atomic.Int32 // streams that were opened

	mu      sync.Mutex
	streams []chan struct{} // of those that stand, closed when they stall
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	w := &wire{url: "http://localhost:" + port, beats: make(chan string, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for {
			page, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { w.pass(ctx, page, to) })
		}
	})
	t.Cleanup(func() { cancel(); l.Close(); all.Wait() })
	return w
}

func (w *wire) pass(ctx context.Context, page net.Conn, to string) {
	box, err := net.Dial("tcp", to)
	if err != nil {
		page.Close()
		return
	}
	stop := context.AfterFunc(ctx, func() { page.Close(); box.Close() })
	defer stop()
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(box, page); box.Close() })
	both.Go(func() { w.answer(ctx, page, box); page.Close() })
	both.Wait()
}

// answer passes on what the box says, until that is a stream and stalls.
func (w *wire) answer(ctx context.Context, page io.Writer, box io.Reader) {
	stalled := make(chan struct{})
	streams := false
	for buffer := make([]byte, 1<<16); ; {
		n, err := box.Read(buffer)
		if err != nil {
			return
		}
		said := buffer[:n]
		if !streams && bytes.Contains(said, []byte("text/event-stream")) {
			streams = true
			w.lines.Add(1)
			w.mu.Lock()
			w.streams = append(w.streams, stalled)
			w.mu.Unlock()
		}
		select {
		case <-stalled:
			<-ctx.Done()
			return
		default:
		}
		if _, err := page.Write(said); err != nil {
			return
		}
		if bytes.Contains(said, []byte("event: beat")) {
			w.beats <- "beat"
		}
	}
}

// stall has all streams that stand say nothing any more.
func (w *wire) stall() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.streams {
		close(s)
	}
	w.streams = nil
}

// streamThatFallsSilentIsOpenedAnew stalls the page's stream without closing it:
// the page says that it has no connection, and catches up.
func streamThatFallsSilentIsOpenedAnew(t *testing.T, b *peertest.Browser) {
	s, sc, tab := atDesk(t, b, veronika)
	s.beat = 3 * time.Second
	s.restart(func() {})
	w := newWire(t, s.address)
	tab.Go(w.url + "/sign-in")
	tab.Eval(`fetch('/sign-in', {method: 'POST', body: new URLSearchParams({login: 'jana', password: 'right'})}).then(() => 1)`, nil)
	tab.Go(w.url + veronika(sc))
	tab.Wait(`document.getElementById('net').dataset.state === 'live'`)
	tab.Eval(`window.states = []; new MutationObserver(() => states.push(document.getElementById('net').dataset.state)).observe(document.getElementById('net'), {attributeFilter: ['data-state']})`, nil)
	before := w.lines.Load()
	for range 3 { // more than a silent stream is given
		<-w.beats
	}
	if n := w.lines.Load() - before; n != 0 {
		t.Errorf("%d streams were opened while the first one beat", n)
	}
	w.stall()
	s.receive(sc.veronika, "Mezitím")
	tab.Wait(bubble("Mezitím") + ` && document.getElementById('net').dataset.state === 'live' && states.includes('reconnecting')`)
}
