package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

type hoursView struct {
	Frame frameView
	Saved bool
	Rows  []hoursRow
}

type hoursRow struct {
	Name, Path, Zone, Holidays string
	Standing                   standing
	Users                      []string // entry points and trees that ask for them
}

// standing is how opening hours stand now, and until when.
type standing struct {
	Open     bool
	Sentence string
}

// stand says whether it is open, and until when, by the clocks of its zone.
func stand(ctx context.Context, c hours.Calendar, now time.Time) standing {
	open, sentence := web.OpenHours(ctx, c, now)
	return standing{open, sentence}
}

// calendars are all opening hours, by name.
func (p *Pages) calendars(ctx context.Context) (map[string]hours.Calendar, error) {
	all, err := p.Site.Calendars(ctx)
	by := make(map[string]hours.Calendar, len(all))
	for _, c := range all {
		by[c.Name] = c
	}
	return by, err
}

// hoursOf are the opening hours of the entry points that lead straight into a
// queue, each once.
func hoursOf(q appliance.QueueID, entries []entryRow) (all []hoursRow) {
	for _, e := range entries {
		leads := e.entry.Queue == q || slices.Contains(e.entry.Widget.Topics, q)
		known := slices.ContainsFunc(all, func(row hoursRow) bool { return row.Name == e.entry.Hours })
		if leads && e.entry.Hours != "" && !known {
			all = append(all, hoursRow{Name: e.entry.Hours, Path: calendarPath(e.entry.Hours), Standing: e.Hours})
		}
	}
	return all
}

// hours lists the opening hours with how they stand.
func (p *Pages) hours(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Site.Calendars(r.Context())
	if err != nil {
		return err
	}
	entries, err := p.entryRows(r.Context())
	if err != nil {
		return err
	}
	v := hoursView{Frame: frame(r.Context(), "hours"), Saved: saidSaved(r)}
	for _, c := range all {
		row := hoursRow{Name: c.Name, Path: calendarPath(c.Name), Zone: c.Zone, Holidays: countryName(r.Context(), c.Holidays), Standing: stand(r.Context(), c, p.Now())}
		for _, e := range entries {
			if e.entry.Hours == c.Name {
				row.Users = append(row.Users, e.Name)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return page(w, r, http.StatusOK, openingHours(v))
}

// calendar shows the form of the opening hours that the address names, or of
// new ones.
func (p *Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	c := newCalendar()
	if name != "" {
		var err error
		if c, err = p.findCalendar(r.Context(), name); err != nil {
			return err
		}
	}
	return p.showCalendar(w, r, name, c, nil)
}

// showCalendar shows the form of opening hours, what was changed of them, and what
// was refused.
func (p *Pages) showCalendar(w http.ResponseWriter, r *http.Request, name string, c hours.Calendar, refused error) (err error) {
	v := p.calendarForm(r, name, c, spell(c))
	v.Version = appliance.VersionOf(nil)
	if name != "" {
		v.Version = appliance.VersionOf(c)
		v.Changes, err = thingChanges(p, r, hoursKept(name), func(c hours.Calendar) formView { return p.calendarForm(r, name, c, spell(c)) })
	}
	if err != nil {
		return err
	}
	return v.show(w, r, refused)
}

// newCalendar is what new opening hours begin with.
func newCalendar() hours.Calendar {
	return hours.Calendar{
		Zone: "Europe/Prague", Holidays: hours.Czechia,
		Week: []hours.Range{{Days: weekdays()[:5], Span: hours.Span{From: 8 * 60, To: 17 * 60}}},
	}
}

func (p *Pages) findCalendar(ctx context.Context, name string) (c hours.Calendar, err error) {
	all, err := p.Site.Calendars(ctx)
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(all, func(c hours.Calendar) bool { return c.Name == name })
	if i < 0 {
		return c, appliance.ErrNotFound
	}
	return all[i], nil
}

// saveCalendar keeps opening hours. Their name, which trees and entry points
// know them by, is given once.
func (p *Pages) saveCalendar(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	was := t.Get("was")
	c := hours.Calendar{Name: was, Zone: t.text("zone"), Holidays: hours.Country(t.text("holidays"))}
	words := spelt{exceptions: t.Get("exceptions")}
	for i, day := range weekdays() {
		words.days[i] = t.text(day.String())
	}
	flaws := words.read(&c)
	now := appliance.VersionOf(nil)
	if was == "" {
		c.Name = t.text("name")
		_, err := p.findCalendar(r.Context(), c.Name)
		flaws.Add("name", err == nil, sqlite.ErrDuplicate)
	} else {
		stored, err := p.findCalendar(r.Context(), was)
		if err != nil {
			return err
		}
		now = appliance.VersionOf(stored)
	}
	if err = flaws.Join(c.Check()); err == nil {
		err = p.Site.SaveCalendar(r.Context(), web.Operator(r.Context()).ID, c, t.seen())
	}
	v := p.calendarForm(r, was, c, words)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func (p *Pages) calendarForm(r *http.Request, was string, c hours.Calendar, words spelt) formView {
	text := func(key string, args ...any) string { return i18n.Text(r.Context(), key, args...) }
	v := formView{
		Frame: frame(r.Context(), "hours"), Back: place{text("admin.hours"), "/admin/hours"},
		Title: was, Action: "/admin/calendar",
	}
	if was == "" {
		v.Title = text("admin.hours.new")
		v.Fields = append(v.Fields, fieldView{Kind: textField, Name: "name", Label: text("admin.column.name"), Help: text("admin.hours.name.help"), Value: c.Name})
	} else {
		v.Fields = append(v.Fields, fieldView{Kind: hiddenField, Name: "was", Value: was})
		v.Standing = stand(r.Context(), c, p.Now()).Sentence
		v.PutBack = "/admin/calendar/revert?" + url.Values{"name": {was}}.Encode()
	}
	v.Fields = append(v.Fields, fieldView{Kind: headingField, Label: text("admin.hours.week"), Help: text("admin.hours.week.help")})
	for i, day := range weekdays() {
		v.Fields = append(v.Fields, fieldView{Kind: textField, Name: day.String(), Label: text("weekday." + day.String()), Value: words.days[i]})
	}
	countries := []choice{{"", text("admin.hours.holidays.none"), c.Holidays == ""}}
	for _, country := range hours.Countries() {
		countries = append(countries, choice{string(country), countryName(r.Context(), country), c.Holidays == country})
	}
	v.Fields = append(v.Fields,
		fieldView{Kind: headingField, Label: text("admin.hours.apart"), Help: text("admin.hours.apart.help")},
		fieldView{Kind: choiceField, Name: "holidays", Label: text("admin.hours.holidays"), Help: nextHolidays(r.Context(), c, p.Now()), Choices: countries},
		fieldView{Kind: linesField, Name: "exceptions", Label: text("admin.hours.exceptions"), Help: text("admin.hours.exceptions.help"), Value: words.exceptions},
		fieldView{Kind: textField, Name: "zone", Label: text("admin.hours.zone"), Help: text("admin.hours.zone.help"), Value: c.Zone},
	)
	return v
}

// nextHolidays names the three that come next.
func nextHolidays(ctx context.Context, c hours.Calendar, now time.Time) string {
	var next []string
	today := now.In(c.Location()).Format(time.DateOnly)
	for _, year := range []int{now.Year(), now.Year() + 1} {
		for _, h := range c.Holidays.Holidays(year) {
			if h.Date.String() >= today && len(next) < 3 {
				day := time.Date(h.Date.Year, h.Date.Month, h.Date.Day, 12, 0, 0, 0, i18n.From(ctx).Zone())
				next = append(next, i18n.From(ctx).Date(day, now)+" "+h.Name)
			}
		}
	}
	if len(next) == 0 {
		return ""
	}
	return i18n.Text(ctx, "admin.hours.holidays.next", "days", strings.Join(next, ", "))
}

func countryName(ctx context.Context, c hours.Country) string {
	if c == "" {
		return ""
	}
	return i18n.Text(ctx, "country."+strings.ToLower(string(c)))
}

func calendarPath(name string) string { return "/admin/calendar?name=" + url.QueryEscape(name) }
