package desk

import (
	"slices"

	"cordboard/appliance"
)

// outcomes are what the rows of finished conversations say of their ends, read
// once for all of them.
type outcomes struct {
	parts   map[appliance.ConversationID][]appliance.Part
	reasons map[appliance.ReasonID]appliance.Reason
}

// readOutcomes reads those of a list.
func (w *writer) readOutcomes(list []appliance.Conversation) (outcomes, error) {
	ids := make([]appliance.ConversationID, len(list))
	for i, c := range list {
		ids[i] = c.ID
	}
	parts, err := w.view.PartsOfAll(ids)
	if err != nil {
		return outcomes{}, err
	}
	reasons, err := w.view.Reasons()
	o := outcomes{
		parts:   make(map[appliance.ConversationID][]appliance.Part, len(list)),
		reasons: byID(reasons, func(r appliance.Reason) appliance.ReasonID { return r.ID }),
	}
	for _, p := range parts {
		o.parts[p.Conversation] = append(o.parts[p.Conversation], p)
	}
	return o, err
}

// outcome says on a finished conversation's row who served it, what came of it
// and how long it took; one that somebody has not wrapped up yet says so.
func (w *writer) outcome(c appliance.Conversation, r *row) {
	var names []string
	for _, p := range w.ends.parts[c.ID] {
		if p.Role != appliance.Serving || p.Aside {
			continue
		}
		if name := w.operator(p.Operator); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if p.Open() {
			r.Status = w.texts().Text("desk.row.unwrapped")
		}
	}
	reason := ""
	if why, there := w.ends.reasons[reasonFor(w.book.me.ID, w.ends.parts[c.ID])]; there {
		reason = w.reasonName(why)
	}
	r.Meta, r.Took = joined(append(names, reason)...), w.took(c)
}

// reasonFor is the reason that a reader finds a conversation by: his own, else the
// last one that anybody gave.
func reasonFor(reader appliance.OperatorID, parts []appliance.Part) (last appliance.ReasonID) {
	for _, p := range slices.Backward(parts) {
		switch {
		case p.Reason == 0:
		case p.Operator == reader:
			return p.Reason
		case last == 0:
			last = p.Reason
		}
	}
	return last
}

// took is how long a conversation was served.
func (w *writer) took(c appliance.Conversation) string {
	if c.Joined.IsZero() || c.Ended.IsZero() {
		return ""
	}
	return w.texts().Duration(c.Ended.Sub(c.Joined))
}
