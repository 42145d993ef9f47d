package appliance

import (
	"errors"
	"fmt"
)

// Refusal is a "no" that a person reads: what is wrong and what to do, named
// by the key of a text in web/i18n. Whoever refuses has changed nothing.
type Refusal struct {
	Kind RefusalKind
	// Text is the key of the sentence in the catalogues, "refusal.…".
	Text string
	// Args fill the sentence's places.
	Args map[string]any
}

// RefusalKind sorts refusals by what the other side can do about them.
type RefusalKind int

// The kinds, and the HTTP status that web gives each.
const (
	Invalid   RefusalKind = iota + 1 // 422: mend the input
	Forbidden                        // 403: not yours to do
	Unknown                          // 404: there is no such thing
	Conflict                         // 409: too late, or taken by somebody else
	TooMany                          // 429: slow down
	Full                             // 503: no room on the box
	Gone                             // 410: it was there, and was deleted
	TooLarge                         // 413: more than is taken
)

// Refuse makes a refusal; use it in package variables so that callers can
// branch with errors.Is.
func Refuse(kind RefusalKind, text string) *Refusal { return &Refusal{Kind: kind, Text: text} }

// With returns a copy that fills the place name with v.
func (r *Refusal) With(name string, v any) *Refusal {
	c := &Refusal{Kind: r.Kind, Text: r.Text, Args: map[string]any{name: v}}
	for k, old := range r.Args {
		if k != name {
			c.Args[k] = old
		}
	}
	return c
}

func (r *Refusal) Error() string {
	if len(r.Args) == 0 {
		return r.Text
	}
	return fmt.Sprintf("%s %v", r.Text, r.Args)
}

// Is makes refusals of the same text equal, whatever fills them.
func (r *Refusal) Is(target error) bool {
	t, ok := target.(*Refusal)
	return ok && t.Text == r.Text
}

// AsRefusal finds the refusal in err, or nil.
func AsRefusal(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return nil
}
