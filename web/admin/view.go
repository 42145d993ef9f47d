package admin

import (
	"slices"

	"cordboard/appliance"
)

// frameView is what stands around each page.
type frameView struct {
	Here, Name string
	Rights     appliance.Rights // the reader's
}

// places are the pages that the navigation names to its reader, each with its drawing.
func (f frameView) places() []navigated {
	return slices.DeleteFunc(slices.Clone(places), func(n navigated) bool { return !f.opens(n.path) })
}

// opens tells whether the reader may go to a page.
func (f frameView) opens(path string) bool { return f.Rights.HasAny(rightsFor(path)...) }

// navigated is a page that the navigation names.
type navigated struct{ name, path, icon string }

var places = []navigated{
	{"overview", "/admin", "layout-dashboard"},
	{"entries", "/admin/entry-points", "globe"},
	{"operators", "/admin/operators", "user"},
	{"roles", rolesPath, "shield"},
	{"groups", "/admin/groups", "users"},
	{"skills", "/admin/skills", "star"},
	{"queues", "/admin/queues", "inbox"},
	{"templates", "/admin/templates", "file-text"},
	{"reasons", "/admin/reasons", "tag"},
	{"tags", tagsPath, "tags"},
	{"absences", "/admin/absences", "moon"},
	{"hours", "/admin/hours", "clock"},
	{"blocks", blocksPath, "ban"},
	{"trees", "/admin/trees", "list-tree"},
	{"prompts", "/admin/prompts", "mic"},
	{"trunks", "/admin/trunks", "network"},
	{"settings", "/admin/settings", "settings"},
	{"audit", auditPath, "eye"},
}

type overviewView struct {
	Frame                              frameView
	Waiting, Active, SignedIn, Tickets int
	Entries                            []entryRow
	Missing                            []step
	Alarms                             []alarmView
}

type entryRow struct {
	entry                      appliance.EntryPoint
	Channel                    appliance.Channel
	Name, Address, Queue, Tree string
	Path                       string
	Language, State            string
	Hours                      standing
}

type operatorsView struct {
	Of    string // the role that alone is listed; empty: all are
	Frame frameView
	Saved bool
	Rows  []operatorRow
}

type operatorRow struct {
	appliance.Operator
	Called string // his role
	Groups []string
	State  string
	InCall bool // which the state does not say
}

type queuesView struct {
	Frame frameView
	Saved bool
	Rows  []queueRow
}

type queueRow struct {
	appliance.Queue
	Groups  []string
	Waiting int
	// Unskilled says that nobody who is signed in has the skills that it needs.
	Unskilled bool
	Hours     []hoursRow // of the ways that lead here
}

type treesView struct {
	Frame   frameView
	Saved   bool
	Gone    gone // that was just taken away
	Refusal string
	Rows    []treeRow
	Changes []changeRow
}

type treeRow struct {
	Name     string
	Work     workView
	Takes    bool    // calls
	Callers  int     // in it now
	Numbers  []place // that lead to it
	Findings int
	Bad      bool
}
