// Package run is the interpreter of IVR trees: an event goes in, effects come
// out, and between any two steps the session can be stored as bytes and read
// back, by another process if need be. It has no clock, no goroutine, no
// sound and no log of its own; whoever drives it (appliance/call with a
// telephone, ivr/sim with a script) carries the effects out and reports what
// happened.
package run
