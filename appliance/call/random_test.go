package call

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"cordboard/appliance"
	"cordboard/appliance/sip"
	"cordboard/ivr"
	"cordboard/ivr/run"
)

var seed = flag.Uint64("call.seed", 0, "seed of the random calls; 0: a new one")

const (
	histories = 4000
	events    = 40 // of each
)

// TestRandomCallsKeepEveryRule lets thousands of calls go any way they can and
// holds every rule after each event. The overseer's own eyes are tested below.
func TestRandomCallsKeepEveryRule(t *testing.T) {
	s := *seed
	if s == 0 {
		s = rand.Uint64()
	}
	t.Logf("repeat with: go test ./appliance/call -run %s -call.seed=%d", t.Name(), s)
	reached := map[phase]int{}
	acts := map[string]int{}
	for n := range uint64(histories) {
		broken, story := wander(rand.New(rand.NewPCG(s, n)), nil)
		if broken != "" {
			for _, m := range story {
				t.Log(m)
			}
			t.Fatalf("seed %d, history %d: broken is: %s", s, n, broken)
		}
		for _, m := range story {
			reached[m.after.Phase]++
			if m.after.Held {
				acts["held"]++
			}
			if len(m.table) > 1 {
				acts["two circles"]++
			}
			if slices.ContainsFunc(m.table, func(c circle) bool { return len(c.deaf) > 0 }) {
				acts["somebody is not heard"]++
			}
			if did[release](m) {
				acts["released"]++
			}
			if len(m.before.Successions) > 0 {
				acts["successor"]++
			}
			if len(m.before.Ways) > 0 {
				acts["telephone rings"]++
			}
		}
	}
	for _, p := range []phase{inTree, waiting, talking, handed, over} {
		if reached[p] < histories/10 {
			t.Errorf("seed %d: %d moments in %s: the calls are too quiet to show anything", s, reached[p], p)
		}
	}
	for _, what := range []string{"held", "two circles", "somebody is not heard", "released", "successor", "telephone rings"} {
		if acts[what] < histories/10 {
			t.Errorf("seed %d: %d moments with %s: the calls are too quiet to show anything", s, acts[what], what)
		}
	}
}

// TestOverseerSeesEachBreach spoils what the calls do, one way at a time: the
// overseer must see each.
func TestOverseerSeesEachBreach(t *testing.T) {
	for rule, spoil := range map[string]func(*moment) bool{
		"over is over": func(m *moment) bool {
			m.did = append(m.did, sound{})
			return m.before.Phase == over
		},
		"the conversation ends once": func(m *moment) bool {
			ends := did[finish](*m)
			if ends {
				m.did = append(m.did, finish{})
			}
			return ends
		},
		"the end parts, hangs up and is told": func(m *moment) bool {
			ends := did[bye](*m)
			m.did = slices.DeleteFunc(m.did, func(a action) bool { return a == action(part{}) })
			return ends
		},
		"every party that was called is released": func(m *moment) bool {
			was := len(m.did)
			m.did = slices.DeleteFunc(m.did, func(a action) bool { _, is := a.(release); return is })
			return len(m.did) < was
		},
		"only who is called has a number's place": func(m *moment) bool {
			was := len(m.did)
			m.did = slices.DeleteFunc(m.did, func(a action) bool { _, is := a.(dial); return is })
			return len(m.did) < was
		},
		"held stays held": func(m *moment) bool {
			_, gone := m.event.(legChanged)
			spoilt := gone && m.before.Held && m.after.Phase == talking
			if spoilt {
				m.after.Held, m.table = false, nil
			}
			return spoilt
		},
		"nobody hears whom he must not": func(m *moment) bool {
			spoilt := false
			for i := range m.table {
				spoilt = spoilt || len(m.table[i].deaf) > 0
				m.table[i].deaf = nil
			}
			return spoilt
		},
		"nobody is left without sound": func(m *moment) bool {
			spoilt := len(m.table) > 0 && m.after.CallerThere && m.after.Answered && m.after.Held
			if spoilt {
				m.table = slices.DeleteFunc(m.table, func(c circle) bool { return c.seats[0] == caller })
			}
			return spoilt
		},
		"who serves hears the caller": func(m *moment) bool {
			spoilt := false
			for i, c := range m.table {
				if len(c.seats) == 2 && c.seats[0] == caller && len(c.deaf) == 0 && m.after.role(c.seats[1]) == Serving {
					m.table[i].deaf, spoilt = [][2]seat{{c.seats[1], caller}}, true
				}
			}
			return spoilt
		},
		"somebody serves who talks": func(m *moment) bool {
			spoilt := m.after.Phase == talking && m.before.Phase != talking
			if spoilt {
				m.after.Parties = nil
			}
			return spoilt
		},
		"who was handed over is with somebody": func(m *moment) bool {
			spoilt := m.after.Phase == handed
			if spoilt {
				m.after.Parties = nil
				for at := range m.before.Seats + 1 { // they were sent home
					m.did = append(m.did, release{at + 1})
				}
			}
			return spoilt
		},
		"no operator sits where nobody talks": func(m *moment) bool {
			spoilt := m.after.Phase == waiting
			m.after.Parties = append(m.after.Parties, party{Seat: 99, Operator: 7, Role: Serving})
			return spoilt
		},
		"the tree goes on": func(m *moment) bool {
			_, nobodyIs := m.event.(nobody)
			spoilt := nobodyIs && m.before.Phase == waiting
			if spoilt {
				m.did = nil
			}
			return spoilt
		},
		"an operator keeps his place until he leaves": func(m *moment) bool {
			_, held := m.event.(legChanged)
			spoilt := held && m.after.Phase == talking && len(m.after.in(Serving)) > 1
			if spoilt {
				m.after.rise(m.after.in(Serving)[0].Seat)
				m.table = nil
				m.after.CallerThere = false
			}
			return spoilt
		},
		"the contact is called once": func(m *moment) bool {
			spoilt := slices.ContainsFunc(m.did, func(a action) bool { d, is := a.(dial); return is && d.seat == caller })
			if spoilt {
				m.did = append(m.did, dial{seat: caller})
			}
			return spoilt
		},
		"nobody is called to whom nobody would speak": func(m *moment) bool {
			e, begins := m.event.(placed)
			spoilt := begins && e.comes && !e.legUp
			if spoilt {
				m.did = append(m.did, dial{seat: caller})
			}
			return spoilt
		},
		"a successor has a place": func(m *moment) bool {
			spoilt := len(m.after.Successions) > 0 && m.after.Phase == talking
			if spoilt {
				m.after.Successions[0].Seat = 99
			}
			return spoilt
		},
		"a place has one successor": func(m *moment) bool {
			spoilt := len(m.after.Successions) > 0 && m.after.Phase == talking
			if spoilt {
				m.after.Successions = append(m.after.Successions, m.after.Successions[0])
			}
			return spoilt
		},
		"who leaves for another is not heard": func(m *moment) bool {
			e, begins := m.event.(succeeding)
			p := m.after.party(e.seat)
			spoilt := begins && m.before.succession(e.seat) == nil && m.after.succession(e.seat) != nil && p != nil
			if spoilt {
				p.There, m.table = true, m.after.table()
			}
			return spoilt
		},
		"only what may be kept is recorded": func(m *moment) bool {
			spoilt := false
			for i, c := range m.table {
				if len(c.seats) > 1 && c.seats[0] == caller && m.after.Paused {
					m.table[i].recorded, spoilt = true, true
				}
			}
			return spoilt
		},
	} {
		t.Run(rule, func(t *testing.T) {
			spoilt := false
			for n := range uint64(histories) {
				broken, _ := wander(rand.New(rand.NewPCG(1, n)), func(m *moment) {
					spoilt = spoilt || spoil(m)
				})
				if spoilt && broken != rule {
					t.Fatalf("history %d breaks %q, and seen is %q", n, rule, broken)
				}
				if spoilt {
					return
				}
			}
			t.Fatalf("no history came to where %q could be broken", rule)
		})
	}
}

// wander is one call that goes any way it can, until a rule is broken. spoil, if
// not nil, changes what the overseer is shown.
func wander(chance *rand.Rand, spoil func(*moment)) (broken string, story []moment) {
	s := begins(chance)
	watching := newOverseer()
	now := time.Unix(0, 0)
	next := event(began{})
	if s.tree == nil {
		next = placed{operator: 7, legUp: chance.IntN(2) == 0, comes: chance.IntN(2) == 0, ways: []sip.Outgoing{{Number: "775418102"}}}
	}
	for range events {
		now = now.Add(time.Second)
		m := moment{before: s.copy(), event: next}
		m.did = s.on(next, always{}, now)
		m.after, m.table = s.copy(), s.table()
		if spoil != nil {
			spoil(&m)
		}
		story = append(story, m)
		if broken = watching.see(m); broken != "" {
			return broken, story
		}
		next = happens(chance, &s)
	}
	return "", story
}

// copy is the state as it stands; the tree's session goes on with the original.
func (s *state) copy() state {
	c := *s
	c.Parties, c.Successions = slices.Clone(s.Parties), slices.Clone(s.Successions)
	return c
}

// begins is a call that comes in, by one tree or another, or one that we make.
func begins(chance *rand.Rand) state {
	switch chance.IntN(6) {
	case 0:
		return state{Phase: talking, Owed: chance.IntN(2) == 0}
	case 1:
		tree, err := ivr.Parse("main", []byte(dialling))
		if err != nil {
			panic(err)
		}
		return state{Phase: inTree, OnAccept: chance.IntN(2) == 0, tree: run.New(tree, appliance.English)}
	}
	return state{Phase: inTree, OnAccept: chance.IntN(3) == 0, tree: run.New(ivr.Direct("Reception", "en"), appliance.English)}
}

// happens is anything that can happen to a call that stands so.
func happens(chance *rand.Rand, s *state) event {
	o := operators[chance.IntN(len(operators))]
	up := chance.IntN(3) > 0
	switch n := chance.IntN(100); {
	case n < 14:
		return accepted{operator: o, legUp: up}
	case n < 20:
		return seated{consulted{operator: o, by: operators[chance.IntN(len(operators))]}, up}
	case n < 28:
		return legChanged{o, up}
	case n < 32:
		if len(s.in(Serving)) > 1 || s.colleague() != nil { // else the conversation ends, or waits
			return left{o}
		}
		return unrecorded{}
	case n < 34:
		return requeued{ivr.Direct("Returns", "en")}
	case n < 50:
		return lineDoes(chance, s)
	case n < 52:
		return unanswered{s.Outward.Seat}
	case n < 53:
		return []event{lineEvent{caller, lineLeft, "hangup"}, broke{"error"}, endedElse{}}[chance.IntN(3)]
	case n < 55:
		return nobody{}
	case n < 57:
		return pressed{'1'}
	case n < 60:
		return passesOn(chance, s)
	case n < 62:
		return leave{o}
	case n < 67:
		return watch{o, up, []Role{"", Listening, Whispering, Guest}[chance.IntN(4)]}
	}
	return wish{o, wants(chance, s)}
}

// lineDoes is what comes of a call of ours: to a number, or to the contact.
func lineDoes(chance *rand.Rand, s *state) event {
	var called []seat
	if s.tree == nil {
		called = append(called, caller)
	}
	for _, p := range s.Parties {
		if p.Operator == 0 {
			called = append(called, p.Seat)
		}
	}
	if len(called) == 0 {
		return unrecorded{}
	}
	e := lineEvent{seat: called[chance.IntN(len(called))]}
	answered := e.seat == caller && s.Answered
	if p := s.party(e.seat); p != nil {
		answered = p.Answered
	}
	switch {
	case answered:
		e.what = lineLeft
	case chance.IntN(3) == 0:
		e.what, e.cause = lineFailed, "busy"
	default:
		e.what = []progress{lineEarly, lineAnswered}[chance.IntN(2)]
	}
	return e
}

// passesOn is what a telephone can do to leave its place to another one (REFER), or
// another one to take it (Replaces).
func passesOn(chance *rand.Rand, s *state) event {
	at := seat(chance.IntN(int(s.Seats) + 1))
	if s.succession(at) == nil {
		if chance.IntN(3) == 0 && s.mayYield(at) {
			return succeeded{at, "41"}
		}
		return succeeding{at, "42"}
	}
	switch chance.IntN(4) {
	case 0:
		return presaged{at}
	case 1:
		return succeeded{at, "42"}
	case 2:
		return unsucceeded{at, "busy"}
	}
	if at == caller && s.tree != nil {
		return lineEvent{caller, lineLeft, "hangup"}
	}
	return lineEvent{seat: at, what: lineLeft}
}

// wants is anything that an operator can want.
func wants(chance *rand.Rand, s *state) act {
	on := chance.IntN(2) == 0
	switch chance.IntN(13) {
	case 0, 1:
		return hold{on}
	case 2:
		return mute{on}
	case 3:
		return pause{on: on, reason: "card"}
	case 4:
		return digit{'5'}
	case 5, 6:
		return ask{number: "31", role: Aside}
	case 7:
		return ask{number: "32", role: Guest}
	case 8:
		return ask{number: "33", role: Aside, handing: true}
	case 9:
		return merge{}
	case 10:
		return hand{}
	case 11:
		return drop{seat(chance.IntN(int(s.Seats) + 1))}
	}
	if chance.IntN(4) > 0 {
		return mute{on}
	}
	return hangup{all: chance.IntN(3) == 0}
}
