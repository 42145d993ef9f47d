package desk

import (
	"slices"
	"strings"

	"cordboard/appliance"
)

// outcomes are what the rows of finished conversations say of their ends, read
// once for all of them.
type outcomes struct {
	parts   map[appliance.ConversationID][]appliance.Part
	reasons map[appliance.ReasonID]appliance.Reason
	// untaken says of calls of ours that their contacts did not take what became
	// of them.
	untaken map[appliance.ConversationID]string
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
	if err != nil {
		return o, err
	}
	o.untaken, err = w.readUntaken(list, ids)
	return o, err
}

// readUntaken reads what became of our calls that nobody took; ids are those of
// the list.
func (w *writer) readUntaken(list []appliance.Conversation, ids []appliance.ConversationID) (map[appliance.ConversationID]string, error) {
	reached, err := w.view.ToldOf(appliance.EntryReached, ids)
	if err != nil {
		return nil, err
	}
	all := map[appliance.ConversationID]string{}
	for _, c := range list {
		if _, is := slices.BinarySearch(reached, c.ID); is || !c.ByUs() {
			continue
		}
		story, err := w.view.Entries(c.ID, 0, 0)
		if err != nil {
			return nil, err
		}
		all[c.ID] = w.end(c, story)
	}
	return all, nil
}

// end says how a conversation ended, as its story tells; "" of one that goes on.
func (w *writer) end(c appliance.Conversation, story []appliance.Entry) string {
	for _, e := range slices.Backward(story) {
		if e.Kind == appliance.EntryEnded {
			return w.ended(c, e)
		}
	}
	return ""
}

// outcome says on a finished conversation's row who served it, what came of it
// and how long it took, if anybody talked; one that somebody has not wrapped up
// yet says so.
func (w *writer) outcome(c appliance.Conversation, r *row) {
	var names, due []string
	for _, p := range w.ends.parts[c.ID] {
		if p.Role != appliance.Serving || p.Aside {
			continue
		}
		if name := w.operator(p.Operator); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if p.Open() {
			due = append(due, w.operator(p.Operator))
		}
	}
	if len(due) > 0 {
		r.Status = w.texts().Text("desk.row.unwrapped", "names", strings.Join(due, ", "))
	}
	became, untaken := w.ends.untaken[c.ID]
	if why, there := w.ends.reasons[reasonFor(w.book.me.ID, w.ends.parts[c.ID])]; there {
		became = w.reasonName(why)
	}
	if r.Meta = joined(append(names, became)...); !untaken {
		r.Took = w.took(c)
	}
	r.Face = c.Rating.Face
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
