package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
	"cordboard/web/i18n"
)

type trunksView struct {
	Frame  frameView
	Saved  bool
	Trunks []trunk.Trunk
}

// trunks lists the ways to the exchange.
func (p *Pages) trunks(w http.ResponseWriter, r *http.Request) error {
	v := trunksView{Frame: frame(r.Context(), "trunks"), Saved: saidSaved(r), Trunks: p.Trunks.Config().Trunks}
	return page(w, r, http.StatusOK, trunks(v))
}

// trunk shows the form of the trunk that the address names, or of a new one.
func (p *Pages) trunk(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("name")
	t := trunk.Trunk{Transport: trunk.UDP, Identity: trunk.Asserted}
	if name != "" {
		all := p.Trunks.Config().Trunks
		i := named(all, name)
		if i < 0 {
			return appliance.ErrNotFound
		}
		t = all[i]
	}
	return page(w, r, http.StatusOK, form(trunkForm(r, name, t, sourceLines(t))))
}

// saveTrunk puts the trunk in its place among the others, or takes it away.
// Addresses that are none come back as they were typed.
func (p *Pages) saveTrunk(w http.ResponseWriter, r *http.Request) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	was, all := f.Get("was"), p.Trunks.Config()
	i := named(all.Trunks, was)
	if was != "" && i < 0 {
		return appliance.ErrNotFound
	}
	var t trunk.Trunk
	if i >= 0 {
		t = all.Trunks[i]
	} else {
		i, all.Trunks = len(all.Trunks), append(all.Trunks, t)
	}
	t.Name, t.Calls = f.text("name"), f.number("calls")
	t.Transport, t.Identity = trunk.Transport(f.text("transport")), trunk.Identity(f.text("identity"))
	t.Sources, err = sources(f.lines("sources"))
	all.Trunks[i] = t
	if f.on("remove") {
		all.Trunks, err = slices.Delete(all.Trunks, i, i+1), nil
	}
	if err == nil {
		err = p.saveTrunks(r.Context(), all)
	}
	return saved(w, r, trunkForm(r, was, t, f.Get("sources")), trunkFlaws(err), "name")
}

// saveTrunks puts them in force and keeps who did it.
func (p *Pages) saveTrunks(ctx context.Context, all trunk.Config) error {
	before := p.Trunks.Config()
	return p.Trunks.Save(ctx, all, func(tx *sqlite.Tx) error {
		return p.Site.Note(tx, web.Operator(ctx).ID, "trunks", before, all)
	})
}

// sources reads the addresses of a trunk.
func sources(lines []string) ([]trunk.Source, error) {
	all := make([]trunk.Source, len(lines))
	for i, line := range lines {
		if err := all[i].UnmarshalText([]byte(line)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// trunkFlaws puts what the trunks refuse to the fields of the form.
func trunkFlaws(err error) error {
	return fieldFlaws(err, map[string][]error{
		"name":      {trunk.ErrName, trunk.ErrNameTwice},
		"sources":   {trunk.ErrNoSource, trunk.ErrSource, trunk.ErrEverybody, trunk.ErrShared},
		"transport": {trunk.ErrTransport},
		"identity":  {trunk.ErrIdentity},
		"calls":     {trunk.ErrTrunkCalls},
	})
}

func trunkForm(r *http.Request, was string, t trunk.Trunk, sources string) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "trunks"), Back: place{text("admin.trunks"), "/admin/trunks"},
		Title: was, Action: "/admin/trunk", Remove: was != "",
	}
	if was == "" {
		v.Title = text("admin.trunk.new")
	}
	option := func(value, label string, on bool) choice { return choice{value, label, on} }
	v.Fields = []fieldView{
		{Kind: hiddenField, Name: "was", Value: was},
		{Kind: textField, Name: "name", Label: text("admin.column.name"), Value: t.Name},
		{Kind: linesField, Name: "sources", Label: text("admin.trunk.sources"), Help: text("admin.trunk.sources.help"), Value: sources},
		{Kind: choiceField, Name: "transport", Label: text("admin.trunk.transport"), Choices: []choice{
			option(string(trunk.UDP), "UDP", t.Transport == trunk.UDP), option(string(trunk.TCP), "TCP", t.Transport == trunk.TCP),
		}},
		{Kind: choiceField, Name: "identity", Label: text("admin.trunk.identity"), Choices: []choice{
			option(string(trunk.Asserted), text("admin.trunk.identity.asserted"), t.Identity == trunk.Asserted),
			option(string(trunk.FromOnly), text("admin.trunk.identity.from"), t.Identity == trunk.FromOnly),
		}},
		{Kind: numberField, Name: "calls", Label: text("admin.trunk.calls"), Help: text("admin.trunk.calls.help"), Value: strconv.Itoa(t.Calls)},
	}
	return v
}

func sourceLines(t trunk.Trunk) string {
	var lines []string
	for _, s := range t.Sources {
		text, err := s.MarshalText()
		if err == nil {
			lines = append(lines, string(text))
		}
	}
	return strings.Join(lines, "\n")
}

func named(all []trunk.Trunk, name string) int {
	return slices.IndexFunc(all, func(t trunk.Trunk) bool { return t.Name == name })
}

func trunkPath(name string) string { return "/admin/trunk?name=" + url.QueryEscape(name) }
