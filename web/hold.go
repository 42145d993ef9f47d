package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"cordboard/web/i18n"
)

// Hold answers a request with a stream of which there are thousands and of which most
// are silent, and leaves the request: what net/http keeps for one in progress (its
// buffers, its headers, a stack that grew with what the handler did before) is three
// times what the stream needs. follow is called in any case, on a goroutine of its own, with a
// context that ends when the reader leaves, and the stream is over when it returns.
//
// A connection that cannot be taken over, HTTP/2's for one, is followed within the
// request, and Hold returns when follow does.
func Hold(w http.ResponseWriter, r *http.Request, follow func(context.Context, *Stream)) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		follow(r.Context(), NewStream(w))
		return
	}
	if a, ok := r.Context().Value(answerKey).(*answer); ok {
		a.status = http.StatusOK
	}
	streaming(w.Header())
	h := held{conn}
	if h.begin(w.Header()) != nil {
		_ = h.Close() // follow finds it gone
	}
	ctx, over := context.WithCancel(outliving(r.Context()))
	go func() { defer over(); h.watch() }()
	run(ctx, func() {
		defer over()
		defer h.Close() //nolint:errcheck // he has gone
		defer surviveHeld(ctx)
		follow(ctx, &Stream{h})
	})
}

// outliving is what a stream needs of its request's context, and none of its end.
func outliving(request context.Context) context.Context {
	ctx := context.WithValue(context.Background(), servedKey{}, request.Value(servedKey{}))
	return i18n.With(context.WithValue(ctx, logKey, Log(request)), i18n.From(request))
}

// surviveHeld ends one stream, not the box, when it panics.
func surviveHeld(ctx context.Context) {
	reason := recover()
	if err, is := reason.(error); reason == nil || is && errors.Is(err, http.ErrAbortHandler) {
		return
	}
	Log(ctx).Error("stream panicked", "reason", reason, "stack", string(debug.Stack()))
}

// held is a connection that was taken out of net/http's hands.
type held struct{ net.Conn }

// begin writes the head of an answer whose end is that of the connection (RFC 9112,
// section 6.3).
func (h held) begin(head http.Header) error {
	head.Set("Connection", "close")
	head.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	if err := h.SetDeadline(time.Now().Add(writeEventWithin)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(h, "HTTP/1.1 %d %s\r\n", http.StatusOK, http.StatusText(http.StatusOK)); err != nil {
		return err
	}
	if err := head.Write(h); err != nil {
		return err
	}
	if _, err := h.Write([]byte("\r\n")); err != nil {
		return err
	}
	return h.SetReadDeadline(time.Time{})
}

// watch returns when the reader has gone. He has nothing to say; what he says is not
// heard.
func (h held) watch() {
	for nothing := make([]byte, 64); ; {
		if _, err := h.Read(nothing); err != nil {
			return
		}
	}
}

// Flush has nothing to do: what is written leaves at once.
func (h held) Flush() error { return nil }
