package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/site"
	"cordboard/web"
	"cordboard/web/i18n"
)

// changeRow is a change of the settings that can be taken back.
type changeRow struct {
	Number    int
	When, Who string
	What      string // is other than before
}

// mostChanges is how many are listed.
const mostChanges = 10

// settingParts are the parts of the settings as their history has them, in the
// order of the forms, each with the text that names it.
var settingParts = []struct{ part, text string }{
	{"Name", "admin.settings.name"},
	{"Language", "admin.settings.language"},
	{"Region", "admin.settings.region"},
	{"AllAway", "admin.settings.all-away"},
	{"LoginIdle", "admin.settings.login-idle"},
	{"LoginLasts", "admin.settings.login-lasts"},
	{"InvitationLasts", "admin.settings.invitation-lasts"},
	{"Studio", "admin.settings.studio"},
	{"ReserveBrackets", "admin.settings.brackets"},
	{"Mail", "admin.mail"},
	{"Voices", "admin.voices"},
}

// settingChanges lists what was changed of the settings, the newest first.
func (p *Pages) settingChanges(ctx context.Context) (rows []changeRow, err error) {
	all, err := p.Site.History(ctx, "settings")
	if err != nil {
		return nil, err
	}
	names, err := p.operatorNames(ctx)
	for _, c := range all[:min(len(all), mostChanges)] {
		rows = append(rows, changeRow{Number: c.Number, When: moment(ctx, c.At, p.Now()), Who: names[c.By], What: changedParts(ctx, c)})
	}
	return rows, err
}

// changedParts names what is other after a change than before.
func changedParts(ctx context.Context, c site.Change) string {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(c.Before, &before) != nil || json.Unmarshal(c.After, &after) != nil {
		return ""
	}
	var all []string
	for _, p := range settingParts {
		if !bytes.Equal(before[p.part], after[p.part]) {
			all = append(all, i18n.Text(ctx, p.text))
		}
	}
	return strings.Join(all, " · ")
}

// putBack makes the settings what they were before a change.
func (p *Pages) putBack(w http.ResponseWriter, r *http.Request) error {
	t, err := sent(r)
	if err != nil {
		return err
	}
	ctx, by := r.Context(), web.Operator(r.Context()).ID
	all, err := p.Site.History(ctx, "settings")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c site.Change) bool { return c.Number == t.number("change") })
	if i < 0 {
		return appliance.ErrNotFound
	}
	err = p.Site.Revert(ctx, by, all[i])
	if err == nil && p.Site.SpeaksTexts() {
		_, err = p.Site.SpeakAgain(ctx, by)
	}
	if err != nil {
		return p.showSettings(w, r, err)
	}
	http.Redirect(w, r, "/admin/settings?saved=1", http.StatusSeeOther)
	return nil
}
