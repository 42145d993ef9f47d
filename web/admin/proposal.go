package admin

import (
	"context"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web/i18n"
)

// What the form offers of each condition; the first is none.
var (
	proposalAfter  = []int{0, 5, 10, 20, 30, 60, 120, 300} // seconds
	proposalPages  = []int{0, 2, 3, 5, 10}
	proposalScroll = []int{0, 25, 50, 75, 90} // percent
)

// proposalFields are the rules that propose a chat, and one that is empty.
func proposalFields(ctx context.Context, all []appliance.Proposal) []fieldView {
	text := func(key string, args ...any) string { return i18n.Text(ctx, "admin.proposal."+key, args...) }
	fields := []fieldView{{Kind: headingField, Label: text("heading"), Help: text("help")}}
	for i, p := range all {
		fields = append(fields, fieldView{Kind: foldField, Label: p.Name})
		fields = append(fields, proposalForm(ctx, i, len(all), p)...)
	}
	if n := len(all); n < site.MostProposals {
		fields = append(fields, fieldView{Kind: foldField, Label: text("new")})
		fields = append(fields, proposalForm(ctx, n, n+1, appliance.Proposal{Open: true, Often: appliance.OncePerVisit})...)
	}
	return fields
}

// proposalForm is the form of the rule in place i of n.
func proposalForm(ctx context.Context, i, n int, p appliance.Proposal) []fieldView {
	text := func(key string, args ...any) string { return i18n.Text(ctx, "admin.proposal."+key, args...) }
	field := func(k kind, name string) fieldView {
		return fieldView{Kind: k, Name: site.ProposalField(i, name), Label: text(name)}
	}
	of := func(name string, offered []int, now int, say func(int) string) fieldView {
		f := field(choiceField, name)
		if !slices.Contains(offered, now) {
			offered = append(slices.Clone(offered), now)
		}
		for _, n := range offered {
			f.Choices = append(f.Choices, choice{strconv.Itoa(n), say(n), n == now})
		}
		return f
	}
	from := func(key string) func(int) string {
		return func(n int) string {
			if n == 0 {
				return text("any")
			}
			return text(key, "count", n)
		}
	}
	check := func(name string, on bool) fieldView { f := field(checkField, name); f.On = on; return f }
	name, path := field(textField, "name"), field(textField, "page")
	name.Value, name.Help = p.Name, text("name.help")
	path.Value, path.Help = p.Page, text("page.help")
	place := field(choiceField, "place")
	for at := range n {
		place.Choices = append(place.Choices, numbered(at+1, at == i))
	}
	does := field(choiceField, "does")
	does.Choices, does.Help = []choice{{"bubble", text("does.bubble"), !p.Panel}, {"panel", text("does.panel"), p.Panel}}, text("does.help")
	often := field(choiceField, "often")
	for _, o := range []appliance.Often{appliance.OncePerVisit, appliance.OncePerDay, appliance.OncePerPage} {
		often.Choices = append(often.Choices, choice{string(o), text("often." + string(o)), o == p.Often})
	}
	fields := []fieldView{
		name, place,
		of("after", proposalAfter, int(p.After.Seconds()), from("seconds")), path,
		of("pages", proposalPages, p.Pages, from("from")), of("scroll", proposalScroll, p.Scroll, func(n int) string {
			if n == 0 {
				return text("any")
			}
			return text("percent", "percent", n)
		}),
		check("returning", p.Returning), check("leaving", p.Leaving), check("open", p.Open), does,
	}
	for _, l := range appliance.Languages() {
		f := field(textField, "text-"+string(l))
		f.Label, f.Help, f.Value = text("text", "language", i18n.Text(ctx, "language."+string(l))), text("text.help"), p.Texts[l]
		fields = append(fields, f)
	}
	return append(fields, often)
}

// typedProposals are the rules as the form has them, each at its place; one without a name
// is none.
func typedProposals(t typed) (all []appliance.Proposal) {
	type placed struct {
		rule  appliance.Proposal
		place int
	}
	var rules []placed
	for i := range site.MostProposals {
		text := func(name string) string { return t.text(site.ProposalField(i, name)) }
		number := func(name string) int { return t.optional(site.ProposalField(i, name)) }
		on := func(name string) bool { return t.on(site.ProposalField(i, name)) }
		if text("name") == "" {
			continue
		}
		p := appliance.Proposal{
			Name: text("name"), After: time.Duration(number("after")) * time.Second, Page: text("page"),
			Pages: number("pages"), Scroll: number("scroll"),
			Returning: on("returning"), Leaving: on("leaving"), Open: on("open"), Panel: text("does") == "panel",
			Texts: t.names(site.ProposalField(i, "text")), Often: appliance.Often(text("often")),
		}
		rules = append(rules, placed{p, number("place")})
	}
	slices.SortStableFunc(rules, func(a, b placed) int { return a.place - b.place })
	for _, r := range rules {
		all = append(all, r.rule)
	}
	return all
}
