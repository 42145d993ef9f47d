package admin

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/plain"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

type templatesView struct {
	Frame frameView
	Saved bool
	Rows  []templateRow
}

type templateRow struct {
	Name, Path, Text string
	Languages        []string // that it is written in
	Groups           []string // whose operators have it; none: everybody
	Off              bool
}

// templates lists the answers that operators have at hand.
func (p *Pages) templates(w http.ResponseWriter, r *http.Request) error {
	v := templatesView{Frame: frame(r.Context(), "templates"), Saved: saidSaved(r)}
	reader := appliance.Language(i18n.From(r.Context()).Language())
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		all, err := s.Templates()
		if err != nil {
			return err
		}
		groups, err := s.Groups()
		for _, t := range all {
			row := templateRow{Name: t.Name, Path: templatePath(t.ID), Text: plain.Line(t.In(reader), templatePreview), Off: t.Off}
			for _, l := range slices.Sorted(maps.Keys(t.Texts)) {
				row.Languages = append(row.Languages, i18n.Text(r.Context(), "language."+string(l)))
			}
			for _, g := range groups {
				if slices.Contains(t.Groups, g.ID) {
					row.Groups = append(row.Groups, g.Name)
				}
			}
			v.Rows = append(v.Rows, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, templates(v))
}

// templatePreview is how much of a text stands in the list.
const templatePreview = 160

// template shows the form of one, or of a new one.
func (p *Pages) template(w http.ResponseWriter, r *http.Request) error {
	t, groups, err := p.readTemplate(r)
	if err != nil {
		return err
	}
	return p.showTemplate(w, r, t, groups, nil)
}

// showTemplate shows its form, what was changed of it, and what was refused.
func (p *Pages) showTemplate(w http.ResponseWriter, r *http.Request, t appliance.Template, groups []appliance.Group, refused error) (err error) {
	v := templateForm(r, t, groups)
	v.Version = versionOf(t, t.ID)
	if t.ID != 0 {
		if v.Changes, err = thingChanges(p, r, templateKept(t.ID), func(t appliance.Template) formView { return templateForm(r, t, groups) }); err != nil {
			return err
		}
	}
	return v.show(w, r, refused)
}

func (p *Pages) readTemplate(r *http.Request) (t appliance.Template, groups []appliance.Group, err error) {
	id, err := identity(r, "template")
	if err != nil {
		return t, nil, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		if groups, err = v.Groups(); err != nil || id == 0 {
			return err
		}
		t, err = v.Template(appliance.TemplateID(id))
		return err
	})
	return t, groups, err
}

func (p *Pages) saveTemplate(w http.ResponseWriter, r *http.Request) error {
	t, groups, err := p.readTemplate(r)
	if err != nil {
		return err
	}
	f, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(t, t.ID)
	t.Name, t.Texts, t.Off = strings.TrimPrefix(f.text("name"), "/"), f.names("text"), !f.on("on")
	for l, text := range t.Texts {
		t.Texts[l] = plain.Text(text)
	}
	t.Groups = ids[appliance.GroupID](f, "groups")
	_, err = p.Site.SaveTemplate(r.Context(), web.Operator(r.Context()).ID, t, f.seen())
	v := templateForm(r, t, groups)
	v.Version = f.over(now, err)
	return saved(w, r, v, err)
}

func templateForm(r *http.Request, t appliance.Template, groups []appliance.Group) formView {
	text := func(key string, pairs ...any) string { return i18n.Text(r.Context(), key, pairs...) }
	v := formView{
		Frame: frame(r.Context(), "templates"), Back: place{text("admin.templates"), "/admin/templates"},
		Title: "/" + t.Name, Action: templatePath(t.ID),
	}
	if t.ID == 0 {
		v.Title, v.Action = text("admin.template.new"), "/admin/templates/new"
	} else {
		v.PutBack = v.Action + "/revert"
	}
	v.Fields = append(v.Fields,
		fieldView{Kind: textField, Name: "name", Label: text("admin.column.name"), Help: text("admin.template.name.help"), Value: t.Name},
		fieldView{Kind: headingField, Label: text("admin.template.text"), Help: text("admin.template.parameters")})
	for _, l := range appliance.Languages() {
		v.Fields = append(v.Fields, fieldView{Kind: proseField, Name: "text-" + string(l), Label: text("language." + string(l)), Value: t.Texts[l]})
	}
	v.Fields = append(v.Fields,
		fieldView{Kind: manyField, Name: "groups", Label: text("admin.template.groups"), Help: text("admin.template.groups.help"), Choices: groupChoices(groups, t.Groups)},
		fieldView{Kind: checkField, Name: "on", Label: text("admin.template.on"), On: !t.Off},
	)
	return v
}

func (p *Pages) putTemplateBack(w http.ResponseWriter, r *http.Request) error {
	t, groups, err := p.readTemplate(r)
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, templateKept(t.ID), "/admin/templates", func(refused error) error { return p.showTemplate(w, r, t, groups, refused) })
}

func templatePath(id appliance.TemplateID) string { return "/admin/templates/" + id.String() }
