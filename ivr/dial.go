package ivr

import (
	"strconv"
	"strings"
	"time"
)

// Dial calls a number outside and lets the caller talk with whom answers.
type Dial struct {
	// Dial is the number, as a trunk's plan takes it: +420222333444, or an
	// extension of the exchange.
	Dial string
	// Music is heard until somebody answers; empty: how it rings there.
	Music string
	// For is how long it rings.
	For time.Duration
	// Nobody is the way when nobody answers. It is also that of Busy and of
	// Failed, a number that cannot be reached, where those lead nowhere.
	Nobody, Busy, Failed string
	// Then is the way of a caller whom the other side left; empty: goodbye.
	Then string
}

// Kind is "dial".
func (Dial) Kind() string { return "dial" }

// Ways are nobody, and busy, failed and then if it has them.
func (d Dial) Ways() []Way {
	return given([]Way{{Name: "nobody", To: d.Nobody, Silent: true}},
		Way{Name: "busy", To: d.Busy, Silent: true}, Way{Name: "failed", To: d.Failed, Silent: true},
		Way{Name: "then", To: d.Then})
}

// Prompts is the music, if there is any.
func (d Dial) Prompts() []string {
	if d.Music == "" {
		return nil
	}
	return []string{d.Music}
}

// Sounds is the music, if there is any.
func (d Dial) Sounds() string { return d.Music }

func (r *reader) dial(node string, is *line, ls *lines) Dial {
	return Dial{
		Dial: r.dialled(is), Music: r.one(node, ls.take("music")),
		For:    r.duration(ls.take("for"), DefaultRinging, leastRinging, mostRinging),
		Nobody: r.text(ls.take("nobody")), Busy: r.text(ls.take("busy")), Failed: r.text(ls.take("failed")),
		Then: r.text(ls.take("then")),
	}
}

// dialLimit is the most digits of a number: fifteen (E.164), and what an
// exchange wants before them.
const dialLimit = 24

// dialled reads a number as people write it, and keeps what is dialled of it.
func (r *reader) dialled(l *line) string {
	s := r.text(l)
	if s == "" {
		return ""
	}
	number := strings.NewReplacer(" ", "", "-", "", "/", "", "(", "", ")", "").Replace(s)
	digits := strings.TrimPrefix(number, "+")
	if digits == "" || len(digits) > dialLimit || strings.Trim(digits, "0123456789*#") != "" {
		r.note(place(l.value), "dial-number", "text", clip(s), "limit", strconv.Itoa(dialLimit))
		return ""
	}
	return number
}

func (w *writer) dial(a Dial) {
	w.line(2, "dial", a.Dial)
	w.line(2, "music", a.Music)
	w.ringing(a.For)
	w.line(2, "nobody", a.Nobody)
	w.line(2, "busy", a.Busy)
	w.line(2, "failed", a.Failed)
	w.line(2, "then", a.Then)
}
