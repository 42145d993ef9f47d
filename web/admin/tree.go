package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/ivr"
	"cordboard/web"
	"cordboard/web/i18n"
)

// tree shows one tree's text with what is found in it. A name that no tree
// has begins a new one.
func (p *Pages) tree(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	all, err := p.Site.Trees(r.Context())
	if err != nil {
		return err
	}
	text, known := all[name]
	v := treeView{Frame: frame(r.Context(), "trees"), Name: name, Text: text, New: !known, Saved: r.URL.Query().Get("saved") != ""}
	if v.Live, err = p.published(r.Context(), name); err != nil {
		return err
	}
	if known {
		found, err := p.Site.CheckTree(r.Context(), name, text)
		if err != nil {
			return err
		}
		v.find(r.Context(), found)
		v.Picture = p.live(name, text, found)
	}
	return page(w, r, http.StatusOK, tree(v))
}

// saveTree checks the text and, if asked to, puts it in the place of the one
// before. What was typed comes back whatever happens.
func (p *Pages) saveTree(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return web.FormError(err)
	}
	name, text := r.PathValue("name"), strings.ReplaceAll(r.PostFormValue("text"), "\r\n", "\n")
	v := treeView{Frame: frame(r.Context(), "trees"), Name: name, Text: text}
	if r.PostFormValue("do") == "check" {
		found, err := p.Site.CheckTree(r.Context(), name, text)
		if err != nil {
			return err
		}
		v.Checked, v.Typed = true, true
		v.find(r.Context(), found)
		v.Picture = p.draw(name, text, found)
		return page(w, r, http.StatusOK, tree(v))
	}
	found, err := p.Site.SaveTree(r.Context(), web.Operator(r.Context()).ID, name, text)
	if refusal := appliance.AsRefusal(err); refusal != nil {
		v.Typed = true
		v.Refusal = web.Sentence(r, refusal)
		if errors.Is(err, site.ErrTree) {
			v.Refusal = i18n.Text(r.Context(), "admin.tree.kept")
		}
		v.find(r.Context(), found)
		v.Picture = p.draw(name, text, found)
		return page(w, r, web.Status(refusal), tree(v))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/admin/trees/"+url.PathEscape(name)+"?saved=1", http.StatusSeeOther)
	return nil
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
	texts := i18n.From(ctx)
	for _, f := range found {
		args := make(map[string]any, len(f.Args))
		for k, a := range f.Args {
			args[k] = a
		}
		sentence := texts.Fill(f.Key(), args)
		if f.Like != "" {
			sentence += " " + texts.Text("finding.like", "like", f.Like)
		}
		v.Findings = append(v.Findings, findingView{Line: f.Line, Column: f.Column, Sentence: sentence, Bad: f.Severity == ivr.Error})
		if f.Severity == ivr.Error {
			v.Errors++
		} else {
			v.Warnings++
		}
	}
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

// lineAnchor leads to a line's number.
func lineAnchor(line int) string { return "#line-" + strconv.Itoa(line) }

func lines(text string) int { return strings.Count(strings.TrimRight(text, "\n"), "\n") + 1 }
