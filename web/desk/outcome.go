package desk

import (
	"errors"
	"slices"

	"cordboard/appliance"
)

// outcome says on a finished conversation's row who served it, what came of it
// and how long it took; one that somebody has not wrapped up yet says so.
func (w *writer) outcome(c appliance.Conversation, r *row) error {
	parts, err := w.view.Parts(c.ID)
	if err != nil {
		return err
	}
	var names []string
	reason := ""
	for _, p := range parts {
		if p.Role != appliance.Serving || p.Aside {
			continue
		}
		if name := w.operator(p.Operator); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if p.Open() {
			r.Status = w.texts().Text("desk.row.unwrapped")
		}
		if p.Reason != 0 {
			if reason, err = w.reasonOf(p.Reason); err != nil {
				return err
			}
		}
	}
	r.Meta = joined(append(names, reason, w.took(c))...)
	return nil
}

// reasonOf is a reason's name, or nothing if it is there no more.
func (w *writer) reasonOf(id appliance.ReasonID) (string, error) {
	r, err := w.view.Reason(id)
	switch {
	case errors.Is(err, appliance.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	}
	return w.reasonName(r), nil
}

// took is how long a conversation was served.
func (w *writer) took(c appliance.Conversation) string {
	if c.Joined.IsZero() || c.Ended.IsZero() {
		return ""
	}
	return w.texts().Duration(c.Ended.Sub(c.Joined))
}
