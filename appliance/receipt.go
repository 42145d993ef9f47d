package appliance

// Receipt is how far the two sides of a chat have read.
type Receipt struct {
	Conversation ConversationID
	// Got is the newest entry that has come to the contact's page, Read the newest that
	// he had before his eyes there.
	Got, Read EntryID
	// Seen is the newest that an operator who serves had before his.
	Seen EntryID
}

// Beyond is the receipt with what another one says besides: nothing is unread again.
func (r Receipt) Beyond(o Receipt) Receipt {
	r.Got, r.Read, r.Seen = max(r.Got, o.Got, o.Read), max(r.Read, o.Read), max(r.Seen, o.Seen)
	return r
}
