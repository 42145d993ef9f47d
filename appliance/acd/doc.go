// Package acd says who gets which conversation. It alone makes and ends
// offers, lets operators take what waits, and moves their presence.
//
// The rules are pure. State is what they need to know, put together from the
// facts of the feed: Apply takes one in, Decide says what is to be done now and
// when to ask again, and Accept, Decline and SetPresence answer operators. None
// of them waits, reads a clock or writes; the same facts at the same times give
// the same decisions.
//
// The Loop acts. Its Run is the only goroutine and owns the State: it hears the
// feed and the operators' commands, writes what was decided in one transaction
// with what must still hold checked in it, and learns of its own writes from
// the feed like everybody else. That works because the store publishes what a
// Write committed before the Write returns: once the feed is read empty, the
// State knows all that the Loop did itself.
package acd
