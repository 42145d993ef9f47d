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

// navigated is a page that the navigation names; under which heading, the first has none.
type navigated struct{ under, name, path, icon string }

var places = []navigated{
	{"", "overview", "/admin", "layout-dashboard"},
	{"people", "operators", "/admin/operators", "user"},
	{"people", "roles", rolesPath, "shield"},
	{"people", "groups", "/admin/groups", "users"},
	{"people", "skills", "/admin/skills", "star"},
	{"people", "absences", "/admin/absences", "moon"},
	{"ways", "entries", "/admin/entry-points", "globe"},
	{"ways", "hours", "/admin/hours", "clock"},
	{"ways", "queues", "/admin/queues", "inbox"},
	{"ways", "blocks", blocksPath, "ban"},
	{"telephone", "trunks", "/admin/trunks", "network"},
	{"telephone", "trees", "/admin/trees", "list-tree"},
	{"telephone", "prompts", "/admin/prompts", "mic"},
	{"answering", "templates", "/admin/templates", "file-text"},
	{"answering", "reasons", "/admin/reasons", "tag"},
	{"answering", "tags", tagsPath, "tags"},
	{"box", "settings", "/admin/settings", "settings"},
	{"box", "audit", auditPath, "eye"},
}

// heads tells whether a heading stands above a page of those that the reader sees.
func heads(all []navigated, i int) bool {
	return all[i].under != "" && (i == 0 || all[i-1].under != all[i].under)
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
