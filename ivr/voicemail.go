package ivr

import "time"

// Voicemail records what the caller says, for those who serve a queue.
type Voicemail struct {
	// Voicemail are the prompts before the tone.
	Voicemail []string
	// To is the queue.
	To string
	// Limit is how long the caller may speak.
	Limit time.Duration
	Then  string
	// Nothing is the way of who said nothing; empty: Then.
	Nothing string
}

// Kind is "voicemail".
func (Voicemail) Kind() string { return "voicemail" }

// Ways are then, and nothing if it has one.
func (v Voicemail) Ways() []Way {
	return given([]Way{{Name: "then", To: v.Then, Silent: true}}, Way{Name: "nothing", To: v.Nothing, Silent: true})
}

// Prompts are those before the tone.
func (v Voicemail) Prompts() []string { return v.Voicemail }

// The bounds of what a caller says.
const (
	DefaultSpeech = 2 * time.Minute
	leastSpeech   = 5 * time.Second
	mostSpeech    = 10 * time.Minute
)

func (r *reader) voicemail(node string, is *line, ls *lines) Voicemail {
	return Voicemail{
		Voicemail: r.prompts(node, is), To: r.needed(is, ls, "to"),
		Limit: r.duration(ls.take("limit"), DefaultSpeech, leastSpeech, mostSpeech),
		Then:  r.text(ls.take("then")), Nothing: r.text(ls.take("nothing")),
	}
}

// needed reads a name that a node cannot do without.
func (r *reader) needed(is *line, ls *lines, key string) string {
	l := ls.take(key)
	if l == nil {
		r.note(is.at, "key-missing", "key", key, "what", is.key)
		return ""
	}
	return r.title(l)
}

func (w *writer) voicemail(a Voicemail) {
	w.prompts("voicemail", a.Voicemail)
	w.line(2, "to", a.To)
	if a.Limit != DefaultSpeech {
		w.line(2, "limit", duration(a.Limit))
	}
	w.line(2, "then", a.Then)
	w.line(2, "nothing", a.Nothing)
}
