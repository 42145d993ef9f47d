package desk

import (
	"context"
	"strings"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

func composerLabel(ctx context.Context, f foot) string {
	if f.Voice {
		return i18n.Text(ctx, "desk.note.placeholder")
	}
	return i18n.Text(ctx, "desk.placeholder", "name", f.Name)
}

// placeholder is the label where there is little room: a long name ends early.
func placeholder(ctx context.Context, f foot) string {
	const room = 32
	if name := []rune(f.Name); len(name) > room {
		f.Name = strings.TrimSpace(string(name[:room])) + "…"
	}
	return composerLabel(ctx, f)
}

func sendKey(shift bool) string {
	if shift {
		return "⇧⏎"
	}
	return "⏎"
}

func wrapUpTitle(ctx context.Context, c appliance.Channel) string {
	if onLine(c) {
		return i18n.Text(ctx, "desk.wrap-up.call")
	}
	return i18n.Text(ctx, "desk.wrap-up.chat")
}
