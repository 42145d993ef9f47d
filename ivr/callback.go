package ivr

// Callback puts a call back to the caller into a queue.
type Callback struct {
	// Callback is the queue.
	Callback string
	// Number names the parameter with the number to call; empty: the caller's
	// own.
	Number string
	// Failed is the way when there is no number that may be called.
	Then, Failed string
}

// Kind is "callback".
func (Callback) Kind() string { return "callback" }

// Ways are then and failed.
func (c Callback) Ways() []Way {
	return []Way{{Name: "then", To: c.Then, Silent: true}, {Name: "failed", To: c.Failed, Silent: true}}
}

// Prompts is empty: it says nothing.
func (Callback) Prompts() []string { return nil }

func (r *reader) callback(is *line, ls *lines) Callback {
	return Callback{
		Callback: r.title(is), Number: r.parameter(ls.take("number")),
		Then: r.text(ls.take("then")), Failed: r.text(ls.take("failed")),
	}
}

func (w *writer) callback(a Callback) {
	w.line(2, "callback", a.Callback)
	w.line(2, "number", a.Number)
	w.line(2, "then", a.Then)
	w.line(2, "failed", a.Failed)
}
