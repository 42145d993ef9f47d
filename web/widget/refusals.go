package widget

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/web"
	"cordboard/web/i18n"
)

// What a visitor may hear.
var (
	ErrVisitor    = appliance.Refuse(appliance.Unknown, "refusal.widget-visitor")
	ErrOff        = appliance.Refuse(appliance.Unknown, "refusal.widget-off")
	ErrOffline    = appliance.Refuse(appliance.Conflict, "refusal.widget-offline")
	ErrNotWaiting = appliance.Refuse(appliance.Conflict, "refusal.widget-not-waiting")
	ErrOften      = appliance.Refuse(appliance.TooMany, "refusal.widget-often")
	ErrFull       = appliance.Refuse(appliance.Full, "refusal.widget-full")
	ErrStreams    = appliance.Refuse(appliance.TooMany, "refusal.widget-streams")

	errName  = appliance.Refuse(appliance.Invalid, "refusal.widget-name")
	errMail  = appliance.Refuse(appliance.Invalid, "refusal.widget-mail")
	errPhone = appliance.Refuse(appliance.Invalid, "refusal.widget-phone")
	errTopic = appliance.Refuse(appliance.Invalid, "refusal.widget-topic")
	errText  = appliance.Refuse(appliance.Invalid, "refusal.widget-text")
)

// afterSeconds names the place of a refusal that holds when to come again.
const afterSeconds = "after"

// refused is a refusal as the panel's script reads it.
type refused struct {
	Text  string `json:"text"`
	Field string `json:"field,omitempty"` // of the form, that it is about
}

// refuse writes an error for the panel's script.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = web.ErrTooLarge
	}
	w.Header().Set("Cache-Control", "no-store")
	refusal := appliance.AsRefusal(err)
	if refusal == nil {
		if r.Context().Err() == nil {
			web.Log(r.Context()).Error("request of a visitor failed", "err", err)
		}
		web.Answer(w, http.StatusInternalServerError, refused{Text: i18n.Text(r.Context(), "error.failed")})
		return
	}
	if seconds, ok := refusal.Args[afterSeconds].(int); ok {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	web.Answer(w, web.Status(refusal), refused{Text: web.Sentence(r, refusal), Field: fieldOf(refusal)})
}

// fieldOf is the field that a refusal of the form is about.
func fieldOf(refusal *appliance.Refusal) string {
	for _, field := range []*appliance.Refusal{errName, errMail, errPhone, errTopic, errText} {
		if errors.Is(refusal, field) {
			return strings.TrimPrefix(refusal.Text, "refusal.widget-")
		}
	}
	return ""
}
