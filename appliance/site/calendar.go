package site

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/hours"
	"cordboard/appliance/sqlite"
)

// hoursPrefix begins the keys under which opening hours are stored.
const hoursPrefix = "hours."

// Open tells whether the opening hours of that name are open. Without a name
// it is always open, and so it is when they cannot be read: a caller is rather
// let in than turned away by a fault of the box.
func (s *Site) Open(ctx context.Context, name string, now time.Time) bool {
	if name == "" {
		return true
	}
	var c hours.Calendar
	err := s.store.Read(ctx, func(v *sqlite.View) (err error) {
		c, err = calendar(v, name)
		return err
	})
	if err != nil {
		s.log.Error("opening hours cannot be read", "hours", name, "err", err)
		return true
	}
	return c.Open(now)
}

// Closed tells when none of the site's opening hours are open, by what they are
// now; a site that keeps none is never closed.
func (s *Site) Closed(v *sqlite.View) (func(at time.Time) bool, error) {
	all, err := CalendarsOf(v)
	if err != nil {
		return nil, fmt.Errorf("read opening hours: %w", err)
	}
	return func(at time.Time) bool {
		return len(all) > 0 && !slices.ContainsFunc(all, func(c hours.Calendar) bool { return c.Open(at) })
	}, nil
}

// Calendars reads all opening hours, by name.
func (s *Site) Calendars(ctx context.Context) (all []hours.Calendar, err error) {
	err = s.store.Read(ctx, func(v *sqlite.View) error {
		all, err = CalendarsOf(v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read opening hours: %w", err)
	}
	return all, nil
}

// SaveCalendar adds opening hours or replaces those of the same name.
func (s *Site) SaveCalendar(ctx context.Context, by appliance.OperatorID, c hours.Calendar, seen ...appliance.Version) error {
	return s.saveCalendar(ctx, by, c, 0, seen...)
}

// saveCalendar is SaveCalendar of what takes the change of a number back.
func (s *Site) saveCalendar(ctx context.Context, by appliance.OperatorID, c hours.Calendar, undoes int, seen ...appliance.Version) error {
	if err := c.Check(); err != nil {
		return err
	}
	if err := checkPlainName(c.Name); err != nil {
		return err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write opening hours %q: %w", c.Name, err)
	}
	err = s.store.Write(ctx, func(tx *sqlite.Tx) error {
		old, set, err := tx.Setting(hoursPrefix + c.Name)
		if err != nil || old == string(text) {
			return err
		}
		var before any
		if set {
			if before, err = calendar(&tx.View, c.Name); err != nil {
				return err
			}
		}
		if err := appliance.Unchanged(before, seen...); err != nil {
			return err
		}
		if err := tx.SetSetting(hoursPrefix+c.Name, string(text)); err != nil {
			return err
		}
		return s.record(tx, Change{What: hoursKept + c.Name, By: by, Undoes: undoes}, before, c)
	})
	if err != nil {
		return fmt.Errorf("save opening hours %q: %w", c.Name, err)
	}
	return nil
}

func calendar(v *sqlite.View, name string) (hours.Calendar, error) {
	var c hours.Calendar
	text, set, err := v.Setting(hoursPrefix + name)
	switch {
	case err != nil:
		return c, err
	case !set:
		return c, fmt.Errorf("opening hours %q: %w", name, appliance.ErrNotFound)
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("opening hours %q: %w", name, err)
	}
	return c, nil
}

// CalendarsOf reads all opening hours, by name.
func CalendarsOf(v *sqlite.View) ([]hours.Calendar, error) {
	stored, err := v.Settings(hoursPrefix)
	if err != nil {
		return nil, err
	}
	var all []hours.Calendar
	for key, text := range stored {
		var c hours.Calendar
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, fmt.Errorf("read %s: %w", key, err)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b hours.Calendar) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}
