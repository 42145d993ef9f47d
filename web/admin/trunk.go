package admin

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/i18n"
)

type trunksView struct {
	Frame frameView
	Saved bool
	// Removed is a trunk that was just taken away; without a name: none was.
	Removed removedTrunk
	Rows    []trunkRow
	Alarms  []alarmView
	// Refusal is why nothing was put back; Changes are what can be.
	Refusal string
	Changes []changeRow
}

// trunkRow is a trunk and how it stands with its exchange.
type trunkRow struct {
	trunk.Trunk
	State, Reason string
	Up, Bad       bool
}

// trunks lists the ways to the exchange.
func (p *Pages) trunks(w http.ResponseWriter, r *http.Request) error {
	return p.showTrunks(w, r, nil)
}

// showTrunks lists them, and says what was refused.
func (p *Pages) showTrunks(w http.ResponseWriter, r *http.Request, refused error) error {
	v := trunksView{Frame: frame(r.Context(), "trunks"), Saved: saidSaved(r), Rows: p.trunkRows(r.Context())}
	var err error
	if v.Alarms, err = p.alarms(r.Context()); err != nil {
		return err
	}
	if v.Changes, err = p.trunkChanges(r, tellTrunks(r)); err != nil {
		return err
	}
	if v.Removed, err = p.removedTrunk(r, r.URL.Query().Get("removed")); err != nil {
		return err
	}
	status := http.StatusOK
	if refusal := appliance.AsRefusal(refused); refusal != nil {
		status, v.Refusal = web.Status(refusal), web.Sentence(r, refusal)
	} else if refused != nil {
		return refused
	}
	return page(w, r, status, trunks(v))
}

// trunkRows are the trunks, with how it stands with each one's exchange.
func (p *Pages) trunkRows(ctx context.Context) []trunkRow {
	var rows []trunkRow
	for _, t := range p.Trunks.Config().Trunks {
		row := trunkRow{Trunk: t, State: i18n.Text(ctx, "admin.trunk.state.inward")}
		if t.Out != nil {
			now := p.Trunks.Standing(t.Name)
			row.State, row.Reason, row.Bad = exchangeStanding(ctx, now)
			row.Up = now.Health == trunk.Up
		}
		rows = append(rows, row)
	}
	return rows
}

// watchTrunks sends the trunks whenever one of them stands otherwise. One goroutine:
// the request's.
func (p *Pages) watchTrunks(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	stream := web.NewStream(w)
	look, pulse := time.NewTicker(lookEvery), time.NewTicker(beat)
	defer look.Stop()
	defer pulse.Stop()
	for seen := ""; ; {
		var html bytes.Buffer
		if err := exchanges(p.trunkRows(ctx)).Render(ctx, &html); err != nil {
			return err
		}
		if now := html.String(); now != seen {
			if stream.Send(web.Event{Name: "patch", Data: now}) != nil {
				return nil // he has gone
			}
			seen = now
		}
		select {
		case <-ctx.Done():
			return nil
		case <-web.Stopping(ctx):
			return nil
		case <-look.C:
		case <-pulse.C:
			if !web.StillAdmitted(ctx) || stream.Beat() != nil {
				return nil
			}
		}
	}
}

// tryTrunksAgain asks the exchanges at once, and registers where that was refused.
func (p *Pages) tryTrunksAgain(w http.ResponseWriter, r *http.Request) error {
	p.Trunks.Again()
	http.Redirect(w, r, "/admin/trunks", http.StatusSeeOther)
	return nil
}

// exchangeStanding says in a word and in a sentence how it stands with an exchange.
func exchangeStanding(ctx context.Context, s trunk.Standing) (state, reason string, bad bool) {
	text := func(key string) string { return i18n.Text(ctx, key) }
	switch s.Health {
	case trunk.Unknown:
		return text("admin.trunk.state.unknown"), text("console.trunk.health.unknown"), false
	case trunk.Up:
		return text("admin.trunk.state.up"), text("console.trunk.health.up"), false
	}
	return text("admin.trunk.state.down"), text("console.trunk.health." + string(s.Health)), true
}

// trunk shows the form of the trunk that the address names, or of a new one of
// the kind that it names.
func (p *Pages) trunk(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	d := trunkDraft{Trunk: trunk.Trunk{Transport: trunk.UDP, Identity: trunk.Asserted}, registers: r.URL.Query().Get("kind") == registers}
	var version appliance.Version
	if name != "" {
		all := p.Trunks.Config().Trunks
		i := named(all, name)
		if i < 0 {
			return appliance.ErrNotFound
		}
		d, version = draftOf(all[i]), appliance.VersionOf(all[i])
	}
	v := d.form(r, name)
	v.Version = version
	if name != "" {
		var err error
		if v.Changes, err = p.trunkChanges(r, tellTrunk(r, name)); err != nil {
			return err
		}
	}
	return page(w, r, http.StatusOK, form(v))
}

// saveTrunk puts the trunk in its place among the others, or takes it away.
// Addresses that are none come back as they were typed.
func (p *Pages) saveTrunk(w http.ResponseWriter, r *http.Request) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	was, before := f.Get("was"), p.Trunks.Config()
	all := before
	all.Trunks = slices.Clone(before.Trunks)
	i := named(all.Trunks, was)
	if was != "" && i < 0 {
		return appliance.ErrNotFound
	}
	var stored trunk.Trunk
	if i >= 0 {
		stored = all.Trunks[i]
	} else {
		i, all.Trunks = len(all.Trunks), append(all.Trunks, stored)
	}
	d, flaws := p.readTrunk(r, f, stored)
	all.Trunks[i] = d.Trunk
	if f.on("remove") {
		all.Trunks, flaws = slices.Delete(all.Trunks, i, i+1), appliance.Flaws{}
	}
	err = flaws.Join(all.Check())
	if err == nil && (f.on("remove") || !reflect.DeepEqual(d.Trunk, stored)) {
		err = appliance.Unchanged(stored, f.seen())
	}
	if err == nil {
		err = p.saveTrunks(r.Context(), before, all)
	}
	if err == nil && f.on("remove") {
		http.Redirect(w, r, "/admin/trunks?"+url.Values{"removed": {was}}.Encode(), http.StatusSeeOther)
		return nil
	}
	v := d.form(r, was)
	v.Version = f.over(appliance.VersionOf(stored), err)
	if appliance.AsRefusal(err) != nil {
		p.holdPassword(r, v, d.password)
	}
	return saved(w, r, v, err)
}

// saveTrunks puts them in force and keeps who did it.
func (p *Pages) saveTrunks(ctx context.Context, before, all trunk.Config) error {
	return p.storeTrunks(ctx, before, all, func(tx *sqlite.Tx) error {
		return p.Site.Note(tx, web.Operator(ctx).ID, trunksKept, before, all)
	})
}

// storeTrunks puts them in force and has it noted, unless they are not any more
// what was read before.
func (p *Pages) storeTrunks(ctx context.Context, before, all trunk.Config, note func(*sqlite.Tx) error) error {
	read := appliance.VersionOf(before)
	return p.Trunks.Save(ctx, all, func(tx *sqlite.Tx) error {
		if err := appliance.Unchanged(p.Trunks.Config(), read); err != nil {
			return err
		}
		return note(tx)
	})
}

func named(all []trunk.Trunk, name string) int {
	return slices.IndexFunc(all, func(t trunk.Trunk) bool { return t.Name == name })
}

func trunkPath(name string) string { return "/admin/trunk?name=" + url.QueryEscape(name) }
