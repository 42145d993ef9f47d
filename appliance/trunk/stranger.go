package trunk

import (
	"net/netip"
	"slices"
	"sync"
	"time"
)

// What makes an address of no trunk worth an alarm: it asks more often than by
// mistake, and has not stopped for good.
const (
	strangerAsks  = 20
	strangerPause = 10 * time.Minute
	// mostStrangers bounds how many are told apart. Addresses are easily forged.
	mostStrangers = 256
)

// knocks are those of one stranger, as far as anybody needs to know.
type knocks struct {
	n    int // at most one more than strangerAsks
	last time.Time
}

// next is k after one more; news tells that this one was one too many.
func (k knocks) next(now time.Time) (_ knocks, news bool) {
	if now.Sub(k.last) >= strangerPause {
		k.n = 0
	}
	news = k.n == strangerAsks
	return knocks{n: min(k.n+1, strangerAsks+1), last: now}, news
}

// tooMany tells whether they are worth an alarm.
func (k knocks) tooMany(now time.Time) bool {
	return k.n > strangerAsks && now.Sub(k.last) < strangerPause
}

// strangers remembers who asks without belonging to a trunk. The zero strangers
// remembers nobody; it is safe for use by several.
type strangers struct {
	mu    sync.Mutex
	heard map[netip.Addr]knocks
	rest  knocks // of those that are too many to be told apart
}

// asked takes what came of a stranger, and tells whether it is now worth an
// alarm. It is asked about every datagram of a flood.
func (s *strangers) asked(source netip.Addr, now time.Time) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, known := s.heard[source]
	if !known && len(s.heard) >= mostStrangers {
		s.rest, news = s.rest.next(now)
		return news
	}
	if s.heard == nil {
		s.heard = map[netip.Addr]knocks{}
	}
	s.heard[source], news = k.next(now)
	return news
}

// alarms are those of now, and forgets who stopped.
func (s *strangers) alarms(now time.Time) (all []Alarm) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for source, k := range s.heard {
		switch {
		case now.Sub(k.last) >= strangerPause:
			delete(s.heard, source)
		case k.tooMany(now):
			all = append(all, Alarm{About: StrangerAlarm, Source: source})
		}
	}
	slices.SortFunc(all, func(a, b Alarm) int { return a.Source.Compare(b.Source) })
	if len(all) > toldStrangers || s.rest.tooMany(now) {
		all = append(all[:min(len(all), toldStrangers)], Alarm{About: StrangerAlarm})
	}
	return all
}

// toldStrangers is how many are told one by one.
const toldStrangers = 3
