package widget_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/blob"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/outbox"
	"cordboard/appliance/peertest"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/ticket"
	"cordboard/cmd/cordboard/demo/shop"
	"cordboard/web"
	"cordboard/web/embed"
	"cordboard/web/widget"
)

// open says whether the entry points of a stand are served; a test turns it.
type open struct {
	mu    sync.Mutex
	state site.State
	opens time.Time
	// unmanned is a queue that nobody is signed in for.
	unmanned appliance.QueueID
	lapsed   atomic.Bool // what the site said of its users is over
	returns  atomic.Int64
	waits    atomic.Int64
}

func (o *open) State(_ context.Context, e appliance.EntryPoint) (site.State, time.Time, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.unmanned != 0 && len(e.Widget.Topics) == 0 && e.Queue == o.unmanned {
		return site.Offline, o.opens, nil
	}
	return o.state, o.opens, nil
}

func (o *open) ReturnsWithin(context.Context) (time.Duration, error) {
	return time.Duration(o.returns.Load()), nil
}

func (o *open) WaitsAfter(context.Context) (time.Duration, error) {
	return time.Duration(o.waits.Load()), nil
}

// siteSecret is that by which the site vouches.
var siteSecret = embed.Vector.Secret

func (o *open) Vouched(_ context.Context, _ appliance.EntryPointID, user, proof string) (bool, error) {
	return !o.lapsed.Load() && site.Proves([]string{siteSecret}, user, proof, time.Now()), nil
}

// vouches is the site's word for a user.
func vouches(user string) string { return site.Proof(siteSecret, user, time.Now().Add(time.Hour)) }

func (o *open) set(s site.State, opens time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state, o.opens = s, opens
}

// leave makes nobody be there for the queue.
func (o *open) leave(q appliance.QueueID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unmanned = q
}

// stand is a box's public side on loopback: a real store, the real desk, the
// shop's pages, and one widget for three topics.
type stand struct {
	t      testing.TB
	file   string
	store  *sqlite.Store
	feed   *feed.Log
	desk   *desk.Desk
	site   *open
	limits widget.Limits
	entry  appliance.EntryPoint
	queues []appliance.QueueID
	jana   appliance.OperatorID

	address  string // "127.0.0.1:12345", kept when the box starts again
	url      string
	down     atomic.Bool // the network is cut
	before   atomic.Pointer[func(http.ResponseWriter, *http.Request) bool]
	handler  http.Handler
	routes   []web.Route
	shutDown func()
	breakAll func()
}

const key = "hobla"

func newStand(t testing.TB) *stand { return newStandWith(t, widget.Limits{}) }

func newStandWith(t testing.TB, l widget.Limits) *stand {
	t.Helper()
	s := &stand{t: t, file: filepath.Join(t.TempDir(), "box.db"), limits: l, site: &open{state: site.Open}, address: "127.0.0.1:0"}
	s.start()
	t.Cleanup(func() { s.shutDown() })
	s.fill()
	return s
}

// start starts the box, on the address that it had before.
func (s *stand) start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	store, err := sqlite.Open(ctx, s.file, sqlite.Options{})
	must(s.t, err)
	s.store, s.feed = store, feed.New(store.Epoch(), 1000)
	store.PublishTo(s.feed.Publish)
	files, err := blob.Open(filepath.Join(filepath.Dir(s.file), "files"), blob.Options{})
	must(s.t, err)
	s.desk = desk.New(desk.Deps{Store: s.store, Feed: s.feed, Site: settings{}, Files: files, Mail: letters{s}, Letters: letters{s}})
	pages, err := widget.New(ctx, widget.Deps{
		Store: s.store, Feed: s.feed, Desk: s.desk, Files: files, Tickets: newTickets(s), Site: s.site, Limits: s.limits,
	})
	must(s.t, err)
	hobla, err := shop.New(key)
	must(s.t, err)
	s.routes = pages.Routes()
	handler := web.NewServer(web.Config{}, append(pages.Routes(), hobla.Routes()...)).Handler(web.Public)
	s.handler = handler
	listener, err := net.Listen("tcp", s.address)
	must(s.t, err)
	s.address = listener.Addr().String()
	s.url = "http://" + s.address
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.down.Load() {
			panic(http.ErrAbortHandler)
		}
		if before := s.before.Load(); before != nil && (*before)(w, r) {
			return
		}
		handler.ServeHTTP(w, r.WithContext(ctxOf(r, ctx)))
	}))
	_ = server.Listener.Close()
	network := &network{Listener: listener, conns: map[net.Conn]struct{}{}}
	server.Listener = network
	server.Config.ErrorLog = nil
	server.Start()
	s.breakAll = network.cut
	s.shutDown = sync.OnceFunc(func() {
		cancel()
		network.cut()
		server.Close()
		_ = store.Close()
		_ = files.Close()
	})
}

// network knows its connections, also those that a stream took over.
type network struct {
	net.Listener
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

func (n *network) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[c] = struct{}{}
	return c, nil
}

// cut ends those that are.
func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.conns {
		_ = c.Close()
	}
	clear(n.conns)
}

func newTickets(s *stand) *ticket.Tickets {
	box := outbox.New(outbox.Deps{Store: s.store, Feed: s.feed, Server: func(*sqlite.View) (outbox.Server, error) { return outbox.Server{}, nil }})
	return ticket.New(ticket.Deps{Store: s.store, Mail: box, Desk: s.desk, Site: settings{}})
}

// ctxOf ends a request's context with the box's: this box is killed, and does
// not let requests finish as web.Serve does.
func ctxOf(r *http.Request, box context.Context) context.Context {
	ctx, cancel := context.WithCancel(r.Context())
	context.AfterFunc(box, cancel)
	return ctx
}

func (s *stand) restart() {
	s.t.Helper()
	s.shutDown()
	s.start()
}

// cut ends the connections that are and lets none come, or lets them come
// again.
func (s *stand) cut(down bool) {
	s.down.Store(down)
	s.breakAll()
}

// meet has each request from now on meet f before the box; f tells whether it answered
// in its place.
func (s *stand) meet(f func(http.ResponseWriter, *http.Request) bool) { s.before.Store(&f) }

// hold has requests to a path's end wait until they are released.
func (s *stand) hold(what string) (came <-chan struct{}, release func()) {
	arrived, free := make(chan struct{}, 100), make(chan struct{})
	release = sync.OnceFunc(func() { close(free) })
	s.t.Cleanup(release)
	s.meet(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/"+what) {
			arrived <- struct{}{}
			<-free
		}
		return false
	})
	return arrived, release
}

// ails answers 503 in the box's place to requests for a path's end, so often.
func (s *stand) ails(what string, times int64) {
	var n atomic.Int64
	s.meet(func(w http.ResponseWriter, r *http.Request) bool {
		ails := strings.HasSuffix(r.URL.Path, "/"+what) && n.Add(1) <= times
		if ails {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return ails
	})
}

func (s *stand) fill() {
	s.t.Helper()
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) error {
		g, err := tx.AddGroup(appliance.Group{Name: "Shop"})
		if err != nil {
			return err
		}
		for _, name := range []string{"Doprava", "Reklamace", "Rady k nářadí"} {
			q, err := tx.AddQueue(appliance.Queue{Name: name, Names: inPolish[name], Groups: []appliance.GroupID{g.ID}, OfferFor: time.Minute, Target: time.Minute})
			if err != nil {
				return err
			}
			s.queues = append(s.queues, q.ID)
		}
		o, err := tx.AddOperator(appliance.Operator{Login: "jana", Name: "Jana Dvořáková", Role: appliance.RoleOperator, Language: appliance.Czech, Groups: []appliance.GroupID{g.ID}, Chats: 5, Calls: 1})
		if err != nil {
			return err
		}
		s.jana = o.ID
		s.entry, err = tx.AddEntryPoint(appliance.EntryPoint{
			Channel: appliance.WebChat, Name: "HOBLA nářadí", Language: appliance.Czech, Queue: s.queues[0],
			Widget: appliance.WidgetEntry{
				Key: key, Topics: s.queues, Sites: []string{s.url, strings.Replace(s.url, "127.0.0.1", "localhost", 1)},
				Form: appliance.Form{Name: appliance.AskRequired, Mail: appliance.AskOptional, Phone: appliance.AskNot, Topic: appliance.AskRequired},
			},
		})
		return err
	}))
}

// change saves the entry point as edit makes it.
func (s *stand) change(edit func(*appliance.EntryPoint)) {
	s.t.Helper()
	edit(&s.entry)
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) error { return tx.SaveEntryPoint(s.entry) }))
}

// accept has the operator take the conversation.
func (s *stand) accept(c appliance.ConversationID) {
	s.t.Helper()
	must(s.t, s.store.Write(s.t.Context(), func(tx *sqlite.Tx) error { return s.desk.Join(tx, c, s.jana, time.Now().UTC()) }))
}

func (s *stand) reply(c appliance.ConversationID, text string) {
	s.t.Helper()
	_, err := s.desk.Reply(s.t.Context(), s.jana, c, desk.Message{Text: text})
	must(s.t, err)
}

// conversations are all, the oldest first.
func (s *stand) conversations() []appliance.Conversation {
	s.t.Helper()
	var list []appliance.Conversation
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		list, err = v.Conversations(sqlite.ConversationFilter{From: time.Unix(0, 0)})
		return err
	}))
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

// only is the one conversation that there is, as soon as there is one.
func (s *stand) only() appliance.Conversation {
	s.t.Helper()
	var c appliance.Conversation
	s.until("a conversation", func() bool {
		list := s.conversations()
		if len(list) > 0 {
			c = list[len(list)-1]
		}
		return len(list) == 1
	})
	return c
}

// messages are the texts of a conversation's messages.
func (s *stand) messages(c appliance.ConversationID) (texts []string) {
	s.t.Helper()
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) error {
		list, err := v.Entries(c, 0, 0)
		for _, e := range list {
			if e.Kind == appliance.EntryMessage {
				texts = append(texts, e.Text)
			}
		}
		return err
	}))
	return texts
}

func (s *stand) tickets() (list []appliance.Ticket) {
	s.t.Helper()
	must(s.t, s.store.Read(s.t.Context(), func(v *sqlite.View) (err error) {
		list, err = v.Tickets(sqlite.TicketFilter{})
		return err
	}))
	return list
}

// until waits for what stands in the store: not every truth of it is a fact of
// the feed.
func (s *stand) until(what string, is func() bool) {
	s.t.Helper()
	if !peertest.Until(30*time.Second, is) {
		s.t.Fatalf("waited for %s", what)
	}
}

// request is what a script without a browser would send.
type request struct {
	method, path, token, origin, body string
	header                            http.Header
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) field(name string) string {
	var v map[string]any
	_ = json.Unmarshal(a.body, &v)
	s, _ := v[name].(string)
	return s
}

func (s *stand) ask(r request) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), r.method, s.url+r.path, bytes.NewReader([]byte(r.body)))
	must(s.t, err)
	for k, v := range r.header {
		req.Header[k] = v
	}
	if r.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", s.url)
	}
	if r.origin != "" {
		req.Header.Set("Origin", r.origin)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	must(s.t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	must(s.t, err)
	return answer{res.StatusCode, res.Header, body}
}

// post sends v as the panel would.
func (s *stand) post(token, what string, v any) answer {
	s.t.Helper()
	body, err := json.Marshal(v)
	must(s.t, err)
	return s.ask(request{method: http.MethodPost, path: "/w/" + key + "/" + what, token: token, body: string(body)})
}

// visitor opens a conversation and returns its token.
func (s *stand) visitor(name string) string {
	s.t.Helper()
	a := s.post("", "open", map[string]any{"key": keyOf(name), "name": name, "topic": s.queues[0]})
	if a.status != http.StatusOK {
		s.t.Fatalf("open: got %d %s", a.status, a.body)
	}
	return a.field("token")
}

// keyOf names a request for a test.
func keyOf(s string) string {
	return strings.NewReplacer(" ", "-", ".", "-").Replace(s) + "-0123456789abcdef"
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stand) note(c appliance.ConversationID, text string) {
	s.t.Helper()
	e, err := s.desk.Note(s.t.Context(), s.jana, c, desk.Message{Text: text})
	must(s.t, err)
	must(s.t, s.desk.Edit(s.t.Context(), s.jana, c, e.ID, desk.Message{Text: text + ", opravená"}))
}

// inPolish is the one topic that has a name of its own in a language.
var inPolish = map[string]map[appliance.Language]string{"Reklamace": {appliance.Polish: "Reklamacje"}}
