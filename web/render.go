package web

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/a-h/templ"
)

// Page writes a component as an HTML page or fragment. It is rendered whole
// before the first byte goes out, so that an error can still be answered.
func Page(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // he has gone
	return nil
}

// FormError makes a refusal of what ParseForm or a decoder says about a body:
// too much of it, or not what was asked for.
func FormError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return ErrTooLarge
	}
	return ErrBadRequest
}
