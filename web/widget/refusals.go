package widget

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/desk"
	"cordboard/appliance/ticket"
	"cordboard/web"
	"cordboard/web/i18n"
)

// What a visitor may hear.
var (
	ErrVisitor    = appliance.Refuse(appliance.Unknown, "refusal.widget-visitor")
	ErrOffline    = appliance.Refuse(appliance.Conflict, "refusal.widget-offline")
	ErrNotWaiting = appliance.Refuse(appliance.Conflict, "refusal.widget-not-waiting")
	ErrOften      = appliance.Refuse(appliance.TooMany, "refusal.widget-often")
	ErrFull       = appliance.Refuse(appliance.Full, "refusal.widget-full")
	ErrStorage    = appliance.Refuse(appliance.Full, "refusal.widget-storage")
	ErrUploads    = appliance.Refuse(appliance.TooMany, "refusal.widget-uploads")
	// ErrIdentity refuses the word of somebody who is not the site.
	ErrIdentity = appliance.Refuse(appliance.Forbidden, "refusal.widget-identity")
	ErrStreams  = appliance.Refuse(appliance.TooMany, "refusal.widget-streams")
)

// afterSeconds names the place of a refusal that holds when to come again.
const afterSeconds = "after"

// refused is a refusal as the panel's script reads it.
type refused struct {
	Text  string `json:"text"`
	Field string `json:"field,omitempty"` // of the form, that it is about
	// Offline tells that nobody is there for what was chosen: the panel offers
	// to leave a message.
	Offline bool `json:"offline,omitempty"`
	// Blocked tells that he may not come for now.
	Blocked *suspension `json:"blocked,omitempty"`
	// Another tells that the conversation is of another user of the site: the panel puts
	// it away.
	Another bool `json:"another,omitempty"`
	// Unproven tells that the site does not vouch for the user, or did so too long ago.
	Unproven bool `json:"unproven,omitempty"`
}

// refuse writes an error for the panel's script.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = web.ErrTooLarge
	}
	if errors.Is(err, appliance.ErrDiskFull) { // the sentence for operators names our disk and our administrator
		web.Log(r.Context()).Error("request of a visitor failed", "err", err)
		err = ErrStorage
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
	web.Answer(w, web.Status(refusal), refused{
		Text: web.Sentence(r, refusal), Field: fieldOf(refusal), Offline: errors.Is(refusal, ErrOffline), Blocked: suspensionIn(refusal, markOf(r)),
		Another: errors.Is(refusal, desk.ErrVouched), Unproven: errors.Is(refusal, ErrIdentity),
	})
}

// fieldOf is the field that a refusal of the form is about.
func fieldOf(refusal *appliance.Refusal) string {
	if field, ok := refusal.Args[fieldArg].(string); ok {
		return field
	}
	for field, about := range map[string][]error{
		"name":  {ticket.ErrName},
		"mail":  {address.ErrMail},
		"phone": {address.ErrPhone},
		"topic": {ticket.ErrTopic},
		"text":  {appliance.ErrEmpty, appliance.ErrTooLong, appliance.ErrEmpty, appliance.ErrTooLong},
	} {
		if slices.ContainsFunc(about, func(err error) bool { return errors.Is(refusal, err) }) {
			return field
		}
	}
	return ""
}
