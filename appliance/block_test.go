package appliance

import (
	"testing"
	"time"
)

// TestBlockKeepsAwayWhoComesWithItWhileItHolds is the whole of the rule.
func TestBlockKeepsAwayWhoComesWithItWhileItHolds(t *testing.T) {
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	device, number := Identity{BlockDevice, "a"}, Identity{BlockPhone, "+420603123456"}
	until := func(id BlockID, who Identity, at time.Time) Block { return Block{ID: id, Identity: who, Until: at} }
	lifted := until(1, device, time.Time{})
	lifted.Lifted = now.Add(-time.Minute)
	for rule, c := range map[string]struct {
		all  []Block
		who  []Identity
		want BlockID // 0: he may come
	}{
		"nobody is blocked":              {nil, []Identity{device}, 0},
		"for good":                       {[]Block{until(1, device, time.Time{})}, []Identity{device}, 1},
		"until later":                    {[]Block{until(1, device, now.Add(time.Microsecond))}, []Identity{device}, 1},
		"until now":                      {[]Block{until(1, device, now)}, []Identity{device}, 0},
		"until before":                   {[]Block{until(1, device, now.Add(-time.Hour))}, []Identity{device}, 0},
		"lifted":                         {[]Block{lifted}, []Identity{device}, 0},
		"another's":                      {[]Block{until(1, Identity{BlockDevice, "b"}, time.Time{})}, []Identity{device}, 0},
		"the same value in another use":  {[]Block{until(1, Identity{BlockMail, "a"}, time.Time{})}, []Identity{device}, 0},
		"by one of several":              {[]Block{until(1, number, time.Time{})}, []Identity{device, number}, 1},
		"comes with nothing":             {[]Block{until(1, Identity{}, time.Time{})}, nil, 0},
		"the longer of two times":        {[]Block{until(1, device, now.Add(time.Hour)), until(2, number, now.Add(2*time.Hour))}, []Identity{device, number}, 2},
		"the longer, whatever the order": {[]Block{until(2, number, now.Add(2*time.Hour)), until(1, device, now.Add(time.Hour))}, []Identity{device, number}, 2},
		"for good before any time":       {[]Block{until(1, device, now.Add(time.Hour)), until(2, number, time.Time{})}, []Identity{device, number}, 2},
		"a time never after for good":    {[]Block{until(2, number, time.Time{}), until(1, device, now.Add(time.Hour))}, []Identity{device, number}, 2},
	} {
		got, blocked := BlockedBy(c.all, c.who, now)
		if got.ID != c.want || blocked != (c.want != 0) {
			t.Errorf("%s: block %s, %v, want %s", rule, got.ID, blocked, c.want)
		}
	}
}
