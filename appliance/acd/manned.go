package acd

import (
	"maps"

	"cordboard/appliance"
)

// manned is for what of each kind that waits in each queue somebody is there. Entry
// points of which no operator has said anything are all alike, and stand under zero.
type manned struct {
	by    map[post]bool
	named map[appliance.EntryPointID]bool
}

// post is where somebody may be missing.
type post struct {
	demand
	entry appliance.EntryPointID
}

// somebody tells whether there is anyone for what comes from an entry point.
func (m manned) somebody(e appliance.EntryPointID, d demand) bool {
	if !m.named[e] {
		e = 0
	}
	return m.by[post{d, e}]
}

func (m manned) equal(other manned) bool {
	return maps.Equal(m.by, other.by) && maps.Equal(m.named, other.named)
}

// manned tells where somebody is there.
func (s *State) manned() manned {
	m := manned{by: map[post]bool{}, named: map[appliance.EntryPointID]bool{}}
	for _, o := range s.operators {
		for e := range o.Duties {
			m.named[e] = true
		}
	}
	for _, o := range s.operators {
		for id, q := range s.queues {
			for _, k := range []appliance.Kind{appliance.KindChat, appliance.KindCall} {
				if o.Mans(q, k, o.presence) {
					m.note(o, demand{id, k})
				}
			}
		}
	}
	return m
}

// note has o be there for what comes from where he is on duty.
func (m manned) note(o *operator, d demand) {
	m.by[post{d, 0}] = true
	for e := range m.named {
		if o.Attends(e) {
			m.by[post{d, e}] = true
		}
	}
}
