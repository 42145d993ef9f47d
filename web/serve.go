package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Serve answers on l until ctx ends, then waits a moment for what runs. What a
// request began it may finish in that moment: its context does not end with
// ctx. Streams, which would never finish, watch Stopping.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	s := &served{stopping: ctx.Done()}
	server := &http.Server{
		Handler:           limit(h),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return s.context(ctx) },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close() // who is still there has had his time
	} else {
		s.wait(grace)
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// served is what the requests of one Serve have in common.
type served struct {
	stopping <-chan struct{}
	held     sync.WaitGroup // streams that left their requests
}

// servedKey is where a request's context has it.
type servedKey struct{}

// context is of without its end, of which only Stopping tells.
func (s *served) context(of context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(of), servedKey{}, s)
}

// wait returns when no stream is held any more, or no time is left. No request may be in
// progress, which could still begin one.
func (s *served) wait(ctx context.Context) {
	none := make(chan struct{})
	go func() { s.held.Wait(); close(none) }()
	select {
	case <-none:
	case <-ctx.Done():
	}
}

// run runs a stream that left its request; Serve, if it took the request, waits for its end.
func run(ctx context.Context, stream func()) {
	if s, ok := ctx.Value(servedKey{}).(*served); ok {
		s.held.Go(stream)
		return
	}
	go stream()
}

// Stopping is closed as soon as the box is told to stop. It is nil, and blocks
// for ever, for a request that Serve did not take.
func Stopping(ctx context.Context) <-chan struct{} {
	if s, ok := ctx.Value(servedKey{}).(*served); ok {
		return s.stopping
	}
	return nil
}

// The time a usual request has; a stream sets its own as it goes.
const (
	readWithin  = 30 * time.Second
	writeWithin = 60 * time.Second
)

// limit gives each request its deadlines. The server's own WriteTimeout would
// cut streams.
func limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		now := time.Now()
		_ = c.SetReadDeadline(now.Add(readWithin)) // a recorder in a test has none
		_ = c.SetWriteDeadline(now.Add(writeWithin))
		next.ServeHTTP(w, r)
	})
}
