package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"cordboard/appliance"
	"cordboard/web/i18n"
	"cordboard/web/ui"
)

// Refusals of the doors themselves.
var (
	ErrForbidden  = appliance.Refuse(appliance.Forbidden, "refusal.forbidden")
	ErrOrigin     = appliance.Refuse(appliance.Forbidden, "refusal.origin")
	ErrTooLarge   = appliance.Refuse(appliance.Invalid, "refusal.too-large")
	ErrBadRequest = appliance.Refuse(appliance.Invalid, "refusal.bad-request")
	ErrNoMethod   = appliance.Refuse(appliance.Invalid, "refusal.method")
)

// Status is the HTTP status of a refusal.
func Status(r *appliance.Refusal) int {
	switch {
	case errors.Is(r, appliance.ErrSignIn):
		return http.StatusUnauthorized
	case errors.Is(r, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(r, ErrBadRequest):
		return http.StatusBadRequest
	case errors.Is(r, ErrNoMethod):
		return http.StatusMethodNotAllowed
	}
	switch r.Kind {
	case appliance.Forbidden:
		return http.StatusForbidden
	case appliance.Unknown:
		return http.StatusNotFound
	case appliance.Conflict:
		return http.StatusConflict
	case appliance.TooMany:
		return http.StatusTooManyRequests
	case appliance.Full:
		return http.StatusServiceUnavailable
	case appliance.Gone:
		return http.StatusGone
	case appliance.TooLarge:
		return http.StatusRequestEntityTooLarge
	case appliance.Invalid:
	}
	return http.StatusUnprocessableEntity
}

// Sentence says a refusal in the reader's language.
func Sentence(r *http.Request, refusal *appliance.Refusal) string {
	return i18n.From(r.Context()).Fill(refusal.Text, refusal.Args)
}

// statusGone is noted for who went away before he was answered: nobody failed,
// and nobody reads it.
const statusGone = 499

// fail answers with an error: JSON for a script, a page for a person.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = ErrTooLarge
	}
	texts := i18n.From(r.Context())
	status, title, sentence := http.StatusInternalServerError, texts.Text("error.title.failed"), texts.Text("error.failed")
	if refusal := appliance.AsRefusal(err); refusal != nil {
		status, title, sentence = Status(refusal), texts.Text("error.title.refused"), Sentence(r, refusal)
	} else if r.Context().Err() != nil {
		status = statusGone
	} else {
		Log(r.Context()).Error("request failed", "err", err)
	}
	w.Header().Set("Cache-Control", "no-store")
	if Scripted(r) {
		Answer(w, status, map[string]string{"error": sentence})
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	refused := ui.Refused(ui.RefusedView{Title: title, Sentence: sentence, Back: "/", Instead: s.instead(r, err)})
	if r.Context().Value(doorKey) == Public { // a guest of a site, who does not know us
		refused = ui.Turned(title, sentence)
	}
	_ = refused.Render(r.Context(), w) // he has gone
}

// instead is what he can do whose role does not allow what he asked for.
func (s *Server) instead(r *http.Request, err error) *ui.InsteadView {
	o := Operator(r.Context())
	if !errors.Is(err, ErrForbidden) || o.ID == 0 {
		return nil
	}
	v := &ui.InsteadView{Name: o.Name, Next: "/", Desk: "/desk"}
	if r.Method == http.MethodGet {
		v.Next = r.URL.RequestURI()
	}
	if r.Context().Value(doorKey) == Console {
		v.Desk = ""
		if s.config.DeskPort != "" {
			v.Desk = Beside(r, s.config.DeskPort, "/desk")
		}
	}
	return v
}

// Answer writes v as JSON.
func Answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // he has gone
}

func queryEscape(s string) string { return url.QueryEscape(s) }
