package trunk

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// About is what an Alarm is about.
type About string

// What alarms are about, in the order in which they are told.
const (
	CapAlarm      About = "cap"      // little or nothing is left of a cap on calls out
	HoursAlarm    About = "hours"    // somebody called out while the house was closed
	PasswordAlarm About = "password" // an exchange refuses our name or password
	ExchangeAlarm About = "exchange" // an exchange is not well otherwise
	StrangerAlarm About = "stranger" // an address of no trunk goes on asking
)

// Alarm is something about calls that an administrator should know of and can
// do something about. It ends by itself.
type Alarm struct {
	About About
	// Use is what is used up of which cap; of HoursAlarm, whose calls and how
	// many.
	Use    Use
	Trunk  string     // of PasswordAlarm and ExchangeAlarm
	Health Health     // of ExchangeAlarm
	Source netip.Addr // of StrangerAlarm; none: of many
}

// Text is the key of the sentence that says what is so.
func (a Alarm) Text() string {
	switch {
	case a.About == CapAlarm:
		return a.Use.Text()
	case a.About == HoursAlarm && a.Use.Operator == 0:
		return "alarm.hours.box"
	case a.About == StrangerAlarm && !a.Source.IsValid():
		return "alarm.strangers"
	case a.About == ExchangeAlarm:
		return "alarm.exchange." + string(a.Health)
	}
	return "alarm." + string(a.About)
}

// Remedy is the key of the sentence that tells an administrator what to do about
// it; empty: Text says enough.
func (a Alarm) Remedy() string {
	if a.About == CapAlarm {
		return ""
	}
	return a.Text() + ".remedy"
}

// Places are the places of those sentences, where its operator has that name.
func (a Alarm) Places(operator string) []any {
	return []any{
		"name", operator, "country", a.Use.Country, "calls", a.Use.Calls, "limit", a.Use.Limit,
		"trunk", a.Trunk, "source", a.Source.String(),
	}
}

// sameAs tells whether two alarms are about the same, which may have grown
// worse.
func (a Alarm) sameAs(b Alarm) bool {
	a.Use.Calls, a.Use.Limit, b.Use.Calls, b.Use.Limit = 0, 0, 0, 0
	return a == b
}

// alarmedFor is how long a call is told that went out of hours, or was not
// believed to be ours.
const alarmedFor = time.Hour

// counted are the alarms that follow from the calls out of the last day: of caps
// nearly used up, and of who called while the house was closed.
func counted(c Caps, country string, closed func(time.Time) bool, past []appliance.Dialled, now time.Time) (all []Alarm) {
	for _, u := range c.Uses(country, past, now) {
		if u.Near() {
			all = append(all, Alarm{About: CapAlarm, Use: u})
		}
	}
	late := map[appliance.OperatorID]int{}
	for _, d := range past {
		if now.Sub(d.At) < alarmedFor && closed(d.At) {
			late[d.Operator]++
		}
	}
	for o, calls := range late {
		all = append(all, Alarm{About: HoursAlarm, Use: Use{Operator: o, Calls: calls}})
	}
	slices.SortStableFunc(all, func(a, b Alarm) int {
		return cmp.Or(cmp.Compare(a.About, b.About), cmp.Compare(a.Use.Cap.rank(), b.Use.Cap.rank()), cmp.Compare(a.Use.Operator, b.Use.Operator))
	})
	return all
}

// unwell are the alarms of the trunks whose exchanges are not well: where we ask
// or register, or did of late not believe who calls.
func unwell(trunks []Trunk, standing func(name string) Standing, unproved map[string]time.Time, now time.Time) (all []Alarm) {
	for _, t := range trunks {
		health := standing(t.Name).Health
		call, was := unproved[t.Name]
		switch {
		case health == Password || was && t.Out != nil && now.Sub(call) < alarmedFor:
			all = append(all, Alarm{About: PasswordAlarm, Trunk: t.Name})
		case !health.well():
			all = append(all, Alarm{About: ExchangeAlarm, Trunk: t.Name, Health: health})
		}
	}
	return all
}

// Alarms are those of this moment.
func (t *Trunks) Alarms() []Alarm {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.alarms)
}

// raise puts the alarms of this moment together, and tells of those that are
// news.
func (t *Trunks) raise() {
	now := time.Now()
	t.mu.Lock()
	before := t.alarms
	after := slices.Concat(t.counted, unwell(t.config.Load().Trunks, t.standing, t.unproved, now), t.strangers.alarms(now))
	t.alarms = after
	t.mu.Unlock()
	if slices.Equal(before, after) {
		return
	}
	for _, a := range after {
		if !slices.ContainsFunc(before, func(b Alarm) bool { return b.sameAs(a) && b.Text() == a.Text() }) {
			t.log.Warn("alarm", "about", string(a.About), "cap", string(a.Use.Cap), "reached", a.About == CapAlarm && a.Use.Reached(),
				"operator", a.Use.Operator, "country", a.Use.Country, "trunk", a.Trunk, "health", string(a.Health), "source", a.Source)
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, b.sameAs) {
			t.log.Info("alarm is over", "about", string(b.About), "cap", string(b.Use.Cap),
				"operator", b.Use.Operator, "country", b.Use.Country, "trunk", b.Trunk, "health", string(b.Health), "source", b.Source)
		}
	}
	t.alarmed()
}

// recount counts anew: calls have grown old, or the caps or hours are others.
func (t *Trunks) recount(ctx context.Context) {
	var past []appliance.Dialled
	var country string
	var closed func(time.Time) bool
	now := time.Now()
	err := t.store.Read(ctx, func(v *sqlite.View) (err error) {
		if country, err = t.country(v); err != nil {
			return err
		}
		if closed, err = t.closed(v); err != nil {
			return err
		}
		past, err = v.Dialled(now.Add(-24 * time.Hour))
		return err
	})
	if err != nil {
		t.log.Warn("calls out could not be counted", "err", err)
		return
	}
	t.weigh(counted(t.config.Load().Bounds(), country, closed, past, now))
}

// weigh keeps what follows from the calls out.
func (t *Trunks) weigh(alarms []Alarm) {
	t.mu.Lock()
	t.counted = alarms
	t.mu.Unlock()
	t.raise()
}
