package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Serve answers on l until ctx ends, then waits a moment for what runs. What a
// request began it may finish in that moment: its context does not end with
// ctx. Streams, which would never finish, watch Stopping.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           limit(h),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return withStopping(ctx) },
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
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// stoppingKey is where a request's context has the channel of Stopping.
type stoppingKey struct{}

// withStopping is ctx without its end, of which only Stopping tells.
func withStopping(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), stoppingKey{}, ctx.Done())
}

// Stopping is closed as soon as the box is told to stop. It is nil, and blocks
// for ever, for a request that Serve did not take.
func Stopping(ctx context.Context) <-chan struct{} {
	stopping, _ := ctx.Value(stoppingKey{}).(<-chan struct{})
	return stopping
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
