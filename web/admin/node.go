package admin

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/ivr"
	"cordboard/web"
	"cordboard/web/i18n"
)

// errByForm refuses to edit a text by form that is written as no form can.
var errByForm = appliance.Refuse(appliance.Conflict, "refusal.by-form")

// nodesView is a tree for those who write no YAML: its nodes, each with a form
// of its own. All is kept in the same text.
type nodesView struct {
	Frame   frameView
	Name    string
	Work    workView
	Rows    []nodeRow
	Start   string
	Refusal string
	Saved   bool
	Picture *pictureView
}

type nodeRow struct {
	Name, Kind string
	Ways       []string
	Findings   []findingView
}

// nodeView is the form of one node.
type nodeView struct {
	Frame    frameView
	Tree     string
	Name     string
	Kind     string
	New      bool
	Edition  string
	Fields   []fieldView
	Keys     []keyView // of a node that takes keys
	Nodes    []string
	Callers  []string // the nodes that lead here
	Start    bool     // callers begin here
	Refused  bool     // what was filled in; nothing was saved
	Refusal  string
	Findings []findingView // of no single field
}

// keyView is a row of the telephone's keypad.
type keyView struct{ Key, Label, To string }

// nodes lists the nodes of a tree; one that is to be added gets an empty form.
func (p *Pages) nodes(w http.ResponseWriter, r *http.Request) error {
	name, q := r.PathValue("name"), r.URL.Query()
	if node := strings.TrimSpace(q.Get("add")); node != "" {
		http.Redirect(w, r, string(nodeAddress(name, node))+"?"+url.Values{"kind": {q.Get("kind")}}.Encode(), http.StatusSeeOther)
		return nil
	}
	v, err := p.openNodes(r.Context(), name)
	if err != nil {
		return err
	}
	v.Saved = saidSaved(r)
	return page(w, r, http.StatusOK, treeNodes(v))
}

func (p *Pages) openNodes(ctx context.Context, name string) (v nodesView, err error) {
	v = nodesView{Frame: frame(ctx, "trees"), Name: name}
	t, err := p.openTree(ctx, name)
	if err != nil {
		return v, err
	}
	v.Work = t.Work
	all, ok := ivr.Outline([]byte(t.Text))
	if !ok {
		v.Refusal = i18n.Text(ctx, "refusal.by-form")
		return v, nil
	}
	report, err := p.Site.CheckTree(ctx, name, t.Text)
	if err != nil {
		return v, err
	}
	v.Start = ivr.Beginning([]byte(t.Text))
	said := byNode(ctx, t.Text, all, report.Findings)
	for _, n := range all {
		v.Rows = append(v.Rows, nodeRow{Name: n.Name, Kind: n.Kind(), Ways: leads(n), Findings: said[n.Name]})
	}
	if v.Picture, err = p.draw(ctx, name, t.Text, report.Findings); v.Picture != nil {
		v.Picture.Path = picturePath(name)
	}
	return v, err
}

// byNode are the findings of each node: those in its lines, and those that are
// about it.
func byNode(ctx context.Context, text string, nodes []ivr.Sketch, found ivr.Findings) map[string][]findingView {
	all, kinds := map[string][]findingView{}, map[string]string{}
	for _, n := range nodes {
		kinds[n.Name] = n.Kind()
	}
	for _, f := range found {
		written, _ := ivr.EntryAt([]byte(text), f.Line)
		said := findingView{Sentence: formSentence(ctx, kinds[written], f), Bad: f.Severity == ivr.Error}
		all[written] = append(all[written], said)
		if f.Node != "" && f.Node != written {
			all[f.Node] = append(all[f.Node], said)
		}
	}
	return all
}

// leads are the nodes that a node leads to, each once.
func leads(n ivr.Sketch) (all []string) {
	for _, e := range n.Entries {
		to := e.Value.At("then").Text()
		if way, then := n.Leads(e.Key); to == "" && (way || then) {
			to = e.Value.Text()
		}
		if to != "" && !slices.Contains(all, to) {
			all = append(all, to)
		}
	}
	return all
}

// beginAt sets where callers begin.
func (p *Pages) beginAt(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	ctx, name := r.Context(), r.PathValue("name")
	err = p.rewrite(ctx, name, t.Get("edition"), func(text []byte) ([]byte, error) { return ivr.BeginAt(text, t.Get("start")) })
	refusal := appliance.AsRefusal(err)
	switch {
	case refusal != nil:
		v, err := p.openNodes(ctx, name)
		if err != nil {
			return err
		}
		v.Refusal = web.Sentence(r, refusal)
		return page(w, r, web.Status(refusal), treeNodes(v))
	case err != nil:
		return err
	}
	http.Redirect(w, r, string(nodesAddress(name))+"?saved=1", http.StatusSeeOther)
	return nil
}

// rewrite edits the text of a tree, as a draft. read is the edition that the
// editor read.
func (p *Pages) rewrite(ctx context.Context, name, read string, edit func([]byte) ([]byte, error)) error {
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return err
	}
	if work.Edition() != read {
		return site.ErrDraftMoved
	}
	text, err := edit([]byte(work.Text()))
	switch {
	case errors.Is(err, ivr.ErrOutline):
		return errByForm
	case errors.Is(err, ivr.ErrNoNode):
		return appliance.ErrNotFound
	case errors.Is(err, ivr.ErrName):
		return appliance.Flaws{"node": errNodeName}
	case err != nil:
		return err
	}
	_, err = p.Site.SaveDraft(ctx, web.Operator(ctx).ID, name, string(text), read)
	return err
}

var errNodeName = appliance.Refuse(appliance.Invalid, "refusal.node-name")

// node shows the form of one node. One that the tree has not yet is of the
// kind that the address names.
func (p *Pages) node(w http.ResponseWriter, r *http.Request) error {
	v, written, err := p.openNode(r.Context(), r.PathValue("name"), r.PathValue("node"), r.URL.Query().Get("kind"))
	if err != nil {
		return err
	}
	if err := p.fill(r.Context(), &v, written); err != nil {
		return err
	}
	if !v.New {
		err = p.flaws(r.Context(), &v)
	}
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, treeNode(v))
}

// openNode reads a node as it is written. kind is that of a new one, or
// another for one that is there.
func (p *Pages) openNode(ctx context.Context, tree, name, kind string) (v nodeView, written ivr.Sketch, err error) {
	v = nodeView{Frame: frame(ctx, "trees"), Tree: tree, Name: name, Kind: kind, New: true}
	work, err := p.Site.Work(ctx, tree)
	if err != nil {
		return v, written, err
	}
	v.Edition = work.Edition()
	text := []byte(work.Text())
	all, ok := ivr.Outline(text)
	if !ok {
		return v, written, errByForm
	}
	for _, n := range all {
		v.Nodes = append(v.Nodes, n.Name)
		if n.Name == name {
			v.New, written = false, n
			if !slices.Contains(ivr.Kinds(), v.Kind) {
				v.Kind = n.Kind()
			}
		}
	}
	if !slices.Contains(ivr.Kinds(), v.Kind) {
		if v.New {
			return v, written, appliance.ErrNotFound
		}
		v.Kind = "play" // it does nothing yet
	}
	v.Callers, v.Start = ivr.Callers(text, name)
	return v, written, nil
}

// flaws puts what is found in the node to its fields.
func (p *Pages) flaws(ctx context.Context, v *nodeView) error {
	work, err := p.Site.Work(ctx, v.Tree)
	if err != nil {
		return err
	}
	report, err := p.Site.CheckTree(ctx, v.Tree, work.Text())
	v.find(ctx, work.Text(), report.Findings)
	return err
}

// saveNode writes a node into the tree's text, or takes it out.
func (p *Pages) saveNode(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	ctx, tree, name := r.Context(), r.PathValue("name"), r.PathValue("node")
	kind := t.Get("kind")
	if !slices.Contains(ivr.Kinds(), kind) {
		return appliance.ErrNotFound
	}
	node := filledIn(kind, t)
	node.Name = name
	to := t.text("node")
	err = p.rewrite(ctx, tree, t.Get("edition"), func(text []byte) ([]byte, error) {
		if t.Get("do") == "drop" {
			return ivr.DropNode(text, name, t.Get("instead"))
		}
		text, err := ivr.PutNode(text, keeping(node, kind, text))
		if err == nil {
			err = readable(text, name, kind)
		}
		if err != nil || to == name {
			return text, err
		}
		return ivr.RenameNode(text, name, to)
	})
	_, bad := errors.AsType[misfilled](err)
	if bad || appliance.AsRefusal(err) != nil && !errors.Is(err, appliance.ErrNotFound) {
		return p.refuseNode(w, r, tree, node, to, kind, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, string(nodesAddress(tree))+"?saved=1", http.StatusSeeOther)
	return nil
}

// keeping adds to a node what stands in the text and in no field of the form.
func keeping(node ivr.Sketch, kind string, text []byte) ivr.Sketch {
	all, _ := ivr.Outline(text)
	for _, old := range all {
		if old.Name != node.Name || old.Kind() != kind {
			continue
		}
		for _, e := range old.Entries {
			if !inForm(kind, e.Key) {
				node.Entries = append(node.Entries, e)
			}
		}
	}
	return node
}

// inForm tells whether the form of a kind has a field for a key.
func inForm(kind, key string) bool {
	return key == "language" || ivr.TakesKeys(kind) && slices.Contains(keypadKeys, key) ||
		slices.ContainsFunc(ivr.Fields(kind), func(f ivr.Field) bool { return f.Key == key })
}

// refuseNode shows the form as it was filled in.
func (p *Pages) refuseNode(w http.ResponseWriter, r *http.Request, tree string, node ivr.Sketch, name, kind string, refusal error) error {
	v, _, err := p.openNode(r.Context(), tree, node.Name, kind)
	if err != nil {
		return err
	}
	if err := p.fill(r.Context(), &v, node); err != nil {
		return err
	}
	v.Fields[0].Value, v.Refused = name, true
	if bad, ok := errors.AsType[misfilled](refusal); ok {
		v.find(r.Context(), bad.text, bad.found)
		return page(w, r, http.StatusUnprocessableEntity, treeNode(v))
	}
	form := formView{Fields: v.Fields}
	status := form.mark(r, refusal)
	v.Fields, v.Refusal = form.Fields, form.Refusal
	return page(w, r, status, treeNode(v))
}
