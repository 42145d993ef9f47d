package web

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"

	"cordboard/appliance/sqlite"
)

// shuttable tells when it is shut, the first thing that a stopping server does.
type shuttable struct {
	net.Listener
	once sync.Once
	shut chan struct{}
}

func (s *shuttable) Close() error {
	s.once.Do(func() { close(s.shut) })
	return s.Listener.Close()
}

// A write waits in its turn while the box is told to stop: who sent it hears
// that it was stored, and it was.
func TestServeFinishesWhatIsBeingStored(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "box.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	stored := false
	arrived := make(chan struct{})
	s := testServer(t, Route{Door: Public, Method: "POST", Path: "/x", Who: Anyone, Handle: func(w http.ResponseWriter, r *http.Request) error {
		close(arrived)
		return store.Write(r.Context(), func(*sqlite.Tx) error { stored = true; return nil })
	}})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &shuttable{Listener: inner, shut: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()

	var wait sync.WaitGroup
	defer wait.Wait()
	release, held := make(chan struct{}), make(chan struct{})
	wait.Go(func() {
		_ = store.Write(t.Context(), func(*sqlite.Tx) error { close(held); <-release; return nil })
	})
	<-held
	served, status := make(chan error, 1), make(chan string, 1)
	wait.Go(func() { served <- Serve(ctx, l, s.Handler(Public), slog.New(slog.DiscardHandler)) })
	wait.Go(func() {
		response, err := http.Post("http://"+inner.Addr().String()+"/x", "text/plain", http.NoBody)
		if err != nil {
			status <- err.Error()
			return
		}
		defer response.Body.Close()
		_, _ = io.Copy(io.Discard, response.Body)
		status <- response.Status
	})
	<-arrived
	stop()
	<-l.shut
	close(release)
	if got := <-status; got != "200 OK" {
		t.Errorf("a write in its turn was answered %q when the box stopped", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if !stored {
		t.Error("the write in its turn was called off")
	}
}
