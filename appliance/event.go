package appliance

// Event is a fact that is committed and true. Each carries the nouns as they
// stand after it, so that a reader need not ask the store. Readers ignore the
// kinds they do not know.
type Event interface{ fact() }

// The facts. Their order in the feed is the order of their commits.
type (
	ConversationOpened  struct{ Conversation Conversation }
	ConversationQueued  struct{ Conversation Conversation }
	ConversationChanged struct{ Conversation Conversation }
	// ConversationEnded says that the exchange is over: Finished or Abandoned.
	ConversationEnded struct{ Conversation Conversation }

	OfferMade  struct{ Offer Offer }
	OfferEnded struct {
		Offer Offer
		How   OfferEnd
	}

	// PartBegan says that an operator accepted, joined or observes.
	PartBegan struct {
		Part         Part
		Conversation Conversation
	}
	// PartEnded says that he left; a part that served now waits for wrap-up.
	PartEnded struct {
		Part         Part
		Conversation Conversation
	}
	PartWrappedUp struct {
		Part         Part
		Conversation Conversation
	}

	EntryPosted struct {
		Entry        Entry
		Conversation Conversation
	}

	// EntryChanged says that a message or note was edited or deleted, or that a file
	// was allowed, rejected or deleted.
	EntryChanged struct {
		Entry        Entry
		Conversation Conversation
	}
	// ReceiptChanged says that somebody has read on.
	ReceiptChanged struct{ Receipt Receipt }
	// MentionsChanged says that a note names an operator, does so no more, or that he
	// has seen it.
	MentionsChanged struct{ Operator OperatorID }

	PresenceChanged struct{ Presence Presence }
	OperatorChanged struct{ Operator Operator }
	// SiteChanged says that settings, queues, groups, entry points, reasons
	// or trees are others now: read them again.
	SiteChanged struct{}

	// InvitationChanged says that an operator's invitations are others now.
	InvitationChanged struct{ Operator OperatorID }

	TicketOpened  struct{ Ticket Ticket }
	TicketChanged struct{ Ticket Ticket }

	RecordingChanged struct{ Recording Recording }

	// ContactChanged says that a contact's card is another one now.
	ContactChanged struct{ Contact Contact }
	// BlockChanged says that somebody is kept away from now on, or is no more. That a
	// block ran out nobody tells: it holds until a time.
	BlockChanged struct{ Block Block }
	// MailQueued says that a mail waits to be sent.
	MailQueued struct{}
)

// Notices are passing truths that are never stored: the feed hands them to
// whoever listens at that moment, without an id.
type (
	// Typing is the text that a visitor has not sent yet (F177), or a sign that
	// an operator writes, whose text is told to nobody. Empty: it was deleted or
	// sent.
	Typing struct {
		Conversation ConversationID
		By           Author
		Operator     OperatorID
		Text         string
	}
	// VisitorSeen says that a visitor's page opened or lost its connection.
	VisitorSeen struct {
		Conversation ConversationID
		Here         bool
	}
	// DraftChanged says that an operator wrote on at what he has not sent.
	DraftChanged struct {
		Operator     OperatorID
		Conversation ConversationID
	}
	// LegChanged says that an operator's sound came up or went.
	LegChanged struct {
		Operator OperatorID
		Up       bool
	}
	// TelephoneChanged says that an operator's desk telephone rings, or does so
	// no more: ask the telephones.
	TelephoneChanged struct{ Operator OperatorID }
	// CallChanged says that a call stands otherwise now: ask the calls how.
	CallChanged struct{ Conversation ConversationID }
	// OnlookersChanged says that an operator opened or left the page of a
	// conversation.
	OnlookersChanged struct{ Conversation ConversationID }
	// AlarmsChanged says that there is more or less to be alarmed about: what is
	// left of the caps on calls out, who asks that should not, or an exchange that
	// is not well.
	AlarmsChanged struct{}
	// StudioChanged says that it stands otherwise with a prompt that is to be
	// recorded by telephone: ask the studio.
	StudioChanged struct{}
)

func (ConversationOpened) fact()  {}
func (ConversationQueued) fact()  {}
func (ConversationChanged) fact() {}
func (ConversationEnded) fact()   {}
func (OfferMade) fact()           {}
func (OfferEnded) fact()          {}
func (PartBegan) fact()           {}
func (PartEnded) fact()           {}
func (PartWrappedUp) fact()       {}
func (EntryPosted) fact()         {}
func (EntryChanged) fact()        {}
func (MentionsChanged) fact()     {}
func (PresenceChanged) fact()     {}
func (OperatorChanged) fact()     {}
func (SiteChanged) fact()         {}
func (InvitationChanged) fact()   {}
func (TicketOpened) fact()        {}
func (TicketChanged) fact()       {}
func (RecordingChanged) fact()    {}
func (ContactChanged) fact()      {}
func (BlockChanged) fact()        {}
func (MailQueued) fact()          {}
func (Typing) fact()              {}
func (VisitorSeen) fact()         {}
func (DraftChanged) fact()        {}
func (ReceiptChanged) fact()      {}
func (LegChanged) fact()          {}
func (TelephoneChanged) fact()    {}
func (CallChanged) fact()         {}
func (OnlookersChanged) fact()    {}
func (AlarmsChanged) fact()       {}
func (StudioChanged) fact()       {}

// ConversationIn is the conversation that a fact carries as it stands after it.
func ConversationIn(e Event) (Conversation, bool) {
	switch e := e.(type) {
	case ConversationOpened:
		return e.Conversation, true
	case ConversationQueued:
		return e.Conversation, true
	case ConversationChanged:
		return e.Conversation, true
	case ConversationEnded:
		return e.Conversation, true
	case PartBegan:
		return e.Conversation, true
	case PartEnded:
		return e.Conversation, true
	case PartWrappedUp:
		return e.Conversation, true
	case EntryPosted:
		return e.Conversation, true
	case EntryChanged:
		return e.Conversation, true
	}
	return Conversation{}, false
}

// ConversationOf is the conversation that an event tells something of; zero: it tells
// of none alone.
func ConversationOf(e Event) ConversationID {
	switch e := e.(type) {
	case EntryPosted:
		return e.Entry.Conversation
	case EntryChanged:
		return e.Entry.Conversation
	case OfferMade:
		return e.Offer.Conversation
	case OfferEnded:
		return e.Offer.Conversation
	case ReceiptChanged:
		return e.Receipt.Conversation
	case RecordingChanged:
		return e.Recording.Conversation
	case Typing:
		return e.Conversation
	case VisitorSeen:
		return e.Conversation
	case DraftChanged:
		return e.Conversation
	case CallChanged:
		return e.Conversation
	case OnlookersChanged:
		return e.Conversation
	}
	c, _ := ConversationIn(e)
	return c.ID
}
