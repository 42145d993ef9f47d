package desk

import (
	"cordboard/appliance"
	"cordboard/web"
)

// absence is the name of an absence reason in the reader's language.
func (w *writer) absence(key string) string { return web.AbsenceName(w.ctx, w.book.absences, key) }

// absences are the reasons that the reader may choose from.
func (w *writer) absences() (all []absence) {
	for _, a := range w.book.absences {
		if !a.Off {
			all = append(all, absence{a.Key, w.absence(a.Key)})
		}
	}
	return all
}

// presenceWord says a state, with its reason when away.
func (w *writer) presenceWord(p appliance.Presence) string {
	if p.State == appliance.Away && p.Reason != "" {
		return w.absence(p.Reason)
	}
	return w.texts().Text("presence." + string(p.State))
}

// standsAs says how an operator is, and that he is in a call where nobody sees it by
// that.
func (w *writer) standsAs(p appliance.Presence, calls int) string {
	if calls > 0 && p.Conceals() {
		return joined(w.presenceWord(p), w.texts().Text("presence.in-call"))
	}
	return w.presenceWord(p)
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
