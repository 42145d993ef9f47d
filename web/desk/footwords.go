package desk

import (
	"context"
	"strings"

	"github.com/a-h/templ"

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

// picks are where the picker's answers come from; notes of a call hold neither answers
// at hand nor emoji.
func picks(f foot) templ.Attributes {
	from := templ.Attributes{"data-colleagues": "/desk/colleagues/" + f.ID.String()}
	if !f.Voice {
		from["data-answers"], from["data-emoji"] = "/desk/templates/"+f.ID.String(), "/desk/emoji"
	}
	return from
}

// entryAct is where something is done to one entry.
func entryAct(c appliance.ConversationID, e appliance.EntryID, what string) templ.SafeURL {
	return templ.SafeURL("/desk/" + c.String() + "/entries/" + e.String() + "/" + what)
}

// revisedWord says that an entry is not what it was.
func revisedWord(ctx context.Context, e entry) string {
	if !e.Deleted.IsZero() {
		return i18n.Text(ctx, "desk.former")
	}
	return i18n.Text(ctx, "desk.edited")
}
