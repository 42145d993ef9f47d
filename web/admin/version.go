package admin

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// versionsView is the history of one tree: every text that ever took calls,
// its draft, and what differs between any two of them.
type versionsView struct {
	Frame    frameView
	Name     string
	Rows     []version
	From, To version
	Lines    []diffLine
	Refusal  string
	Again    bool // an older one was just published again
}

// version is a tree's text from when it was published, or its draft.
type version struct {
	ID     string // its number, or draftID
	Number int    // 0: the draft, or nothing at all
	When   string
	By     string
	Note   string
	Again  int // the version whose text it is anew
	Live   bool
	text   string
}

// draftID stands for the draft where an address names a version.
const draftID = "draft"

// nothing is what stands before the first version.
var nothing = version{ID: "0"}

// Called is a version's name.
func (v version) Called(ctx context.Context) string {
	switch {
	case v.ID == draftID:
		return i18n.Text(ctx, "admin.draft")
	case v.Number == 0:
		return i18n.Text(ctx, "admin.version.nothing")
	}
	return i18n.Text(ctx, "admin.version", "number", v.Number)
}

// treeVersions shows who published what and when, and the difference between
// two of them: what the newer one changed, unless another is asked for.
func (p *Pages) treeVersions(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versions(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v.Again = q.Get("done") == "published"
	if err := v.compare(q.Get("from"), q.Get("to")); err != nil {
		return err
	}
	return page(w, r, http.StatusOK, treeVersions(v))
}

// compare chooses the two texts; what is not named is the newest, and the one
// before.
func (v *versionsView) compare(from, to string) error {
	i := 0
	if to != "" {
		i = slices.IndexFunc(v.Rows, func(row version) bool { return row.ID == to })
	}
	if i < 0 {
		return appliance.ErrNotFound
	}
	v.To, v.From = v.Rows[i], nothing
	switch {
	case from == "" && i+1 < len(v.Rows):
		v.From = v.Rows[i+1]
	case from != "" && from != nothing.ID:
		j := slices.IndexFunc(v.Rows, func(row version) bool { return row.ID == from })
		if j < 0 {
			return appliance.ErrNotFound
		}
		v.From = v.Rows[j]
	}
	v.Lines = surround(difference(v.From.text, v.To.text))
	return nil
}

// drafted tells whether there is a draft, which none may replace unread.
func (v versionsView) drafted() bool {
	return slices.ContainsFunc(v.Rows, func(row version) bool { return row.ID == draftID })
}

// takeUp makes an older version the draft, to be edited.
func (p *Pages) takeUp(w http.ResponseWriter, r *http.Request, name, id string) error {
	v, err := p.versions(r.Context(), name)
	if err != nil {
		return err
	}
	if err := v.compare("", id); err != nil {
		return err
	}
	_, err = p.Site.SaveDraft(r.Context(), web.Operator(r.Context()).ID, name, v.To.text, "")
	switch {
	case errors.Is(err, site.ErrDraftMoved):
		v.Refusal = i18n.Text(r.Context(), "admin.version.drafted")
		return page(w, r, http.StatusConflict, treeVersions(v))
	case err != nil:
		return err
	}
	http.Redirect(w, r, string(treeAddress(name))+"?done=saved", http.StatusSeeOther)
	return nil
}

// rollBack publishes an older version again, if it still checks: what it needs
// may be gone. Calls under way end with the tree that they began with.
func (p *Pages) rollBack(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	if id := t.Get("draft"); id != "" {
		return p.takeUp(w, r, name, id)
	}
	_, err = p.Site.RollBack(r.Context(), web.Operator(r.Context()).ID, name, t.number("version"))
	refusal := appliance.AsRefusal(err)
	switch {
	case err == nil:
		http.Redirect(w, r, string(versionsAddress(name))+"?done=published", http.StatusSeeOther)
		return nil
	case refusal == nil || errors.Is(err, appliance.ErrNotFound):
		return err
	}
	v, err := p.versions(r.Context(), name)
	if err != nil {
		return err
	}
	if err := v.compare("", t.Get("version")); err != nil {
		return err
	}
	v.Refusal = web.Sentence(r, refusal)
	if errors.Is(refusal, site.ErrTree) {
		v.Refusal = i18n.Text(r.Context(), "admin.version.bad")
		if !slices.ContainsFunc(v.Rows, func(row version) bool { return row.Live }) {
			v.Refusal = i18n.Text(r.Context(), "admin.version.unfit")
		}
	}
	return page(w, r, web.Status(refusal), treeVersions(v))
}

func (p *Pages) versions(ctx context.Context, name string) (v versionsView, err error) {
	v = versionsView{Frame: frame(ctx, "trees"), Name: name}
	work, err := p.Site.Work(ctx, name)
	if err != nil {
		return v, err
	}
	all, err := p.Site.Versions(ctx, name)
	if err != nil {
		return v, err
	}
	names, err := p.operatorNames(ctx)
	if d := work.Draft; d != nil {
		v.Rows = append(v.Rows, version{ID: draftID, When: moment(ctx, d.At, p.Now()), By: names[d.By], text: d.Text})
	}
	for _, one := range all {
		v.Rows = append(v.Rows, version{
			ID: strconv.Itoa(one.Number), Number: one.Number, When: moment(ctx, one.At, p.Now()), By: names[one.By],
			Note: one.Note, Again: one.Again, Live: one.Number == work.Live.Number, text: one.Text,
		})
	}
	if len(v.Rows) == 0 {
		return v, appliance.ErrNotFound
	}
	return v, err
}

// operatorNames are the names of those who change something; the box does too.
func (p *Pages) operatorNames(ctx context.Context) (map[appliance.OperatorID]string, error) {
	names := map[appliance.OperatorID]string{0: "Cordboard"}
	err := p.Store.Read(ctx, func(v *sqlite.View) error {
		all, err := v.Operators()
		for _, o := range all {
			names[o.ID] = o.Name
		}
		return err
	})
	return names, err
}

func moment(ctx context.Context, at, now time.Time) string {
	texts := i18n.From(ctx)
	return texts.Moment(at.In(texts.Zone()), now)
}
