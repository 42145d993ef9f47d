package web

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"
)

// writeEventWithin is how long one event may take to leave; who is slower is
// cut and catches up by his last id.
const writeEventWithin = 10 * time.Second

// Event is one server-sent event. Data may hold line breaks.
type Event struct {
	ID   string // empty: the reader's last id stays
	Name string
	Data string
}

// Stream is one page's line of server-sent events (WHATWG HTML, section 9.2).
// One goroutine writes to it and leaves when its context ends or the box is
// Stopping.
type Stream struct{ to line }

// line is where a stream's bytes go.
type line interface {
	io.Writer
	Flush() error
	SetWriteDeadline(at time.Time) error
}

// answering is the line of a request that stays with its handler.
type answering struct {
	io.Writer
	*http.ResponseController
}

// NewStream begins a stream as the answer to a request, whose goroutine writes it.
func NewStream(w http.ResponseWriter) *Stream {
	streaming(w.Header())
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the body was read; the line stays open
	w.WriteHeader(http.StatusOK)
	return &Stream{answering{w, control}}
}

func streaming(h http.Header) {
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in front must pass events at once
}

// LastEventID is where the page says it got to: the browser's header on a
// reconnect, the query after a reload.
func LastEventID(r *http.Request) string {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return r.URL.Query().Get("after")
}

// Send writes events and flushes once.
func (s *Stream) Send(events ...Event) error {
	var text bytes.Buffer // of its own: the longest would stay as long as the stream
	field := func(name, value string) {
		text.WriteString(name)
		text.WriteString(": ")
		text.WriteString(value)
		text.WriteByte('\n')
	}
	for _, e := range events {
		if e.ID != "" {
			field("id", e.ID)
		}
		if e.Name != "" {
			field("event", e.Name)
		}
		for part := range strings.SplitSeq(strings.ReplaceAll(e.Data, "\r", ""), "\n") {
			field("data", part)
		}
		text.WriteByte('\n')
	}
	return s.write(text.Bytes())
}

// Beat writes a comment, so that a dead connection is noticed on both sides.
func (s *Stream) Beat() error { return s.write([]byte(": \n\n")) }

func (s *Stream) write(text []byte) error {
	_ = s.to.SetWriteDeadline(time.Now().Add(writeEventWithin)) // a recorder in a test has none
	if _, err := s.to.Write(text); err != nil {
		return err
	}
	return s.to.Flush()
}
