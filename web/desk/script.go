package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// shortcut is one line of the overlay. One of a command has the operator's own letter.
type shortcut struct {
	keys    []string
	text    string
	command appliance.Command
	letter  string
}

// shortcuts as assets/keys.js carries them out.
var shortcuts = []shortcut{
	{keys: []string{"J", "K"}, text: "desk.keys.rows"},
	{keys: []string{"⏎"}, text: "desk.keys.accept"},
	{keys: []string{"P"}, text: "desk.keys.preview"},
	{command: appliance.CommandAccept},
	{keys: []string{"Alt 1…9"}, text: "desk.keys.switch"},
	{command: appliance.CommandPass},
	{command: appliance.CommandEnd},
	{command: appliance.CommandFind},
	{command: appliance.CommandTag},
	{command: appliance.CommandNote},
	{keys: []string{"/", ":"}, text: "desk.keys.picker"},
	{keys: []string{"@"}, text: "desk.keys.mention"},
	{keys: []string{"Alt ↑", "Alt ↓"}, text: "desk.keys.said"},
	{keys: []string{"↑"}, text: "desk.keys.last"},
	{command: appliance.CommandMute},
	{command: appliance.CommandHold},
	{command: appliance.CommandKeypad},
	{command: appliance.CommandPresent},
	{keys: []string{"Ctrl K"}, text: "desk.keys.seek"},
	{keys: []string{"Ctrl ⏎"}, text: "desk.keys.wrap-up"},
	{keys: []string{"Esc"}, text: "desk.keys.composer"},
	{keys: []string{"?"}, text: "desk.keys.help"},
}

// shortcutsOf are those that are carried out for a reader: letters alone may be switched
// off (WCAG 2.1.4), and ? with them; a command may have no letter.
func shortcutsOf(t top) (all []shortcut) {
	for _, s := range shortcuts {
		if s.command != "" {
			s.letter, s.text = t.Shortcuts.Letter(s.command), commandText(s.command)
			s.keys = []string{withAlt(s.letter)}
			if s.letter == "" {
				continue
			}
		}
		if t.Unlettered && slices.Contains([]string{"J", "P", "?"}, s.keys[0]) {
			continue
		}
		all = append(all, s)
	}
	return all
}

// commandText is the key of the sentence for a command.
func commandText(c appliance.Command) string { return "desk.keys.alt." + string(c) }

// withAlt is a letter as it stands on a key.
func withAlt(letter string) string { return "Alt " + strings.ToUpper(letter) }

// script are the sentences that only the script says.
func script(ctx context.Context) map[string]string {
	return i18n.From(ctx).Section("desk.script.")
}

// words hands them over as data attributes.
func words(texts map[string]string) templ.Attributes {
	attributes := templ.Attributes{}
	for key, text := range texts {
		attributes["data-"+key] = text
	}
	return attributes
}

func title(ctx context.Context, p page) string {
	return waiting(p) + i18n.Text(ctx, "desk.title")
}

// events is the address of the page's stream.
func events(p page) string {
	q := url.Values{"tab": {string(p.Tab)}}
	if p.Open != 0 {
		q.Set("conversation", p.Open.String())
	}
	if p.Before != 0 {
		q.Set("before", p.Before.String())
	}
	if len(p.Shown) > 0 {
		q.Set("shown", inAddress(p.Shown))
	}
	p.Sought.into(q)
	return "/desk/events?" + q.Encode()
}
