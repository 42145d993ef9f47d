package admin

import (
	"net/http"
	"slices"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

type groupsView struct {
	Frame frameView
	Saved bool
	Rows  []groupRow
}

type groupRow struct {
	appliance.Group
	Path              string
	Operators, Queues []string
}

// groups lists the groups with who is in them and what they serve.
func (p *Pages) groups(w http.ResponseWriter, r *http.Request) error {
	v := groupsView{Frame: frame(r.Context(), "groups"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), v.read)
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, groups(v))
}

func (v *groupsView) read(s *sqlite.View) error {
	all, err := s.Groups()
	if err != nil {
		return err
	}
	operators, err := s.Operators()
	if err != nil {
		return err
	}
	queues, err := s.Queues()
	for _, g := range all {
		row := groupRow{Group: g, Path: groupPath(g.ID)}
		for _, o := range operators {
			if slices.Contains(o.Groups, g.ID) {
				row.Operators = append(row.Operators, o.Name)
			}
		}
		for _, q := range queues {
			if slices.Contains(q.Groups, g.ID) {
				row.Queues = append(row.Queues, q.Name)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return err
}

// group shows the form of one group, or of a new one.
func (p *Pages) group(w http.ResponseWriter, r *http.Request) error {
	g, err := p.readGroup(r)
	if err != nil {
		return err
	}
	return p.showGroup(w, r, g, nil)
}

// showGroup shows its form, what was changed of it, and what was refused.
func (p *Pages) showGroup(w http.ResponseWriter, r *http.Request, g appliance.Group, refused error) (err error) {
	v := groupForm(r, g)
	v.Version = versionOf(g, g.ID)
	if g.ID != 0 {
		if v.Changes, err = thingChanges(p, r, groupKept(g.ID), func(g appliance.Group) formView { return groupForm(r, g) }); err != nil {
			return err
		}
	}
	return v.show(w, r, refused)
}

func (p *Pages) readGroup(r *http.Request) (g appliance.Group, err error) {
	id, err := identity(r, "group")
	if err != nil || id == 0 {
		return g, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		all, err := v.Groups()
		i := slices.IndexFunc(all, func(g appliance.Group) bool { return g.ID == appliance.GroupID(id) })
		switch {
		case err != nil:
			return err
		case i < 0:
			return appliance.ErrNotFound
		}
		g = all[i]
		return nil
	})
	return g, err
}

func (p *Pages) saveGroup(w http.ResponseWriter, r *http.Request) error {
	g, err := p.readGroup(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(g, g.ID)
	g.Name = t.text("name")
	_, err = p.Site.SaveGroup(r.Context(), web.Operator(r.Context()).ID, g, t.seen())
	v := groupForm(r, g)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func groupForm(r *http.Request, g appliance.Group) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "groups"), Back: place{text("admin.groups"), "/admin/groups"},
		Title: g.Name, Action: groupPath(g.ID),
		Fields: []fieldView{{Kind: textField, Name: "name", Label: text("admin.column.name"), Value: g.Name}},
	}
	if g.ID == 0 {
		v.Title, v.Action = text("admin.group.new"), "/admin/groups/new"
	} else {
		v.PutBack = v.Action + "/revert"
	}
	return v
}

func groupPath(id appliance.GroupID) string {
	return "/admin/groups/" + strconv.FormatInt(int64(id), 10)
}

// groupChoices are all groups, with those that are chosen.
func groupChoices(all []appliance.Group, chosen []appliance.GroupID) (choices []choice) {
	for _, g := range all {
		choices = append(choices, choice{strconv.FormatInt(int64(g.ID), 10), g.Name, slices.Contains(chosen, g.ID)})
	}
	return choices
}
