// Package call carries telephone calls: from the INVITE through the tree into
// a queue, to an operator, and to the end. It alone moves legs.
//
// Each call is one goroutine, its actor, and everything that happens to it
// comes through its mailbox in one order: digits and hang-up from the
// telephone, the fact that an operator accepted, an operator's hold or
// hang-up, his sound coming and going, prompts that ended, time that ran out.
// What follows from each is decided by state.on, which is pure; the actor
// carries it out. Of a call that came, the goroutine is the SIP server's that
// called Invite, and the call ends before Invite returns; of one that we place,
// it is Calls' own, and Run waits for it.
package call
