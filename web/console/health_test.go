package console

import (
	"errors"
	"slices"
	"testing"
	"time"

	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
)

func TestTroublesAreNamed(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	sound := sqlite.Health{Reserve: true}
	for name, c := range map[string]struct {
		store sqlite.Health
		last  strain
		calls []int // out, of ten
		kinds []trunk.About
		want  []trouble
	}{
		"nothing":            {sound, strain{}, nil, nil, nil},
		"old strain":         {sound, strain{now.Add(-lately), now.Add(-lately)}, nil, nil, nil},
		"a gap":              {sound, strain{paused: now.Add(-time.Minute)}, nil, nil, []trouble{late}},
		"no room for a call": {sound, strain{crowded: now.Add(-time.Minute)}, nil, nil, []trouble{crowded}},
		"no reserve":         {sqlite.Health{}, strain{}, nil, nil, []trouble{full}},
		"no room for writes": {sqlite.Health{Refusing: errors.New("full")}, strain{paused: now}, nil, nil, []trouble{refusing, full, late}},
		"little is left":     {sound, strain{}, []int{8}, nil, []trouble{nearly}},
		"nothing is left":    {sound, strain{}, []int{8, 10}, nil, []trouble{capped}},
		"out of hours":       {sound, strain{}, nil, []trunk.About{trunk.HoursAlarm, trunk.HoursAlarm}, []trouble{hours}},
		"a wrong password":   {sound, strain{}, nil, []trunk.About{trunk.PasswordAlarm}, []trouble{password}},
		"a silent exchange":  {sound, strain{}, nil, []trunk.About{trunk.ExchangeAlarm, trunk.ExchangeAlarm}, []trouble{unwell}},
		"strangers":          {sound, strain{}, []int{9}, []trunk.About{trunk.StrangerAlarm, trunk.StrangerAlarm}, []trouble{nearly, stranger}},
	} {
		var alarms []trunk.Alarm
		for _, n := range c.calls {
			alarms = append(alarms, trunk.Alarm{About: trunk.CapAlarm, Use: trunk.Use{Cap: trunk.BoxCap, Calls: n, Limit: 10}})
		}
		for _, k := range c.kinds {
			alarms = append(alarms, trunk.Alarm{About: k})
		}
		if got := troubles(c.store, c.last, alarms, now); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
