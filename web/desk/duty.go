package desk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
)

// duties are the entry points that an operator serves, by name.
func (n *names) duties(v *sqlite.View, o appliance.Operator, now time.Time) ([]duty, error) {
	if !o.Answers() {
		return nil, nil
	}
	roster, err := site.ReadRoster(v, n.operators, n.chosen)
	if err != nil {
		return nil, err
	}
	var all []duty
	for id, e := range n.entries {
		if e.Off || !n.ways.ServedBy(o, e) {
			continue
		}
		hours, kept := n.calendars[e.Hours]
		post := roster.Post(e, n.ways[id], !kept || hours.Open(now))
		all = append(all, duty{ID: id, Channel: e.Channel, Name: e.Name, State: post.State, Others: n.namesOf(post.There, o.ID), Is: o.Duties[id]})
	}
	slices.SortFunc(all, func(a, b duty) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// dutiesOf are those of an operator, for who has no snapshot.
func (p *Pages) dutiesOf(ctx context.Context, o appliance.OperatorID) (all []duty, err error) {
	site, err := p.names.Of(ctx, p.Store, struct{}{}, readNames)
	if err != nil {
		return nil, err
	}
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		all, err = site.duties(v, site.operators[o], p.Now())
		return err
	})
	return all, err
}

// namesOf are those of some operators besides one.
func (n *names) namesOf(some []appliance.OperatorID, but appliance.OperatorID) string {
	var all []string
	for _, id := range some {
		if id != but {
			all = append(all, n.operators[id].Name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// onDuty counts to how many the reader is signed in, and visible.
func onDuty(duties []duty) (n int) {
	for _, d := range duties {
		if d.Is == appliance.OnDuty {
			n++
		}
	}
	return n
}

// invisible tells whether he is so anywhere.
func invisible(duties []duty) bool {
	return slices.ContainsFunc(duties, func(d duty) bool { return d.Is == appliance.Invisible })
}

// dutyOn stands in addresses and catalogues for appliance.OnDuty, which has no name.
const dutyOn = "on"

func dutyName(d appliance.Duty) string {
	if d == appliance.OnDuty {
		return dutyOn
	}
	return string(d)
}

// duty has the reader stand otherwise to one entry point.
func (p *Pages) duty(w http.ResponseWriter, r *http.Request) error {
	e, err := strconv.ParseInt(r.PostFormValue("entry"), 10, 64)
	if err != nil {
		return web.ErrBadRequest
	}
	d := appliance.Duty(r.PostFormValue("duty"))
	switch d {
	case dutyOn:
		d = appliance.OnDuty
	case appliance.OnDuty: // which is nothing that was chosen
		return web.ErrBadRequest
	}
	if err := p.Offers.SetDuty(r.Context(), web.Operator(r.Context()).ID, appliance.EntryPointID(e), d); err != nil {
		return err
	}
	return done(w, r)
}
