// Package rtc is the operators' side of sound: one WebRTC leg for each
// operator who is signed in to take calls. It stays up while he is, so that
// answering a call costs no set-up.
//
// The box is an ICE-lite agent on one UDP port and the same TCP port, of IPv4,
// IPv6 or both; the browser offers, gathers no server candidates and always is the DTLS client
// (RFC 8445 section 2.5, RFC 8842 section 5.3). No STUN or TURN server is
// asked. Legs speak G.711, G.722, and Opus where a trunk does, so that a
// caller's frames pass untouched; a browser sends what the call that it is in
// speaks, and what it sends otherwise is made anew for the caller.
//
// Goroutines: each leg has the connection's own, all of them pion's, and one
// reader, which ends when the connection is closed; Run waits for the readers. A
// leg whose browser is lost is closed by the callback that says so, pion's.
package rtc
