package web

import (
	"net/http"

	"cordboard/appliance"
)

// Door is one of the box's listeners. Not a route of one answers on another,
// so that a site can put each into its own network.
type Door int

// The doors.
const (
	Desk    Door = iota + 1 // operators and administrators, on the LAN
	Public                  // visitors: the widget
	Console                 // technicians
)

func (d Door) String() string {
	switch d {
	case Desk:
		return "desk"
	case Public:
		return "public"
	case Console:
		return "console"
	}
	return "nowhere"
}

// Who may call a route.
type Who int

// Everybody, or who is signed in; the zero value admits nobody.
const (
	Anyone Who = iota + 1
	SignedIn
)

func (w Who) String() string {
	switch w {
	case Anyone:
		return "anyone"
	case SignedIn:
		return "signed-in"
	}
	return "nobody"
}

// Handle answers one request. A *appliance.Refusal that it returns becomes a
// status and a sentence in the reader's language, any other error a plain
// apology and a line in the log; it must not have written before.
type Handle func(w http.ResponseWriter, r *http.Request) error

// Route is one address of the box.
type Route struct {
	Door   Door
	Method string
	Path   string // as http.ServeMux knows them: "/desk/{conversation}"
	Who    Who
	// Rights are those of which a caller needs one besides; empty: none.
	Rights appliance.Rights
	Handle Handle
	// Body is the longest request taken, in bytes; zero means 64 KiB.
	Body int64
	// Background: a page asks here by itself, which does not keep its reader's
	// sign-in from going idle. Only what a person does counts.
	Background bool
}

// Admits tells whether the operator may pass; the zero Operator is somebody who is not
// signed in.
func (r Route) Admits(o appliance.Operator) bool {
	switch {
	case len(r.Rights) > 0:
		return o.MayAny(r.Rights...)
	case r.Who == SignedIn:
		return o.ID != 0 && !o.Disabled
	}
	return r.Who == Anyone
}

const usualBody = 64 << 10

func (r Route) body() int64 {
	if r.Body > 0 {
		return r.Body
	}
	return usualBody
}
