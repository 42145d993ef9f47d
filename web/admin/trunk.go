package admin

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
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
	var version appliance.Version
	if name != "" {
		all := p.Trunks.Config().Trunks
		i := named(all, name)
		if i < 0 {
			return appliance.ErrNotFound
		}
		t, version = all[i], appliance.VersionOf(all[i])
	}
	v := trunkForm(r, name, t, sourceLines(t), exchangeOf(t))
	v.Version = version
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
	var t trunk.Trunk
	if i >= 0 {
		t = all.Trunks[i]
	} else {
		i, all.Trunks = len(all.Trunks), append(all.Trunks, t)
	}
	stored := t
	t.Name, t.Calls, t.Rate = f.text("name"), f.number("calls"), f.number("rate")
	t.Transport, t.Identity = trunk.Transport(f.text("transport")), trunk.Identity(f.text("identity"))
	t.Sources, err = sources(f.lines("sources"))
	t.Out = outOf(f)
	all.Trunks[i] = t
	if f.on("remove") {
		all.Trunks, err = slices.Delete(all.Trunks, i, i+1), nil
	}
	if err == nil && (f.on("remove") || !reflect.DeepEqual(t, stored)) {
		err = appliance.Unchanged(stored, f.seen())
	}
	if err == nil {
		err = p.saveTrunks(r.Context(), before, all)
	}
	v := trunkForm(r, was, t, f.Get("sources"), f.text("exchange"))
	v.Version = f.over(appliance.VersionOf(stored), err)
	return saved(w, r, v, trunkFlaws(err), "name")
}

// saveTrunks puts them in force and keeps who did it, unless they are not any
// more what was read before.
func (p *Pages) saveTrunks(ctx context.Context, before, all trunk.Config) error {
	read := appliance.VersionOf(before)
	return p.Trunks.Save(ctx, all, func(tx *sqlite.Tx) error {
		if err := appliance.Unchanged(p.Trunks.Config(), read); err != nil {
			return err
		}
		return p.Site.Note(tx, web.Operator(ctx).ID, "trunks", before, all)
	})
}

// outOf reads how calls go out over a trunk; without an exchange none do. An
// address that is none stays invalid, which the trunk's check refuses.
func outOf(f typed) *trunk.Out {
	if f.text("exchange") == "" {
		return nil
	}
	exchange, _ := netip.ParseAddrPort(f.text("exchange"))
	o := &trunk.Out{
		Exchange: exchange, Domain: f.text("domain"), Assert: f.on("assert"),
		Plan: trunk.Plan{
			Outside: f.text("outside"), International: f.text("international"), Home: f.on("home"), National: f.text("national"),
		},
	}
	for _, line := range f.lines("rules") {
		o.Rules = append(o.Rules, trunk.Rule(line))
	}
	return o
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
		"rate":      {trunk.ErrRate},
		"exchange":  {trunk.ErrExchange},
		"rules":     {trunk.ErrRule},
		"outside":   {trunk.ErrPlan},
	})
}

func trunkForm(r *http.Request, was string, t trunk.Trunk, sources, exchange string) formView {
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
		{Kind: numberField, Name: "rate", Label: text("admin.trunk.rate"), Help: i18n.Text(r.Context(), "admin.trunk.rate.help", "usual", trunk.UsualRate), Value: strconv.Itoa(t.Rate)},
	}
	v.Fields = append(v.Fields, outFields(text, t.Out, exchange)...)
	return v
}

// outFields ask how calls go out over a trunk.
func outFields(text func(string) string, o *trunk.Out, exchange string) []fieldView {
	if o == nil {
		o = &trunk.Out{}
	}
	var rules []string
	for _, r := range o.Rules {
		rules = append(rules, string(r))
	}
	return []fieldView{
		{Kind: textField, Name: "exchange", Label: text("admin.trunk.exchange"), Help: text("admin.trunk.exchange.help"), Value: exchange},
		{Kind: textField, Name: "domain", Label: text("admin.trunk.domain"), Help: text("admin.trunk.domain.help"), Value: o.Domain},
		{Kind: linesField, Name: "rules", Label: text("admin.trunk.rules"), Help: text("admin.trunk.rules.help"), Value: strings.Join(rules, "\n")},
		{Kind: textField, Name: "outside", Label: text("admin.trunk.outside"), Help: text("admin.trunk.outside.help"), Value: o.Plan.Outside},
		{Kind: textField, Name: "international", Label: text("admin.trunk.international"), Help: text("admin.trunk.international.help"), Value: o.Plan.International},
		{Kind: checkField, Name: "home", Label: text("admin.trunk.home"), On: o.Plan.Home},
		{Kind: textField, Name: "national", Label: text("admin.trunk.national"), Help: text("admin.trunk.national.help"), Value: o.Plan.National},
		{Kind: checkField, Name: "assert", Label: text("admin.trunk.assert"), On: o.Assert},
	}
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

// exchangeOf is where calls go out over a trunk, as one types it.
func exchangeOf(t trunk.Trunk) string {
	if t.Out == nil {
		return ""
	}
	return t.Out.Exchange.String()
}

func named(all []trunk.Trunk, name string) int {
	return slices.IndexFunc(all, func(t trunk.Trunk) bool { return t.Name == name })
}

func trunkPath(name string) string { return "/admin/trunk?name=" + url.QueryEscape(name) }
