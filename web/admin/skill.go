package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

type skillsView struct {
	Frame   frameView
	Saved   bool
	Rows    []skillRow
	Changes []changeRow
}

type skillRow struct {
	appliance.Skill
	Path              string
	Operators, Queues []string // with the level of each
}

// skills lists the skills with who has them, which queues need them, and what was
// changed of them.
func (p *Pages) skills(w http.ResponseWriter, r *http.Request) error {
	v := skillsView{Frame: frame(r.Context(), "skills"), Saved: saidSaved(r)}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error { return v.read(r.Context(), s) })
	if err != nil {
		return err
	}
	if v.Changes, err = p.skillChanges(r.Context()); err != nil {
		return err
	}
	return page(w, r, http.StatusOK, skills(v))
}

func (v *skillsView) read(ctx context.Context, s *sqlite.View) error {
	all, err := s.Skills()
	if err != nil {
		return err
	}
	operators, err := s.Operators()
	if err != nil {
		return err
	}
	queues, err := s.Queues()
	for _, k := range all {
		row := skillRow{Skill: k, Path: skillPath(k.ID)}
		for _, o := range operators {
			if level := o.Skills[k.ID]; level > 0 {
				row.Operators = append(row.Operators, atLevel(ctx, o.Name, level))
			}
		}
		for _, q := range queues {
			if level := q.Needs[k.ID]; level > 0 {
				row.Queues = append(row.Queues, atLevel(ctx, q.Name, level))
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return err
}

// atLevel says of somebody or something at which level it is.
func atLevel(ctx context.Context, name string, level int) string {
	return i18n.Text(ctx, "admin.skill.at", "name", name, "level", level)
}

// skillChanges lists what was changed of all skills, the newest first.
func (p *Pages) skillChanges(ctx context.Context) (rows []changeRow, err error) {
	all, err := p.Site.History(ctx, "skill/")
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(ctx)
	for _, c := range all[:min(len(all), mostChanges)] {
		row := rowOf(ctx, c, names, nil, p.Now())
		row.Makes = true // a name is typed again as quickly
		if row.What, err = changedSkill(ctx, c); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, err
}

// changedSkill says what became of a skill.
func changedSkill(ctx context.Context, c site.Change) ([]string, error) {
	var before, after *appliance.Skill
	if err := json.Unmarshal(c.Before, &before); err != nil {
		return nil, fmt.Errorf("read a skill before a change: %w", err)
	}
	if err := json.Unmarshal(c.After, &after); err != nil {
		return nil, fmt.Errorf("read a skill after a change: %w", err)
	}
	switch {
	case before == nil && after == nil:
		return nil, nil
	case before == nil:
		return []string{after.Name + " · " + i18n.Text(ctx, "admin.changed.made")}, nil
	case after == nil:
		return []string{before.Name + " · " + i18n.Text(ctx, "admin.changed.removed")}, nil
	}
	return []string{i18n.Text(ctx, "admin.changed", "what", i18n.Text(ctx, "admin.column.name"), "before", before.Name, "after", after.Name)}, nil
}

// skill shows the form of one skill, or of a new one.
func (p *Pages) skill(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readSkill(r)
	if err != nil {
		return err
	}
	v := skillForm(r, k)
	v.Version = versionOf(k, k.ID)
	return page(w, r, http.StatusOK, form(v))
}

func (p *Pages) readSkill(r *http.Request) (k appliance.Skill, err error) {
	id, err := identity(r, "skill")
	if err != nil || id == 0 {
		return k, err
	}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) error {
		k, err = v.Skill(appliance.SkillID(id))
		return err
	})
	return k, err
}

func (p *Pages) saveSkill(w http.ResponseWriter, r *http.Request) error {
	k, err := p.readSkill(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now, by := versionOf(k, k.ID), web.Operator(r.Context()).ID
	if t.on("remove") {
		err = p.Site.RemoveSkill(r.Context(), by, k.ID, t.seen())
	} else {
		k.Name = t.text("name")
		_, err = p.Site.SaveSkill(r.Context(), by, k, t.seen())
	}
	v := skillForm(r, k)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

func skillForm(r *http.Request, k appliance.Skill) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "skills"), Back: place{text("admin.skills"), "/admin/skills"},
		Title: k.Name, Action: skillPath(k.ID), Remove: k.ID != 0,
		Fields: []fieldView{{Kind: textField, Name: "name", Label: text("admin.column.name"), Help: text("admin.skill.name.help"), Value: k.Name}},
	}
	if k.ID == 0 {
		v.Title, v.Action = text("admin.skill.new"), "/admin/skills/new"
	}
	return v
}

func skillPath(id appliance.SkillID) string { return "/admin/skills/" + id.String() }

// levelFields ask for a level of each skill, of which none is the first choice.
func levelFields(ctx context.Context, all []appliance.Skill, levels appliance.Levels, none string) (fields []fieldView) {
	for _, k := range all {
		choices := []choice{{"0", i18n.Text(ctx, none), levels[k.ID] == 0}}
		for level := 1; level <= appliance.MostSkilled; level++ {
			choices = append(choices, numbered(level, levels[k.ID] == level))
		}
		fields = append(fields, fieldView{Kind: choiceField, Name: k.ID.Field(), Label: k.Name, Choices: choices})
	}
	return fields
}

// levels are what stands in the fields of the skills; without any there is no map,
// as the store has it.
func (t typed) levels(all []appliance.Skill) (levels appliance.Levels) {
	for _, k := range all {
		if level := t.optional(k.ID.Field()); level != 0 {
			if levels == nil {
				levels = appliance.Levels{}
			}
			levels[k.ID] = level
		}
	}
	return levels
}

// skillsOf names the skills that are needed, each with its level.
func skillsOf(ctx context.Context, all []appliance.Skill, needs appliance.Levels) (names []string) {
	for _, k := range all {
		if level := needs[k.ID]; level > 0 {
			names = append(names, atLevel(ctx, k.Name, level))
		}
	}
	slices.Sort(names)
	return names
}
