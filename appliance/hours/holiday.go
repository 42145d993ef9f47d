package hours

import (
	"maps"
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/pl"
)

// Country is whose public holidays a calendar keeps, as in ISO 3166-1 alpha-2.
// The empty one keeps none.
type Country string

// The countries whose holidays the box knows.
const (
	Czechia Country = "CZ"
	Poland  Country = "PL"
)

// Countries are those whose holidays the box knows.
func Countries() []Country { return []Country{Czechia, Poland} }

// Holiday is a public holiday, named in the language of its country.
type Holiday struct {
	Date Date
	Name string
}

// public are the rules of each country. The library's list of Poland lacks
// the Sundays of Easter and Pentecost, and Christmas Eve, a day off since 2025
// (Dz.U. 2024 poz. 1965).
var public = map[Country][]*cal.Holiday{
	Czechia: cz.Holidays,
	Poland: append(slices.Clone(pl.Holidays),
		aa.Easter.Clone(&cal.Holiday{Name: "Wielkanoc"}),
		aa.Pentecost.Clone(&cal.Holiday{Name: "Zielone Świątki"}),
		&cal.Holiday{Name: "Wigilia Bożego Narodzenia", Month: time.December, Day: 24, Func: cal.CalcDayOfMonth, StartYear: 2025},
	),
}

// Holidays are those of a year, in order. Two on one day are one.
func (c Country) Holidays(year int) []Holiday {
	names := map[Date]string{}
	for _, rule := range public[c] {
		day, _ := rule.Calc(year)
		if !day.IsZero() {
			names[dateOf(day)] = rule.Name
		}
	}
	days := slices.SortedFunc(maps.Keys(names), func(a, b Date) int { return a.noon().Compare(b.noon()) })
	all := make([]Holiday, len(days))
	for i, day := range days {
		all[i] = Holiday{day, names[day]}
	}
	return all
}

// Holiday is the public holiday of a date, if there is one.
func (c Country) Holiday(date Date) (h Holiday, ok bool) {
	if public[c] == nil {
		return h, false
	}
	all := c.Holidays(date.Year)
	i := slices.IndexFunc(all, func(h Holiday) bool { return h.Date == date })
	if i < 0 {
		return h, false
	}
	return all[i], true
}

// Known tells whether the box knows the country's holidays, or keeps none.
func (c Country) Known() bool { return c == "" || public[c] != nil }
