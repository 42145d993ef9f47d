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
		store sqlite.Health
		last  strain
		want  []trouble
	}{
		"nothing":            {sound, strain{}, nil},
		"old strain":         {sound, strain{now.Add(-lately), now.Add(-lately)}, nil},
		"a gap":              {sound, strain{paused: now.Add(-time.Minute)}, []trouble{late}},
		"no room for a call": {sound, strain{crowded: now.Add(-time.Minute)}, []trouble{crowded}},
		"no reserve":         {sqlite.Health{}, strain{}, []trouble{full}},
		"no room for writes": {sqlite.Health{Refusing: errors.New("full")}, strain{paused: now}, []trouble{refusing, full, late}},
	} {
		if got := troubles(c.store, c.last, now); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
