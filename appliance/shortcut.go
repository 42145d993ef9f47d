package appliance

import (
	"slices"
	"strings"
)

// Command is what an operator does at the desk by Alt and a letter (D02).
type Command string

// The commands.
const (
	CommandAccept  Command = "accept" // who has waited longest
	CommandPass    Command = "pass"
	CommandEnd     Command = "end"
	CommandFind    Command = "find"
	CommandTag     Command = "tag"
	CommandNote    Command = "note"
	CommandMute    Command = "mute"
	CommandHold    Command = "hold"
	CommandKeypad  Command = "keypad"
	CommandPresent Command = "state"
)

// usual are the letters of who has chosen none.
var usual = map[Command]string{
	CommandAccept: "a", CommandPass: "t", CommandEnd: "e", CommandFind: "f", CommandTag: "g", CommandNote: "n",
	CommandMute: "m", CommandHold: "h", CommandKeypad: "k", CommandPresent: "s",
}

// Commands are all of them, in the order in which people are shown them.
func Commands() []Command {
	return []Command{
		CommandAccept, CommandPass, CommandEnd, CommandFind, CommandTag, CommandNote,
		CommandMute, CommandHold, CommandKeypad, CommandPresent,
	}
}

// Shortcuts are the letters, a to z, that an operator has chosen in place of the usual
// ones; a command that has an empty one has no key. nil: all are as usual.
type Shortcuts map[Command]string

// Letter is that of a command, or empty.
func (s Shortcuts) Letter(c Command) string {
	if letter, chosen := s[c]; chosen {
		return letter
	}
	return usual[c]
}

// The refusals of Chosen.
var (
	ErrShortcut      = Refuse(Invalid, "refusal.shortcut")
	ErrShortcutTwice = Refuse(Invalid, "refusal.shortcut-twice")
)

// Chosen are shortcuts as they were typed, without those that are as usual. What is no
// letter, or is that of two commands, is refused.
func (s Shortcuts) Chosen() (Shortcuts, error) {
	chosen := Shortcuts{}
	for c, typed := range s {
		letter := strings.ToLower(strings.TrimSpace(typed))
		if letter != "" && (len(letter) != 1 || letter < "a" || letter > "z") {
			return nil, ErrShortcut.With("typed", typed)
		}
		if u, known := usual[c]; known && letter != u {
			chosen[c] = letter
		}
	}
	var taken []string
	for _, c := range Commands() {
		letter := chosen.Letter(c)
		if letter != "" && slices.Contains(taken, letter) {
			return nil, ErrShortcutTwice.With("letter", strings.ToUpper(letter))
		}
		taken = append(taken, letter)
	}
	if len(chosen) == 0 {
		return nil, nil
	}
	return chosen, nil
}
