package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web/i18n"
)

const auditPath = "/admin/audit"

// audited is how many lines of the audit log a page lists.
const audited = 100

// auditView is the audit log, the newest line first.
type auditView struct {
	Frame     frameView
	Operators []choice
	Rows      []auditRow
	Older     string // address of the lines before these; empty: there are none
}

// auditRow is a line of it.
type auditRow struct {
	Stamp, When string
	Who, What   string
	Path        string // of what it was done to
}

// audit lists the audit log, of all operators or of one.
func (p *Pages) audit(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	of, _ := strconv.ParseInt(q.Get("operator"), 10, 64) // what is none is nobody, and all are listed
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	v := auditView{Frame: frame(r.Context(), "audit")}
	err := p.Store.Read(r.Context(), func(s *sqlite.View) error {
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		f := sqlite.AuditFilter{Operator: appliance.OperatorID(of), Before: appliance.AuditID(before), Limit: audited + 1}
		lines, err := s.AuditLog(f)
		if len(lines) > audited {
			lines = lines[:audited]
			v.Older = auditPath + "?" + url.Values{"operator": {q.Get("operator")}, "before": {lines[audited-1].ID.String()}}.Encode()
		}
		v.Operators = operatorChoices(r.Context(), operators, f.Operator)
		for _, a := range lines {
			v.Rows = append(v.Rows, rowOfAudit(r.Context(), a, operators))
		}
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, auditLog(v))
}

// operatorChoices are all operators, by name, and everybody.
func operatorChoices(ctx context.Context, operators []appliance.Operator, chosen appliance.OperatorID) []choice {
	all := []choice{{"", i18n.Text(ctx, "admin.audit.everybody"), chosen == 0}}
	for _, o := range slices.SortedFunc(slices.Values(operators), func(a, b appliance.Operator) int { return strings.Compare(a.Name, b.Name) }) {
		all = append(all, choice{o.ID.String(), o.Name, o.ID == chosen})
	}
	return all
}

func rowOfAudit(ctx context.Context, a appliance.Audit, operators []appliance.Operator) auditRow {
	texts := i18n.From(ctx)
	row := auditRow{
		Stamp: a.At.UTC().Format("2006-01-02T15:04:05Z"), When: texts.Date(a.At, a.At.AddDate(-1, 0, 0)) + " " + texts.TimeSeconds(a.At),
		What: texts.Text("audit."+string(a.Act), "conversation", a.Conversation.String(), "entry", a.Entry.String(), "ticket", a.Ticket.String()),
	}
	if i := slices.IndexFunc(operators, func(o appliance.Operator) bool { return o.ID == a.Operator }); i >= 0 {
		row.Who = operators[i].Name
	}
	switch a.Act {
	case appliance.RevealedContact, appliance.RevealedMessage, appliance.BlockedContact, appliance.Unblocked:
		row.Path = "/desk/" + a.Conversation.String()
	case appliance.RevealedTicket:
		row.Path = "/tickets/" + a.Ticket.String()
	}
	return row
}
