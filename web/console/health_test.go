package console

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance/sqlite"
)

func TestTroublesAreNamed(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	sound := sqlite.Health{Reserve: true}
	for name, c := range map[string]struct {
		store  sqlite.Health
		paused time.Time
		want   []trouble
	}{
		"nothing":            {sound, time.Time{}, nil},
		"an old gap":         {sound, now.Add(-lately), nil},
		"a gap":              {sound, now.Add(-time.Minute), []trouble{late}},
		"no reserve":         {sqlite.Health{}, time.Time{}, []trouble{full}},
		"no room for writes": {sqlite.Health{Refusing: errors.New("full")}, now, []trouble{refusing, full, late}},
	} {
		if got := troubles(c.store, c.paused, now); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
