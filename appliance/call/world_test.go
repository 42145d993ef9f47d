package call_test

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/call"
	keeper "cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
)

const (
	operator  = appliance.OperatorID(7)
	reception = appliance.QueueID(3)

	noticeLength = 2 * time.Second
)

// box is a switchboard on loopback: real SIP, sound and store; the desk, the
// staff and the operators' browsers are played by the test.
type box struct {
	t     *testing.T
	calls *call.Calls
	feed  *feed.Log
	store *sqlite.Store
	files string
	sip   netip.AddrPort
	out   *outside
	desk  *desk
	log   *told
	legs  *legs
	staff *staff

	recordings *call.Recordings

	mu   sync.Mutex
	tree *ivr.Tree
	// pieces are spoken words, each with a tone of its own.
	pieces map[string]float64
	// queue is what the site says of every queue, callsOut of calls without one.
	queue    appliance.Queue
	callsOut appliance.RecordingRule
	// contacts are all that have the caller's number.
	contacts []appliance.Contact
}

// follows has callers led by a tree, leads by one that is written here.
func (b *box) follows(tree *ivr.Tree) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tree = tree
}

func (b *box) leads(t *testing.T, text string) {
	t.Helper()
	b.follows(parse(t, text))
}

// speaks gives words their tones.
func (b *box) speaks(pieces map[string]float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pieces = pieces
}

// records sets how it is with recording, in queues and without.
func (b *box) records(queue, callsOut appliance.RecordingRule) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.Recording, b.callsOut = queue, callsOut
}

// says has callers hear messages while they wait.
func (b *box) says(every time.Duration, messages ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.Messages, b.queue.MessageEvery = messages, every
}

// knows gives the caller's number to contacts.
func (b *box) knows(contacts []appliance.Contact) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.contacts = contacts
}

func (b *box) ByNumber(_ context.Context, number string) ([]appliance.Contact, error) {
	if number != "775418102" {
		return nil, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.contacts, nil
}

func newBox(t *testing.T, change ...func(*sip.Config)) *box {
	t.Helper()
	return newBoxOf(t, func(*call.Deps) {}, change...)
}

// newBoxOf is newBox with other calls.
func newBoxOf(t *testing.T, with func(*call.Deps), change ...func(*sip.Config)) *box {
	t.Helper()
	told := &told{more: make(chan struct{}, 1)}
	log := slog.New(slog.NewTextHandler(told, nil))
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "store"), sqlite.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b := &box{
		t: t, log: told, store: store, feed: feed.New(store.Epoch(), 1000), files: filepath.Join(dir, "files"),
		legs: &legs{ports: map[appliance.OperatorID]media.Port{}, moved: make(chan struct{}, 1)}, staff: &staff{there: true},
		tree: ivr.Direct("Reception", "en"),
	}
	store.PublishTo(b.feed.Publish)
	// The recordings' rows want conversations in the store: the call, a voicemail.
	err = store.Write(t.Context(), func(tx *sqlite.Tx) error {
		for _, channel := range []appliance.Channel{appliance.Phone, appliance.Voicemail, appliance.Callback} {
			if _, err := tx.AddConversation(appliance.Conversation{Channel: channel, State: appliance.InTree, Began: time.Now()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	b.desk = &desk{Desk: keeper.New(keeper.Deps{Store: store, Feed: b.feed, Log: log}), feed: b.feed, changed: make(chan struct{}, 1)}
	if err := os.MkdirAll(b.files, 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(b.files, blob.Options{Spare: 1})
	if err != nil {
		t.Fatal(err)
	}
	host := netip.MustParseAddr("127.0.0.1")
	engine, err := rtp.NewEngine(rtp.Config{Host: host, Ports: [2]uint16{30000, 31998}, Shards: 1, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	b.recordings = &call.Recordings{Store: store, Files: files, Log: log}
	b.out = &outside{}
	deps := call.Deps{
		Outside: b.out, Trunk: trunk{}, Desk: b.desk, Site: b, Staff: b.staff, Legs: b.legs, Contacts: b, Engine: engine, Feed: b.feed, Log: log,
		Recordings: b.recordings,
	}
	with(&deps)
	b.calls = call.New(deps)
	cfg := sip.Config{Allow: netip.Addr.IsLoopback, Log: log}
	for _, f := range change {
		f(&cfg)
	}
	server, err := sip.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	b.out.server = server
	udp, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.sip = udp.LocalAddr().(*net.UDPAddr).AddrPort()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = engine.Run(ctx) })
	running.Go(func() { _ = b.calls.Run(ctx) })
	running.Go(func() { _ = server.Run(ctx, sip.Sockets{UDP: []net.PacketConn{udp}}, b.calls) })
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the box said:\n%s\nand wrote %+v", told.of(""), b.desk.written())
		}
		cancel()
		running.Wait()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	<-b.calls.Ready() // as the box itself has calls come only then
	return b
}

// noRoom is a disk on which no recording begins.
func noRoom(t *testing.T) func(*call.Deps) {
	t.Helper()
	full, err := blob.Open(t.TempDir(), blob.Options{Spare: 1 << 62})
	if err != nil {
		t.Fatal(err)
	}
	return func(d *call.Deps) { d.Recordings.Files = full }
}

// told is what the box has logged.
type told struct {
	mu    sync.Mutex
	lines []string
	more  chan struct{} // has a token after a line
}

func (l *told) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, string(line))
	select {
	case l.more <- struct{}{}:
	default:
	}
	return len(line), nil
}

// wait waits until some words were logged.
func (l *told) wait(t *testing.T, words string) {
	t.Helper()
	for limit := time.After(20 * time.Second); len(l.of(words)) == 0; {
		select {
		case <-l.more:
		case <-limit:
			t.Fatalf("nothing was logged of: %s", words)
		}
	}
}

// of are the lines that hold some words.
func (l *told) of(words string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.lines), func(line string) bool { return !strings.Contains(line, words) })
}

// The site of the box.

func (b *box) Tree(context.Context, appliance.EntryPoint) (*ivr.Tree, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tree, nil
}

func (b *box) Queue(_ context.Context, name string) (appliance.Queue, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queue
	q.ID, q.Name = reception, name
	return q, nil
}

func (b *box) QueueByID(_ context.Context, id appliance.QueueID) (appliance.Queue, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := b.queue
	q.ID, q.Name = id, "Reception"
	return q, nil
}

func (b *box) CallsOut(context.Context) (appliance.RecordingRule, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.callsOut, nil
}

func (b *box) Shown(context.Context, appliance.EntryPointID) (appliance.EntryPoint, error) {
	return appliance.EntryPoint{}, nil
}

func (b *box) OwedRetry(context.Context) appliance.Retry {
	return appliance.Retry{Tries: 2, Pause: time.Millisecond}
}

func (b *box) Zone(context.Context) *time.Location { return time.UTC }

func (b *box) Open(context.Context, string, time.Time) bool { return true }

// Clip gives each prompt a tone of its own.
func (b *box) Clip(name string, _ appliance.Language) (*media.Clip, error) {
	hz, known := map[string]float64{"music": 600, "nobody": 800, "welcome": 1200, "kept": 1400, "empty": 1600, "recorded": 1800}[name]
	b.mu.Lock()
	piece := b.pieces[name]
	b.mu.Unlock()
	if piece > 0 {
		hz, known = piece, true
	}
	if !known {
		return nil, appliance.ErrNotFound
	}
	length := 500 * time.Millisecond
	if name == "recorded" {
		length = noticeLength
	}
	return clip(b.t, hz, length), nil
}

type trunk struct{}

func (trunk) Admit(_ context.Context, called string, _ netip.Addr) (appliance.EntryPoint, func(), error) {
	if called != "200" {
		return appliance.EntryPoint{}, nil, &sip.Refused{Status: 404, Reason: "Not Found"}
	}
	return appliance.EntryPoint{ID: 1, Channel: appliance.Phone, Language: appliance.English, Queue: reception}, func() {}, nil
}
