package console

import (
	"net/http"
	"slices"
	"time"

	"cordboard/appliance/sqlite"
	"cordboard/appliance/trunk"
	"cordboard/web"
)

// trouble is something that keeps the box from being well: the end of its
// text's key.
type trouble string

// The troubles. Only the first keeps the box from its work.
const (
	refusing trouble = "refusing" // the store takes no writes
	full     trouble = "full"     // the disk was full: the store's reserve is given up
	late     trouble = "late"     // callers heard a gap, because the machine had no time for the sound
	crowded  trouble = "crowded"  // more calls came than there was room for
	capped   trouble = "capped"   // a cap on calls out is reached
	nearly   trouble = "nearly"   // little is left of one
	hours    trouble = "hours"    // somebody calls out while the house is closed
	password trouble = "password" // an exchange refuses our password
	unwell   trouble = "exchange" // an exchange does not answer, or refuses us
	stranger trouble = "stranger" // an address of no trunk goes on asking
)

// lately is how long what has passed is worth telling.
const lately = 10 * time.Minute

// grave tells whether somebody must do something about it.
func (t trouble) grave() bool { return t == refusing || t == full }

// strain is when the box last had too little of something; zero: never.
type strain struct {
	paused  time.Time // callers heard a gap
	crowded time.Time // a call found no room, or a message was lost
}

// troubles lists what is wrong now.
func troubles(s sqlite.Health, last strain, alarms []trunk.Alarm, now time.Time) (all []trouble) {
	recent := func(at time.Time) bool { return !at.IsZero() && now.Sub(at) < lately }
	if s.Refusing != nil {
		all = append(all, refusing)
	}
	if !s.Reserve {
		all = append(all, full)
	}
	if recent(last.paused) {
		all = append(all, late)
	}
	if recent(last.crowded) {
		all = append(all, crowded)
	}
	for _, a := range alarms {
		if t := troubleOf(a); !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	if slices.Contains(all, capped) { // which says enough
		all = slices.DeleteFunc(all, func(t trouble) bool { return t == nearly })
	}
	return all
}

// troubleOf names what an alarm is about; the administration says of whom.
func troubleOf(a trunk.Alarm) trouble {
	switch a.About {
	case trunk.HoursAlarm:
		return hours
	case trunk.PasswordAlarm:
		return password
	case trunk.ExchangeAlarm:
		return unwell
	case trunk.StrangerAlarm:
		return stranger
	case trunk.CapAlarm:
	}
	if a.Use.Reached() {
		return capped
	}
	return nearly
}

func (p *Pages) troubles() []trouble {
	return troubles(p.Store.Health(), strain{p.Paused(), p.Load().Crowded}, p.Trunks.Alarms(), p.Now())
}

// health says whether the store answers and takes what is written; it tells
// nothing else to anybody.
func (p *Pages) health(w http.ResponseWriter, r *http.Request) error {
	err := p.Store.Read(r.Context(), func(v *sqlite.View) error {
		_, _, err := v.Setting("health")
		return err
	})
	if err == nil {
		err = p.Store.Health().Refusing
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		web.Log(r.Context()).Error("health", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, err = w.Write([]byte("not well\n"))
		return err
	}
	_, err = w.Write([]byte("well\n"))
	return err
}
