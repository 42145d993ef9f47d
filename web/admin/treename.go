package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/appliance/address"
	"cordboard/appliance/site"
	"cordboard/web"
	"cordboard/web/i18n"
)

// treeNameView is where a tree is renamed, copied and removed.
type treeNameView struct {
	Frame        frameView
	Name         string
	Draft        bool // it has one
	Numbers      []place
	Trees        []place
	Rename, Copy nameForm
	Refusal      string
}

// nameForm asks for a name.
type nameForm struct{ Value, Flaw string }

// led tells whether something leads to the tree.
func (v treeNameView) led() bool { return len(v.Numbers)+len(v.Trees) > 0 }

// treeName shows the page.
func (p *Pages) treeName(w http.ResponseWriter, r *http.Request) error {
	v, err := p.openTreeName(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, treeNamed(v))
}

func (p *Pages) openTreeName(ctx context.Context, name string) (v treeNameView, err error) {
	v = treeNameView{Frame: frame(ctx, "trees"), Name: name, Rename: nameForm{Value: name}}
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return v, err
	}
	if !there(work) {
		return v, appliance.ErrNotFound
	}
	v.Draft = work.Draft != nil
	led, err := p.Site.Leading(ctx, name)
	for _, e := range led.Entries {
		v.Numbers = append(v.Numbers, place{address.Shown(e.Phone.Number) + " · " + e.Name, entryPath(e.ID)})
	}
	for _, other := range led.Trees {
		v.Trees = append(v.Trees, place{other, string(treeAddress(other))})
	}
	return v, err
}

// renameTree, copyTree and removeTree do what the page's forms ask for.
func (p *Pages) renameTree(w http.ResponseWriter, r *http.Request) error {
	return p.nameTree(w, r, "renamed", p.Site.RenameTree, func(v *treeNameView) *nameForm { return &v.Rename })
}

func (p *Pages) copyTree(w http.ResponseWriter, r *http.Request) error {
	return p.nameTree(w, r, "copied", p.Site.CopyTree, func(v *treeNameView) *nameForm { return &v.Copy })
}

// nameTree gives a tree or its copy the name that was typed, and leads on to it.
// What is refused is said at the field of its form.
func (p *Pages) nameTree(w http.ResponseWriter, r *http.Request, done string, do func(ctx context.Context, by appliance.OperatorID, tree, name string) error, in func(*treeNameView) *nameForm) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	ctx, tree, name := r.Context(), r.PathValue("name"), f.text("name")
	err = do(ctx, web.Operator(ctx).ID, tree, name)
	if err == nil {
		http.Redirect(w, r, string(treeAddress(name))+"?done="+done, http.StatusSeeOther)
		return nil
	}
	refusal := appliance.AsRefusal(err)
	if refusal == nil || errors.Is(err, appliance.ErrNotFound) {
		return err
	}
	v, err := p.openTreeName(ctx, tree)
	if err != nil {
		return err
	}
	*in(&v) = nameForm{name, web.Sentence(r, refusal)}
	return page(w, r, web.Status(refusal), treeNamed(v))
}

func (p *Pages) removeTree(w http.ResponseWriter, r *http.Request) error {
	ctx, name := r.Context(), r.PathValue("name")
	err := p.Site.RemoveTree(ctx, web.Operator(ctx).ID, name)
	if err == nil {
		http.Redirect(w, r, treesPath+"?"+url.Values{"removed": {name}}.Encode(), http.StatusSeeOther)
		return nil
	}
	refusal := appliance.AsRefusal(err)
	if refusal == nil || errors.Is(err, appliance.ErrNotFound) {
		return err
	}
	v, err := p.openTreeName(ctx, name)
	if err != nil {
		return err
	}
	v.Refusal = web.Sentence(r, refusal)
	return page(w, r, web.Status(refusal), treeNamed(v))
}

// treesKept is what the history calls which trees there are.
const treesKept = "trees"

func treeNameAddress(name, do string) templ.SafeURL {
	return treeAddress(name) + "/" + templ.SafeURL(do)
}

// treesChange is a change of which trees there are.
type treesChange struct {
	site.Change
	was, is *site.KeptTree
}

// treesChanges are those that are kept, the newest first.
func (p *Pages) treesChanges(ctx context.Context) (all []treesChange, err error) {
	kept, err := p.Site.History(ctx, treesKept)
	for _, c := range kept {
		one := treesChange{Change: c}
		if err := errors.Join(json.Unmarshal(c.Before, &one.was), json.Unmarshal(c.After, &one.is)); err != nil {
			return nil, fmt.Errorf("read a change of the trees: %w", err)
		}
		all = append(all, one)
	}
	return all, err
}

// treesHistory tells of them, the newest first.
func (p *Pages) treesHistory(ctx context.Context) (rows []changeRow, err error) {
	all, err := p.treesChanges(ctx)
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(ctx)
	kept := make([]site.Change, len(all))
	for i := range all {
		kept[i] = all[i].Change
	}
	back := takenBack(kept)
	for _, c := range all[:min(len(all), mostChanges)] {
		row := rowOf(ctx, c.Change, names, back, p.Now())
		row.What, row.Makes = []string{c.said(ctx)}, c.was == nil
		rows = append(rows, row)
	}
	return rows, err
}

// said tells what became of which tree.
func (c treesChange) said(ctx context.Context) string {
	switch {
	case c.is == nil:
		return c.was.Name + " · " + i18n.Text(ctx, "admin.changed.removed")
	case c.was != nil:
		return c.was.Name + " → " + c.is.Name
	case c.is.From != "":
		return i18n.Text(ctx, "admin.tree.copied-from", "name", c.is.Name, "from", c.is.From)
	}
	return c.is.Name
}

// gone is what became of a tree that is not there any more; without a name it is
// there, or never was.
type gone struct {
	Name   string
	Now    string // the name that it has; empty: it was removed
	Change int
}

// goneTree finds what became of a tree of that name.
func (p *Pages) goneTree(ctx context.Context, name string) (gone, error) {
	all, err := p.treesChanges(ctx)
	i := slices.IndexFunc(all, func(c treesChange) bool { return c.was != nil && c.was.Name == name })
	if err != nil || i < 0 {
		return gone{}, err
	}
	g := gone{Name: name, Change: all[i].Number}
	if all[i].is != nil {
		g.Now = all[i].is.Name
	}
	return g, nil
}

// putTreesBack takes a change of which trees there are back.
func (p *Pages) putTreesBack(w http.ResponseWriter, r *http.Request) error {
	f, err := sent(r)
	if err != nil {
		return err
	}
	all, err := p.Site.History(r.Context(), treesKept)
	if err != nil {
		return err
	}
	c, err := changeIn(all, f)
	if err != nil {
		return err
	}
	err = p.Site.Revert(r.Context(), web.Operator(r.Context()).ID, c)
	switch {
	case err == nil:
		http.Redirect(w, r, treesPath+"?saved=1", http.StatusSeeOther)
		return nil
	case errors.Is(err, site.ErrTree):
		err = site.ErrTreeUnfit
	}
	return p.showTrees(w, r, err)
}
