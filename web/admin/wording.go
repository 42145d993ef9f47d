package admin

import (
	"context"
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// wording is the pages of things that are but a name in each language, and are
// chosen or not any more: why operators are away, what conversations were about.
type wording[T any] struct {
	pages *Pages
	// place is what the navigation and the addresses call all of them, one what
	// the texts and the addresses call one.
	place, one string
	all        func(*sqlite.View) ([]T, error)
	find       func(v *sqlite.View, id int64) (T, error)
	id         func(T) int64
	parts      func(*T) (names *map[appliance.Language]string, off *bool)
	in         func(T, appliance.Language) string
	save       func(*site.Site, context.Context, appliance.OperatorID, T, ...appliance.Version) (T, error)
}

func (p *Pages) absences() wording[appliance.Absence] {
	return wording[appliance.Absence]{
		pages: p, place: "absences", one: "absence",
		all: (*sqlite.View).Absences,
		find: func(v *sqlite.View, id int64) (appliance.Absence, error) {
			return v.Absence(appliance.AbsenceID(id))
		},
		id:    func(a appliance.Absence) int64 { return int64(a.ID) },
		parts: func(a *appliance.Absence) (*map[appliance.Language]string, *bool) { return &a.Name, &a.Off },
		in:    appliance.Absence.In,
		save:  (*site.Site).SaveAbsence,
	}
}

func (p *Pages) reasons() wording[appliance.Reason] {
	return wording[appliance.Reason]{
		pages: p, place: "reasons", one: "reason",
		all: (*sqlite.View).Reasons,
		find: func(v *sqlite.View, id int64) (appliance.Reason, error) {
			return v.Reason(appliance.ReasonID(id))
		},
		id:    func(r appliance.Reason) int64 { return int64(r.ID) },
		parts: func(r *appliance.Reason) (*map[appliance.Language]string, *bool) { return &r.Name, &r.Off },
		in:    appliance.Reason.In,
		save:  (*site.Site).SaveReason,
	}
}

type wordingsView struct {
	Frame             frameView
	Saved             bool
	Title, Empty, New string
	Off               string // what is said of one that is not chosen any more
	NewPath           string
	Rows              []wordingRow
}

type wordingRow struct {
	Name, Path string
	Off        bool
}

func (n wording[T]) route(method, path string, h web.Handle) web.Route {
	return web.Route{Door: web.Desk, Method: method, Path: path, Rights: rightsFor(path), Handle: h}
}

// routes are the addresses of the list and of each one's form.
func (n wording[T]) routes() []web.Route {
	one := n.path("{" + n.one + "}")
	return []web.Route{n.route("GET", "/admin/"+n.place, n.list), n.route("GET", one, n.form), n.route("POST", one, n.keep)}
}

func (n wording[T]) path(of string) string { return "/admin/" + n.place + "/" + of }

// list shows all of them.
func (n wording[T]) list(w http.ResponseWriter, r *http.Request) error {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := wordingsView{
		Frame: frame(r.Context(), n.place), Saved: saidSaved(r), Title: text("admin." + n.place), Empty: text("admin." + n.place + ".empty"),
		New: text("admin." + n.one + ".new"), Off: text("admin." + n.one + ".off"), NewPath: n.path("new"),
	}
	err := n.pages.Store.Read(r.Context(), func(s *sqlite.View) error {
		all, err := n.all(s)
		for _, thing := range all {
			_, off := n.parts(&thing)
			v.Rows = append(v.Rows, wordingRow{n.name(r, thing), n.path(strconv.FormatInt(n.id(thing), 10)), *off})
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, wordings(v))
}

// form shows the form of one, or of a new one.
func (n wording[T]) form(w http.ResponseWriter, r *http.Request) error {
	thing, err := n.read(r)
	if err != nil {
		return err
	}
	v := n.fields(r, thing)
	v.Version = versionOf(thing, n.id(thing))
	return page(w, r, http.StatusOK, form(v))
}

func (n wording[T]) read(r *http.Request) (thing T, err error) {
	id, err := identity(r, n.one)
	if err != nil || id == 0 {
		return thing, err
	}
	err = n.pages.Store.Read(r.Context(), func(v *sqlite.View) error {
		thing, err = n.find(v, id)
		return err
	})
	return thing, err
}

// keep saves one.
func (n wording[T]) keep(w http.ResponseWriter, r *http.Request) error {
	thing, err := n.read(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(thing, n.id(thing))
	name, off := n.parts(&thing)
	*name, *off = t.names("name"), !t.on("on")
	_, err = n.save(n.pages.Site, r.Context(), web.Operator(r.Context()).ID, thing, t.seen())
	v := n.fields(r, thing)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func (n wording[T]) fields(r *http.Request, thing T) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), n.place), Back: place{text("admin." + n.place), "/admin/" + n.place},
		Title: n.name(r, thing), Action: n.path(strconv.FormatInt(n.id(thing), 10)),
	}
	if n.id(thing) == 0 {
		v.Title, v.Action = text("admin."+n.one+".new"), n.path("new")
	}
	name, off := n.parts(&thing)
	v.Fields = append(v.Fields, nameFields(r, *name)...)
	v.Fields = append(v.Fields, fieldView{Kind: checkField, Name: "on", Label: text("admin." + n.one + ".on"), Help: text("admin." + n.one + ".on.help"), On: !*off})
	return v
}

// name is what the reader of the page calls one.
func (n wording[T]) name(r *http.Request, thing T) string {
	return n.in(thing, appliance.Language(i18n.From(r.Context()).Language()))
}
