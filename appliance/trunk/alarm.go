package trunk

import (
	"context"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Alarms are the caps on calls out of which little or nothing is left. They end
// by themselves as the calls grow old, or with other caps.
func (t *Trunks) Alarms() []Use {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.alarms)
}

// weigh notes what the caps' uses are now, and tells of those that are news.
func (t *Trunks) weigh(uses []Use) {
	near := slices.DeleteFunc(uses, func(u Use) bool { return !u.Near() })
	t.mu.Lock()
	before := t.alarms
	t.alarms = near
	t.mu.Unlock()
	if slices.Equal(before, near) {
		return
	}
	for _, u := range near {
		if was := same(before, u); was == nil || was.Reached() != u.Reached() {
			t.log.Warn("little or nothing is left of a cap of calls out", "reached", u.Reached(),
				"cap", string(u.Cap), "operator", u.Operator, "country", u.Country, "limit", u.Limit)
		}
	}
	for _, u := range before {
		if same(near, u) == nil {
			t.log.Info("a cap of calls out has room again", "cap", string(u.Cap), "operator", u.Operator, "country", u.Country)
		}
	}
	t.alarmed()
}

// same is the use of the same cap by the same one, or nil.
func same(among []Use, u Use) *Use {
	i := slices.IndexFunc(among, func(o Use) bool {
		return o.Cap == u.Cap && o.Operator == u.Operator && o.Country == u.Country
	})
	if i < 0 {
		return nil
	}
	return &among[i]
}

// reweigh counts anew: calls have grown old, or the caps are others.
func (t *Trunks) reweigh(ctx context.Context) {
	var past []appliance.Dialled
	var country string
	now := time.Now()
	err := t.store.Read(ctx, func(v *sqlite.View) (err error) {
		if country, err = t.country(v); err != nil {
			return err
		}
		past, err = v.Dialled(now.Add(-24 * time.Hour))
		return err
	})
	if err != nil {
		t.log.Warn("calls out could not be counted", "err", err)
		return
	}
	t.weigh(t.config.Load().Bounds().Uses(country, past, now))
}
