package ivr

import (
	"slices"
	"time"
)

// Play says something and goes on.
type Play struct {
	Play []string
	Then string
	// BargeIn lets a key cut the prompt short. The key is kept for the next
	// menu.
	BargeIn bool
	// TypeAhead keeps the keys pressed meanwhile for the next menu; without
	// it those pressed so far are thrown away.
	TypeAhead bool
}

// Kind is "play".
func (Play) Kind() string { return "play" }

// Ways is then.
func (p Play) Ways() []Way { return []Way{{Name: "then", To: p.Then, Silent: true}} }

// Prompts are those that it says.
func (p Play) Prompts() []string { return p.Play }

// Menu asks for one key.
type Menu struct {
	Menu    []string
	Choices []Choice
	// Nothing is for the caller who presses no key in time, Wrong for a key
	// that is not offered. Where Wrong leads nowhere, Nothing's way is taken.
	Nothing, Wrong Miss
	// Timeout is how long a key is waited for after the prompt.
	Timeout time.Duration
	// Retries is how often it is asked again, silence and wrong keys counted
	// together.
	Retries int
	// BargeIn lets a key end the prompt.
	BargeIn bool
	// TypeAhead lets keys count that were pressed before the menu began.
	TypeAhead bool
}

// Choice is a key of a menu and where it leads.
type Choice struct {
	Key byte
	To  string
	// Label says in words what the key stands for, for those who read the
	// call's story. Empty: nobody wrote it.
	Label string
}

// Miss is what a menu does about silence or a wrong key: say something and ask
// again, and once it was asked often enough go another way.
type Miss struct {
	Play []string
	Then string
}

// Kind is "menu".
func (Menu) Kind() string { return "menu" }

// Ways are its keys, then nothing, and wrong if it has a way of its own.
func (m Menu) Ways() []Way {
	ways := make([]Way, 0, len(m.Choices)+2)
	for _, c := range m.Choices {
		ways = append(ways, Way{Name: string(c.Key), To: c.To})
	}
	return missing(ways, m.Nothing, m.Wrong)
}

// Prompts are the question and what it says when it asks again.
func (m Menu) Prompts() []string { return slices.Concat(m.Menu, m.Nothing.Play, m.Wrong.Play) }

// Choice tells what a key stands for, and whether it is offered.
func (m Menu) Choice(key byte) (c Choice, offered bool) { return chosen(m.Choices, key) }

func chosen(from []Choice, key byte) (c Choice, offered bool) {
	for _, c := range from {
		if c.Key == key {
			return c, true
		}
	}
	return Choice{}, false
}

// Hours goes one way while the opening hours of a name are open, and another
// while they are closed.
type Hours struct {
	Hours        string
	Open, Closed string
}

// Kind is "hours".
func (Hours) Kind() string { return "hours" }

// Ways are open and closed.
func (h Hours) Ways() []Way {
	return []Way{{Name: "open", To: h.Open, Silent: true}, {Name: "closed", To: h.Closed, Silent: true}}
}

// Prompts is empty: it says nothing.
func (Hours) Prompts() []string { return nil }

// Hangup ends the call, after these prompts if there are any.
type Hangup struct{ Play []string }

// Kind is "hangup".
func (Hangup) Kind() string { return "hangup" }

// Ways is empty: here it ends.
func (Hangup) Ways() []Way { return nil }

// Prompts are what it says before.
func (h Hangup) Prompts() []string { return h.Play }
