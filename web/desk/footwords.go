package desk

import (
	"context"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

func composerLabel(ctx context.Context, f foot) string {
	if f.Voice {
		return i18n.Text(ctx, "desk.note.placeholder")
	}
	return i18n.Text(ctx, "desk.placeholder", "name", f.Name)
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
