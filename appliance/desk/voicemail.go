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
		x.follow(call, "")
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
func (x *exchange) follow(call *exchange, from string) {
	data := map[string]string{"called": call.Called, "call": call.ID.String()}
	if from != "" {
		data["from"] = from
	}
	x.post(appliance.Entry{Kind: appliance.EntryBegan, By: appliance.ByContact, Data: data})
}

// tellOfMessage tells in the story of a call that its caller left this message.
func (x *exchange) tellOfMessage(tx *sqlite.Tx) error {
	began, err := tx.Entries(x.ID, 0, 1)
	if err != nil || len(began) == 0 || began[0].Other() == 0 {
		return err
	}
	return changeIn(tx, began[0].Other(), x.now, func(_ *sqlite.Tx, call *exchange) error {
		return call.tell(appliance.Entry{Kind: appliance.EntryMessageLeft, By: appliance.ByContact, Data: map[string]string{"conversation": x.ID.String()}})
	})
}
