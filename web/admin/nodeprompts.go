package admin

import (
	"context"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/ivr"
	"cordboard/web/i18n"
)

// fewPrompts are as many as one finds in a list; more are searched for.
const fewPrompts = 20

// promptField is how the prompts of a field are chosen and heard.
type promptField struct {
	All       []choice // by name, with what there is of each
	Languages []spokenIn
	One       bool // it holds no more than one
	Search    bool // there are too many for a list
}

// spokenIn is a language that callers of a tree hear.
type spokenIn struct{ Tag, Name string }

// promptPick is one of the prompts that a field holds, or the place for one more.
type promptPick struct {
	Value   string
	Choices []choice
}

// picks are the rows of a field of prompts.
func (f fieldView) picks() (all []promptPick) {
	names := words(f.Value).Words
	if !f.Prompts.One || len(names) == 0 {
		names = append(names, "")
	}
	for _, name := range names {
		all = append(all, promptPick{name, promptChoices(name, f.Prompts.All)})
	}
	return all
}

// promptChoices are nothing, the prompts, and what is chosen though there is none.
func promptChoices(now string, all []choice) []choice {
	list := []choice{{Value: "", Label: "–", On: now == ""}}
	for _, c := range all {
		c.On = c.Value == now
		list = append(list, c)
	}
	if now != "" && !slices.ContainsFunc(all, func(c choice) bool { return c.Value == now }) {
		list = append(list, choice{Value: now, Label: now + " ?", On: true})
	}
	return list
}

// heardAt is where a prompt is heard in a language; without a name, where all are.
func heardAt(language, name string) string { return recordingPath(appliance.Language(language), name) }

// promptsOf are the prompts that the callers of a tree can hear, and the languages
// in which they do.
func (p *Pages) promptsOf(ctx context.Context, tree, text string) (f promptField, err error) {
	tags, err := p.languagesOf(ctx, tree, text)
	if err != nil {
		return f, err
	}
	for _, l := range tags {
		f.Languages = append(f.Languages, spokenIn{string(l), languageName(ctx, l)})
	}
	names, err := p.promptNames(ctx)
	for _, name := range names {
		if c, there := p.promptChoice(ctx, name, tags); there {
			f.All = append(f.All, c)
		}
	}
	f.Search = len(f.All) > fewPrompts
	return f, err
}

// languagesOf are the languages that callers of a tree hear: its own, those of the
// numbers that lead to it, and those that it changes to.
func (p *Pages) languagesOf(ctx context.Context, name, text string) (all []appliance.Language, err error) {
	led, err := p.Site.Leading(ctx, name)
	if err != nil {
		return nil, err
	}
	add := func(l appliance.Language) {
		if l.Known() && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	tree, _ := ivr.Read(name, []byte(text))
	if tree != nil {
		add(appliance.Language(tree.Language))
	}
	if len(all) == 0 {
		for _, e := range led.Entries {
			add(e.Language)
		}
	}
	if tree != nil {
		for _, n := range tree.Nodes {
			add(appliance.Language(n.Language))
		}
	}
	if len(all) == 0 {
		s, err := p.Site.Settings(ctx)
		add(s.Language)
		return all, err
	}
	return all, nil
}

// promptNames are the prompts that the site keeps or its trees and queues play,
// but for those that are made of what a tree says.
func (p *Pages) promptNames(ctx context.Context) (names []string, err error) {
	kept, err := p.Site.Prompts(ctx)
	if err != nil {
		return nil, err
	}
	uses, err := p.Site.PromptUses(ctx)
	for _, k := range kept {
		if k.Words == "" || k.Name != ivr.Spoken(k.Words) {
			names = append(names, k.Name)
		}
	}
	for name, used := range uses {
		if !slices.ContainsFunc(used, func(u site.PromptUse) bool { return u.Words != "" }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// promptChoice is a prompt with how long it is, and the languages in which it is
// missing; there is none where it is missing in all.
func (p *Pages) promptChoice(ctx context.Context, name string, in []appliance.Language) (c choice, there bool) {
	parts := []string{name}
	var missing []string
	for _, l := range in {
		one := p.heard(ctx, l, name)
		switch {
		case one.Path == "":
			missing = append(missing, string(l))
		case !there:
			parts, there = append(parts, one.Length), true
		}
	}
	if len(missing) > 0 {
		parts = append(parts, i18n.Text(ctx, "node.prompt.missing", "languages", strings.Join(missing, ", ")))
	}
	return choice{Value: name, Label: strings.Join(parts, " · ")}, there
}
