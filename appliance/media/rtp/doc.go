// Package rtp moves telephone sound over UDP: sockets, packets, the pace of
// 20 ms, keys pressed, and the latch that takes sound from nobody but the
// party that was agreed on.
//
// An Engine owns one goroutine a shard, locked to its thread, which reads the
// sockets of its legs and plays to them; Engine.Run waits for them. A Leg
// belongs to whoever opened it and may be used from any goroutine.
//
// Reports (RTCP, RFC 3550 section 6) go out about every five seconds and tell
// how the party is heard; what it reports is counted in Stats. They are read
// when they come, because the round trip is measured by them.
//
// Two locks guard a leg, each held for what one read or one send does:
// Leg.ear for what is heard, while a Sink is called; Leg.mu for what is sent.
// A Sink may send to other legs, so mu is never held while ear is taken.
package rtp
