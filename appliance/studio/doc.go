// Package studio records prompts by telephone. Whoever administers the site
// orders a recording and gets a code; who calls the studio's number and types
// it speaks after a tone, hears himself, and keeps it with a key.
//
// A call here is no Conversation and meets no tree. What a caller hears next is
// decided by state.on, which is pure; sitting carries it out, in one goroutine a
// call: the SIP server's that called Invite, which returns when the call is
// over. The sound comes on goroutines of the leg, which only write to the tape
// and to channels. Orders are held under a mutex; nothing else is shared.
//
// Codes are in memory alone: what each opens is a prompt of the site for some
// minutes, a restart would have cut the call that uses one, and another is made
// with one press. So none of them lies on the disk or in a backup.
package studio
