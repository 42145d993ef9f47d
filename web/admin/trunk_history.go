package admin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/i18n"
)

// trunksKept is what the history calls the trunks, and revertTrunks where a
// change of them is taken back.
const (
	trunksKept   = "trunks"
	revertTrunks = "/admin/trunks/revert"
)

// trunkStep is a change of the trunks that the history keeps.
type trunkStep struct {
	trunk.Step
	kept site.Change
}

// trunkSteps are the changes of the trunks, the newest first.
func (p *Pages) trunkSteps(r *http.Request) (all []trunkStep, err error) {
	kept, err := p.Site.History(r.Context(), trunksKept)
	for _, c := range kept {
		s := trunkStep{kept: c}
		if err := json.Unmarshal(c.Before, &s.Before); err != nil {
			return nil, fmt.Errorf("read trunks before a change: %w", err)
		}
		if err := json.Unmarshal(c.After, &s.After); err != nil {
			return nil, fmt.Errorf("read trunks after a change: %w", err)
		}
		all = append(all, s)
	}
	return all, err
}

// removedTrunk is a trunk that is gone, with the change that took it away.
type removedTrunk struct {
	Name   string
	Change int
}

// removedTrunk finds the removal of the trunk of that name; it is empty where
// there is none, or such a trunk is there again.
func (p *Pages) removedTrunk(r *http.Request, name string) (gone removedTrunk, err error) {
	if name == "" || named(p.Trunks.Config().Trunks, name) >= 0 {
		return gone, nil
	}
	all, err := p.trunkSteps(r)
	for _, s := range all {
		if slices.ContainsFunc(s.Revisions(), func(v trunk.Revision) bool { return v.After == nil && v.Name() == name }) {
			return removedTrunk{name, s.kept.Number}, err
		}
	}
	return gone, err
}

// trunkChanges lists the changes of which there is something to tell, the
// newest first.
func (p *Pages) trunkChanges(r *http.Request, tell func(trunk.Step) []string) (rows []changeRow, err error) {
	all, err := p.trunkSteps(r)
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(r.Context())
	kept := make([]site.Change, len(all))
	for i := range all {
		kept[i] = all[i].kept
	}
	back := takenBack(kept)
	for _, s := range all {
		what := tell(s.Step)
		if len(what) == 0 || len(rows) == mostChanges {
			continue
		}
		row := rowOf(r.Context(), s.kept, names, back, p.Now())
		row.What = what
		_, undoes := s.Undo(s.After, nil)
		row.Makes = !undoes
		rows = append(rows, row)
	}
	return rows, err
}

// tellTrunk tells of one trunk, asked about the newest step first: it goes by
// the name that it had.
func tellTrunk(r *http.Request, name string) func(trunk.Step) []string {
	return func(s trunk.Step) []string {
		all := s.Revisions()
		i := slices.IndexFunc(all, func(v trunk.Revision) bool { return v.Name() == name })
		if i < 0 {
			return nil
		}
		if all[i].Before != nil {
			name = all[i].Before.Name
		}
		return revised(r, all[i])
	}
}

// tellTrunks tells of all trunks and of the caps, each by its name.
func tellTrunks(r *http.Request) func(trunk.Step) []string {
	return func(s trunk.Step) (all []string) {
		add := func(name string, what []string) {
			for _, one := range what {
				all = append(all, name+" · "+one)
			}
		}
		for _, v := range s.Revisions() {
			add(v.Name(), revised(r, v))
		}
		add(i18n.Text(r.Context(), "admin.caps"), tellCaps(r)(s))
		return all
	}
}

func tellCaps(r *http.Request) func(trunk.Step) []string {
	return func(s trunk.Step) []string {
		return changedFields(r.Context(), capsForm(r, s.Before.Bounds()).Fields, capsForm(r, s.After.Bounds()).Fields)
	}
}

// revised says what became of a trunk; of its password only that it is another.
func revised(r *http.Request, v trunk.Revision) (all []string) {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	switch {
	case v.Before == nil:
		return []string{text("admin.changed.made")}
	case v.After == nil:
		return []string{text("admin.changed.removed")}
	}
	all = changedFields(r.Context(), draftOf(*v.Before).form(r, "").Fields, draftOf(*v.After).form(r, "").Fields)
	if passwordOf(*v.Before) != passwordOf(*v.After) {
		all = append(all, i18n.Text(r.Context(), "admin.changed.secret", "what", text("sign-in.password")))
	}
	return all
}

// passwordOf is a trunk's password, sealed.
func passwordOf(t trunk.Trunk) string {
	if t.Login == nil {
		return ""
	}
	return t.Login.Password
}

// putTrunksBack takes a change of the trunks back, and leaves what came later
// of others.
func (p *Pages) putTrunksBack(w http.ResponseWriter, r *http.Request) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	all, err := p.trunkSteps(r)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s trunkStep) bool { return s.kept.Number == f.number("change") })
	if i < 0 {
		return appliance.ErrNotFound
	}
	var later []trunk.Step
	for _, s := range slices.Backward(all[:i]) {
		later = append(later, s.Step)
	}
	now := p.Trunks.Config()
	then, undone := all[i].Undo(now, later)
	if !undone {
		return p.showTrunks(w, r, site.ErrNoBefore)
	}
	err = p.storeTrunks(r.Context(), now, then, func(tx *sqlite.Tx) error {
		return p.Site.NoteUndone(tx, web.Operator(r.Context()).ID, all[i].kept, now, then)
	})
	if err != nil {
		return p.showTrunks(w, r, err)
	}
	http.Redirect(w, r, "/admin/trunks?saved=1", http.StatusSeeOther)
	return nil
}
