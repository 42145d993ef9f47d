package call

import "slices"

// circle is those at a call who hear one another, or one alone who hears
// music.
type circle struct {
	seats []seat
	// legs are which of their sounds they sit there with, as party.Legs.
	legs []int
	// deaf are the pairs of whom the first does not hear the second.
	deaf [][2]seat
	// recorded says that what is spoken here is kept.
	recorded bool
}

// music tells whether the circle is one who waits.
func (c circle) music() bool { return len(c.seats) == 1 }

// same tells whether nothing must be joined anew to make one of the other.
func (c circle) same(o circle) bool {
	return slices.Equal(c.seats, o.seats) && slices.Equal(c.legs, o.legs) && c.recorded == o.recorded
}

// table says who sits with whom. Whoever belongs to nobody now hears music, but
// for operators, who know that they wait.
func (s *state) table() []circle {
	left := s.seated()
	var circles []circle
	for len(left) > 0 {
		c := circle{seats: left[:1:1]}
		left = left[1:]
		for i := 0; i < len(c.seats); i++ { // grows by those whom its members hear
			left = slices.DeleteFunc(left, func(other seat) bool {
				meets := s.hears(c.seats[i], other) || s.hears(other, c.seats[i])
				if meets {
					c.seats = append(c.seats, other)
				}
				return meets
			})
		}
		if c.music() && !s.waitsAlone(c.seats[0]) {
			continue
		}
		circles = append(circles, s.complete(c))
	}
	return circles
}

// seated are those whose sound is up.
func (s *state) seated() []seat {
	var all []seat
	if s.CallerThere && !s.Keeping.Telling {
		all = append(all, caller)
	}
	for _, p := range s.Parties {
		if p.There {
			all = append(all, p.Seat)
		}
	}
	return all
}

// complete fills in what follows from who sits in a circle.
func (s *state) complete(c circle) circle {
	slices.Sort(c.seats)
	for _, a := range c.seats {
		legs := 0
		if p := s.party(a); p != nil {
			legs = p.Legs
		}
		c.legs = append(c.legs, legs)
		for _, b := range c.seats {
			if a != b && !s.hears(a, b) {
				c.deaf = append(c.deaf, [2]seat{a, b})
			}
		}
	}
	c.recorded = s.Phase == talking && s.Answered && !s.Paused && s.Keeping.on() && len(c.seats) > 1 && c.seats[0] == caller
	return c
}

// waitsAlone tells whether somebody who belongs to nobody is to hear music.
func (s *state) waitsAlone(at seat) bool {
	if at == caller {
		return s.Answered
	}
	p := s.party(at)
	return p.Operator == 0 && p.Answered
}

// hears is the rule of who hears whom, if both are there.
func (s *state) hears(ear, voice seat) bool {
	if p := s.party(voice); ear == voice || p != nil && p.Muted {
		return false
	}
	speaks, listens := s.role(voice), s.role(ear)
	switch speaks {
	case Listening:
		return false
	case Whispering:
		return listens == Serving
	}
	return s.side(speaks) == s.side(listens)
}

// role is what somebody does; the caller is the first of the guests.
func (s *state) role(at seat) Role {
	if p := s.party(at); p != nil {
		return p.Role
	}
	return Guest
}

// side is Guest or Aside: with whom somebody of a role talks now. The
// operators, and with them the supervisors, go from the caller to those aside
// while he is held.
func (s *state) side(r Role) Role {
	switch {
	case r == Guest || r == Aside:
		return r
	case s.Held:
		return Aside
	}
	return Guest
}
