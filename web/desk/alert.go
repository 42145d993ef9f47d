package desk

import "cordboard/appliance"

// alerts are what the page's script tells its reader of while he looks elsewhere, and
// how he wants that (F213). They are not drawn.
type alerts struct {
	Silent, Notified bool
	Unanswered       []unanswered
}

// unanswered is what a contact whom the reader serves wrote since anybody answered him.
type unanswered struct {
	ID         appliance.ConversationID
	Name, Text string // as the reader may see them
	Messages   int    // with the pass to him for one, where he was not asked
}

func (w *writer) alerts() (alerts, error) {
	a := alerts{Silent: w.book.me.Silent, Notified: w.book.me.Notified}
	for _, c := range w.book.mine {
		passed, err := w.passedAtOnce(c)
		if err != nil {
			return a, err
		}
		news := c.Unread
		if passed {
			news++
		}
		if news == 0 || c.State.Over() || !w.book.parts[c.ID].Left.IsZero() {
			continue
		}
		contact, err := w.contact(c)
		if err != nil {
			return a, err
		}
		said := oneLine(c.LastText)
		if c.Unread == 0 {
			said = w.texts().Text("desk.row.passed")
		}
		a.Unanswered = append(a.Unanswered, unanswered{c.ID, w.name(c, contact), said, news})
	}
	return a, nil
}
