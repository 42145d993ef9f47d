package ivr

// Lookup looks for the contact that calls. Once it is found, the call is that
// contact's, and "known" holds in conditions.
type Lookup struct {
	// Lookup names the parameter with the number to look for; LookupCaller is
	// the number that the caller calls from.
	Lookup string
	// Several is the way when more than one contact has the number; empty:
	// Unknown's.
	Found, Several, Unknown string
}

// LookupCaller stands in place of a parameter for the caller's own number.
const LookupCaller = "caller"

// Kind is "lookup".
func (Lookup) Kind() string { return "lookup" }

// Ways are found, unknown, and several if it has one.
func (l Lookup) Ways() []Way {
	return given([]Way{{Name: "found", To: l.Found, Silent: true}, {Name: "unknown", To: l.Unknown, Silent: true}},
		Way{Name: "several", To: l.Several, Silent: true})
}

// Prompts is empty: it says nothing.
func (Lookup) Prompts() []string { return nil }

func (r *reader) lookup(is *line, ls *lines) Lookup {
	a := Lookup{
		Found: r.text(ls.take("found")), Several: r.text(ls.take("several")), Unknown: r.text(ls.take("unknown")),
	}
	if a.Lookup = r.text(is); a.Lookup != "" && a.Lookup != LookupCaller {
		a.Lookup = r.parameterName(a.Lookup, place(is.value))
	}
	return a
}

func (w *writer) lookup(a Lookup) {
	w.line(2, "lookup", a.Lookup)
	w.line(2, "found", a.Found)
	w.line(2, "several", a.Several)
	w.line(2, "unknown", a.Unknown)
}
