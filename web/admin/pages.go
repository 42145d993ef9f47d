package admin

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/desk"
	"cordboard/appliance/feed"
	"cordboard/appliance/outbox"
	"cordboard/appliance/privacy"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/i18n"
)

// Deps are what the pages work with.
type Deps struct {
	Store    *sqlite.Store
	Site     *site.Site
	Accounts Accounts
	Trunks   Trunks
	Mail     Mail
	Prompts  Prompts   // nil: there are none
	Studio   Studio    // nil: nobody records by telephone
	Feed     *feed.Log // of what pages show as it changes; with Studio
	Blocks   Blocks
	Calls    Calls            // nil: nobody can call
	Panels   Panels           // nil: widgets have no preview
	Now      func() time.Time // nil: the time of the day
	// PublicPort is where the public side is reached.
	PublicPort string
}

// Accounts keeps the operators; appliance/account does.
type Accounts interface {
	SaveOperator(ctx context.Context, by appliance.OperatorID, o appliance.Operator, password string, seen ...appliance.Version) (appliance.Operator, error)
}

// Trunks keeps the ways to the exchange; appliance/trunk does.
type Trunks interface {
	Config() trunk.Config
	Standing(name string) trunk.Standing
	Alarms() []trunk.Alarm
	Seal(password string) string
	Again()
	Save(context.Context, trunk.Config, ...func(*sqlite.Tx) error) error
}

// Calls tells who is in a tree now; appliance/call does.
type Calls interface {
	// Callers counts them by node; is tells the tree by the name that it bore at a
	// time.
	Callers(is func(tree string, at time.Time) bool) map[string]int
}

// Panels show what visitors of an entry point have before them while it is in that state,
// on a dark page or not, and operator answers; web/widget does.
type Panels interface {
	Preview(w http.ResponseWriter, r *http.Request, e appliance.EntryPoint, in site.State, dark bool, operator string) error
}

// Mail tells how sending goes and tries it; appliance/outbox does.
type Mail interface {
	State(context.Context) (outbox.State, error)
	Test(context.Context, appliance.Mail) error
}

// Pages are the administration's pages.
type Pages struct {
	Deps
	measured measured
	checked  checked
	held     held
	masks    privacy.Masks
}

// New makes the pages.
func New(d Deps) *Pages {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Pages{Deps: d}
}

// treeBody bounds a tree's form: the text, escaped for the way.
const treeBody = 1 << 20

// Routes are the administration's addresses.
func (p *Pages) Routes() []web.Route {
	route := func(method, path string, h web.Handle) web.Route {
		return web.Route{Door: web.Desk, Method: method, Path: path, Rights: rightsFor(path), Handle: h}
	}
	save := route("POST", "/admin/trees/{name}", p.saveTree)
	save.Body = treeBody
	upload := route("POST", "/admin/prompt", p.savePrompt)
	upload.Body = promptBody
	return slices.Concat(p.absences().routes(), p.reasons().routes(), []web.Route{
		route("GET", "/admin", p.overview),
		route("GET", "/admin/operators", p.operators),
		route("GET", timePath, p.times),
		route("GET", "/admin/operators/{operator}", p.operator),
		route("POST", "/admin/operators/{operator}", p.saveOperator),
		route("GET", rolesPath, p.roles),
		route("GET", rolesPath+"/{role}", p.role),
		route("POST", rolesPath+"/{role}", p.saveRole),
		route("POST", rolesPath+"/{role}/revert", p.putRoleBack),
		route("GET", "/admin/groups", p.groups),
		route("GET", "/admin/groups/{group}", p.group),
		route("POST", "/admin/groups/{group}", p.saveGroup),
		route("POST", "/admin/groups/{group}/revert", p.putGroupBack),
		route("GET", "/admin/templates", p.templates),
		route("GET", "/admin/templates/{template}", p.template),
		route("POST", "/admin/templates/{template}", p.saveTemplate),
		route("POST", "/admin/templates/{template}/revert", p.putTemplateBack),
		route("GET", tagsPath, p.tags),
		route("GET", tagsPath+"/{tag}", p.tag),
		route("POST", tagsPath+"/{tag}", p.saveTag),
		route("GET", "/admin/skills", p.skills),
		route("GET", "/admin/skills/{skill}", p.skill),
		route("POST", "/admin/skills/{skill}", p.saveSkill),
		route("GET", "/admin/queues", p.queues),
		route("GET", "/admin/queues/{queue}", p.queue),
		route("POST", "/admin/queues/{queue}", p.saveQueue),
		route("POST", "/admin/queues/{queue}/revert", p.putQueueBack),
		route("GET", "/admin/entry-points", p.entryPoints),
		route("GET", "/admin/entry-points/{entry}", p.entryPoint),
		route("POST", previewPath, p.preview),
		route("POST", "/admin/entry-points/{entry}", p.saveEntryPoint),
		route("POST", "/admin/entry-points/{entry}/revert", p.putEntryPointBack),
		route("POST", "/admin/entry-points/{entry}/secret", p.renewSecret),
		route("GET", blocksPath, p.blocks),
		route("POST", blocksPath+"/{block}", p.lift),
		route("GET", "/admin/trunks", p.trunks),
		route("POST", revertTrunks, p.putTrunksBack),
		route("POST", "/admin/trunks/again", p.tryTrunksAgain),
		route("GET", "/admin/trunks/changes", p.watchTrunks),
		route("GET", "/admin/trunk", p.trunk),
		route("POST", "/admin/trunk", p.saveTrunk),
		route("GET", "/admin/caps", p.caps),
		route("POST", "/admin/caps", p.saveCaps),
		route("GET", "/admin/hours", p.hours),
		route("GET", "/admin/calendar", p.calendar),
		route("POST", "/admin/calendar", p.saveCalendar),
		route("POST", "/admin/calendar/revert", p.putCalendarBack),
		route("GET", treesPath, p.trees),
		route("POST", treesPath, p.putTreesBack),
		route("GET", "/admin/trees/{name}", p.tree),
		route("GET", "/admin/tree.schema.json", treeSchema),
		save,
		route("GET", "/admin/trees/{name}/try", p.tryTree),
		route("GET", "/admin/trees/{name}/name", p.treeName),
		route("POST", "/admin/trees/{name}/rename", p.renameTree),
		route("POST", "/admin/trees/{name}/copy", p.copyTree),
		route("POST", "/admin/trees/{name}/remove", p.removeTree),
		route("GET", "/admin/prompts", p.prompts),
		route("GET", "/admin/prompt", p.promptPage),
		route("GET", "/admin/prompt/sound", p.promptSound),
		route("GET", "/admin/prompt/changes", p.watchPrompt),
		upload,
		route("GET", "/admin/voices", p.voices),
		route("POST", "/admin/voices", p.saveVoices),
		route("GET", "/admin/prompts/{language}/{prompt}", p.prompt),
		route("GET", "/admin/trees/{name}/picture", p.watchPicture),
		route("GET", "/admin/trees/{name}/nodes", p.nodes),
		route("POST", "/admin/trees/{name}/nodes", p.beginAt),
		route("GET", "/admin/trees/{name}/nodes/{node}", p.node),
		route("POST", "/admin/trees/{name}/nodes/{node}", p.saveNode),
		route("GET", "/admin/trees/{name}/versions", p.treeVersions),
		route("POST", "/admin/trees/{name}/versions", p.rollBack),
		route("GET", auditPath, p.audit),
		route("GET", "/admin/settings", p.settings),
		route("POST", "/admin/settings", p.saveSettings),
		route("POST", "/admin/settings/test-mail", p.testMail),
		route("POST", "/admin/settings/revert", p.putBack),
	})
}

// frame is what stands around each page.
func frame(ctx context.Context, here string) frameView {
	o := web.Operator(ctx)
	return frameView{Here: here, Name: o.Name, Rights: o.Rights}
}

func page(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	return web.Page(w, r, status, c)
}

func (p *Pages) overview(w http.ResponseWriter, r *http.Request) error {
	v := overviewView{Frame: frame(r.Context(), "overview")}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error { return v.read(s) })
	if err != nil {
		return err
	}
	if v.Entries, err = p.entryRows(r.Context()); err != nil {
		return err
	}
	if v.Missing, err = p.missing(r.Context()); err != nil {
		return err
	}
	if v.Alarms, err = p.alarms(r.Context()); err != nil {
		return err
	}
	return page(w, r, http.StatusOK, overview(v))
}

func (v *overviewView) read(s *sqlite.View) error {
	open, err := s.OpenConversations()
	if err != nil {
		return err
	}
	presences, err := s.Presences()
	if err != nil {
		return err
	}
	now := site.LoadOf(open, presences)
	v.Waiting, v.Active, v.SignedIn = now.Waiting, now.Active, now.SignedIn
	tickets, err := s.Tickets(sqlite.TicketFilter{State: appliance.TicketOpen})
	if err != nil {
		return err
	}
	v.Tickets = len(tickets)
	return nil
}

// entryRows reads the ways in, each with what visitors and callers meet now.
func (p *Pages) entryRows(ctx context.Context) (rows []entryRow, err error) {
	err = p.Store.Read(ctx, func(s *sqlite.View) error {
		rows, err = readEntries(ctx, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	calendars, err := p.calendars(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		row := &rows[i]
		state, _, err := p.Site.State(ctx, row.entry)
		if err != nil {
			return nil, err
		}
		row.Hours.Open, row.Hours.Sentence = web.HoursOf(ctx, row.entry, calendars, p.Now())
		row.State = met(row.entry, state, row.Hours)
	}
	return rows, nil
}

// met is what visitors and callers meet at a way in, and why they do where it
// is none: who sees that it does not answer wants to know what to change.
func met(e appliance.EntryPoint, state site.State, hours standing) string {
	switch {
	case state != site.Offline:
		return string(state)
	case e.Off:
		return "off"
	case !hours.Open:
		return "closed"
	}
	return "unmanned"
}

func entryPath(e appliance.EntryPointID) string { return "/admin/entry-points/" + e.String() }

func readEntries(ctx context.Context, s *sqlite.View) (rows []entryRow, err error) {
	entries, err := s.EntryPoints()
	if err != nil {
		return nil, err
	}
	names, err := queueNames(s)
	for _, e := range entries {
		row := entryRow{entry: e, Name: e.Name, Channel: e.Channel, Queue: names[e.Queue], Language: i18n.Text(ctx, "language."+string(e.Language))}
		row.Path = entryPath(e.ID)
		row.Address, row.Tree = e.Widget.Key, e.Phone.Tree
		if e.Channel == appliance.Phone {
			row.Address = address.Shown(e.Phone.Number)
		}
		rows = append(rows, row)
	}
	return rows, err
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
	v := operatorsView{Frame: frame(r.Context(), "operators"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		groups, err := groupNames(s)
		if err != nil {
			return err
		}
		all, err := s.Roles()
		if err != nil {
			return err
		}
		if v.Of, operators, err = of(r, all, operators); err != nil {
			return err
		}
		for _, o := range operators {
			presence, err := s.Presence(o.ID)
			if err != nil {
				return err
			}
			row := operatorRow{Operator: o, Called: called(r.Context(), all, o.Role), State: string(presence.State)}
			if presence.Absent {
				row.State = "absent"
			}
			if presence.Conceals() {
				if row.InCall, err = desk.OnCall(s, o.ID); err != nil {
					return err
				}
			}
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

// called is what the reader calls a role.
func called(ctx context.Context, all []appliance.Role, id appliance.RoleID) string {
	i := slices.IndexFunc(all, func(r appliance.Role) bool { return r.ID == id })
	if i < 0 {
		return ""
	}
	return nameOfRole(ctx, all[i])
}

// of keeps those operators whose role an address asks for, and says what it is called;
// empty: it asks for none.
func of(r *http.Request, all []appliance.Role, operators []appliance.Operator) (name string, kept []appliance.Operator, err error) {
	asked := r.URL.Query().Get("role")
	if asked == "" {
		return "", operators, nil
	}
	i := slices.IndexFunc(all, func(one appliance.Role) bool { return one.ID.String() == asked })
	if i < 0 {
		return "", nil, appliance.ErrNotFound
	}
	kept = slices.DeleteFunc(operators, func(o appliance.Operator) bool { return o.Role != all[i].ID })
	return nameOfRole(r.Context(), all[i]), kept, nil
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
	v := queuesView{Frame: frame(r.Context(), "queues"), Saved: saidSaved(r)}
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
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		presences, err := s.Presences()
		if err != nil {
			return err
		}
		for _, q := range queues {
			row := queueRow{Queue: q, Unskilled: site.Unskilled(q, operators, presences)}
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
	entries, err := p.entryRows(r.Context())
	for i := range v.Rows {
		v.Rows[i].Hours = hoursOf(v.Rows[i].ID, entries)
	}
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, queues(v))
}

func (p *Pages) trees(w http.ResponseWriter, r *http.Request) error {
	if name := strings.TrimSpace(r.URL.Query().Get("name")); name != "" {
		http.Redirect(w, r, string(treeAddress(name)), http.StatusSeeOther)
		return nil
	}
	return p.showTrees(w, r, nil)
}

// showTrees lists them, and says what was refused.
func (p *Pages) showTrees(w http.ResponseWriter, r *http.Request, refused error) error {
	v := treesView{Frame: frame(r.Context(), "trees"), Saved: saidSaved(r)}
	status := http.StatusOK
	if refusal := appliance.AsRefusal(refused); refusal != nil {
		status, v.Refusal = web.Status(refusal), web.Sentence(r, refusal)
	} else if refused != nil {
		return refused
	}
	all, err := p.Site.Works(r.Context())
	if err != nil {
		return err
	}
	numbers, err := p.leading(r.Context())
	if err != nil {
		return err
	}
	if v.Changes, err = p.treesHistory(r.Context()); err != nil {
		return err
	}
	if name := r.URL.Query().Get("removed"); name != "" && !there(all[name]) {
		if v.Gone, err = p.goneTree(r.Context(), name); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		row, err := p.treeRow(r.Context(), name, all[name])
		if err != nil {
			return err
		}
		row.Numbers = numbers[name]
		v.Rows = append(v.Rows, row)
	}
	return page(w, r, status, trees(v))
}

// treeRow says of a tree what takes calls; what is wrong with it is said of
// the draft where there is one.
func (p *Pages) treeRow(ctx context.Context, name string, work site.Work) (row treeRow, err error) {
	report, err := p.checked.tree(ctx, p.Site, name, work.Text())
	if err != nil {
		return row, err
	}
	row = treeRow{Name: name, Takes: work.Takes, Findings: len(report.Findings), Bad: report.Findings.Bad()}
	callers, err := p.callers(ctx, name)
	if err != nil {
		return row, err
	}
	for _, count := range callers {
		row.Callers += count
	}
	row.Work, err = p.said(ctx, work)
	return row, err
}

// saidSaved tells whether a form was saved that leads here.
func saidSaved(r *http.Request) bool { return r.URL.Query().Get("saved") != "" }
