package ivr

import (
	"strconv"
	"strings"
	"time"
)

// Queue lets the caller wait for an operator.
type Queue struct {
	Queue string
	// Music is heard meanwhile; empty: the queue's own, or else DefaultMusic.
	Music string
	// Announce is how often the caller is told his place and how long it will
	// be; zero: never.
	Announce time.Duration
	// Choices are keys that lead out of the queue.
	Choices []Choice
	// For is how long the caller waits before he goes the way Late; zero: for
	// ever.
	For  time.Duration
	Late string
	// Most is how many may wait; one more goes the way Full. Zero: any number.
	Most int
	Full string
	// Nobody is the way when nobody is signed in to answer; empty: the prompt
	// DefaultNobody, and goodbye.
	Nobody string
	// After is the way of a caller whom the operator left; empty: goodbye.
	After string
}

// Kind is "queue".
func (Queue) Kind() string { return "queue" }

// Ways are its keys, then full, late, nobody and after, if it has them.
func (q Queue) Ways() []Way {
	var ways []Way
	for _, c := range q.Choices {
		ways = append(ways, Way{Name: string(c.Key), To: c.To})
	}
	return given(ways, Way{Name: "full", To: q.Full, Silent: true}, Way{Name: "late", To: q.Late, Silent: true},
		Way{Name: "nobody", To: q.Nobody, Silent: true}, Way{Name: "after", To: q.After})
}

// Prompts are the music, and the sentence for when nobody is there.
func (q Queue) Prompts() []string {
	if q.Nobody == "" {
		return []string{q.Sounds(), DefaultNobody}
	}
	return []string{q.Sounds()}
}

// Sounds is the music that is heard in the end.
func (q Queue) Sounds() string { return music(q.Music) }

// Choice tells what a key stands for, and whether it is offered.
func (q Queue) Choice(key byte) (c Choice, offered bool) { return chosen(q.Choices, key) }

// The bounds of waiting.
const (
	DefaultAnnounce = time.Minute
	leastAnnounce   = 15 * time.Second
	mostAnnounce    = 10 * time.Minute
	leastPatience   = 5 * time.Second
	mostPatience    = 2 * time.Hour
	mostWaiting     = 999
)

func (r *reader) queue(node string, is *line, ls *lines) Queue {
	a := Queue{
		Queue: r.title(is), Music: r.one(node, ls.take("music")), Announce: r.announce(ls.take("announce")),
		For: r.duration(ls.take("for"), 0, leastPatience, mostPatience), Late: r.text(ls.take("late")),
		Most: r.number(ls.take("most"), 0, 1, mostWaiting), Full: r.text(ls.take("full")),
		Nobody: r.text(ls.take("nobody")), After: r.text(ls.take("after")),
	}
	a.Choices, _ = r.choices(node, ls)
	r.together(ls, "for", "late")
	r.together(ls, "most", "full")
	return a
}

// together wants both of two keys, or neither. One that cannot be read is there.
func (r *reader) together(ls *lines, one, other string) {
	first, second := ls.take(one), ls.take(other)
	switch {
	case first != nil && second == nil:
		r.note(first.at, "key-alone", "key", other, "what", one)
	case second != nil && first == nil:
		r.note(second.at, "key-alone", "key", one, "what", other)
	}
}

// announce reads how often, or "no".
func (r *reader) announce(l *line) time.Duration {
	if l != nil && strings.EqualFold(r.text(l), "no") {
		return 0
	}
	return r.duration(l, DefaultAnnounce, leastAnnounce, mostAnnounce)
}

func (w *writer) queue(q Queue) {
	w.line(2, "queue", q.Queue)
	w.line(2, "music", q.Music)
	switch q.Announce {
	case DefaultAnnounce:
	case 0:
		w.WriteString("    announce: no\n")
	default:
		w.line(2, "announce", duration(q.Announce))
	}
	for _, c := range q.Choices {
		w.choice(c)
	}
	if q.For > 0 {
		w.line(2, "for", duration(q.For))
	}
	w.line(2, "late", q.Late)
	if q.Most > 0 {
		w.line(2, "most", strconv.Itoa(q.Most))
	}
	w.line(2, "full", q.Full)
	w.line(2, "nobody", q.Nobody)
	w.line(2, "after", q.After)
}
