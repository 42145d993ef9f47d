package web

import (
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestStreamKeepsIDsNamesAndLines(t *testing.T) {
	s := testServer(t, Route{Door: Desk, Method: "GET", Path: "/events", Who: Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		stream := NewStream(w)
		if err := stream.Send(Event{ID: "3.17", Name: "patch", Data: "one\r\ntwo"}, Event{Data: LastEventID(r)}); err != nil {
			return err
		}
		return stream.Beat()
	}})
	w := ask(s, Desk, "GET", "/events", "", "Accept-Encoding", "gzip", "Last-Event-ID", "3.16")
	want := "id: 3.17\nevent: patch\ndata: one\ndata: two\n\ndata: 3.16\n\n: \n\n"
	if w.Body.String() != want {
		t.Errorf("got %q, want %q", w.Body, want)
	}
}

func TestServeEndsStreamsWithItsContext(t *testing.T) {
	began := make(chan struct{})
	s := testServer(t, Route{Door: Desk, Method: "GET", Path: "/events", Who: Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		stream := NewStream(w)
		if err := stream.Beat(); err != nil {
			return err
		}
		close(began)
		select {
		case <-r.Context().Done():
			t.Error("the request's own context ended with the box's")
		case <-Stopping(r.Context()):
		}
		return nil
	}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, s.Handler(Desk), slog.New(slog.DiscardHandler)) }()
	response, err := http.Get("http://" + l.Addr().String() + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	<-began
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestLongPagesAreZippedAndShortOnesAreNot(t *testing.T) {
	long := strings.Repeat("cordboard ", 500)
	page := func(text string) Handle {
		return func(w http.ResponseWriter, r *http.Request) error {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, err := io.WriteString(w, text)
			return err
		}
	}
	s := testServer(t,
		Route{Door: Desk, Method: "GET", Path: "/long", Who: Anyone, Handle: page(long)},
		Route{Door: Desk, Method: "GET", Path: "/short", Who: Anyone, Handle: page("short")},
	)
	w := ask(s, Desk, "GET", "/long", "", "Accept-Encoding", "gzip")
	unzip, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(unzip); string(got) != long {
		t.Errorf("the long page came out as %d bytes, want %d", len(got), len(long))
	}
	w = ask(s, Desk, "GET", "/short", "", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "" || w.Body.String() != "short" {
		t.Errorf("the short page came as %q %q", w.Header().Get("Content-Encoding"), w.Body)
	}
}
