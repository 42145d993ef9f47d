package appliance

// What more than one part of the box refuses: said once, so that whoever
// refuses it and whoever branches on it mean the same. What one part alone
// refuses stands with that part.
var (
	// ErrNotFound is what the store answers for a row that is not there.
	ErrNotFound = Refuse(Unknown, "refusal.not-found")
	// ErrDiskFull refuses to write because the disk is full.
	ErrDiskFull = Refuse(Full, "refusal.disk-full")
	// ErrSignIn is for a token that nobody is signed in by.
	ErrSignIn = Refuse(Forbidden, "refusal.sign-in")

	// ErrName refuses a name that is empty, or longer than limit characters.
	ErrName = Refuse(Invalid, "refusal.name")
	// ErrLevel refuses a level of a skill that there is not; limit is the highest.
	ErrLevel = Refuse(Invalid, "refusal.skill-level")
	// ErrTagOff refuses a tag that nobody puts on any more, and ErrManyTags one more
	// where limit are on a conversation.
	ErrTagOff   = Refuse(Conflict, "refusal.tag-off")
	ErrManyTags = Refuse(Conflict, "refusal.tags-many")
	// ErrLanguage refuses a language that the box does not speak.
	ErrLanguage = Refuse(Invalid, "refusal.setting.language")

	// ErrNotWaiting refuses to take or queue what is not in a queue (any more):
	// a second operator who accepts comes too late.
	ErrNotWaiting = Refuse(Conflict, "refusal.not-waiting")
	// ErrNotServing refuses an operator who does not serve the conversation.
	ErrNotServing = Refuse(Forbidden, "refusal.not-serving")
	// ErrShared refuses to pass on what others serve too.
	ErrShared = Refuse(Conflict, "refusal.conversation-shared")
	// ErrDisabled refuses an operator who may not sign in any more.
	ErrDisabled = Refuse(Forbidden, "refusal.operator-disabled")
	// ErrTakesNone refuses conversations to an operator whose role takes none.
	ErrTakesNone = Refuse(Forbidden, "refusal.takes-none")
	// ErrNoCalls refuses a call to or of one who is not set up for calls, and
	// ErrOnCall of one who has one: nobody has two pairs of ears.
	ErrNoCalls = Refuse(Forbidden, "refusal.no-calls")
	ErrOnCall  = Refuse(Conflict, "refusal.on-call")

	// ErrEmpty refuses a message without text.
	ErrEmpty = Refuse(Invalid, "refusal.message-empty")
	// ErrTooLong refuses a long message; count is how many characters are too
	// many.
	ErrTooLong = Refuse(Invalid, "refusal.message-too-long")
	// ErrShortPhrase refuses to look for a phrase of fewer than count letters.
	ErrShortPhrase = Refuse(Invalid, "refusal.phrase-short")
	// ErrKey refuses a message whose key names one of somebody else.
	ErrKey = Refuse(Conflict, "refusal.message-key")

	// ErrFileGone is for a file that was there and was deleted.
	ErrFileGone = Refuse(Gone, "refusal.file-gone")
	// ErrFileAsked refuses a file that no operator has allowed yet.
	ErrFileAsked = Refuse(Conflict, "refusal.file-asked")
	// ErrFileSize refuses a file that is larger than limit megabytes.
	ErrFileSize = Refuse(TooLarge, "refusal.file-size")
)
