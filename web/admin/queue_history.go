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

// queueKept is what the history calls a queue.
func queueKept(id appliance.QueueID) string { return "queue/" + id.String() }

// queueChanges lists what was changed of a queue, the newest first.
func (p *Pages) queueChanges(r *http.Request, id appliance.QueueID, choices furnished) (rows []changeRow, err error) {
	all, err := p.Site.History(r.Context(), queueKept(id))
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(r.Context())
	back := takenBack(all)
	for _, c := range all[:min(len(all), mostChanges)] {
		row := rowOf(r.Context(), c, names, back, p.Now())
		if row.What, row.Makes, err = changedQueue(r, c, choices); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, err
}

// changedQueue says what is other after a change than before.
func changedQueue(r *http.Request, c site.Change, all furnished) (what []string, makes bool, err error) {
	var before, after *appliance.Queue
	if err := json.Unmarshal(c.Before, &before); err != nil {
		return nil, false, fmt.Errorf("read a queue before a change: %w", err)
	}
	if err := json.Unmarshal(c.After, &after); err != nil || after == nil {
		return nil, false, fmt.Errorf("read a queue after a change: %w", err)
	}
	if before == nil {
		return []string{i18n.Text(r.Context(), "admin.changed.made")}, true, nil
	}
	return changedFields(r.Context(), queueForm(r, *before, all).Fields, queueForm(r, *after, all).Fields), false, nil
}

// putQueueBack makes a queue what it was before a change.
func (p *Pages) putQueueBack(w http.ResponseWriter, r *http.Request) error {
	q, choices, err := p.readQueue(r)
	if err != nil {
		return err
	}
	f, err := sent(r)
	if err != nil {
		return err
	}
	all, err := p.Site.History(r.Context(), queueKept(q.ID))
	if err != nil {
		return err
	}
	c, err := changeIn(all, f)
	if err != nil {
		return err
	}
	if err := p.Site.Revert(r.Context(), web.Operator(r.Context()).ID, c); err != nil {
		return p.showQueue(w, r, q, choices, err)
	}
	http.Redirect(w, r, "/admin/queues?saved=1", http.StatusSeeOther)
	return nil
}
