package desk

import (
	"slices"

	"cordboard/appliance"
)

// part names a piece of the page that is written and sent as a whole.
type part int

const (
	partPresence part = 1 << iota
	partDuties
	partLoad
	partTelephone
	partTabs
	partNews // what contacts wrote whom the reader serves
	partNotice
	partOffer
	partList
	partBelow
	partHead
	partCall
	partLine // of a call that the reader holds; it stands within partCall
	partFoot
	partSound
	partRated
	partReceipt // beneath our newest message
	partCard
	partInvite
	partTickets
	partMissed
	partMention
	partLog // entries that the page does not have yet

	lists      = partTabs | partNews | partList | partBelow
	open       = partHead | partCall | partFoot
	all   part = 1<<iota - 1

	// inTop are the parts that are written without the rest of the page.
	inTop = partMissed | partDuties

	// noticed are the parts that notices may touch. A notice is kept nowhere: what
	// was told after the page was read and before its stream stood, nobody has
	// heard.
	noticed = partTelephone | partNotice | partOffer | partList | partBelow | open
)

// reader is whose page it is.
type reader struct {
	me    appliance.OperatorID
	shown appliance.ConversationID // that he has open
	// holds are his open parts as they were when the page was read last; nil
	// when that is not known.
	holds map[appliance.ConversationID]appliance.Part
	// oversees says that what others serve stands in a list of his.
	oversees bool
	// missed says that calls were missed, or may have been.
	missed bool
	// assigned says that his rows tell who else could take what waits, or may do so.
	assigned bool
	// past says that his list shows what is over, which is looked for with some work.
	past bool
}

// touched tells which parts of a reader's page a fact may have changed. It may
// name too many, never too few; what comes out as it was is not sent.
func touched(e appliance.Event, r reader) part {
	p := touches(e, r)
	if r.past && ofGoing(e) {
		p &^= partList
	}
	return p
}

// ofGoing tells whether a fact is of who chats, and so neither is over nor was: a call
// may be tried again.
func ofGoing(e appliance.Event) bool {
	going := func(c appliance.Conversation) bool { return c.Channel == appliance.WebChat && !c.State.Over() }
	switch e := e.(type) {
	case appliance.ConversationQueued:
		return going(e.Conversation)
	case appliance.ConversationChanged:
		return going(e.Conversation)
	case appliance.PartBegan:
		return going(e.Conversation)
	case appliance.EntryPosted:
		return going(e.Conversation)
	case appliance.EntryChanged:
		return going(e.Conversation)
	case appliance.OfferMade, appliance.OfferEnded, appliance.LegChanged, appliance.TelephoneChanged, appliance.PresenceChanged:
		return true
	}
	return false
}

// touches is touched for whatever list.
func touches(e appliance.Event, r reader) part {
	me, shown := r.me, r.shown
	switch e := e.(type) {
	case appliance.ConversationOpened: // in the tree, or queued by the next fact
		return r.ofMissed(e.Conversation)
	case appliance.ConversationQueued:
		return lists | partOffer | ofOpen(e.Conversation.ID, shown, open)
	case appliance.ConversationChanged:
		return r.ofListed(e.Conversation, lists|partOffer|partCard) | ofOpen(e.Conversation.ID, shown, open|partCard|partRated)
	case appliance.ConversationEnded:
		return r.ofListed(e.Conversation, lists|partOffer|partLoad) | ofOpen(e.Conversation.ID, shown, open|partSound) | ofLost(e.Conversation)
	case appliance.OfferMade:
		return r.ofAssigned() | ofMine(e.Offer.Operator, me, lists|partOffer|partCard) | ofMine(e.Offer.By, me, partCall)
	case appliance.OfferEnded:
		return r.ofAssigned() | ofMine(e.Offer.Operator, me, lists|partOffer|partCard|partNotice) | ofMine(e.Offer.By, me, partCall)
	case appliance.PartBegan:
		return lists | partDuties | ofMine(e.Part.Operator, me, partPresence|partLoad|partOffer|partNotice) | ofOpen(e.Conversation.ID, shown, open)
	case appliance.PartEnded:
		return lists | partDuties | ofMine(e.Part.Operator, me, partPresence|partLoad|partNotice) | ofOpen(e.Conversation.ID, shown, open)
	case appliance.PartWrappedUp:
		return lists | partDuties | ofMine(e.Part.Operator, me, partLoad) | ofOpen(e.Conversation.ID, shown, open)
	case appliance.EntryPosted:
		return r.ofListed(e.Conversation, lists) | ofOpen(e.Entry.Conversation, shown, partLog|partReceipt|ofMailed(e.Entry)) | ofSettled(e.Entry)
	case appliance.EntryChanged:
		return r.ofListed(e.Conversation, lists) | ofOpen(e.Entry.Conversation, shown, partLog)
	case appliance.ReceiptChanged:
		return ofOpen(e.Receipt.Conversation, shown, partReceipt)
	case appliance.MentionsChanged:
		return ofMine(e.Operator, me, partMention)
	case appliance.BlockChanged: // whom it keeps away may be open under another number
		if shown != 0 {
			return partHead | partCard
		}
	case appliance.TicketOpened, appliance.TicketChanged:
		return partTickets
	case appliance.InvitationChanged:
		return ofMine(e.Operator, me, partInvite)
	case appliance.PresenceChanged:
		// Colleagues are listed where a conversation is passed on, beside the entry points
		// that they serve, and in the team.
		return partDuties | r.ofAssigned() | ofMine(e.Presence.Operator, me, partPresence|partNotice|partList|partBelow|partFoot) | r.ofHeld(shown, partHead|partCall) | r.ofTeam(partList)
	case appliance.AlarmsChanged:
		return partNotice
	case appliance.OperatorChanged:
		return partDuties | r.ofAssigned() | r.ofHeld(shown, partHead|partCall) | ofMine(e.Operator.ID, me, all&^partLog)
	case appliance.DraftChanged:
		if e.Operator == me {
			return ofOpen(e.Conversation, shown, partFoot)
		}
	case appliance.LegChanged:
		return ofMine(e.Operator, me, partOffer|partList|partBelow|partHead|partCall)
	case appliance.TelephoneChanged:
		return ofMine(e.Operator, me, partTelephone|partNotice|partOffer|partList|partBelow|partHead|partCall)
	case appliance.SiteChanged:
		return all &^ partLog
	case appliance.RecordingChanged:
		return ofOpen(e.Recording.Conversation, shown, partSound|partHead|partCall)
	case appliance.OnlookersChanged:
		return ofOpen(e.Conversation, shown, partHead)
	case appliance.CallChanged:
		return r.ofHeld(e.Conversation, partList|partBelow) | ofOpen(e.Conversation, shown, open)
	}
	return 0
}

// ofListed is p unless the conversation stands in none of the reader's lists:
// a message to one operator is nothing to the pages of the others, who are
// many.
func (r reader) ofListed(c appliance.Conversation, p part) part {
	listed := true
	switch c.State {
	case appliance.InTree:
		listed = c.Channel == appliance.Callback // it may be tried again
	case appliance.Active:
		_, held := r.holds[c.ID]
		listed = r.oversees || r.holds == nil || held || slices.Contains(c.Operators, r.me) || slices.Contains(c.Served, r.me)
	case appliance.Abandoned:
		listed = !c.Queued.IsZero() // it goes from the waiting ones
	case appliance.Waiting, appliance.Finished:
	}
	if listed {
		return p
	}
	return 0
}

// ofMissed: whose call was missed calls again, or is called, and is missed no more.
func (r reader) ofMissed(c appliance.Conversation) part {
	if r.missed && c.Channel.Voice() {
		return partMissed
	}
	return 0
}

// ofLost: who was not talked with is missed. Whether one of ours was taken, its
// story tells.
func ofLost(c appliance.Conversation) part {
	if c.Channel.Voice() && (c.State == appliance.Abandoned || c.ByUs()) {
		return partMissed
	}
	return 0
}

// ofMailed: who wraps up is not asked any more whether the contact is mailed what was said.
func ofMailed(e appliance.Entry) part {
	if e.Kind == appliance.EntryTranscript || e.Kind == appliance.EntryTranscriptFailed {
		return partFoot
	}
	return 0
}

func ofSettled(e appliance.Entry) part {
	if e.Kind == appliance.EntrySettled {
		return partMissed
	}
	return 0
}

// ofHeld is p if the reader has a part in the conversation, or may have.
func (r reader) ofHeld(c appliance.ConversationID, p part) part {
	if _, held := r.holds[c]; c != 0 && (held || r.holds == nil) {
		return p
	}
	return 0
}

// ofAssigned are the rows, if they tell who else could take what waits.
func (r reader) ofAssigned() part {
	if r.assigned {
		return partList | partBelow
	}
	return 0
}

// ofTeam is p if the reader sees how the others are.
func (r reader) ofTeam(p part) part {
	if r.oversees {
		return p
	}
	return 0
}

func ofOpen(c, shown appliance.ConversationID, p part) part {
	if c == shown {
		return p
	}
	return 0
}

func ofMine(o, me appliance.OperatorID, p part) part {
	if o == me {
		return p
	}
	return 0
}
