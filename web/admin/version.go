package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
// and what differs between one and the one before it.
type versionsView struct {
	Frame   frameView
	Name    string
	Rows    []version
	Chosen  version
	Lines   []diffLine
	Refusal string
}

// version is a tree's text from when it was published.
type version struct {
	ID   string // its moment, as the address has it
	When string
	By   string
	text string
	Live bool // it is the one that new calls walk
}

// treeVersions shows who published what and when, and the difference that the
// chosen version made.
func (p *Pages) treeVersions(w http.ResponseWriter, r *http.Request) error {
	v, err := p.versions(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return p.showVersions(w, r, http.StatusOK, v, r.URL.Query().Get("version"))
}

func (p *Pages) showVersions(w http.ResponseWriter, r *http.Request, status int, v versionsView, chosen string) error {
	i := 0
	if chosen != "" {
		i = slices.IndexFunc(v.Rows, func(row version) bool { return row.ID == chosen })
	}
	if i < 0 || i >= len(v.Rows) {
		return appliance.ErrNotFound
	}
	older := ""
	if i+1 < len(v.Rows) {
		older = v.Rows[i+1].text
	}
	v.Chosen, v.Lines = v.Rows[i], surround(difference(older, v.Rows[i].text))
	return page(w, r, status, treeVersions(v))
}

// rollBack publishes an older version again, if it still checks: what it needs
// may be gone. Calls under way end with the tree that they began with.
func (p *Pages) rollBack(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	v, err := p.versions(r.Context(), name)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Rows, func(row version) bool { return row.ID == t.Get("version") })
	if i < 0 {
		return appliance.ErrNotFound
	}
	_, err = p.Site.SaveTree(r.Context(), web.Operator(r.Context()).ID, name, v.Rows[i].text)
	if refusal := appliance.AsRefusal(err); refusal != nil {
		v.Refusal = web.Sentence(r, refusal)
		if errors.Is(err, site.ErrTree) {
			v.Refusal = i18n.Text(r.Context(), "admin.version.bad")
		}
		return p.showVersions(w, r, web.Status(refusal), v, t.Get("version"))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, string(treeAddress(name))+"?saved=1", http.StatusSeeOther)
	return nil
}

func (p *Pages) versions(ctx context.Context, name string) (v versionsView, err error) {
	v = versionsView{Frame: frame(ctx, "trees"), Name: name}
	changes, err := p.Site.History(ctx, "tree/"+name)
	if err != nil {
		return v, err
	}
	if len(changes) == 0 {
		return v, appliance.ErrNotFound
	}
	names, err := p.operatorNames(ctx)
	for i, c := range changes {
		row := version{ID: strconv.FormatInt(c.At.UnixMicro(), 10), When: moment(ctx, c.At, p.Now()), By: names[c.By], Live: i == 0}
		if err := json.Unmarshal(c.After, &row.text); err != nil {
			return v, fmt.Errorf("read a version of tree %q: %w", name, err)
		}
		v.Rows = append(v.Rows, row)
	}
	return v, err
}

// operatorNames are the names of those who publish; the box itself has none.
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

// published says who published the newest version, and when.
func (p *Pages) published(ctx context.Context, name string) (string, error) {
	v, err := p.versions(ctx, name)
	if errors.Is(err, appliance.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return i18n.Text(ctx, "admin.version.live", "when", v.Rows[0].When, "name", v.Rows[0].By), nil
}

func moment(ctx context.Context, at, now time.Time) string {
	return i18n.From(ctx).Moment(at.Local(), now)
}
