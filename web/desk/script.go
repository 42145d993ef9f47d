package desk

import (
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"cordboard/web/i18n"
)

// shortcut is one line of the overlay.
type shortcut struct {
	keys []string
	text string
}

// shortcuts as assets/keys.js carries them out.
var shortcuts = []shortcut{
	{[]string{"J", "K"}, "desk.keys.rows"},
	{[]string{"⏎"}, "desk.keys.accept"},
	{[]string{"P"}, "desk.keys.preview"},
	{[]string{"Alt A"}, "desk.keys.oldest"},
	{[]string{"Alt 1…9"}, "desk.keys.switch"},
	{[]string{"Alt T"}, "desk.keys.pass"},
	{[]string{"Alt E"}, "desk.keys.end"},
	{[]string{"Alt F"}, "desk.keys.find"},
	{[]string{"Alt G"}, "desk.keys.tag"},
	{[]string{"Alt N"}, "desk.keys.note"},
	{[]string{"/", ":"}, "desk.keys.picker"},
	{[]string{"@"}, "desk.keys.mention"},
	{[]string{"Alt ↑", "Alt ↓"}, "desk.keys.said"},
	{[]string{"↑"}, "desk.keys.last"},
	{[]string{"Alt M", "Alt H", "Alt K"}, "desk.keys.call"},
	{[]string{"Alt S"}, "desk.keys.state"},
	{[]string{"Ctrl K"}, "desk.keys.seek"},
	{[]string{"Ctrl ⏎"}, "desk.keys.wrap-up"},
	{[]string{"Esc"}, "desk.keys.composer"},
	{[]string{"?"}, "desk.keys.help"},
}

// shortcutsOf are those that are carried out: letters alone may be switched off
// (WCAG 2.1.4), and ? with them.
func shortcutsOf(unlettered bool) []shortcut {
	return slices.DeleteFunc(slices.Clone(shortcuts), func(s shortcut) bool {
		return unlettered && slices.Contains([]string{"J", "P", "?"}, s.keys[0])
	})
}

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
