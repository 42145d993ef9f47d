package acd

import "cordboard/appliance"

// Refusals of commands.
var (
	// ErrTaken names the operator who was quicker.
	ErrTaken = appliance.Refuse(appliance.Conflict, "refusal.taken")
	// ErrNotWaiting refuses to take what has ended, or is not in a queue yet.
	ErrNotWaiting = appliance.Refuse(appliance.Conflict, "refusal.not-waiting")
	// ErrFull says that the operator holds as many chats as he may.
	ErrFull = appliance.Refuse(appliance.Conflict, "refusal.capacity")
	// ErrOnCall says that he has a call already, and nobody has two ears.
	ErrOnCall = appliance.Refuse(appliance.Conflict, "refusal.on-call")
	// ErrNoCalls refuses a call to one who may not take any.
	ErrNoCalls = appliance.Refuse(appliance.Forbidden, "refusal.no-calls")
	// ErrNotYours says that he serves other queues.
	ErrNotYours = appliance.Refuse(appliance.Forbidden, "refusal.not-your-queue")
	// ErrNotSignedIn says that he has not signed in to take conversations.
	ErrNotSignedIn = appliance.Refuse(appliance.Conflict, "refusal.not-signed-in")
	// ErrNoOffer says that what he declines is not offered to him any more.
	ErrNoOffer = appliance.Refuse(appliance.Conflict, "refusal.no-offer")
	// ErrNotServing refuses to ask about what the operator does not serve.
	ErrNotServing = appliance.Refuse(appliance.Forbidden, "refusal.not-serving")
	// ErrWithYou says that the colleague is in the conversation already, and
	// ErrNotFree that he cannot be asked now.
	ErrWithYou = appliance.Refuse(appliance.Conflict, "refusal.with-you")
	ErrNotFree = appliance.Refuse(appliance.Conflict, "refusal.not-free")
	// ErrAsking refuses to ask a second colleague before the first answered.
	ErrAsking = appliance.Refuse(appliance.Conflict, "refusal.asking")
	// ErrPurpose refuses to ask for what there is not: a chat is only passed.
	ErrPurpose = appliance.Refuse(appliance.Invalid, "refusal.purpose")
	// ErrPresence refuses a state that nobody chooses by hand.
	ErrPresence = appliance.Refuse(appliance.Invalid, "refusal.presence")
	// ErrNotWrappingUp says that there is no time of his to extend any more.
	ErrNotWrappingUp = appliance.Refuse(appliance.Conflict, "refusal.not-wrapping-up")
	// ErrReason refuses a reason for being away that is not on the list.
	ErrReason = appliance.Refuse(appliance.Invalid, "refusal.absence")
)
