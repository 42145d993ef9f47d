package desk

import (
	"slices"

	"cordboard/appliance"
	"cordboard/web/i18n"
)

// became says what a contact did whom nobody answered: beside are his other
// conversations, among them a message or a promised call that came of this one.
func became(texts *i18n.Texts, c appliance.Conversation, beside []appliance.Conversation) string {
	from := func(by appliance.Channel) bool {
		return c.Channel == appliance.Phone && slices.ContainsFunc(beside, func(o appliance.Conversation) bool {
			return o.Channel == by && o.Contact == c.Contact && !o.Began.Before(c.Began) && !o.Began.After(c.Ended)
		})
	}
	switch {
	case c.Channel == appliance.Callback:
		return texts.Text("desk.left.unreached")
	case from(appliance.Voicemail):
		return texts.Text("desk.left.message")
	case from(appliance.Callback):
		return texts.Text("desk.left.callback")
	case c.SentAway != "":
		return texts.Text("desk.left."+string(c.SentAway), "time", texts.Clock(c.Unqueued.Sub(c.Queued)))
	case c.Channel == appliance.Phone && !c.Unqueued.IsZero():
		return texts.Text("desk.left.queue", "time", texts.Clock(c.Unqueued.Sub(c.Queued)))
	case gaveUpWaiting(c):
		return texts.Text("desk.left.waiting", "time", texts.Clock(c.Ended.Sub(c.Queued)))
	}
	return texts.Text("desk.card.abandoned")
}

// gaveUpWaiting tells whether a caller hung up while he waited in a queue: not one
// whom the tree had taken out of it or sent away.
func gaveUpWaiting(c appliance.Conversation) bool {
	return c.State == appliance.Abandoned && c.Channel == appliance.Phone && !c.Queued.IsZero() && c.Unqueued.IsZero() && c.SentAway == "" && c.EndedBy == appliance.ByContact
}
