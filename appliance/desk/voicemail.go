package desk

import (
	"context"
	"slices"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
)

// Voicemail begins the conversation that a caller's message for a queue will
// be: his, with what the call knows of him. It waits once it is queued, when
// the message is whole.
func (d *Desk) Voicemail(ctx context.Context, from appliance.ConversationID, q appliance.QueueID) (appliance.Conversation, error) {
	var c appliance.Conversation
	err := d.store.Write(ctx, func(tx *sqlite.Tx) error {
		queue, err := tx.Queue(q)
		if err != nil {
			return err
		}
		call, err := load(tx, from, d.now())
		if err != nil {
			return err
		}
		x := call.descend(appliance.Voicemail)
		x.Queue, x.Topic = queue.ID, queue.In(x.Language)
		x.follow(call.Called, "")
		if err := x.save(tx); err != nil {
			return err
		}
		c = x.Conversation
		return nil
	})
	return c, wrap("open a voicemail of", from, err)
}

// descend makes a conversation of another channel that follows from a call.
func (x *exchange) descend(by appliance.Channel) *exchange {
	to := &exchange{now: x.now, Conversation: appliance.Conversation{
		Channel: by, EntryPoint: x.EntryPoint, Contact: x.Contact, State: appliance.InTree, Language: x.Language,
		Name: x.Name, Mail: x.Mail, Phone: x.Phone, Called: x.Called, Parameters: slices.Clone(x.Parameters), Began: x.now,
	}}
	to.note(opened)
	return to
}

// follow tells that it came of a call to a number of ours, from another number than
// the one to call if from is not empty.
func (x *exchange) follow(called, from string) {
	data := map[string]string{"called": called}
	if from != "" {
		data["from"] = from
	}
	x.post(appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, Data: data})
}
