package hours

import "time"

// on gives the moments at which the span begins and ends that belongs to date.
func (s Span) on(date Date, zone *time.Location) (from, to time.Time) {
	end := date
	if s.To <= s.From {
		end = date.add(1)
	}
	from, _ = moments(date, s.From, zone)
	_, to = moments(end, s.To, zone)
	return from, to
}

// moments gives when clocks in the zone show that time of that date: twice the
// same moment on almost every day; the first and the second where it comes
// twice; and where it is skipped, twice the moment of the change. time.Date
// does not say which of them it takes.
func moments(date Date, c Clock, zone *time.Location) (first, last time.Time) {
	wall := time.Date(date.Year, date.Month, date.Day, 0, int(c), 0, 0, time.UTC)
	before, after := offset(wall.Add(-26*time.Hour), zone), offset(wall.Add(26*time.Hour), zone)
	a, b := wall.Add(-before).In(zone), wall.Add(-after).In(zone)
	fitsA, fitsB := offset(a, zone) == before, offset(b, zone) == after
	switch {
	case fitsA && fitsB:
		return earlier(a, b), later(a, b)
	case fitsA:
		return a, a
	case fitsB:
		return b, b
	default:
		change, _ := a.ZoneBounds()
		return change, change
	}
}

func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.Before(a) {
		return a
	}
	return b
}
