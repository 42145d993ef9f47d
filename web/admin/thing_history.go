package admin

import (
	"encoding/json"
	"fmt"
	"net/http"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
	"cordboard/web/i18n"
)

// What the history calls a thing.
func queueKept(id appliance.QueueID) string           { return "queue/" + id.String() }
func templateKept(id appliance.TemplateID) string     { return "template/" + id.String() }
func groupKept(id appliance.GroupID) string           { return fmt.Sprint("group/", id) }
func entryPointKept(id appliance.EntryPointID) string { return fmt.Sprint("entry-point/", id) }
func roleKept(id appliance.RoleID) string             { return "role/" + id.String() }
func hoursKept(name string) string                    { return "hours/" + name }

// thingChanges lists what was changed of a thing, the newest first, in the words
// of its form.
func thingChanges[T any](p *Pages, r *http.Request, kept string, form func(T) formView) (rows []changeRow, err error) {
	all, err := p.Site.History(r.Context(), kept)
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(r.Context())
	back := takenBack(all)
	for _, c := range all[:min(len(all), mostChanges)] {
		row := rowOf(r.Context(), c, names, back, p.Now())
		if row.What, row.Makes, err = changedThing(r, c, form); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, err
}

// changedThing says what is other after a change than before.
func changedThing[T any](r *http.Request, c site.Change, form func(T) formView) (what []string, makes bool, err error) {
	var before, after *T
	if err := json.Unmarshal(c.Before, &before); err != nil {
		return nil, false, fmt.Errorf("read %s before a change: %w", c.What, err)
	}
	if err := json.Unmarshal(c.After, &after); err != nil || after == nil {
		return nil, false, fmt.Errorf("read %s after a change: %w", c.What, err)
	}
	if before == nil {
		return []string{i18n.Text(r.Context(), "admin.changed.made")}, true, nil
	}
	if c.Secret {
		text := func(key string, args ...any) string { return i18n.Text(r.Context(), key, args...) }
		return []string{text("admin.changed.secret", "what", text("admin.vouch.secret"))}, true, nil // which nothing brings back
	}
	return changedFields(r.Context(), form(*before).Fields, form(*after).Fields), false, nil
}

// putThingBack makes a thing what it was before the change that a form names, and
// leads on to the list; show shows its page with what was refused.
func (p *Pages) putThingBack(w http.ResponseWriter, r *http.Request, kept, list string, show func(refused error) error) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	all, err := p.Site.History(r.Context(), kept)
	if err != nil {
		return err
	}
	c, err := changeIn(all, f)
	if err != nil {
		return err
	}
	if err := p.Site.Revert(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return show(err)
	}
	http.Redirect(w, r, list+"?saved=1", http.StatusSeeOther)
	return nil
}

// putQueueBack, putGroupBack, putEntryPointBack and putCalendarBack do so with
// theirs.
func (p *Pages) putQueueBack(w http.ResponseWriter, r *http.Request) error {
	q, all, err := p.readQueue(r)
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, queueKept(q.ID), "/admin/queues", func(refused error) error { return p.showQueue(w, r, q, all, refused) })
}

func (p *Pages) putGroupBack(w http.ResponseWriter, r *http.Request) error {
	g, err := p.readGroup(r)
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, groupKept(g.ID), "/admin/groups", func(refused error) error { return p.showGroup(w, r, g, refused) })
}

func (p *Pages) putEntryPointBack(w http.ResponseWriter, r *http.Request) error {
	e, s, err := p.readEntryPoint(r, "")
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, entryPointKept(e.ID), "/admin/entry-points", func(refused error) error { return p.showEntryPoint(w, r, e, s, refused) })
}

func (p *Pages) putCalendarBack(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	c, err := p.findCalendar(r.Context(), name)
	if err != nil {
		return err
	}
	return p.putThingBack(w, r, hoursKept(name), "/admin/hours", func(refused error) error { return p.showCalendar(w, r, name, c, refused) })
}
