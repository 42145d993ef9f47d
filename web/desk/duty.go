package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
)

// duties are the entry points that the reader serves, by name.
func (w *writer) duties() ([]duty, error) {
	b := w.book
	if !b.me.Answers() {
		return nil, nil
	}
	roster, err := site.ReadRoster(w.view.View)
	if err != nil {
		return nil, err
	}
	var all []duty
	for id, e := range b.entries {
		if e.Off {
			continue
		}
		hours, kept := b.calendars[e.Hours]
		post := roster.Post(e, b.ways[id], !kept || hours.Open(w.now))
		if slices.Contains(post.Serve, b.me.ID) {
			all = append(all, duty{ID: id, Channel: e.Channel, Name: e.Name, State: post.State, Others: b.namesOfOthers(post.There), Is: b.me.Duties[id]})
		}
	}
	slices.SortFunc(all, func(a, b duty) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// namesOfOthers are those of some besides the reader.
func (b *book) namesOfOthers(some []appliance.OperatorID) string {
	var names []string
	for _, id := range some {
		if id != b.me.ID {
			names = append(names, b.operators[id].Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
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
