package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

const timePath = "/admin/operators/time"

// timeView is what one day's hours of the operators went to.
type timeView struct {
	Frame         frameView
	Day, Word     string // as the form has it, and in words
	Before, After string // addresses of the days beside it; empty: nothing is kept of it, or it has not come yet
	Rows          []timeRow
}

// timeRow is one operator's day.
type timeRow struct {
	Name, Path string
	Total      string // signed in to take conversations
	Times      []timeCell
}

// timeCell is the time in one state.
type timeCell struct {
	Time    string
	Reasons []string // of being away, and for how long
}

// timeColumns are the states that a day is divided into, as presence.* names them.
var timeColumns = []string{"available", "busy", "wrap-up", "away", "rona", "absent"}

// times shows how long who was in which state on a day.
func (p *Pages) times(w http.ResponseWriter, r *http.Request) error {
	texts := i18n.From(r.Context())
	now := p.Now().In(texts.Zone())
	day, err := time.ParseInLocation(time.DateOnly, r.URL.Query().Get("day"), texts.Zone())
	if err != nil || day.After(now) {
		day = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, texts.Zone())
	}
	next := day.AddDate(0, 0, 1)
	v := timeView{
		Frame: frame(r.Context(), "operators"), Day: day.Format(time.DateOnly), Word: texts.Day(day),
	}
	if !next.After(now) {
		v.After = dayPath(next)
	}
	err = p.Store.Read(r.Context(), func(s *sqlite.View) error {
		operators, err := s.Operators()
		if err != nil {
			return err
		}
		absences, err := s.Absences()
		if err != nil {
			return err
		}
		until := next
		if now.Before(until) {
			until = now
		}
		first, err := s.FirstStint()
		if err != nil {
			return err
		}
		if !first.IsZero() && first.Before(day) {
			v.Before = dayPath(day.AddDate(0, 0, -1))
		}
		stints, err := s.Stints(day, until)
		v.Rows = timeRows(r.Context(), operators, absences, stints)
		return err
	})
	if err != nil {
		return err
	}
	return page(w, r, http.StatusOK, timesPage(v))
}

func dayPath(day time.Time) string {
	return timePath + "?" + url.Values{"day": {day.Format(time.DateOnly)}}.Encode()
}

// timeRows are those of who was there at all, by name.
func timeRows(ctx context.Context, operators []appliance.Operator, absences []appliance.Absence, stints []appliance.Stint) (rows []timeRow) {
	texts := i18n.From(ctx)
	for _, o := range slices.SortedFunc(slices.Values(operators), func(a, b appliance.Operator) int { return strings.Compare(a.Name, b.Name) }) {
		var total time.Duration
		sums, reasons := map[string]time.Duration{}, map[string][]string{}
		row := timeRow{Name: o.Name, Path: operatorPath(o.ID)}
		for _, s := range stints {
			if s.Operator != o.ID || s.State == appliance.Offline {
				continue
			}
			total += s.Time
			c := timeColumn(s)
			sums[c] += s.Time
			if s.Reason != "" && !s.Absent {
				reasons[c] = append(reasons[c], web.AbsenceName(ctx, absences, s.Reason)+" "+texts.Duration(s.Time))
			}
		}
		if total == 0 {
			continue
		}
		row.Total = texts.Duration(total)
		for _, c := range timeColumns {
			row.Times = append(row.Times, timeCell{spent(texts, sums[c]), reasons[c]})
		}
		rows = append(rows, row)
	}
	return rows
}

// timeColumn is where a stint is counted: whoever has no desk page open is not there,
// whatever he is when it comes back.
func timeColumn(s appliance.Stint) string {
	if s.Absent {
		return "absent"
	}
	return string(s.State)
}

func spent(texts *i18n.Texts, d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return texts.Duration(d)
}
