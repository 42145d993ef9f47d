package admin

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/ivr"
	"cordboard/ivr/sim"
	"cordboard/web"
	"cordboard/web/i18n"
)

// treeView is one tree on the table: its text as a draft or as it takes calls,
// what is found in it, its picture and its tests.
type treeView struct {
	Frame            frameView
	Name, Text       string
	Work             workView
	Done             string // "saved", "published" or "dropped": what was asked for is done
	Note             string // typed for the version
	Refusal          string
	Moved            []diffLine // what differs from what somebody else saved
	Typed            bool       // the text is what was typed, not what is stored
	Findings         []findingView
	Errors, Warnings int
	Picture          *pictureView
	Tests            sim.Results
	Numbers          []place // that lead to it
	Gone             gone    // what became of it
	live             string  // the text that takes calls
}

// workView says what takes calls and what does not yet.
type workView struct {
	Live    string // who published what takes calls, and when; empty: nothing does, or nobody knows
	Draft   string // who saved the draft, and when; empty: there is none
	Edition string // of the draft
	Number  int    // of the live version
	Last    int    // of the newest that there ever was
	Outrun  bool   // it was published after the draft was begun
	Takes   bool   // calls
	New     bool   // neither draft nor tree
}

type findingView struct {
	Line, Column int
	Sentence     string
	Bad          bool
	Prompt       string // the page of the prompt that it misses
}

// Next is the number of the version that the draft would become.
func (w workView) Next() int { return w.Last + 1 }

// tree shows one tree's text with what is found in it. A name that no tree has
// begins a new one.
func (p *Pages) tree(w http.ResponseWriter, r *http.Request) error {
	v, err := p.openTree(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	v.Done = r.URL.Query().Get("done")
	return p.showTree(w, r, http.StatusOK, v)
}

// openTree puts a tree on the table.
func (p *Pages) openTree(ctx context.Context, name string) (v treeView, err error) {
	v = treeView{Frame: frame(ctx, "trees"), Name: name}
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return v, err
	}
	v.Text, v.live = work.Text(), work.Live.Text
	if v.Work, err = p.said(ctx, work); err != nil {
		return v, err
	}
	if v.Work.New {
		if v.Gone, err = p.goneTree(ctx, name); err != nil {
			return v, err
		}
	}
	numbers, err := p.leading(ctx)
	v.Numbers = numbers[name]
	return v, err
}

// there tells whether there is a tree, at least as a draft.
func there(w site.Work) bool { return w.Takes || w.Draft != nil }

// said is a tree's state in words.
func (p *Pages) said(ctx context.Context, work site.Work) (v workView, err error) {
	names, err := p.operatorNames(ctx)
	v = workView{Number: work.Live.Number, Last: work.Last, Edition: work.Edition(), Outrun: work.Outrun(), Takes: work.Takes, New: !there(work)}
	if v.Number > 0 {
		v.Live = i18n.Text(ctx, "admin.version.live", "number", v.Number, "when", moment(ctx, work.Live.At, p.Now()), "name", names[work.Live.By])
	}
	if d := work.Draft; d != nil {
		v.Draft = i18n.Text(ctx, "admin.draft.saved", "when", moment(ctx, d.At, p.Now()), "name", names[d.By])
	}
	return v, err
}

// leading are the entry points by whose numbers callers come to each tree, under
// the numbers.
func (p *Pages) leading(ctx context.Context) (map[string][]place, error) {
	to := map[string][]place{}
	err := p.Store.Read(ctx, func(v *sqlite.View) error {
		entries, err := v.EntryPoints()
		for _, e := range entries {
			if e.Channel == appliance.Phone && e.Phone.Tree != "" && !e.Off {
				to[e.Phone.Tree] = append(to[e.Phone.Tree], place{address.Shown(e.Phone.Number), entryPath(e.ID)})
			}
		}
		return err
	})
	return to, err
}

// showTree adds what is to be said of the text.
func (p *Pages) showTree(w http.ResponseWriter, r *http.Request, status int, v treeView) error {
	if v.Text != "" || v.Typed {
		report, err := p.Site.CheckTree(r.Context(), v.Name, v.Text)
		if err != nil {
			return err
		}
		v.find(r.Context(), report.Findings)
		v.Tests = report.Tests
		if err := p.drawn(r.Context(), &v, report.Findings); err != nil {
			return err
		}
	}
	return page(w, r, status, tree(v))
}

// drawn draws the text, or else what takes calls.
func (p *Pages) drawn(ctx context.Context, v *treeView, found ivr.Findings) (err error) {
	v.Picture, err = p.draw(ctx, v.Name, v.Text, found)
	switch {
	case err != nil:
		return err
	case v.Picture == nil:
		if v.Picture, err = p.draw(ctx, v.Name, v.live, nil); v.Picture != nil {
			v.Picture.Old = true
		}
	case !v.Typed:
		v.Picture.Path = picturePath(v.Name)
	}
	return err
}

// saveTree keeps the text as a draft and, if asked to, lets it take calls.
// What was typed comes back whatever happens.
func (p *Pages) saveTree(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	name, text := r.PathValue("name"), strings.ReplaceAll(t.Get("text"), "\r\n", "\n")
	done, err := p.edit(r.Context(), name, text, t)
	if refusal := appliance.AsRefusal(err); refusal != nil {
		return p.refuseTree(w, r, name, text, t.Get("note"), refusal)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, string(treeAddress(name))+"?done="+done, http.StatusSeeOther)
	return nil
}

// edit does what the form asks for, and says what was done.
func (p *Pages) edit(ctx context.Context, name, text string, t typed) (done string, err error) {
	by, read := web.Operator(ctx).ID, t.Get("edition")
	if t.Get("do") == "drop" {
		return "dropped", p.Site.DropDraft(ctx, name, read)
	}
	over, _ := strconv.Atoi(t.Get("over")) // one that is none was never live
	if work, err := p.Site.Work(ctx, name); err != nil || !there(work) && (over > 0 || read != "") {
		return "", cmp.Or(err, error(site.ErrTreeGone))
	}
	work, err := p.Site.SaveDraft(ctx, by, name, text, read)
	if err != nil || t.Get("do") != "publish" {
		return "saved", err
	}
	_, err = p.Site.Publish(ctx, by, name, work.Edition(), over, t.Get("note"))
	return "published", err
}

// refuseTree shows the text as it was typed beside what is stored by now, so
// that who sends it again knows what he does.
func (p *Pages) refuseTree(w http.ResponseWriter, r *http.Request, name, text, note string, refusal *appliance.Refusal) error {
	ctx := r.Context()
	v, err := p.openTree(ctx, name)
	if err != nil {
		return err
	}
	v.Refusal = web.Sentence(r, refusal)
	switch {
	case errors.Is(refusal, site.ErrDraftMoved):
		v.Moved = surround(difference(v.Text, text))
	case errors.Is(refusal, site.ErrTree):
		v.Refusal = i18n.Text(ctx, "admin.tree.kept")
		if !v.Work.Takes {
			v.Refusal = i18n.Text(ctx, "admin.tree.unpublished")
		}
	}
	v.Text, v.Note, v.Typed = text, note, true
	return p.showTree(w, r, web.Status(refusal), v)
}

// schemaPath is where editors find by what they complete trees.
const schemaPath = "/admin/tree.schema.json"

// treeSchema sends it.
func treeSchema(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/schema+json")
	_, err := w.Write(ivr.Schema())
	return err
}

// find adds what is found, each beside its line.
func (v *treeView) find(ctx context.Context, found ivr.Findings) {
	for _, f := range found {
		v.Findings = append(v.Findings, viewFinding(ctx, f))
		if f.Severity == ivr.Error {
			v.Errors++
		} else {
			v.Warnings++
		}
	}
}

func viewFinding(ctx context.Context, f ivr.Finding) findingView {
	v := findingView{Line: f.Line, Column: f.Column, Sentence: sentence(ctx, f), Bad: f.Severity == ivr.Error}
	if f.Code == "prompt-missing" || f.Code == "music-missing" {
		first, _, _ := strings.Cut(f.Args["language"], ", ")
		v.Prompt = promptPath(appliance.Language(first), f.Args["name"])
	}
	return v
}

// sentence says a finding in the reader's language.
func sentence(ctx context.Context, f ivr.Finding) string {
	texts := i18n.From(ctx)
	args := make(map[string]any, len(f.Args))
	for k, a := range f.Args {
		args[k] = a
	}
	if tags, ok := f.Args["language"]; ok {
		args["language"] = languagesNamed(ctx, tags)
	}
	said := texts.Fill(f.Key(), args)
	if f.Like != "" {
		said += " " + texts.Text("finding.like", "like", f.Like)
	}
	return said
}

// languagesNamed names those of a list of tags that the box speaks.
func languagesNamed(ctx context.Context, tags string) string {
	all := strings.Split(tags, ", ")
	for i, tag := range all {
		if l := appliance.Language(tag); l.Known() {
			all[i] = languageName(ctx, l)
		}
	}
	return strings.Join(all, ", ")
}

// spareLines stand empty behind the text, to write on.
const spareLines = 3

// mark is the class of a line's number: how bad what is found in it is.
func (v treeView) mark(line int) (class string) {
	for _, f := range v.Findings {
		switch {
		case f.Line != line:
		case f.Bad:
			return "bad"
		default:
			class = "warn"
		}
	}
	return class
}

// beside is what is written behind a line: the first that is found in it.
func (v treeView) beside(line int) string {
	for _, f := range v.Findings {
		if f.Line == line && (f.Bad || v.mark(line) == "warn") {
			return f.Sentence
		}
	}
	return ""
}

// failing counts the tests that fail.
func (v treeView) failing() (n int) {
	for _, t := range v.Tests {
		if !t.Passed() {
			n++
		}
	}
	return n
}

// locked are the attributes of a button that publishes a text with mistakes.
func locked(v treeView) templ.Attributes {
	if v.Errors == 0 {
		return nil
	}
	return templ.Attributes{"aria-disabled": "true", "aria-describedby": "tree-locked"}
}

// lineAnchor leads to a line's number.
func lineAnchor(line int) string { return "#line-" + strconv.Itoa(line) }

func lines(text string) int { return strings.Count(strings.TrimRight(text, "\n"), "\n") + 1 }
