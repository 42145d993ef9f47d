package sim

import (
	"fmt"
	"io"
	"strings"
	"time"

	"cordboard/ivr/run"
)

// Write writes the story for a terminal, in English: when, in which node,
// what.
func (s Story) Write(w io.Writer) error {
	width := 0
	for _, m := range s.Moments {
		width = max(width, len([]rune(m.Node)))
	}
	var b strings.Builder
	for _, m := range s.Moments {
		if text := m.text(); text != "" {
			fmt.Fprintf(&b, "%s  %-*s  %s\n", clock(m.At), width, m.Node, text)
		}
	}
	fmt.Fprintf(&b, "%s  %s\n", clock(s.End.At), s.End)
	_, err := io.WriteString(w, b.String())
	return err
}

func clock(at time.Duration) string {
	seconds := int(at.Round(time.Second) / time.Second)
	return fmt.Sprintf("%2d:%02d", seconds/60, seconds%60)
}

// text is what happened; empty for what shows by what comes of it.
func (m Moment) text() string {
	switch e := m.What.(type) {
	case Asked:
		return fmt.Sprintf("%q is %s", e.Hours, map[bool]string{true: "open", false: "closed"}[e.Open])
	case run.Pressed:
		return fmt.Sprintf("the caller presses %c", e.Key)
	case run.TimedOut:
		return "the caller presses nothing"
	case run.NobodyThere:
		return "nobody is signed in to answer"
	case run.Play:
		loop := map[bool]string{true: " again and again"}[e.Loop]
		return fmt.Sprintf("plays %s (%s)%s", strings.Join(e.Prompts, ", "), e.Language, loop)
	case run.Wait:
		return fmt.Sprintf("waits %s for a key", e.After)
	case run.Enqueue:
		return fmt.Sprintf("joins the queue %q", e.Queue)
	case run.Speak:
		return fmt.Sprintf("speaks %s from here on", e.Language)
	case run.Hangup:
		return "hangs up"
	default:
		return ""
	}
}

// String says where the caller ends, in English.
func (e End) String() string {
	switch e.How {
	case Waits:
		return fmt.Sprintf("The caller waits in the queue %q and is spoken to in %s.", e.Queue, e.Language)
	case HungUp:
		return fmt.Sprintf("The call ends at %q.", e.Node)
	default:
		return fmt.Sprintf("The caller is still going round, at %q.", e.Node)
	}
}
