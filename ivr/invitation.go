package ivr

import (
	"slices"
	"time"
)

// Invitation asks for the six digits of an invitation and leads to the operator
// who made it.
type Invitation struct {
	// Invitation are the prompts that ask for the digits.
	Invitation []string
	// Music is heard while he is rung; empty: DefaultMusic.
	Music string
	// For is how long he is rung.
	For time.Duration
	// Nobody is the way when he is not there or does not answer, Busy while he
	// talks to others; empty: Nobody's.
	Nobody, Busy string
	// After is the way of a caller whom he left; empty: goodbye.
	After string
	// Patience is that for the digits; a number that invites to nothing is
	// wrong.
	Patience
}

// InvitationDigits is how many digits an invitation has.
const InvitationDigits = 6

// Kind is "invitation".
func (Invitation) Kind() string { return "invitation" }

// Ways are nobody, nothing, and wrong, busy and after if it has them.
func (i Invitation) Ways() []Way {
	return given(missing([]Way{{Name: "nobody", To: i.Nobody, Silent: true}}, i.Nothing, i.Wrong),
		Way{Name: "busy", To: i.Busy}, Way{Name: "after", To: i.After})
}

// Prompts are the question, what it says when it asks again, and the music.
func (i Invitation) Prompts() []string {
	return append(slices.Concat(i.Invitation, i.prompts()), i.Sounds())
}

// Sounds is the music that is heard in the end.
func (i Invitation) Sounds() string { return music(i.Music) }

// Digits are those that it asks for.
func (i Invitation) Digits() Digits {
	return Digits{Ask: i.Invitation, Least: InvitationDigits, Most: InvitationDigits, End: DefaultEnd, Patience: i.Patience}
}

func (r *reader) invitation(node string, is *line, ls *lines) Invitation {
	return Invitation{
		Invitation: r.prompts(node, is), Music: r.one(node, ls.take("music")),
		For:    r.duration(ls.take("for"), DefaultRinging, leastRinging, mostRinging),
		Nobody: r.text(ls.take("nobody")), Busy: r.text(ls.take("busy")), After: r.text(ls.take("after")),
		Patience: r.patience(node, ls),
	}
}

func (w *writer) invitation(a Invitation) {
	w.prompts("invitation", a.Invitation)
	w.line(2, "music", a.Music)
	w.ringing(a.For)
	w.line(2, "nobody", a.Nobody)
	w.line(2, "busy", a.Busy)
	w.line(2, "after", a.After)
	w.asking(a.Patience)
}
