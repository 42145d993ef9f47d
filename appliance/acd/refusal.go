package acd

import "cordboard/appliance"

// Refusals of commands.
var (
	// ErrTaken names the operator who was quicker.
	ErrTaken = appliance.Refuse(appliance.Conflict, "refusal.taken")
	// ErrFull says that the operator holds as many chats as he may.
	ErrFull = appliance.Refuse(appliance.Conflict, "refusal.capacity")
	// ErrVoicemail says that he has not closed the voicemail before.
	ErrVoicemail = appliance.Refuse(appliance.Conflict, "refusal.voicemail")
	// ErrNotYours says that he serves other queues.
	ErrNotYours = appliance.Refuse(appliance.Forbidden, "refusal.not-your-queue")
	// ErrUnskilled says that he has not got the skills that his queue needs for it.
	ErrUnskilled = appliance.Refuse(appliance.Forbidden, "refusal.unskilled")
	// ErrNotSignedIn says that he has not signed in to take conversations.
	ErrNotSignedIn = appliance.Refuse(appliance.Conflict, "refusal.not-signed-in")
	// ErrSignedOut says that he has signed out of the entry point that it came from,
	// ErrNotOnDuty that a colleague has, or is invisible for it.
	ErrSignedOut = appliance.Refuse(appliance.Conflict, "refusal.signed-out")
	ErrNotOnDuty = appliance.Refuse(appliance.Conflict, "refusal.not-on-duty") // operator
	// ErrDuty refuses a duty that there is not.
	ErrDuty = appliance.Refuse(appliance.Invalid, "refusal.duty")
	// ErrNoOffer says that what he declines is not offered to him any more.
	ErrNoOffer = appliance.Refuse(appliance.Conflict, "refusal.no-offer")
	// ErrWithYou says that the colleague is in the conversation already, and
	// ErrNotFree that he cannot be asked now.
	ErrWithYou = appliance.Refuse(appliance.Conflict, "refusal.with-you")
	ErrNotFree = appliance.Refuse(appliance.Conflict, "refusal.not-free")
	// ErrAsking refuses to ask a second colleague before the first answered.
	ErrAsking = appliance.Refuse(appliance.Conflict, "refusal.asking")
	// ErrPurpose refuses to ask for what there is not: a chat has nobody to hold
	// meanwhile, a message nobody to join.
	ErrPurpose = appliance.Refuse(appliance.Invalid, "refusal.purpose")
	// ErrPresence refuses a state that nobody chooses by hand.
	ErrPresence = appliance.Refuse(appliance.Invalid, "refusal.presence")
	// ErrNotWrappingUp says that there is no time of his to extend any more.
	ErrNotWrappingUp = appliance.Refuse(appliance.Conflict, "refusal.not-wrapping-up")
	// ErrLongEnough says that nobody wraps up for longer.
	ErrLongEnough = appliance.Refuse(appliance.Conflict, "refusal.wrap-up-longest") // minutes
	// ErrMeanwhile says that what was asked for changed in the same moment.
	ErrMeanwhile = appliance.Refuse(appliance.Conflict, "refusal.meanwhile")
	// ErrReason refuses a reason for being away that is not on the list.
	ErrReason = appliance.Refuse(appliance.Invalid, "refusal.absence")
)
