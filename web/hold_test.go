package web

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// holding is a route whose streams do as follow says.
func holding(follow func(context.Context, *Stream)) Route {
	return Route{Door: Public, Method: "GET", Path: "/events", Who: Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		Hold(w, r, follow)
		return nil
	}}
}

// follows says one thing, waits for the reader to leave, and tells that he has.
func follows(t *testing.T, left chan<- struct{}) func(context.Context, *Stream) {
	return func(ctx context.Context, s *Stream) {
		defer close(left)
		if err := s.Send(Event{ID: "1.2", Name: "word", Data: "first\nsecond"}); err != nil {
			t.Errorf("Send: %v", err)
		}
		if err := s.Beat(); err != nil {
			t.Errorf("Beat: %v", err)
		}
		<-ctx.Done()
	}
}

// hears reads what follows says.
func hears(t *testing.T, body io.Reader) {
	t.Helper()
	const want = "id: 1.2\nevent: word\ndata: first\ndata: second\n\n: \n\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(body, got); err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// TestHeldStreamIsTheSameToItsReader reads one over each protocol: two of them let the
// connection be taken over, HTTP/2 does not.
func TestHeldStreamIsTheSameToItsReader(t *testing.T) {
	for name, begin := range map[string]func(*httptest.Server){
		"HTTP/1.1": (*httptest.Server).Start,
		"TLS":      (*httptest.Server).StartTLS,
		"HTTP/2":   func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() },
	} {
		t.Run(name, func(t *testing.T) {
			left := make(chan struct{})
			server := httptest.NewUnstartedServer(testServer(t, holding(follows(t, left))).Handler(Public))
			begin(server)
			defer server.Close()
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/events", nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := server.Client().Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			hears(t, response.Body)
			h := response.Header
			if response.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/event-stream; charset=utf-8" ||
				h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Date") == "" {
				t.Errorf("got %s with %v", response.Status, h)
			}
			if over2 := response.ProtoMajor == 2; over2 != (name == "HTTP/2") {
				t.Errorf("was spoken over %s", response.Proto)
			}
			leave()
			<-left
		})
	}
}

// The request is over while its stream goes on: that is what Hold is for.
func TestHeldStreamLeavesItsRequest(t *testing.T) {
	left, over := make(chan struct{}), make(chan struct{})
	h := testServer(t, holding(follows(t, left))).Handler(Public)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		close(over)
	}))
	defer server.Close()
	response, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	hears(t, response.Body)
	<-over
	select {
	case <-left:
		t.Error("the stream was over with its request")
	default:
	}
	_ = response.Body.Close()
	<-left
}

// What a stream still says when the box stops arrives, and Serve returns after it.
func TestServeWaitsForHeldStreams(t *testing.T) {
	began, done := make(chan struct{}), false
	s := testServer(t, holding(func(ctx context.Context, s *Stream) {
		close(began)
		<-Stopping(ctx)
		if err := s.Send(Event{Data: "the last word"}); err != nil {
			t.Errorf("Send: %v", err)
		}
		done = true
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, l, s.Handler(Public), slog.New(slog.DiscardHandler)) }()
	response, err := http.Get("http://" + l.Addr().String() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	<-began
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if !done {
		t.Error("Serve returned before the stream")
	}
	if said, err := io.ReadAll(response.Body); err != nil || string(said) != "data: the last word\n\n" {
		t.Errorf("got %q, %v", said, err)
	}
}

func TestHeldStreamThatPanicsEndsAlone(t *testing.T) {
	var log bytes.Buffer
	var mu sync.Mutex
	s := NewServer(Config{Log: slog.New(slog.NewTextHandler(&guarded{mu: &mu, w: &log}, nil))}, []Route{
		holding(func(context.Context, *Stream) { panic("broken") }),
	})
	server := httptest.NewServer(s.Handler(Public))
	defer server.Close()
	response, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if said, err := io.ReadAll(response.Body); err != nil || len(said) > 0 { // the end comes after the log
		t.Errorf("got %q, %v", said, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if !strings.Contains(log.String(), "stream panicked") || !strings.Contains(log.String(), "broken") {
		t.Errorf("the log says %q", log.String())
	}
}

type guarded struct {
	mu *sync.Mutex
	w  io.Writer
}

func (g *guarded) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.Write(p)
}

// Who has gone before the head is written is followed nevertheless, so that what was
// begun for him is ended.
func TestHeldStreamIsFollowedThoughItsReaderIsGone(t *testing.T) {
	ours, theirs := net.Pipe()
	_ = theirs.Close()
	followed := make(chan error, 1)
	w := &leaving{ResponseRecorder: httptest.NewRecorder(), conn: ours}
	Hold(w, httptest.NewRequest(http.MethodGet, "/events", nil), func(ctx context.Context, s *Stream) {
		<-ctx.Done()
		followed <- s.Beat()
	})
	if err := <-followed; err == nil {
		t.Error("something was written to nobody")
	}
}

// leaving lets its connection be taken over.
type leaving struct {
	*httptest.ResponseRecorder
	conn net.Conn
}

func (l *leaving) Hijack() (net.Conn, *bufio.ReadWriter, error) { return l.conn, nil, nil }
