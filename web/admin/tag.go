package admin

import (
	"context"
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

const tagsPath = "/admin/tags"

type tagsView struct {
	Frame frameView
	Saved bool
	Rows  []appliance.Tag
}

// tags lists them, in use or not any more.
func (p *Pages) tags(w http.ResponseWriter, r *http.Request) error {
	v := tagsView{Frame: frame(r.Context(), "tags"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) (err error) {
		v.Rows, err = s.Tags()
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, tags(v))
}

// tag shows the form of one tag, or of a new one.
func (p *Pages) tag(w http.ResponseWriter, r *http.Request) error {
	t, err := p.readTag(r)
	if err != nil {
		return err
	}
	v := tagForm(r.Context(), t)
	v.Version = versionOf(t, t.ID)
	return page(w, r, http.StatusOK, form(v))
}

func (p *Pages) readTag(r *http.Request) (t appliance.Tag, err error) {
	id, err := identity(r, "tag")
	if err != nil || id == 0 {
		return t, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		t, err = v.Tag(appliance.TagID(id))
		return err
	})
	return t, err
}

func (p *Pages) saveTag(w http.ResponseWriter, r *http.Request) error {
	t, err := p.readTag(r)
	if err != nil {
		return err
	}
	typed, err := sent(r)
	if err != nil {
		return err
	}
	now, by := versionOf(t, t.ID), web.Operator(r.Context()).ID
	if typed.on("remove") {
		_, err = p.Site.RemoveTag(r.Context(), by, t.ID, typed.seen())
	} else {
		t.Name, t.Colour, t.Off = typed.text("name"), appliance.Colour(typed.text("colour")), !typed.on("on")
		t.ByPage = typed.on("by-page")
		_, err = p.Site.SaveTag(r.Context(), by, t, typed.seen())
	}
	v := tagForm(r.Context(), t)
	v.Version = typed.over(now, err)
	return saved(w, r, v, err)
}

func tagForm(ctx context.Context, t appliance.Tag) formView {
	text := func(key string) string { return i18n.Text(ctx, key) }
	colour := fieldView{Kind: choiceField, Name: "colour", Label: text("admin.tag.colour")}
	for _, c := range appliance.Colours() {
		colour.Choices = append(colour.Choices, choice{string(c), text("admin.tag.colour." + string(c)), c == t.Colour})
	}
	v := formView{
		Frame: frame(ctx, "tags"), Back: place{text("admin.tags"), tagsPath}, Title: t.Name, Action: tagPath(t.ID), Remove: t.ID != 0,
		Fields: []fieldView{
			{Kind: textField, Name: "name", Label: text("admin.column.name"), Help: text("admin.tag.name.help"), Value: t.Name},
			colour,
			{Kind: checkField, Name: "on", Label: text("admin.tag.on"), Help: text("admin.tag.on.help"), On: !t.Off},
			{Kind: checkField, Name: "by-page", Label: text("admin.tag.by-page"), Help: text("admin.tag.by-page.help"), On: t.ByPage},
		},
	}
	if t.ID == 0 {
		v.Title, v.Action = text("admin.tag.new"), tagsPath+"/new"
	}
	return v
}

func tagPath(id appliance.TagID) string { return tagsPath + "/" + id.String() }
