package admin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
)

// changeRow is a change of a thing, which can be taken back.
type changeRow struct {
	Number    int
	When, Who string
	What      []string // is other than before, each with what it was and became
	Undoes    bool     // it took another back
	Undone    bool     // it was taken back
	Makes     bool     // the thing, which is not unmade: it may be in use
}

// mostChanges is how many are listed.
const mostChanges = 10

// settingChanges lists what was changed of the settings, the newest first.
func (p *Pages) settingChanges(ctx context.Context) (rows []changeRow, err error) {
	all, err := p.Site.History(ctx, "settings")
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(ctx)
	back := takenBack(all)
	for _, c := range all[:min(len(all), mostChanges)] {
		row := rowOf(ctx, c, names, back, p.Now())
		row.What = changedSettings(ctx, c)
		rows = append(rows, row)
	}
	return rows, err
}

// rowOf says of a change who made it and when, and whether it was taken back.
func rowOf(ctx context.Context, c site.Change, names map[appliance.OperatorID]string, back map[int]bool, now time.Time) changeRow {
	return changeRow{Number: c.Number, When: moment(ctx, c.At, now), Who: names[c.By], Undoes: c.Undoes > 0, Undone: back[c.Number]}
}

// takenBack are the numbers of those changes, the newest first, that were taken
// back. What took one back may have been taken back itself.
func takenBack(all []site.Change) map[int]bool {
	back := map[int]bool{}
	for _, c := range all {
		if c.Undoes > 0 && !back[c.Number] {
			back[c.Undoes] = true
		}
	}
	return back
}

// changeIn is the one of them that a form names.
func changeIn(all []site.Change, f typed) (site.Change, error) {
	i := slices.IndexFunc(all, func(c site.Change) bool { return c.Number == f.number("change") })
	if i < 0 {
		return site.Change{}, appliance.ErrNotFound
	}
	return all[i], nil
}

// putBack makes the settings what they were before a change.
func (p *Pages) putBack(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), web.Operator(r.Context()).ID
	all, err := p.Site.History(ctx, "settings")
	if err != nil {
		return err
	}
	c, err := changeIn(all, t)
	if err != nil {
		return err
	}
	err = p.Site.Revert(ctx, by, c)
	if err == nil && p.Site.SpeaksTexts() {
		_, err = p.Site.SpeakAgain(ctx, by)
	}
	if err != nil {
		return p.showSettings(w, r, err)
	}
	http.Redirect(w, r, "/admin/settings?saved=1", http.StatusSeeOther)
	return nil
}
