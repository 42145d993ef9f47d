package admin

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/studio"
	"cordboard/web/i18n"
)

// promptTake is a prompt in one language, or for all of them. One that is
// missing has no sound: callers would hear nothing there.
type promptTake struct {
	language                appliance.Language
	Language, Words, Path   string
	Sound, Length, Loudness string
	Made                    string
	Missing                 bool
	Here                    bool         // the page is about it
	Recording               studio.Stage // of a missing one, by telephone
}

// field is where on a page a field of this take's form is.
func (t promptTake) field(name string) templ.SafeURL {
	anchor := templ.SafeURL("#" + fieldAnchor(name))
	if t.Here {
		return anchor
	}
	return templ.SafeURL(t.Path) + anchor
}

// lacks are the languages in which callers would hear nothing, by name.
func (r promptRow) lacks() (names []string) {
	for _, t := range r.Takes {
		if t.Missing {
			names = append(names, t.Language)
		}
	}
	return names
}

// begins is the language for which a prompt is probably made first: the only
// ones there are not for all of them lack it.
func (r promptRow) begins() appliance.Language {
	i := slices.IndexFunc(r.Takes, func(t promptTake) bool { return t.Missing })
	if i < 0 || len(r.lacks()) == len(appliance.Languages()) {
		return ""
	}
	return r.Takes[i].language
}

// mark says which take the page is about, if there is one in that language.
func (r promptRow) mark(l appliance.Language) promptTake {
	i := slices.IndexFunc(r.Takes, func(t promptTake) bool { return t.language == l })
	if i < 0 {
		return promptTake{}
	}
	r.Takes[i].Here = true
	return r.Takes[i]
}

// keptBy are the prompts that the site keeps, by name and language.
func keptBy(all []site.Prompt) map[string]map[appliance.Language]site.Prompt {
	by := map[string]map[appliance.Language]site.Prompt{}
	for _, k := range all {
		if by[k.Name] == nil {
			by[k.Name] = map[appliance.Language]site.Prompt{}
		}
		by[k.Name][k.Language] = k
	}
	return by
}

// takes are what there is of a prompt: that for all languages, then each
// language in which the site keeps one, one came with the box, or callers hear
// nothing though they are to.
func (p *Pages) takes(ctx context.Context, name string, kept map[appliance.Language]site.Prompt, used []site.PromptUse, by map[appliance.OperatorID]string) (all []promptTake) {
	var words string
	wanted := map[appliance.Language]bool{}
	for _, u := range used {
		words = cmp.Or(words, u.Words)
		for _, l := range u.In {
			wanted[l] = true
		}
	}
	for _, l := range append([]appliance.Language{""}, appliance.Languages()...) {
		forAll := len(all) > 0 && all[0].language == ""
		take := promptTake{language: l, Language: languageName(ctx, l), Path: promptPath(l, name), Words: words}
		switch k, keeps := kept[l]; {
		case keeps:
			take.Words, take.Sound, take.Made = k.Words, soundPath(k), p.made(ctx, k, by)
			take.Length, take.Loudness = clock(k.Length), loudness(ctx, k.Loudness)
		case p.came(l, name):
			p.hear(ctx, &take, name)
		case wanted[l] && !forAll:
			take.Missing = true
		default:
			continue
		}
		all = append(all, take)
	}
	if len(all) > 0 {
		return all
	}
	for _, l := range appliance.Languages() {
		all = append(all, promptTake{language: l, Language: languageName(ctx, l), Path: promptPath(l, name), Words: words, Missing: true})
	}
	return all
}

// came tells whether a prompt came with the box in a language of its own, or
// for all languages.
func (p *Pages) came(l appliance.Language, name string) bool {
	return p.Prompts != nil && p.Prompts.Has(l, name) && (l == "" || !p.Prompts.Has("", name))
}

// hear fills in a take that came with the box.
func (p *Pages) hear(ctx context.Context, take *promptTake, name string) {
	in := take.language
	if in == "" { // it is heard in each
		in = appliance.Languages()[0]
	}
	take.Made = i18n.Text(ctx, "admin.prompt.came")
	take.Sound = recordingPath(in, name)
	if made, err := p.measured.prompt(p.Prompts, in, name); err == nil {
		take.Length, take.Loudness = clock(made.Length), loudness(ctx, made.Loudness)
	}
}
