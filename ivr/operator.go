package ivr

import "time"

// Operator lets the caller wait for one operator.
type Operator struct {
	// Operator is his sign-in name.
	Operator string
	// Music is heard meanwhile; empty: DefaultMusic.
	Music string
	// For is how long he is rung.
	For time.Duration
	// Busy is the way while he talks to others; empty: Nobody's.
	Busy string
	// Nobody is the way when he is not there, or does not answer.
	Nobody string
	// After is the way of a caller whom he left; empty: goodbye.
	After string
}

// Kind is "operator".
func (Operator) Kind() string { return "operator" }

// Ways are nobody, and busy and after if it has them.
func (o Operator) Ways() []Way {
	return given([]Way{{Name: "nobody", To: o.Nobody, Silent: true}},
		Way{Name: "busy", To: o.Busy, Silent: true}, Way{Name: "after", To: o.After})
}

// given adds the ways that lead somewhere.
func given(ways []Way, may ...Way) []Way {
	for _, w := range may {
		if w.To != "" {
			ways = append(ways, w)
		}
	}
	return ways
}

// Prompts is the music.
func (o Operator) Prompts() []string { return []string{o.Sounds()} }

// Sounds is the music that is heard in the end.
func (o Operator) Sounds() string { return music(o.Music) }

func music(name string) string {
	if name == "" {
		return DefaultMusic
	}
	return name
}

// The bounds of ringing.
const (
	DefaultRinging = 30 * time.Second
	leastRinging   = 5 * time.Second
	mostRinging    = 2 * time.Minute
)

func (r *reader) operator(node string, is *line, ls *lines) Operator {
	return Operator{
		Operator: r.title(is), Music: r.one(node, ls.take("music")),
		For:  r.duration(ls.take("for"), DefaultRinging, leastRinging, mostRinging),
		Busy: r.text(ls.take("busy")), Nobody: r.text(ls.take("nobody")), After: r.text(ls.take("after")),
	}
}

func (w *writer) operator(a Operator) {
	w.line(2, "operator", a.Operator)
	w.line(2, "music", a.Music)
	w.ringing(a.For)
	w.line(2, "busy", a.Busy)
	w.line(2, "nobody", a.Nobody)
	w.line(2, "after", a.After)
}

func (w *writer) ringing(d time.Duration) {
	if d != DefaultRinging {
		w.line(2, "for", duration(d))
	}
}
