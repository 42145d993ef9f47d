// Package sip answers the telephone: it takes INVITEs from the exchange and
// carries the dialogs that come of them (RFC 3261, 3262, 3264, 3311,
// 3515, 3891, 4028, 6086).
//
// Every message passes three places. The front (front_udp.go, front_tcp.go)
// stands before sipgo on the socket: it drops what comes from strangers, over
// TLS (tls.go) before it greets them, tells apart what is no SIP, answers 400 to
// what cannot be read (RFC 4475) and hands on one clean spelling of the rest, so
// that sipgo's own loops, which recover from nothing, only ever see messages
// that they can read. sipgo has transports, transactions and the parser. The router takes each request to
// its Call, whose one goroutine owns everything that the dialog knows; sound
// is agreed on here and travels elsewhere.
//
// Dialogs are ours and plain values (dialog.go) rather than sipgo's DialogUA or
// diago's: those send BYE to the Contact of the first INVITE, follow names and
// addresses that a message gives, keep no RFC 3261 section 13.3.1.4 timers and hide what a
// snapshot needs. Nothing that a message says makes this package look up a
// name or send to an address outside Config.Allow.
//
// Goroutines: Server.Run owns all of them and returns when they have ended.
// Those that sipgo starts for a message are counted while they are in our
// code, and waited for.
package sip
