package admin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tryView is a telephone in the page: the keys pressed so far, what the caller
// met since, and what he hears now.
type tryView struct {
	Frame    frameView
	Name     string
	Keys     string
	Closed   bool
	Nobody   bool
	Language appliance.Language
	Steps    []tryStep
	Hears    []prompt // since the last key
	At, End  string
	Over     bool
	Broken   bool // the text cannot be read
}

// tryStep is one line of the story.
type tryStep struct{ Node, Sentence string }

// prompt is a recording that the page can play; one that is missing has no
// path.
type prompt struct{ Name, Path string }

// keypad is the telephone's, row by row.
var keypad = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}

// tryTree walks a caller through the tree that takes calls, as far as the keys
// lead that the address holds. Each key of the page is a link to one more.
func (p *Pages) tryTree(w http.ResponseWriter, r *http.Request) error {
	name, q := r.PathValue("name"), r.URL.Query()
	all, err := p.Site.Trees(r.Context())
	if err != nil {
		return err
	}
	text, known := all[name]
	if !known {
		return appliance.ErrNotFound
	}
	keys, err := sim.ParseKeys(q.Get("keys"))
	if err != nil || len(keys) > keysTried {
		return appliance.ErrNotFound
	}
	v := tryView{
		Frame: frame(r.Context(), "trees"), Name: name, Keys: keys, Closed: q.Has("closed"), Nobody: q.Has("nobody"),
		Language: web.Operator(r.Context()).Language,
	}
	if l := appliance.Language(q.Get("language")); l.Known() {
		v.Language = l
	}
	tree, err := ivr.Parse(name, []byte(text))
	if v.Broken = err != nil; !v.Broken {
		tree, _ = tree.Join(name, func(other string) *ivr.Tree {
			inner, err := ivr.Parse(other, []byte(all[other]))
			if err != nil {
				return nil
			}
			return inner
		})
		v.walk(r.Context(), tree, p.Prompts)
	}
	return page(w, r, http.StatusOK, tryTree(v))
}

// keysTried bounds the address.
const keysTried = 60

// walk lets the simulated caller press his keys, and stops where he would next
// do nothing.
func (v *tryView) walk(ctx context.Context, tree *ivr.Tree, prompts Prompts) {
	story := sim.Run(tree, sim.Scene{
		Keys: v.Keys, Language: v.Language,
		Closed: func(string) bool { return v.Closed },
		Nobody: func(string) bool { return v.Nobody },
	})
	pressed := 0
	for _, m := range story.Moments {
		if m.Node != "" {
			v.At = m.Node
		}
		switch what := m.What.(type) {
		case run.Pressed:
			pressed++
			v.Hears = nil
			v.tell(m.Node, i18n.Text(ctx, "try.pressed", "key", string(what.Key)))
		case run.TimedOut:
			if pressed == len(v.Keys) {
				return
			}
			pressed++
			v.Hears = nil
			v.tell(m.Node, i18n.Text(ctx, "try.nothing"))
		case sim.Asked:
			v.tell(m.Node, i18n.Text(ctx, map[bool]string{true: "try.open", false: "try.closed"}[what.Open], "hours", what.Hours))
		case run.Play:
			v.hear(what, prompts)
			v.tell(m.Node, i18n.Text(ctx, "try.hears", "prompts", strings.Join(what.Prompts, ", ")))
		case run.Say:
			v.say(what, prompts)
			v.tell(m.Node, i18n.Text(ctx, "try.hears", "prompts", what.Text))
		case run.Set:
			v.tell(m.Node, i18n.Text(ctx, "try.sets", "name", what.Name, "value", what.Value))
		}
	}
	v.end(ctx, story.End)
}

func (v *tryView) tell(node, sentence string) {
	v.Steps = append(v.Steps, tryStep{node, sentence})
}

func (v *tryView) hear(play run.Play, prompts Prompts) {
	for _, name := range play.Prompts {
		heard := prompt{Name: name}
		if prompts != nil && prompts.Has(play.Language, name) {
			heard.Path = "/admin/prompts/" + string(play.Language) + "/" + url.PathEscape(name)
		}
		v.Hears = append(v.Hears, heard)
	}
}

// say lets the page play a text that was made into a prompt.
func (v *tryView) say(s run.Say, prompts Prompts) {
	v.hear(run.Play{Prompts: []string{ivr.Spoken(s.Text)}, Language: s.Language}, prompts)
	v.Hears[len(v.Hears)-1].Name = s.Text
}

func (v *tryView) end(ctx context.Context, e sim.End) {
	v.Over, v.At = true, e.Node
	switch e.How {
	case sim.Waits:
		v.End = i18n.Text(ctx, "try.waits", "queue", e.Queue)
	case sim.Reaches:
		v.End = i18n.Text(ctx, "try.reaches", "operator", e.Operator)
	case sim.HungUp:
		v.End = i18n.Text(ctx, "try.hung-up")
	default:
		v.End = i18n.Text(ctx, "try.round")
	}
}

// with is the address of the same caller, who pressed one more key.
func (v tryView) with(key string) string {
	q := url.Values{"keys": {v.Keys + key}, "language": {string(v.Language)}}
	if v.Closed {
		q.Set("closed", "on")
	}
	if v.Nobody {
		q.Set("nobody", "on")
	}
	return tryPath(v.Name) + "?" + q.Encode()
}

func tryPath(name string) string { return string(treeAddress(name)) + "/try" }

// Prompts are the recordings that trees play; appliance/call reads them.
type Prompts interface {
	Has(l appliance.Language, name string) bool
	Read(l appliance.Language, name string) (io.ReadSeekCloser, error)
}

// prompt sends a recording.
func (p *Pages) prompt(w http.ResponseWriter, r *http.Request) error {
	language := appliance.Language(r.PathValue("language"))
	if p.Prompts == nil || !language.Known() {
		return appliance.ErrNotFound
	}
	f, err := p.Prompts.Read(language, r.PathValue("prompt"))
	if err != nil {
		return errors.Join(appliance.ErrNotFound, err)
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", "audio/wav")
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}
