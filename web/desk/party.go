package desk

import (
	"slices"

	"cordboard/appliance/call"
)

// party is somebody at a call besides the contact and the reader.
type party struct {
	Seat     int // zero: an operator, whom the reader cannot hang up on
	Name     string
	Word     string // what he does
	Answered bool
	Aside    bool   // he could be taken into the call
	End      string // what ending it with him is called, beside the end of the call itself
}

// parties are those at a call besides contact and reader.
func (w *writer) parties(weCalled bool, s call.Standing) []party {
	var all []party
	for _, p := range s.Parties {
		if p.Operator == w.book.me.ID || p.Role == call.Listening { // nobody knows of one who listens
			continue
		}
		if p.Role == call.Whispering && s.Role(w.book.me.ID) != call.Serving { // whom nobody else hears
			continue
		}
		shown := party{Name: w.partyName(p), Word: w.partyWord(weCalled, s, p), Answered: p.Answered}
		if p.Operator == 0 || p.Role == call.Aside {
			shown.Seat, shown.Aside = p.Seat, p.Answered && p.Role == call.Aside
			shown.End = w.dropWord(p)
		}
		all = append(all, shown)
	}
	return all
}

// partyName is an operator's name, or the number that was called.
func (w *writer) partyName(p call.Party) string {
	if p.Operator != 0 {
		return w.operator(p.Operator)
	}
	return w.shownNumber(p.Number)
}

// dropWord says what ends with a party: a colleague's answer, or the call to a number.
func (w *writer) dropWord(p call.Party) string {
	if p.Operator != 0 {
		return w.texts().Text("desk.party.drop.aside")
	}
	return w.texts().Text("desk.party.drop", "number", w.shownNumber(p.Number))
}

// aside says who asks the reader aside and what the contact hears meanwhile;
// nothing to one whose own call it is.
func (w *writer) aside(weCalled bool, s call.Standing) (sentence, asker string) {
	if s.Role(w.book.me.ID) != call.Aside {
		return "", ""
	}
	for _, p := range s.Parties {
		if p.Role == call.Serving && p.Operator != 0 {
			asker = w.operator(p.Operator)
			break
		}
	}
	if s.Held {
		return w.texts().Text("desk.aside.asks."+otherSide(weCalled), "name", asker), asker
	}
	return w.texts().Text("desk.aside.waits."+otherSide(weCalled), "name", asker), asker
}

// with names whom the reader asks aside and talks with while the contact hears
// music; empty: he talks with nobody but the contact.
func (w *writer) with(s call.Standing) string {
	if !s.Held || s.Role(w.book.me.ID) != call.Serving {
		return ""
	}
	for _, p := range s.Parties {
		if p.Role == call.Aside && p.Answered {
			return w.partyName(p)
		}
	}
	return ""
}

// waits tells whether somebody whom the reader asks aside waits for him, who is back
// with the contact.
func (w *writer) waits(s call.Standing) bool {
	return !s.Held && s.Role(w.book.me.ID) == call.Serving &&
		slices.ContainsFunc(s.Parties, func(p call.Party) bool { return p.Role == call.Aside && p.Answered })
}

// others are those besides contact and reader at the call that the page shows.
func (p page) others() []party {
	if p.Talk.Call == nil {
		return nil
	}
	return p.Talk.Call.Parties
}

// partyWord says what somebody at a call does.
func (w *writer) partyWord(weCalled bool, s call.Standing, p call.Party) string {
	t := w.texts()
	switch {
	case !p.Answered:
		return t.Text("desk.party.ringing")
	case p.Role == call.Aside && s.Held:
		return t.Text("desk.party.asked." + otherSide(weCalled))
	case p.Role == call.Whispering:
		return t.Text("desk.party.whispers." + otherSide(weCalled))
	case p.Role == call.Aside:
		return t.Text("desk.party.waits")
	}
	return t.Text("desk.party.talks")
}
