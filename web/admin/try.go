package admin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
	"cordboard/ivr/spoken"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tryView is a telephone in the page: the keys pressed so far, what the caller
// met since, and what he hears now.
type tryView struct {
	Frame frameView
	Name  string
	tryScene
	Draft   bool // it is the draft that is tried
	Flaw    string
	Steps   []tryStep
	Hears   []prompt // since the last key
	At, End string
	Over    bool
	Broken  bool // the text cannot be read
	Wrong   []findingView
}

// tryScene is what the page lets one choose of the caller and the box. The
// address holds it.
type tryScene struct {
	Keys     string
	Language appliance.Language
	Time     string // as in a tree's tests
	Caller   string
	Known    bool
	Closed   bool   // whatever the time
	Nobody   bool   // is signed in
	Waiting  int    // in every queue
	Answers  string // what comes of whatever the tree asks for; empty: it goes well
}

// Outcomes are what can be chosen for Answers besides going well.
func (tryScene) Outcomes() []run.Outcome { return []run.Outcome{run.Busy, run.Nobody, run.Failed} }

// mostWaiting bounds what is tried, as in a tree's tests.
const mostWaiting = 999

func readScene(q url.Values, otherwise appliance.Language) (s tryScene, err error) {
	s = tryScene{
		Language: otherwise, Time: strings.TrimSpace(q.Get("at")), Caller: strings.TrimSpace(q.Get("caller")),
		Known: q.Has("known"), Closed: q.Has("closed"), Nobody: q.Has("nobody"), Answers: q.Get("answers"),
	}
	if l := appliance.Language(q.Get("language")); l.Known() {
		s.Language = l
	}
	if n, err := strconv.Atoi(q.Get("waiting")); err == nil {
		s.Waiting = min(max(n, 0), mostWaiting)
	}
	if s.Answers != "" && !slices.Contains(s.Outcomes(), run.Outcome(s.Answers)) {
		s.Answers = ""
	}
	s.Keys, err = sim.ParseKeys(q.Get("keys"))
	if len(s.Keys) > keysTried {
		return s, appliance.ErrNotFound
	}
	return s, err
}

// query is the address of the scene.
func (s tryScene) query() url.Values {
	q := url.Values{"keys": {s.Keys}, "language": {string(s.Language)}}
	for name, on := range map[string]bool{"known": s.Known, "closed": s.Closed, "nobody": s.Nobody} {
		if on {
			q.Set(name, "on")
		}
	}
	for name, text := range map[string]string{"at": s.Time, "caller": s.Caller, "answers": s.Answers} {
		if text != "" {
			q.Set(name, text)
		}
	}
	if s.Waiting > 0 {
		q.Set("waiting", strconv.Itoa(s.Waiting))
	}
	return q
}

// with is the address of the same caller, who pressed one more key.
func (v tryView) with(key string) string {
	scene := v.tryScene
	scene.Keys += key
	return tryPath(v.Name) + "?" + scene.query().Encode()
}

// tryStep is one line of the story.
type tryStep struct{ Node, Sentence string }

// prompt is a recording that the page can play; one that is missing has no
// path.
type prompt struct{ Name, Path, Length string }

// heard finds what the caller hears, and how long it is.
func (p *Pages) heard(ctx context.Context, l appliance.Language, name string) prompt {
	one := prompt{Name: name}
	if p.Prompts != nil && p.Prompts.Has(l, name) {
		one.Path, one.Length = "/admin/prompts/"+string(l)+"/"+url.PathEscape(name), p.length(ctx, l, name)
	}
	return one
}

// keypad is the telephone's, row by row.
var keypad = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}

// tryTree walks a caller through the draft, or else through the tree that takes
// calls, as far as the keys lead that the address holds. Each key of the page
// is a link to one more.
func (p *Pages) tryTree(w http.ResponseWriter, r *http.Request) error {
	ctx, name := r.Context(), r.PathValue("name")
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return err
	}
	scene, err := readScene(r.URL.Query(), web.Operator(ctx).Language)
	if err != nil || !work.Takes && work.Draft == nil {
		return appliance.ErrNotFound
	}
	v := tryView{Frame: frame(ctx, "trees"), Name: name, tryScene: scene, Draft: work.Draft != nil}
	others, err := p.Site.Trees(ctx)
	if err != nil {
		return err
	}
	trial, err := p.trial(ctx)
	if err != nil {
		return err
	}
	report, err := p.checked.tree(ctx, p.Site, name, work.Text())
	if err != nil {
		return err
	}
	v.Wrong = wrong(ctx, report.Findings)
	tree, err := ivr.Parse(name, []byte(work.Text()))
	if v.Broken = err != nil; v.Broken {
		return page(w, r, http.StatusOK, tryTree(v))
	}
	tree, _ = tree.Join(name, func(other string) *ivr.Tree {
		inner, err := ivr.Parse(other, []byte(others[other]))
		if err != nil {
			return nil
		}
		return inner
	})
	met, err := v.meets(trial)
	if err != nil {
		v.Flaw = i18n.Text(ctx, "finding.test-at", "text", v.Time)
	}
	v.walk(ctx, tree, met, func(l appliance.Language, name string) prompt { return p.heard(ctx, l, name) })
	return page(w, r, http.StatusOK, tryTree(v))
}

// wrong are the findings that keep a tree from taking calls.
func wrong(ctx context.Context, found ivr.Findings) (all []findingView) {
	for _, f := range found {
		if f.Severity == ivr.Error {
			all = append(all, viewFinding(ctx, f))
		}
	}
	return all
}

// trial is what the box has that a tried call can meet.
func (p *Pages) trial(ctx context.Context) (t sim.Trial, err error) {
	if t.Calendars, err = p.Site.Calendars(ctx); err != nil {
		return t, err
	}
	err = p.Store.Read(ctx, func(v *sqlite.View) error {
		operators, err := v.Operators()
		for _, o := range operators {
			t.People = append(t.People, run.Person{Operator: o.Login, Name: o.Name})
		}
		return err
	})
	return t, err
}

// meets is the scene as the simulator plays it. One whose time cannot be read
// is at no time.
func (s tryScene) meets(t sim.Trial) (sim.Scene, error) {
	test := ivr.Test{At: s.Time, Caller: s.Caller, Known: s.Known, Keys: s.Keys, Language: string(s.Language)}
	scene, err := t.Scene(test)
	byTime := scene.Closed
	scene.Closed = func(hours string) bool { return s.Closed || byTime(hours) }
	scene.Nobody = func(string) bool { return s.Nobody }
	scene.Waiting = func(string) int { return s.Waiting }
	scene.Answers = func(string) run.Outcome { return run.Outcome(s.Answers) }
	return scene, err
}

// keysTried bounds the address.
const keysTried = 60

// walk lets the simulated caller press his keys, and stops where he would next
// do nothing.
func (v *tryView) walk(ctx context.Context, tree *ivr.Tree, met sim.Scene, heard recorded) {
	story := sim.Run(tree, met)
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
			v.hear(what, heard)
			v.tell(m.Node, i18n.Text(ctx, "try.hears", "prompts", strings.Join(what.Prompts, ", ")))
		case run.Say:
			v.say(what, heard)
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

// recorded finds the recording of a prompt.
type recorded func(appliance.Language, string) prompt

func (v *tryView) hear(play run.Play, heard recorded) {
	for _, name := range play.Prompts {
		v.Hears = append(v.Hears, heard(play.Language, name))
	}
}

// say lets the page play what is said, piece by piece.
func (v *tryView) say(s run.Say, heard recorded) {
	for _, p := range s.Pieces {
		if p.Words != "" {
			one := heard(s.Language, ivr.Spoken(p.Words))
			one.Name = p.Words
			v.Hears = append(v.Hears, one)
			continue
		}
		for _, piece := range spoken.Value(s.Language, p.As, p.Value) {
			one := heard(s.Language, ivr.Spoken(piece))
			one.Name = piece
			v.Hears = append(v.Hears, one)
		}
	}
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
