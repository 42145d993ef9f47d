package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
)

// worthZipping is the length from which zipping pays: below it the answer
// fits one packet anyway.
const worthZipping = 1200

var zippers = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}

// zip compresses pages, JSON and scripts of some length. Streams, static files (which
// come packed) and recordings pass as they are.
func zip(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipper{ResponseWriter: w}
		next.ServeHTTP(z, r)
		z.finish()
	})
}

// zipper holds the first bytes back until it knows whether zipping pays.
type zipper struct {
	http.ResponseWriter
	status int
	held   []byte
	mode   zipMode
	gz     *gzip.Writer
}

type zipMode int

const (
	undecided zipMode = iota
	passing
	zipping
)

func (z *zipper) WriteHeader(status int) {
	if z.mode != undecided || z.status != 0 {
		return
	}
	z.status = status
	if status < http.StatusOK || status == http.StatusNoContent || status == http.StatusNotModified || !z.suitable() {
		z.pass()
	}
}

func (z *zipper) suitable() bool {
	h := z.Header()
	kind := h.Get("Content-Type")
	return h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" &&
		(strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "text/javascript"))
}

func (z *zipper) Write(p []byte) (int, error) {
	if z.status == 0 {
		z.WriteHeader(http.StatusOK)
	}
	switch z.mode {
	case passing:
		return z.ResponseWriter.Write(p)
	case zipping:
		return z.gz.Write(p)
	}
	z.held = append(z.held, p...)
	if len(z.held) < worthZipping {
		return len(p), nil
	}
	z.begin()
	_, err := z.gz.Write(z.held)
	z.held = nil
	return len(p), err
}

func (z *zipper) begin() {
	z.mode = zipping
	h := z.Header()
	h.Set("Content-Encoding", "gzip")
	h.Add("Vary", "Accept-Encoding")
	h.Del("Content-Length")
	z.ResponseWriter.WriteHeader(z.status)
	z.gz = zippers.Get().(*gzip.Writer)
	z.gz.Reset(z.ResponseWriter)
}

func (z *zipper) pass() {
	z.mode = passing
	z.ResponseWriter.WriteHeader(z.status)
	if len(z.held) > 0 {
		_, _ = z.ResponseWriter.Write(z.held) // he has gone
		z.held = nil
	}
}

// finish sends what is held back and closes the compression.
func (z *zipper) finish() {
	switch {
	case z.mode == zipping:
		_ = z.gz.Close() // he has gone
		zippers.Put(z.gz)
	case z.mode == undecided && z.status != 0:
		z.pass()
	}
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipper) Unwrap() http.ResponseWriter { return z.ResponseWriter }
