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
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/run"
	"cordboard/ivr/sim"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tryView is a telephone in the page: what the caller did and met so far, and
// what he hears now.
type tryView struct {
	Frame frameView
	Name  string
	tryScene
	Draft   bool // it is the draft that is tried
	Steps   []tryStep
	Hears   []prompt // since the last turn
	At, Now string
	Open    sim.Open    // what may come next
	Choices []tryChoice // of it, but for keys and hanging up
	Over    bool
	Broken  bool // the text cannot be read
	Wrong   []findingView
	outside outside
}

// tryChoice is something that may befall the caller, and the node where he is
// then.
type tryChoice struct{ Label, To, Path string }

// tryScene is what the page lets one choose of the caller and the box. The
// address holds it.
type tryScene struct {
	Turns    []sim.Turn
	Language appliance.Language
	Typed    string // the time as its reader wrote it
	Time     string // as in a tree's tests; of one that cannot be read, the one before
	Flaw     bool   // it cannot be read
	Caller   string
	Known    bool
	Closed   bool // whatever the time
	Nobody   bool // is signed in
	Waiting  int  // in every queue
}

// mostWaiting bounds what is tried, as in a tree's tests.
const mostWaiting = 999

func readScene(q url.Values, otherwise appliance.Language, today hours.Date) (s tryScene, err error) {
	s = tryScene{
		Language: otherwise, Typed: strings.TrimSpace(q.Get("at")), Caller: strings.TrimSpace(q.Get("caller")),
		Known: q.Has("known"), Closed: q.Has("closed"), Nobody: q.Has("nobody"),
	}
	if l := appliance.Language(q.Get("language")); l.Known() {
		s.Language = l
	}
	if n, err := strconv.Atoi(q.Get("waiting")); err == nil {
		s.Waiting = min(max(n, 0), mostWaiting)
	}
	s.readTime(q.Get("was"), today)
	s.Turns, err = sim.ParseTurns(q.Get("keys"))
	if len(s.Turns) > turnsTried {
		return s, appliance.ErrNotFound
	}
	return s, err
}

// readTime reads what was typed. What cannot be read changes nothing: it stays
// the time that was understood before.
func (s *tryScene) readTime(before string, today hours.Date) {
	if s.Typed == "" {
		return
	}
	var err error
	if s.Time, err = hours.Said(s.Typed, today); err != nil {
		s.Flaw = true
		s.Time, _ = hours.Said(before, today)
	}
}

// query is the address of the scene.
func (s tryScene) query() url.Values {
	q := url.Values{"keys": {sim.WriteTurns(s.Turns)}, "language": {string(s.Language)}}
	for name, on := range map[string]bool{"known": s.Known, "closed": s.Closed, "nobody": s.Nobody} {
		if on {
			q.Set(name, "on")
		}
	}
	at := s.Typed
	if s.Flaw {
		at = s.Time
	}
	for name, text := range map[string]string{"at": at, "caller": s.Caller} {
		if text != "" {
			q.Set(name, text)
		}
	}
	if s.Waiting > 0 {
		q.Set("waiting", strconv.Itoa(s.Waiting))
	}
	return q
}

// after is the same scene with one more turn.
func (s tryScene) after(t sim.Turn) tryScene {
	s.Turns = append(slices.Clone(s.Turns), t)
	return s
}

// address is that of a scene of the tree that is tried.
func (v tryView) address(s tryScene) string { return tryPath(v.Name) + "?" + s.query().Encode() }

// press is the address of the same caller, who pressed one more key.
func (v tryView) press(key string) string { return v.address(v.after(sim.Turn{Key: key[0]})) }

// hangUp is the address of the same caller, who hung up.
func (v tryView) hangUp() string { return v.address(v.after(sim.Turn{Fate: sim.HangsUp})) }

// back is the address of the same caller before his last turn.
func (v tryView) back() string {
	scene := v.tryScene
	scene.Turns = scene.Turns[:len(scene.Turns)-1]
	return v.address(scene)
}

// again is the address of the same caller, who has only just called.
func (v tryView) again() string {
	scene := v.tryScene
	scene.Turns = nil
	return v.address(scene)
}

// takes tells whether a key does something now.
func (v tryView) takes(key string) bool { return strings.Contains(v.Open.Keys, key) }

// pressed are the keys so far.
func (v tryView) pressed() string {
	var keys strings.Builder
	for _, t := range v.Turns {
		if t.Fate == "" {
			keys.WriteByte(t.Key)
		}
	}
	return keys.String()
}

// noKey is the key of a caller who lets a chance pass.
const noKey = string(sim.NoKey)

// prompt is a recording that the page can play; one that is missing has no
// path.
type prompt struct{ Name, Path, Length string }

// heard finds what the caller hears, and how long it is.
func (p *Pages) heard(ctx context.Context, l appliance.Language, name string) prompt {
	one := prompt{Name: name}
	if p.Prompts != nil && p.Prompts.Has(l, name) {
		one.Path, one.Length = recordingPath(l, name), p.length(ctx, l, name)
	}
	return one
}

// keypad is the telephone's, row by row.
var keypad = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}

// tryTree walks a caller through the draft, or else through the tree that takes
// calls, as far as the turns lead that the address holds. Each key of the page,
// and whatever may befall him, is a link to one more.
func (p *Pages) tryTree(w http.ResponseWriter, r *http.Request) error {
	ctx, name := r.Context(), r.PathValue("name")
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return err
	}
	scene, err := readScene(r.URL.Query(), web.Operator(ctx).Language, hours.DateOf(p.Now().In(i18n.From(ctx).Zone())))
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
	tree, err := ivr.Walk(name, []byte(work.Text()))
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
	if v.outside, err = p.outside(ctx); err != nil {
		return err
	}
	story := v.plays(tree, trial)
	v.walk(ctx, story, func(l appliance.Language, name string) prompt { return p.heard(ctx, l, name) })
	for _, f := range story.Open.Fates {
		if f == sim.HangsUp {
			continue
		}
		next := v.after(sim.Turn{Fate: f})
		then := tryView{tryScene: next, outside: v.outside}
		v.Choices = append(v.Choices, tryChoice{
			i18n.Text(ctx, fateText(sim.Befell{For: story.Open.For, Fate: f})), then.plays(tree, trial).End.Node, v.address(next),
		})
	}
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
			if o.Reachable() {
				t.People = append(t.People, run.Person{Operator: o.Login, Name: o.Name})
			}
		}
		return err
	})
	return t, err
}

// plays is the story of the scene, as far as its turns lead. One whose time
// cannot be read is at no time.
func (v tryView) plays(tree *ivr.Tree, t sim.Trial) sim.Story {
	scene, err := t.Scene(ivr.Test{At: v.Time, Caller: v.Caller, Known: v.Known, Language: string(v.Language)})
	byTime := scene.Closed
	scene.Closed = func(hours string) bool { return v.Closed || err == nil && byTime(hours) }
	scene.Nobody = func(string) bool { return v.Nobody }
	scene.Waiting = func(string) int { return v.Waiting }
	scene.Turns, scene.Barred = v.Turns, v.outside.barred
	return sim.Run(tree, scene)
}

// turnsTried bounds the address.
const turnsTried = 60

func tryPath(name string) string { return string(treeAddress(name)) + "/try" }

// Prompts are the recordings that trees play; appliance/call reads them.
type Prompts interface {
	Has(l appliance.Language, name string) bool
	Read(l appliance.Language, name string) (io.ReadSeekCloser, error)
}

// recordingPath is where what a tree plays is heard.
func recordingPath(l appliance.Language, name string) string {
	return "/admin/prompts/" + string(l) + "/" + url.PathEscape(name)
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

// understood is the time of a scene as it was read: a weekday of some week
// without holidays, or a date.
func understood(ctx context.Context, text string) string {
	day, clock, _ := strings.Cut(text, " ")
	var d hours.Date
	if d.UnmarshalText([]byte(day)) != nil {
		return i18n.Text(ctx, "try.weekday", "weekday", i18n.Text(ctx, "weekday."+day), "time", clock)
	}
	at, _ := hours.ParseWall(text, d) // as hours.Said wrote it
	return i18n.From(ctx).Moment(at.In(time.UTC), time.Time{})
}
