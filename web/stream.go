package web

import (
	"bytes"
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
// One goroutine writes to it, the request's, and leaves when the request's
// context ends or the box is Stopping.
type Stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	buffer  bytes.Buffer
}

// NewStream begins a stream as the answer to a request.
func NewStream(w http.ResponseWriter) *Stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in front must pass events at once
	s := &Stream{w: w, control: http.NewResponseController(w)}
	_ = s.control.SetReadDeadline(time.Time{}) // the body was read; the line stays open
	w.WriteHeader(http.StatusOK)
	return s
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
	s.buffer.Reset()
	for _, e := range events {
		if e.ID != "" {
			s.field("id", e.ID)
		}
		if e.Name != "" {
			s.field("event", e.Name)
		}
		for line := range strings.SplitSeq(strings.ReplaceAll(e.Data, "\r", ""), "\n") {
			s.field("data", line)
		}
		s.buffer.WriteByte('\n')
	}
	return s.flush()
}

// Beat writes a comment, so that a dead connection is noticed on both sides.
func (s *Stream) Beat() error {
	s.buffer.Reset()
	s.buffer.WriteString(": \n\n")
	return s.flush()
}

func (s *Stream) field(name, value string) {
	s.buffer.WriteString(name)
	s.buffer.WriteString(": ")
	s.buffer.WriteString(value)
	s.buffer.WriteByte('\n')
}

func (s *Stream) flush() error {
	_ = s.control.SetWriteDeadline(time.Now().Add(writeEventWithin)) // a recorder in a test has none
	if _, err := s.w.Write(s.buffer.Bytes()); err != nil {
		return err
	}
	return s.control.Flush()
}
