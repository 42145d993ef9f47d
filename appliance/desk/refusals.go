package desk

import "cordboard/appliance"

// What a desk refuses.
var (
	// ErrOver refuses what comes after the end.
	ErrOver = appliance.Refuse(appliance.Conflict, "refusal.conversation-over")
	// ErrNotInTree refuses to turn away who waits or is served by now.
	ErrNotInTree = appliance.Refuse(appliance.Conflict, "refusal.not-in-tree")
	// ErrNotTaken refuses to take over what nobody serves.
	ErrNotTaken = appliance.Refuse(appliance.Conflict, "refusal.not-taken")
	// ErrTakenUp refuses to take up what goes on, ErrCallAgain what is no chat, and
	// ErrKeptAway that of somebody who is blocked.
	ErrTakenUp   = appliance.Refuse(appliance.Conflict, "refusal.taken-up")
	ErrCallAgain = appliance.Refuse(appliance.Conflict, "refusal.call-again")
	ErrKeptAway  = appliance.Refuse(appliance.Conflict, "refusal.kept-away")
	// ErrNoChat refuses to join in what is no chat.
	ErrNoChat = appliance.Refuse(appliance.Conflict, "refusal.no-chat")
	// ErrObserving refuses one who only looks on.
	ErrObserving = appliance.Refuse(appliance.Forbidden, "refusal.observing")
	// ErrHangUp refuses to leave a call: it is hung up.
	ErrHangUp = appliance.Refuse(appliance.Conflict, "refusal.hang-up")

	// ErrBrackets refuses < and > in an operator's message (F130).
	ErrBrackets = appliance.Refuse(appliance.Invalid, "refusal.message-brackets")
	// ErrUnfilled refuses a template's parameter that was not filled; it is
	// named by parameter.
	ErrUnfilled = appliance.Refuse(appliance.Invalid, "refusal.message-unfilled")
	// ErrNoFiles refuses files where none are taken.
	ErrNoFiles = appliance.Refuse(appliance.Forbidden, "refusal.no-files")
	// ErrFilesWait refuses another file of a visitor while limit of his wait for
	// leave, and ErrManyFiles one after limit of them.
	ErrFilesWait = appliance.Refuse(appliance.TooMany, "refusal.files-wait")
	ErrManyFiles = appliance.Refuse(appliance.TooMany, "refusal.files-many")
	// ErrFileDecided refuses to decide of a file otherwise than was decided.
	ErrFileDecided = appliance.Refuse(appliance.Conflict, "refusal.file-decided")
	// ErrFileBroken refuses a file that did not come whole.
	ErrFileBroken = appliance.Refuse(appliance.Invalid, "refusal.file-broken")

	// ErrVouched refuses to make the contact of a conversation another user of the site
	// than it vouched for in it.
	ErrVouched = appliance.Refuse(appliance.Conflict, "refusal.vouched")

	// ErrKind refuses a message that comes disguised as an event.
	ErrKind = appliance.Refuse(appliance.Invalid, "refusal.entry-kind")

	// ErrNotYours refuses to change what somebody else wrote, or nobody; ErrFinal to
	// change anything, where the site has it so; ErrTooLate to change what was written
	// longer ago than count minutes; ErrDeleted to change what was taken back.
	ErrNotYours = appliance.Refuse(appliance.Forbidden, "refusal.message-not-yours")
	ErrFinal    = appliance.Refuse(appliance.Forbidden, "refusal.message-final")
	ErrTooLate  = appliance.Refuse(appliance.Conflict, "refusal.message-late")
	ErrDeleted  = appliance.Refuse(appliance.Conflict, "refusal.message-deleted")
	// ErrQuote refuses an answer to a message that is not there (any more).
	ErrQuote = appliance.Refuse(appliance.Conflict, "refusal.message-quote")

	// ErrEntryOff refuses an entry point that is switched off, and ErrInterrupted what
	// would be said in a chat that came by it: it can only be ended (F127).
	ErrEntryOff    = appliance.Refuse(appliance.Conflict, "refusal.entry-point-off")
	ErrInterrupted = appliance.Refuse(appliance.Conflict, "refusal.interrupted")

	// ErrBlocked refuses who is kept away, until a time: zero is for good.
	ErrBlocked = appliance.Refuse(appliance.Forbidden, "refusal.blocked")
	// ErrMayNotBlock refuses to keep somebody away, or to let him come again, to who has
	// no right to it; ErrColleague that one of us is blocked; ErrBlockScope to block by
	// what the contact did not come with; ErrBlockLength a time that is none.
	ErrMayNotBlock = appliance.Refuse(appliance.Forbidden, "refusal.block-right")
	ErrColleague   = appliance.Refuse(appliance.Conflict, "refusal.block-colleague")
	ErrBlockScope  = appliance.Refuse(appliance.Invalid, "refusal.block-scope")
	ErrBlockLength = appliance.Refuse(appliance.Invalid, "refusal.block-length")

	// ErrMayNotTag refuses to tag what an operator neither serves nor served; ErrNoTag
	// the word of a page that is none of the tags.
	ErrMayNotTag = appliance.Refuse(appliance.Forbidden, "refusal.tag-right")
	ErrNoTag     = appliance.Refuse(appliance.Invalid, "refusal.tag-unknown")

	// ErrFace refuses a rating that is none of the faces, and ErrUnrated one of what
	// cannot be rated, or where visitors are not asked.
	ErrFace    = appliance.Refuse(appliance.Invalid, "refusal.rating-face")
	ErrUnrated = appliance.Refuse(appliance.Conflict, "refusal.rating")

	// ErrNoTranscript refuses to mail what was said where no mail is sent, and of what
	// is no chat that was answered and is over.
	ErrNoTranscript = appliance.Refuse(appliance.Conflict, "refusal.transcript")

	// ErrReason refuses a wrap-up without a reason from the list.
	ErrReason = appliance.Refuse(appliance.Invalid, "refusal.reason")
	// ErrGoesOn refuses the wrap-up of one who has not left yet.
	ErrGoesOn = appliance.Refuse(appliance.Conflict, "refusal.conversation-goes-on")
	// ErrWrappedUp refuses a second wrap-up that says something else.
	ErrWrappedUp = appliance.Refuse(appliance.Conflict, "refusal.wrapped-up")
)
