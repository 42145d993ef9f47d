package admin

import (
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

type absencesView struct {
	Frame frameView
	Saved bool
	Rows  []absenceRow
}

type absenceRow struct {
	Name, Path string
	Off        bool
}

// absences lists why operators may be away.
func (p *Pages) absences(w http.ResponseWriter, r *http.Request) error {
	v := absencesView{Frame: frame(r.Context(), "absences"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		all, err := s.Absences()
		for _, a := range all {
			v.Rows = append(v.Rows, absenceRow{nameOfAbsence(r, a), absencePath(a.ID), a.Off})
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, absences(v))
}

// absence shows the form of one reason, or of a new one.
func (p *Pages) absence(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readAbsence(r)
	if err != nil {
		return err
	}
	v := absenceForm(r, a)
	v.Version = versionOf(a, a.ID)
	return page(w, r, http.StatusOK, form(v))
}

func (p *Pages) readAbsence(r *http.Request) (a appliance.Absence, err error) {
	id, err := identity(r, "absence")
	if err != nil || id == 0 {
		return a, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		a, err = v.Absence(appliance.AbsenceID(id))
		return err
	})
	return a, err
}

func (p *Pages) saveAbsence(w http.ResponseWriter, r *http.Request) error {
	a, err := p.readAbsence(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(a, a.ID)
	a.Name, a.Off = t.names("name"), !t.on("on")
	_, err = p.Site.SaveAbsence(r.Context(), web.Operator(r.Context()).ID, a, t.seen())
	v := absenceForm(r, a)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func absenceForm(r *http.Request, a appliance.Absence) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "absences"), Back: place{text("admin.absences"), "/admin/absences"},
		Title: nameOfAbsence(r, a), Action: absencePath(a.ID),
	}
	if a.ID == 0 {
		v.Title, v.Action = text("admin.absence.new"), "/admin/absences/new"
	}
	for _, l := range appliance.Languages() {
		label := i18n.Text(r.Context(), "admin.queue.name.in", "language", text("language."+string(l)))
		v.Fields = append(v.Fields, fieldView{Kind: textField, Name: "name-" + string(l), Label: label, Value: a.Name[l]})
	}
	v.Fields = append(v.Fields, fieldView{Kind: checkField, Name: "on", Label: text("admin.absence.on"), Help: text("admin.absence.on.help"), On: !a.Off})
	return v
}

// nameOfAbsence is what the reader of the page calls it.
func nameOfAbsence(r *http.Request, a appliance.Absence) string {
	return a.In(appliance.Language(i18n.From(r.Context()).Language()))
}

func absencePath(id appliance.AbsenceID) string { return "/admin/absences/" + id.String() }
