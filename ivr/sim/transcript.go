package sim

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"cordboard/appliance"
	"cordboard/ivr/run"
)

// Words gives what a prompt says in a language, or "" where nobody wrote it
// down.
type Words func(l appliance.Language, prompt string) string

// Write writes the story for a terminal, in English: when, in which node,
// what. Prompts stand there in their words; those that words does not know,
// all of them where it is nil, by their names.
func (s Story) Write(w io.Writer, words Words) error {
	width := 0
	for _, m := range s.Moments {
		width = max(width, len([]rune(m.Node)))
	}
	var b strings.Builder
	for i, m := range s.Moments {
		if text := s.text(i, words); text != "" {
			begin := fmt.Sprintf("%s  %-*s  ", clock(m.At), width, m.Node)
			fmt.Fprintf(&b, "%s%s\n", begin, fold(text, len([]rune(begin))))
		}
	}
	fmt.Fprintf(&b, "\n%s  %s\n", clock(s.End.At), s.End)
	if s.Left != "" {
		fmt.Fprintf(&b, "       Keys that were not pressed any more: %s\n", strings.Join(strings.Split(s.Left, ""), ","))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func clock(at time.Duration) string {
	seconds := int(at.Round(time.Second) / time.Second)
	return fmt.Sprintf("%2d:%02d", seconds/60, seconds%60)
}

// lineWidth is that of a terminal and some air.
const lineWidth = 100

// fold breaks a text that begins at a column between words, and lets what
// follows stand below its beginning.
func fold(text string, column int) string {
	var b strings.Builder
	at := column
	for i, word := range strings.Fields(text) {
		long := len([]rune(word))
		switch {
		case i > 0 && at+1+long > lineWidth:
			b.WriteString("\n" + strings.Repeat(" ", column))
			at = column
		case i > 0:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += long
	}
	return b.String()
}

// text is what happened; empty for what shows by what comes of it.
func (s Story) text(i int, words Words) string {
	switch e := s.Moments[i].What.(type) {
	case Asked:
		return fmt.Sprintf("the opening hours “%s” are %s", e.Hours, map[bool]string{true: "open", false: "closed"}[e.Open])
	case Befell:
		return fmt.Sprintf("waiting for %s: %s", e.For, e.Fate)
	case run.Pressed:
		return fmt.Sprintf("the caller presses %c", e.Key) + s.became(i)
	case Chose:
		if i > 0 && isPress(s.Moments[i-1].What, e.Key) {
			return "" // said with the key
		}
		return fmt.Sprintf("takes the %c that was pressed before", e.Key) + e.meaning()
	case run.TimedOut:
		return "the caller presses nothing"
	case run.NobodyThere:
		return "nobody is signed in to answer"
	case run.Play:
		return sounds(e, words)
	case run.Say:
		return fmt.Sprintf("says “%s”", e.Text)
	case run.Set:
		return fmt.Sprintf("notes %s: %s", e.Name, e.Value)
	case run.Answer:
		return answers[e.Outcome]
	case run.Through:
		return "somebody answers, and they talk"
	case run.Reach:
		return fmt.Sprintf("rings the operator “%s”", e.Operator)
	case run.Invite:
		return fmt.Sprintf("rings whoever made the invitation %s", e.Code)
	case run.Dial:
		return fmt.Sprintf("dials %s", e.Number)
	case run.Lookup:
		return fmt.Sprintf("looks for the contact with %s", e.Number)
	case run.Record:
		return fmt.Sprintf("sounds a tone and records for the queue “%s”", e.Queue)
	case run.CallBack:
		return fmt.Sprintf("puts a call to %s into the queue “%s”", e.Number, e.Queue)
	case run.Wait:
		return fmt.Sprintf("waits %s for a key", e.After)
	case run.Enqueue:
		return fmt.Sprintf("joins the queue “%s”", e.Queue)
	case run.Unqueue:
		return "leaves the queue"
	case run.Speak:
		return fmt.Sprintf("speaks %s from here on", name(e.Language))
	case run.Hangup:
		return "hangs up"
	default:
		return ""
	}
}

// answers are what came of what the tree asked for, in words.
var answers = map[run.Outcome]string{
	run.Found: "one contact is found", run.Several: "several contacts are found", run.Unknown: "nobody is known by that",
	run.Busy: "is busy", run.Nobody: "nobody answers", run.Kept: "it is kept", run.Empty: "nothing was said",
	run.Done: "the other side hangs up", run.Failed: "that cannot be done",
}

// became tells what a menu took the key for that is pressed at a moment.
func (s Story) became(i int) string {
	if i+1 < len(s.Moments) {
		if c, ok := s.Moments[i+1].What.(Chose); ok {
			return c.meaning()
		}
	}
	return ""
}

func isPress(what any, key byte) bool {
	p, ok := what.(run.Pressed)
	return ok && p.Key == key
}

func (c Chose) meaning() string {
	switch {
	case !c.Offered:
		return ", which is not offered"
	case c.Label != "":
		return " · " + c.Label
	default:
		return ""
	}
}

// sounds says what is heard: music by its name, speech in its words.
func sounds(p run.Play, words Words) string {
	names := strings.Join(p.Prompts, ", ")
	if p.Loop {
		return fmt.Sprintf("plays %s again and again", names)
	}
	var said []string
	for _, prompt := range p.Prompts {
		text := ""
		if words != nil {
			text = words(p.Language, prompt)
		}
		if text == "" {
			return fmt.Sprintf("plays %s (%s)", names, p.Language)
		}
		said = append(said, text)
	}
	return fmt.Sprintf("says “%s”", strings.Join(said, " "))
}

// name is the language in English, or its letters.
func name(l appliance.Language) string {
	return cmp.Or(map[appliance.Language]string{
		appliance.Czech: "Czech", appliance.Polish: "Polish", appliance.English: "English",
	}[l], string(l))
}

// String says where the caller ends, in English.
func (e End) String() string {
	switch e.How {
	case Waits:
		return fmt.Sprintf("The caller waits in the queue “%s” for an operator and is spoken to in %s.", e.Queue, name(e.Language))
	case Reaches:
		return fmt.Sprintf("The caller reaches the operator “%s” and is spoken to in %s.", e.Operator, name(e.Language))
	case Taken:
		return fmt.Sprintf("An operator has the caller, from “%s”.", e.Node)
	case Gone:
		return fmt.Sprintf("The caller hangs up, at “%s”.", e.Node)
	case Undecided:
		return fmt.Sprintf("Here it is left open what comes next, at “%s”.", e.Node)
	case HungUp:
		return fmt.Sprintf("The box hangs up, at “%s”.", e.Node)
	default:
		return fmt.Sprintf("The caller is still going round, at “%s”; here the simulation stops.", e.Node)
	}
}
