package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

const rolesPath = "/admin/roles"

func rolePath(id appliance.RoleID) string { return rolesPath + "/" + id.String() }

type rolesView struct {
	Frame frameView
	Saved bool
	Rows  []roleRow
}

type roleRow struct {
	Name, Path string
	Held       place // how many have it, and where they are listed
	Usual      bool
	Parts      []rightsPart
}

// rightsPart is one of the groups that rights come in, with those that a role has of
// it.
type rightsPart struct{ Name, Rights string }

// rightGroup are rights of one kind, under their heading.
type rightGroup struct {
	name   string
	rights appliance.Rights
}

func rightGroups() []rightGroup {
	return []rightGroup{
		{"serve", appliance.Serve()},
		{"oversee", appliance.Oversee()},
		{"set-up", slices.Concat(appliance.SetUp(), appliance.Rights{appliance.RightConsole})},
	}
}

// roles lists the roles with what each may and how many have it.
func (p *Pages) roles(w http.ResponseWriter, r *http.Request) error {
	v := rolesView{Frame: frame(r.Context(), "roles"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		all, err := s.Roles()
		for _, role := range all {
			holders, err := s.OperatorsOf(role.ID)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, rowOfRole(r.Context(), role, len(holders)))
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, roles(v))
}

func rowOfRole(ctx context.Context, role appliance.Role, holders int) roleRow {
	row := roleRow{Name: nameOfRole(ctx, role), Path: rolePath(role.ID), Held: heldBy(ctx, role.ID, holders), Usual: role.Usual}
	for _, g := range rightGroups() {
		var names []string
		for _, right := range g.rights {
			if role.Rights.Has(right) {
				names = append(names, i18n.Text(ctx, "right."+string(right)))
			}
		}
		if len(names) > 0 {
			row.Parts = append(row.Parts, rightsPart{i18n.Text(ctx, "admin.rights."+g.name), strings.Join(names, ", ")})
		}
	}
	return row
}

// holdersPath lists those who have a role.
func holdersPath(id appliance.RoleID) string { return "/admin/operators?role=" + id.String() }

// role shows the form of one role, or of a new one.
func (p *Pages) role(w http.ResponseWriter, r *http.Request) error {
	role, err := p.readRole(r)
	if err != nil {
		return err
	}
	return p.showRole(w, r, role, nil)
}

// showRole shows its form, who has it, what was changed of it, and what was refused.
func (p *Pages) showRole(w http.ResponseWriter, r *http.Request, role appliance.Role, refused error) (err error) {
	v := roleForm(r, role)
	v.Version = versionOf(role, role.ID)
	if role.ID != 0 {
		if err = p.Store.Read(r.Context(), func(s *sqlite.View) error {
			holders, err := s.OperatorsOf(role.ID)
			v.Held = heldBy(r.Context(), role.ID, len(holders))
			return err
		}); err != nil {
			return err
		}
		if v.Changes, err = thingChanges(p, r, roleKept(role.ID), func(role appliance.Role) formView { return roleForm(r, role) }); err != nil {
			return err
		}
	}
	return v.show(w, r, refused)
}

// heldBy says how many have a role, and leads to them who may see them.
func heldBy(ctx context.Context, id appliance.RoleID, count int) place {
	if count == 0 {
		return place{Name: i18n.Text(ctx, "admin.role.held.nobody")}
	}
	held := place{Name: i18n.Text(ctx, "admin.role.held", "count", count)}
	if path := holdersPath(id); frame(ctx, "").opens(path) {
		held.Path = path
	}
	return held
}

func (p *Pages) readRole(r *http.Request) (role appliance.Role, err error) {
	id, err := identity(r, "role")
	if err != nil || id == 0 {
		return role, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		role, err = v.Role(appliance.RoleID(id))
		return err
	})
	return role, err
}

func (p *Pages) saveRole(w http.ResponseWriter, r *http.Request) error {
	role, err := p.readRole(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now, by := versionOf(role, role.ID), web.Operator(r.Context()).ID
	if t.on("remove") {
		err = p.Site.RemoveRole(r.Context(), by, role.ID, t.seen())
	} else {
		role.Name, role.Usual, role.Rights = t.names("name"), t.on("usual"), nil
		for _, g := range rightGroups() {
			for _, right := range t.Values[g.name] {
				role.Rights = append(role.Rights, appliance.Right(right))
			}
		}
		_, err = p.Site.SaveRole(r.Context(), by, role, t.seen())
	}
	v := roleForm(r, role)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func (p *Pages) putRoleBack(w http.ResponseWriter, r *http.Request) error {
	role, err := p.readRole(r)
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, roleKept(role.ID), rolesPath, func(refused error) error { return p.showRole(w, r, role, refused) })
}

func roleForm(r *http.Request, role appliance.Role) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "roles"), Back: place{text("admin.roles"), rolesPath},
		Title: nameOfRole(r.Context(), role), Action: rolePath(role.ID), Remove: role.ID != 0,
	}
	if role.ID == 0 {
		v.Title, v.Action = text("admin.role.new"), rolesPath+"/new"
	} else {
		v.PutBack = v.Action + "/revert"
	}
	v.Fields = append(v.Fields, nameFields(r, role.Name)...)
	v.Fields = append(v.Fields, fieldView{Kind: checkField, Name: "usual", Label: text("admin.role.usual"), Help: text("admin.role.usual.help"), On: role.Usual})
	for _, g := range rightGroups() {
		f := fieldView{Kind: manyField, Name: g.name, Label: text("admin.rights." + g.name), Helps: map[string]string{}}
		for _, right := range g.rights {
			f.Choices = append(f.Choices, choice{string(right), text("right." + string(right)), role.Rights.Has(right)})
			f.Helps[string(right)] = text("right." + string(right) + ".help")
		}
		v.Fields = append(v.Fields, f)
	}
	return v
}

// nameOfRole is what the reader of the page calls it.
func nameOfRole(ctx context.Context, role appliance.Role) string {
	return role.In(appliance.Language(i18n.From(ctx).Language()))
}
