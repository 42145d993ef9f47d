// Package sip answers the telephone: it takes INVITEs from the exchange and
// carries the dialogs that come of them (RFC 3261, 3262, 3311, 3515, 3891, 4028,
// 6086).
//
// Every message passes three places. The front (appliance/sip/front) stands
// before sipgo on the socket and hands on only what can be read, in one clean
// spelling, so that sipgo's own loops, which recover from nothing, only ever see
// such. sipgo has transports, transactions and the parser. The router (route.go)
// takes each request to its Call, whose one goroutine owns everything that the
// dialog knows (loop.go). What it sends is written as text by
// appliance/sip/message and signed by appliance/sip/digest; what is said about
// sound it carries, and appliance/media/sdp reads and writes.
//
// What is here follows a call: one that comes in (calls.go, provisional.go,
// exchange.go) and one of ours (dial.go, outbound.go, redirect.go) become a
// session with a dialog (session.go), in which requests come in order
// (requests.go, sequence.go), sound is offered anew (reoffer.go, overlap.go), the
// session refreshed (refresh.go), and the call passed on (transfer.go,
// referral.go, replaces.go) or carried on by another process (snapshot.go).
// Outside of calls an exchange is asked whether it is there (ask.go) and
// registered with (register.go, enrolment.go).
//
// Dialogs are ours and plain values (dialog.go) rather than sipgo's DialogUA or
// diago's: those send BYE to the Contact of the first INVITE, follow names and
// addresses that a message gives, keep no RFC 3261 section 13.3.1.4 timers and
// hide what a snapshot needs. Nothing that a message says makes this package look
// up a name or send to an address outside Config.Allow.
//
// Goroutines: Server.Run owns all of them and returns when they have ended.
// Those that sipgo starts for a message are counted while they are in our
// code, and waited for.
package sip
