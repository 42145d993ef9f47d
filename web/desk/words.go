package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// absence is the name of an absence reason in the reader's language.
func absence(ctx context.Context, reason string) string {
	if reason == appliance.NoTelephone || slices.Contains(appliance.Absences(), reason) {
		return i18n.Text(ctx, "presence.reason."+reason)
	}
	return reason
}

// presenceWord says a state, with its reason when away.
func presenceWord(ctx context.Context, p appliance.Presence) string {
	if p.State == appliance.Away && p.Reason != "" {
		return absence(ctx, p.Reason)
	}
	return i18n.Text(ctx, "presence."+string(p.State))
}

// stateValue is a menu's button: the state, and the reason behind a colon.
func stateValue(s appliance.PresenceState, reason string) string {
	if reason == "" {
		return string(s)
	}
	return string(s) + ":" + reason
}

func truth(on bool) string {
	if on {
		return "true"
	}
	return "false"
}
