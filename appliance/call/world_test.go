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
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/call"
	"cordboard/appliance/feed"
	"cordboard/appliance/media"
	"cordboard/appliance/media/rtp"
	"cordboard/appliance/sip"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

const (
	operator  = appliance.OperatorID(7)
	reception = appliance.QueueID(3)
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
	b.desk = &desk{feed: b.feed, changed: make(chan struct{}, 1)}
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
		Recordings: b.recordings, Retry: call.Retry{Tries: 2, Pause: time.Millisecond},
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
	return appliance.Queue{ID: reception, Name: name}, nil
}

func (b *box) QueueByID(_ context.Context, id appliance.QueueID) (appliance.Queue, error) {
	return appliance.Queue{ID: id, Name: "Reception"}, nil
}

func (b *box) Open(context.Context, string, time.Time) bool { return true }

// Clip gives each prompt a tone of its own.
func (b *box) Clip(name string, _ appliance.Language) (*media.Clip, error) {
	hz, known := map[string]float64{"music": 600, "nobody": 800, "welcome": 1200, "kept": 1400, "empty": 1600}[name]
	b.mu.Lock()
	piece := b.pieces[name]
	b.mu.Unlock()
	if piece > 0 {
		hz, known = piece, true
	}
	if !known {
		return nil, appliance.ErrNotFound
	}
	return clip(b.t, hz, 500*time.Millisecond), nil
}

type trunk struct{}

func (trunk) Admit(_ context.Context, called string, _ netip.Addr) (appliance.EntryPoint, func(), error) {
	if called != "200" {
		return appliance.EntryPoint{}, nil, &sip.Refused{Status: 404, Reason: "Not Found"}
	}
	return appliance.EntryPoint{ID: 1, Channel: appliance.Phone, Language: appliance.English, Queue: reception}, func() {}, nil
}

type staff struct {
	sync.Mutex
	there bool
	// refuses is what Ring answers, rung whom it asked.
	refuses run.Outcome
	rung    []appliance.OperatorID
	rings   chan struct{} // if not nil, has a token by each
	// asked, once awaitQuestion made it, gets a token by each question.
	asked chan struct{}
}

// awaitQuestion makes the next question be told on asked.
func (s *staff) awaitQuestion() {
	s.Lock()
	defer s.Unlock()
	s.asked = make(chan struct{}, 10)
}

func (s *staff) Somebody(_ appliance.QueueID, voice bool) bool {
	s.Lock()
	defer s.Unlock()
	if s.asked != nil {
		s.asked <- struct{}{}
	}
	return s.there && voice
}

// whoRang are those whom the box has had rung.
func (s *staff) whoRang() []appliance.OperatorID {
	s.Lock()
	defer s.Unlock()
	return slices.Clone(s.rung)
}

func (s *staff) Ring(_ context.Context, _ appliance.ConversationID, o appliance.OperatorID, _ time.Duration) (run.Outcome, error) {
	s.Lock()
	defer s.Unlock()
	s.rung = append(s.rung, o)
	select {
	case s.rings <- struct{}{}:
	default:
	}
	return s.refuses, nil
}

// Outlook is the same for everybody: two are before him, for four minutes.
func (s *staff) Outlook(context.Context, appliance.ConversationID) (appliance.Outlook, error) {
	return appliance.Outlook{Position: 3, Wait: 4 * time.Minute, Known: true}, nil
}

func (s *staff) set(there bool) {
	s.Lock()
	defer s.Unlock()
	s.there = there
}

type legs struct {
	sync.Mutex
	ports map[appliance.OperatorID]media.Port
	// looks is how often somebody's sound is still found before it is gone.
	looks map[appliance.OperatorID]int
	// comes says that sound comes when somebody sits down, seats who does.
	comes bool
	seats []appliance.OperatorID
	moved chan struct{} // has a token after each change of seats
}

func (l *legs) Comes(appliance.OperatorID) bool {
	l.Lock()
	defer l.Unlock()
	return l.comes
}

func (l *legs) Sit(o appliance.OperatorID, _ appliance.ConversationID) {
	l.Lock()
	defer l.Unlock()
	l.seats = append(l.seats, o)
	l.tell()
}

func (l *legs) Rise(o appliance.OperatorID, _ appliance.ConversationID) {
	l.Lock()
	defer l.Unlock()
	l.seats = slices.DeleteFunc(l.seats, func(other appliance.OperatorID) bool { return other == o })
	l.tell()
}

func (l *legs) tell() {
	select {
	case l.moved <- struct{}{}:
	default:
	}
}

// wait waits until these and nobody else sit at a call.
func (l *legs) wait(t *testing.T, want ...appliance.OperatorID) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		l.Lock()
		got := slices.Clone(l.seats)
		l.Unlock()
		if slices.Equal(got, want) {
			return
		}
		select {
		case <-l.moved:
		case <-limit:
			t.Fatalf("%v sit at the call, want %v", got, want)
		}
	}
}

func (l *legs) Leg(o appliance.OperatorID) (media.Port, bool) {
	l.Lock()
	defer l.Unlock()
	if left, going := l.looks[o]; going {
		if left == 0 {
			return nil, false
		}
		l.looks[o]--
	}
	p, ok := l.ports[o]
	return p, ok
}

// goes has somebody's sound go once it was looked for so often.
func (l *legs) goes(o appliance.OperatorID, looks int) {
	l.Lock()
	defer l.Unlock()
	l.looks = map[appliance.OperatorID]int{o: looks}
}

func (l *legs) set(o appliance.OperatorID, p media.Port) {
	l.Lock()
	defer l.Unlock()
	if p == nil {
		delete(l.ports, o)
		return
	}
	l.ports[o] = p
}

// desk keeps one conversation and tells of it as the real one does.
type desk struct {
	feed    *feed.Log
	changed chan struct{}
	full    atomic.Bool // takes nothing, for want of room
	// strange is an operator who does not serve the conversation any more.
	strange appliance.OperatorID
	// offered says that somebody is asked to take it.
	offered bool
	// calls is one who has a call already.
	calls appliance.OperatorID

	mu sync.Mutex
	facts
}

// facts are what was written.
type facts struct {
	conversation appliance.Conversation
	opens        appliance.ConversationID // the next one; zero: 1
	entries      []appliance.EntryKind
	ended        []string
	// codes are the invitations that were typed.
	codes []string
	// message is what became of the voicemail.
	message string
	// owed is what became of the call that is owed, tries how often it was made.
	owed  []string
	tries int
}

func (f facts) last() appliance.EntryKind { return f.entries[len(f.entries)-1] }

// written are the facts up to now.
func (d *desk) written() facts {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.facts
	now.conversation.Parameters = slices.Clone(now.conversation.Parameters)
	now.entries, now.ended = slices.Clone(now.entries), slices.Clone(now.ended)
	now.codes, now.owed = slices.Clone(now.codes), slices.Clone(now.owed)
	return now
}

// errTaken refuses to queue what an operator serves, as the real desk does.
var errTaken = appliance.Refuse(appliance.Conflict, "refusal.not-waiting")

// voicemail is the conversation that a message is.
const voicemail = appliance.ConversationID(2)

func (d *desk) Voicemail(_ context.Context, from appliance.ConversationID, q appliance.QueueID) (appliance.Conversation, error) {
	d.change(func() { d.message = "begun" })
	return appliance.Conversation{ID: voicemail, Channel: appliance.Voicemail, State: appliance.InTree, Queue: q}, nil
}

func (d *desk) change(f func()) {
	d.mu.Lock()
	f()
	d.mu.Unlock()
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

func (d *desk) Open(_ context.Context, o call.Opening) (c appliance.Conversation, err error) {
	d.change(func() {
		d.conversation = appliance.Conversation{
			ID: max(d.opens, 1), Channel: appliance.Phone, State: appliance.InTree, Name: o.Name, Phone: o.Number,
			Called: o.Called, Call: o.Call, Parameters: o.Parameters, Began: time.Now(),
		}
		c = d.conversation
	})
	return c, nil
}

func (d *desk) Enqueue(_ context.Context, c appliance.ConversationID, q appliance.QueueID, _ appliance.Language) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	switch c {
	case voicemail:
		d.change(func() { d.message = "kept" })
		return nil
	case callback:
		d.change(func() { d.owed = append(d.owed, "waits") })
		return nil
	}
	taken := false
	d.change(func() {
		if taken = d.conversation.State == appliance.Active; !taken {
			d.conversation.State, d.conversation.Queue = appliance.Waiting, q
		}
	})
	if taken {
		return errTaken
	}
	return nil
}

func (d *desk) Unqueue(context.Context, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.State = appliance.InTree })
	return nil
}

func (d *desk) Log(_ context.Context, _ appliance.ConversationID, e appliance.Entry) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.entries = append(d.entries, e.Kind) })
	return nil
}

func (d *desk) Set(_ context.Context, _ appliance.ConversationID, p appliance.Parameter) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.Parameters = append(d.conversation.Parameters, p) })
	return nil
}

func (d *desk) Identify(_ context.Context, _ appliance.ConversationID, contact appliance.ContactID) error {
	d.change(func() { d.conversation.Contact = contact })
	return nil
}

func (d *desk) Waiting(context.Context, appliance.QueueID) (int, error) { return 0, nil }

func (d *desk) End(_ context.Context, c appliance.ConversationID, by appliance.Author, o appliance.OperatorID, cause string) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	strange := false
	if d.change(func() { strange = o != 0 && o == d.strange }); strange {
		return appliance.ErrNotServing
	}
	switch c {
	case voicemail:
		d.change(func() { d.message = cause })
		return nil
	case callback:
		d.change(func() { d.owed = append(d.owed, "ended by "+string(by)) })
		return nil
	}
	d.change(func() {
		d.conversation.State = appliance.Finished
		d.ended = append(d.ended, string(by)+" "+cause)
	})
	return nil
}

func (d *desk) Promote(context.Context, appliance.ConversationID) error { return nil }

func (d *desk) Leave(context.Context, appliance.OperatorID, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	return nil
}

// callback is the conversation that an owed call is.
const callback = appliance.ConversationID(3)

func (d *desk) CallBack(_ context.Context, _ appliance.ConversationID, q appliance.QueueID, number string) (appliance.Conversation, error) {
	d.change(func() { d.owed = append(d.owed, "promised "+number) })
	return appliance.Conversation{ID: callback, State: appliance.InTree, Queue: q, Called: number}, nil
}

func (d *desk) Unreached(_ context.Context, _ appliance.ConversationID, cause string) (tries int, err error) {
	d.change(func() {
		d.owed = append(d.owed, cause)
		d.tries++
		tries = d.tries
	})
	return tries, nil
}

// Redeem knows one invitation, to the operator.
func (d *desk) Redeem(_ context.Context, code string, _ appliance.ConversationID) (appliance.Invitation, error) {
	d.change(func() { d.codes = append(d.codes, code) })
	if code != "123456" {
		return appliance.Invitation{}, appliance.ErrNotFound
	}
	return appliance.Invitation{Code: code, Operator: operator}, nil
}

func (d *desk) Operators(context.Context) ([]appliance.Operator, error) {
	return []appliance.Operator{
		{ID: operator, Login: "jana", Name: "Jana Nováková", Calls: 1},
		{ID: operator + 1, Login: "petr", Name: "Petr Svoboda"},
	}, nil
}

func (d *desk) EntryPoint(context.Context, appliance.EntryPointID) (appliance.EntryPoint, error) {
	return appliance.EntryPoint{ID: 1}, nil
}

// takeOwed lets the operator take the call that is owed.
func (d *desk) takeOwed(number string) {
	d.feed.Publish(appliance.PartBegan{
		Part:         appliance.Part{Operator: operator, Role: appliance.Serving},
		Conversation: appliance.Conversation{ID: callback, Channel: appliance.Callback, State: appliance.Active, Called: number, Queue: reception},
	})
}

func (d *desk) Release(context.Context, appliance.ConversationID) error {
	if d.full.Load() {
		return appliance.ErrDiskFull
	}
	d.change(func() { d.conversation.State = appliance.InTree })
	return nil
}

func (d *desk) MayDial(_ context.Context, o call.Dialling) (err error) {
	d.change(func() {
		if o.Operator == d.calls {
			err = appliance.ErrOnCall
		}
	})
	return err
}

func (d *desk) Dial(ctx context.Context, o call.Dialling) (c appliance.Conversation, err error) {
	if err := d.MayDial(ctx, o); err != nil {
		return c, err
	}
	d.change(func() {
		d.conversation = appliance.Conversation{
			ID: max(d.opens, 1), Channel: appliance.Phone, State: appliance.Active, Phone: o.Number,
			Operators: []appliance.OperatorID{o.Operator},
		}
		c = d.conversation
	})
	return c, nil
}

func (d *desk) Conversation(context.Context, appliance.ConversationID) (appliance.Conversation, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conversation, nil
}

func (d *desk) Offered(context.Context, appliance.ConversationID) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.offered, nil
}

// accept lets the operator take the conversation.
func (d *desk) accept() {
	d.change(func() {
		d.conversation.State, d.conversation.Operators = appliance.Active, []appliance.OperatorID{operator}
	})
	d.feed.Publish(appliance.PartBegan{
		Part: appliance.Part{Operator: operator, Role: appliance.Serving}, Conversation: d.conversation,
	})
}

// wait waits until the desk stands as said.
func (d *desk) wait(t *testing.T, what string, stands func(*desk) bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		d.mu.Lock()
		ok := stands(d)
		d.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-d.changed:
		case <-limit:
			t.Fatalf("the desk never saw: %s; %v", what, d.owed)
		}
	}
}
