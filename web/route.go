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

// From everybody to administrators; the zero value admits nobody.
const (
	Anyone Who = iota + 1
	SignedIn
	Supervisors // and administrators
	Admins
)

func (w Who) String() string {
	switch w {
	case Anyone:
		return "anyone"
	case SignedIn:
		return "signed-in"
	case Supervisors:
		return "supervisors"
	case Admins:
		return "admins"
	}
	return "nobody"
}

// Admits tells whether somebody of that role may pass; "" is somebody who is
// not signed in.
func (w Who) Admits(role appliance.Role) bool {
	switch w {
	case Anyone:
		return true
	case SignedIn:
		return role == appliance.RoleOperator || role == appliance.RoleSupervisor || role == appliance.RoleAdmin
	case Supervisors:
		return role == appliance.RoleSupervisor || role == appliance.RoleAdmin
	case Admins:
		return role == appliance.RoleAdmin
	}
	return false
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
	Handle Handle
	// Body is the longest request taken, in bytes; zero means 64 KiB.
	Body int64
	// Background: a page asks here by itself, which does not keep its reader's
	// sign-in from going idle. Only what a person does counts.
	Background bool
}

const usualBody = 64 << 10

func (r Route) body() int64 {
	if r.Body > 0 {
		return r.Body
	}
	return usualBody
}
