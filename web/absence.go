package web

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// AbsenceName is what a reason for being away is called in the reader's language: of
// those that the administrator lists, also one that nobody chooses any more, and of
// those that the box gives itself.
func AbsenceName(ctx context.Context, listed []appliance.Absence, key string) string {
	i := slices.IndexFunc(listed, func(a appliance.Absence) bool { return a.Key == key })
	switch {
	case key == appliance.NoTelephone || key == appliance.Idle:
		return i18n.Text(ctx, "presence.reason."+key)
	case i < 0:
		return key
	}
	return listed[i].In(appliance.Language(i18n.From(ctx).Language()))
}
