package desk

import (
	"net/url"
	"strconv"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/plain"
)

// soughtLimit is the longest phrase that is looked for, in characters.
const soughtLimit = 200

var (
	errDay  = appliance.Refuse(appliance.Invalid, "refusal.day")
	errDays = appliance.Refuse(appliance.Invalid, "refusal.days-order")
)

// sought is what a folder is narrowed to, as its address says.
type sought struct {
	Text  string
	Entry appliance.EntryPointID
	Tags  string // that it has all of, as tagList writes them
	// Blocked says that the contact was blocked in it.
	Blocked bool
	// From and To are days, as a browser's field writes them. From without To is one day.
	From, To string
}

// soughtBy reads it. What is no entry point is none.
func soughtBy(q url.Values) sought {
	n, _ := strconv.ParseInt(q.Get("way"), 10, 64)
	return sought{
		Text: plain.Line(q.Get("q"), soughtLimit), Entry: appliance.EntryPointID(max(0, n)),
		Tags: tagsBy(q), Blocked: q.Get("blocked") != "",
		From: plain.Line(q.Get("from"), len(time.DateOnly)), To: plain.Line(q.Get("to"), len(time.DateOnly)),
	}
}

// in is what of it narrows a folder: what is not finished is not looked through.
func (s sought) in(t tab) sought {
	if t == tabFinished {
		return s
	}
	return sought{Entry: s.Entry, Tags: s.Tags}
}

// blocked is it with what is blocked alone, or with the rest as well.
func (s sought) blocked(only bool) sought {
	s.Blocked = only
	return s
}

func (s sought) narrows() bool { return s != sought{} }

// into writes it into an address.
func (s sought) into(q url.Values) {
	for _, field := range []struct{ name, value string }{{"q", s.Text}, {"from", s.From}, {"to", s.To}, {"tags", s.Tags}} {
		if field.value != "" {
			q.Set(field.name, field.value)
		}
	}
	if s.Entry != 0 {
		q.Set("way", s.Entry.String())
	}
	if s.Blocked {
		q.Set("blocked", "on")
	}
}

// query is it as an address has it.
func (s sought) query() string {
	q := url.Values{}
	s.into(q)
	return q.Encode()
}

// href is a page as href makes it, narrowed so.
func (s sought) href(id appliance.ConversationID, t tab) string {
	q := s.in(t).query()
	if q == "" {
		return href(id, t)
	}
	return href(id, t) + "&" + q
}

// days are the moments from which on and before which it is looked for; zero: any.
func (s sought) days(zone *time.Location) (from, before time.Time, err error) {
	last := s.To
	if last == "" {
		last = s.From
	}
	for _, day := range []struct {
		text string
		at   *time.Time
	}{{s.From, &from}, {last, &before}} {
		if day.text == "" {
			continue
		}
		if *day.at, err = time.ParseInLocation(time.DateOnly, day.text, zone); err != nil {
			return time.Time{}, time.Time{}, errDay
		}
	}
	if before.Before(from) {
		return time.Time{}, time.Time{}, errDays
	}
	if !before.IsZero() {
		before = before.AddDate(0, 0, 1)
	}
	return from, before, nil
}

// seekAction is where the form of a page leads.
func seekAction(p page) string {
	if p.Open == 0 {
		return "/desk"
	}
	return "/desk/" + p.Open.String()
}

// chosen names the entry point that a list is narrowed to, or all.
func chosen(ways []way) string {
	for _, w := range ways {
		if w.Chosen {
			return w.Name
		}
	}
	return ways[0].Name
}

// nothing is the sentence for a narrowed folder that shows nothing: what to loosen.
func nothing(p page) string {
	switch s := p.Sought; {
	case p.Left.Older != "":
		return "desk.seek.further"
	case s.Tags != "" || s.Blocked:
		return "desk.seek.nothing.some"
	case s.Text != "" && (s.From != "" || s.To != "" || s.Entry != 0):
		return "desk.seek.nothing.both"
	case s.Text != "":
		return "desk.seek.nothing.text"
	case s.From != "" || s.To != "":
		return "desk.seek.nothing.days"
	}
	return "desk.seek.nothing.way"
}
