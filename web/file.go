package web

import (
	"io"
	"mime"
	"net/http"
	"time"

	"cordboard/appliance"
)

// filePolicy lets a file that is opened by its address do nothing.
const filePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

// fileWithin is how long a file may take on a slow line, either way.
const fileWithin = 10 * time.Minute

// SendFile answers with a file that somebody handed over. A picture that the box
// wrote anew may stand in a page; anything else is bytes to be saved, whatever it
// says of itself. No browser keeps a copy: it may be deleted.
func SendFile(w http.ResponseWriter, r *http.Request, f appliance.File, content io.ReadSeeker) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileWithin))
	how, kind := "attachment", "application/octet-stream"
	if f.Kind != "" {
		kind = f.Kind
		if !r.URL.Query().Has("save") {
			how = "inline"
		}
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, content)
}

// FileBody is the body of a route that takes a file.
const FileBody = appliance.MostFileLimit<<20 + 1<<10

// Handed is a file that is the body of a request, which may take its time.
func Handed(w http.ResponseWriter, r *http.Request) (name, key string, size int64, content io.Reader) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(fileWithin))
	q := r.URL.Query()
	return q.Get("name"), q.Get("key"), max(r.ContentLength, 0), r.Body
}
