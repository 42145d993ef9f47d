package appliance

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// Entry is one line of a conversation's log: a message, or an event of it.
type Entry struct {
	ID           EntryID
	Conversation ConversationID
	At           time.Time
	Kind         EntryKind
	By           Author
	Operator     OperatorID // when By is ByOperator, or whom it is about
	// Text is a message's or note's text, at most 1000 characters.
	Text string
	// Page is the path of the page that the visitor was on (F216).
	Page string
	// Key is the sender's own name for a message; a second one with the same
	// key in the same conversation is the same message.
	Key string
	// Data holds an event's facts by name, as the pages' texts use them.
	Data map[string]string
	// Quotes is the message of the same conversation that this one answers.
	Quotes EntryID
	// Edited is when its author changed a message or note last, Deleted when he took
	// it back: it then has no text. What it said before is in its revisions.
	Edited, Deleted time.Time
}

// Revision is what an entry said until its author changed or deleted it.
type Revision struct {
	Entry EntryID
	At    time.Time // until then
	Text  string
}

// Draft is what an operator has written in a conversation and not sent, a message or
// a note.
type Draft struct {
	Operator     OperatorID
	Conversation ConversationID
	Note         bool
	Text         string
	// Version counts how often it was written.
	Version int64
}

// EntryKind is what an entry tells.
type EntryKind string

// The kinds of entries. Data's keys stand behind each.
const (
	EntryMessage    EntryKind = "message"
	EntryNote       EntryKind = "note"
	EntryFile       EntryKind = "file"       // its File has the same number, Text is its name
	EntryBegan      EntryKind = "began"      // entrypoint, topic; called; from where a call is owed to another number than the caller's; call (its conversation) of which it came
	EntryPressed    EntryKind = "pressed"    // key, node, label (empty where the tree names none)
	EntryQueued     EntryKind = "queued"     // queue
	EntryRung       EntryKind = "rung"       // operator: the contact wants him and no other
	EntryInvited    EntryKind = "invited"    // operator: the contact has a number of his
	EntryLanguage   EntryKind = "language"   // language: the contact reads this one from now on
	EntryJoined     EntryKind = "joined"     // operator; purpose and asker (his id) where a colleague asked him
	EntryLeft       EntryKind = "left"       // operator
	EntryHeld       EntryKind = "held"       //
	EntryResumed    EntryKind = "resumed"    // seconds
	EntryBroken     EntryKind = "broken"     // the operator's sound was lost
	EntryRestored   EntryKind = "restored"   // … and came back; seconds
	EntryBreaks     EntryKind = "breaks"     // it was lost more often than was told; count, seconds in all
	EntryUnrecorded EntryKind = "unrecorded" // the box could not record
	EntryNoticed    EntryKind = "noticed"    // the other side has heard that it is recorded
	EntryUnnoticed  EntryKind = "unnoticed"  // that could not be played, and nothing is recorded; prompt
	EntryMissed     EntryKind = "missed"     // operator: an offer went unheard
	EntryUnreached  EntryKind = "unreached"  // operator: his telephone could not be rung for an offer; cause as of a number
	EntryNobody     EntryKind = "nobody"     // nobody was signed in
	EntryFull       EntryKind = "full"       // queue: as many wait in it as may
	EntryLate       EntryKind = "late"       // queue: nobody took it in the time that the tree gives it there; seconds
	EntryClosed     EntryKind = "closed"     // hours: outside these
	EntrySound      EntryKind = "sound"      // sound: good, fair or poor; lost %, jitter ms, trip ms if known; or elsewhere: address
	// A contact whom we called took the call.
	EntryReached EntryKind = "reached"
	// A number was called for a call; cause: busy, declined, no-answer,
	// no-such-number, not-allowed, no-sound, unreachable, restart: that of the box,
	// which is nobody's fault. No call left the box for no-way-out (no trunk calls
	// out), denied (no rule of one allows it), no-number, all-busy, capped.
	EntryPartyCalled  EntryKind = "party-called"  // number
	EntryPartyFailed  EntryKind = "party-failed"  // number, cause; pause in seconds where it is called again
	EntryPartyJoined  EntryKind = "party-joined"  // number: caller and he hear each other
	EntryPartyLeft    EntryKind = "party-left"    // number
	EntryHanded       EntryKind = "handed"        // number: the caller was left to it
	EntryReferred     EntryKind = "referred"      // number: the other side has it called in its place
	EntrySucceeded    EntryKind = "succeeded"     // number: it has a telephone's place, empty where it is not told
	EntryAsked        EntryKind = "asked"         // operator: a colleague is asked to take or join it; purpose
	EntryUnanswered   EntryKind = "unanswered"    // operator: he was asked and did not answer
	EntryDeclined     EntryKind = "declined"      // operator: he does not want it
	EntryPassed       EntryKind = "passed"        // operator: he serves in place of the one who passed it
	EntryTakenOver    EntryKind = "taken-over"    // operator: he serves in place of those who did
	EntryTakenUp      EntryKind = "taken-up"      // operator: he serves again what was over
	EntryWatched      EntryKind = "watched"       // role of a supervisor: listening, whispering, guest, or none: he left
	EntryRecordingOff EntryKind = "recording-off" // reason
	EntryRecordingOn  EntryKind = "recording-on"  //
	EntrySilent       EntryKind = "silent"        // nobody writes: it will be closed in a minute
	EntryBlocked      EntryKind = "blocked"       // scope, until as RFC 3339 or empty: for good; reason
	EntryEnded        EntryKind = "ended"         // cause
	EntryWrappedUp    EntryKind = "wrapped-up"    // operator, reason
	EntryTicket       EntryKind = "ticket"        // ticket
	EntryTagged       EntryKind = "tagged"        // tag: its name then; without an operator the contact's page did
	EntryUntagged     EntryKind = "untagged"      // tag: its name then
	// What was said was mailed to the contact, and what was mailed did not come.
	EntryTranscript       EntryKind = "transcript"        // mail, operator: he asked for it
	EntryTranscriptFailed EntryKind = "transcript-failed" // mail
	EntryMessageLeft      EntryKind = "message-left"      // conversation: the caller's message
	EntryCallOwed         EntryKind = "call-owed"         // conversation: the call that was promised to him; number
	EntrySettled          EntryKind = "settled"           // operator, reason if he gave one: nobody is to be called for it any more
)

// Again is when a number is called again that was not reached; zero: never, or at
// once.
func (e Entry) Again() time.Time {
	seconds, err := strconv.Atoi(e.Data["pause"])
	if e.Kind != EntryPartyFailed || err != nil {
		return time.Time{}
	}
	return e.At.Add(time.Duration(seconds) * time.Second)
}

// Written tells whether an entry is what somebody wrote or handed over.
func (k EntryKind) Written() bool {
	return k == EntryMessage || k == EntryNote || k == EntryFile
}

// SendsAway tells whether an event is that a contact found nobody who answers.
func (k EntryKind) SendsAway() bool {
	return k == EntryNobody || k == EntryFull || k == EntryLate || k == EntryClosed
}

// Follows tells whether an event may also come of a conversation that is over.
func (k EntryKind) Follows() bool {
	return k == EntryTicket || k == EntryMessageLeft || k == EntryTranscriptFailed
}

// Ticket is the one that an event tells of; zero: none.
func (e Entry) Ticket() TicketID {
	id, err := strconv.ParseInt(e.Data["ticket"], 10, 64)
	if err != nil || e.Kind != EntryTicket {
		return 0
	}
	return TicketID(id)
}

// Other is the conversation that an event names: one that came of this, or of
// which this came; zero: none.
func (e Entry) Other() ConversationID {
	key := "conversation"
	if e.Kind == EntryBegan {
		key = "call"
	}
	id, err := strconv.ParseInt(e.Data[key], 10, 64)
	if err != nil {
		return 0
	}
	return ConversationID(id)
}

// MessageLimit is the longest message, in characters (F128).
const MessageLimit = 1000

// AtMost refuses a text that is longer than limit characters.
func AtMost(limit int, text string) error {
	if over := utf8.RuneCountInString(text) - limit; over > 0 {
		return ErrTooLong.With("count", over)
	}
	return nil
}
