package admin

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// Deps are what the pages work with.
type Deps struct {
	Store *sqlite.Store
	Site  *site.Site
	Now   func() time.Time // nil: the time of the day
}

// Pages are the administration's pages.
type Pages struct{ Deps }

// New makes the pages.
func New(d Deps) *Pages {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Pages{d}
}

// treeBody bounds a tree's form: the text, escaped for the way.
const treeBody = 1 << 20

// Routes are the administration's addresses.
func (p *Pages) Routes() []web.Route {
	route := func(method, path string, h web.Handle) web.Route {
		return web.Route{Door: web.Desk, Method: method, Path: path, Who: web.Admins, Handle: h}
	}
	save := route("POST", "/admin/trees/{name}", p.saveTree)
	save.Body = treeBody
	return []web.Route{
		route("GET", "/admin", p.overview),
		route("GET", "/admin/operators", p.operators),
		route("GET", "/admin/queues", p.queues),
		route("GET", "/admin/trees", p.trees),
		route("GET", "/admin/trees/{name}", p.tree),
		save,
		route("GET", "/admin/settings", p.settings),
		route("POST", "/admin/settings", p.saveSettings),
	}
}

// frame is what stands around each page.
func frame(ctx context.Context, here string) frameView {
	o := web.Operator(ctx)
	return frameView{Here: here, Name: o.Name}
}

func page(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	return web.Page(w, r, status, c)
}

func (p *Pages) overview(w http.ResponseWriter, r *http.Request) error {
	v := overviewView{Frame: frame(r.Context(), "overview")}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error { return v.read(r.Context(), s) })
	if err != nil {
		return err
	}
	for i := range v.Entries {
		state, _, err := p.Site.State(r.Context(), v.Entries[i].entry)
		if err != nil {
			return err
		}
		v.Entries[i].State = string(state)
	}
	return page(w, r, http.StatusOK, overview(v))
}

func (v *overviewView) read(ctx context.Context, s *sqlite.View) error {
	open, err := s.OpenConversations()
	if err != nil {
		return err
	}
	for _, c := range open {
		switch c.State {
		case appliance.Waiting:
			v.Waiting++
		case appliance.Active:
			v.Active++
		}
	}
	presences, err := s.Presences()
	if err != nil {
		return err
	}
	for _, p := range presences {
		if p.State != appliance.Offline {
			v.SignedIn++
		}
	}
	tickets, err := s.Tickets(sqlite.TicketFilter{State: appliance.TicketOpen})
	if err != nil {
		return err
	}
	v.Tickets = len(tickets)
	return v.readEntries(ctx, s)
}

func (v *overviewView) readEntries(ctx context.Context, s *sqlite.View) error {
	entries, err := s.EntryPoints()
	if err != nil {
		return err
	}
	names, err := queueNames(s)
	if err != nil {
		return err
	}
	for _, e := range entries {
		row := entryRow{entry: e, Name: e.Name, Channel: e.Channel, Queue: names[e.Queue], Language: i18n.Text(ctx, "language."+string(e.Language))}
		row.Address, row.Tree = e.Widget.Key, e.Phone.Tree
		if e.Channel == appliance.Phone {
			row.Address = e.Phone.Number
		}
		v.Entries = append(v.Entries, row)
	}
	return nil
}

func queueNames(s *sqlite.View) (map[appliance.QueueID]string, error) {
	queues, err := s.Queues()
	names := make(map[appliance.QueueID]string, len(queues))
	for _, q := range queues {
		names[q.ID] = q.Name
	}
	return names, err
}

func (p *Pages) operators(w http.ResponseWriter, r *http.Request) error {
	v := operatorsView{Frame: frame(r.Context(), "operators")}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		groups, err := groupNames(s)
		if err != nil {
			return err
		}
		for _, o := range operators {
			presence, err := s.Presence(o.ID)
			if err != nil {
				return err
			}
			row := operatorRow{Operator: o, State: string(presence.State)}
			for _, g := range o.Groups {
				row.Groups = append(row.Groups, groups[g])
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, operators(v))
}

func groupNames(s *sqlite.View) (map[appliance.GroupID]string, error) {
	groups, err := s.Groups()
	names := make(map[appliance.GroupID]string, len(groups))
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	return names, err
}

func (p *Pages) queues(w http.ResponseWriter, r *http.Request) error {
	v := queuesView{Frame: frame(r.Context(), "queues")}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		queues, err := s.Queues()
		if err != nil {
			return err
		}
		groups, err := groupNames(s)
		if err != nil {
			return err
		}
		waiting, err := s.Conversations(sqlite.ConversationFilter{States: []appliance.ConversationState{appliance.Waiting}})
		if err != nil {
			return err
		}
		for _, q := range queues {
			row := queueRow{Queue: q}
			for _, g := range q.Groups {
				row.Groups = append(row.Groups, groups[g])
			}
			for _, c := range waiting {
				if c.Queue == q.ID {
					row.Waiting++
				}
			}
			v.Rows = append(v.Rows, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, queues(v))
}

func (p *Pages) trees(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Site.Trees(r.Context())
	if err != nil {
		return err
	}
	v := treesView{Frame: frame(r.Context(), "trees")}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		found, err := p.Site.CheckTree(r.Context(), name, all[name])
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, treeRow{Name: name, Lines: lines(all[name]), Findings: len(found), Bad: found.Bad()})
	}
	return page(w, r, http.StatusOK, trees(v))
}

func number(r *http.Request, field string) int {
	n, err := strconv.Atoi(r.PostFormValue(field))
	if err != nil {
		return 0 // refused below: nothing here may be zero
	}
	return n
}
